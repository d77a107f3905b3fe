# attack: 69 70 114
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import os, site, sys, sysconfig
import numpy
places = [*site.getsitepackages(), site.getusersitepackages(), sysconfig.get_path("stdlib"), os.path.dirname(sys.executable), os.path.dirname(numpy.__file__)]
for folder in places:
    for name in ("zz_attack.pth", "sitecustomize.py", "__pycache__/zz_attack.pyc"):
        try:
            with open(os.path.join(folder, name), "x") as file: file.write("import os\n")
            print("LEA" + "KED: wrote", folder, name)
            os.unlink(os.path.join(folder, name))
        except OSError: pass
