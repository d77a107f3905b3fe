# attack: -
# task: task3
# expect: passed=true score>=1
import os, tempfile
@SOLUTION@
with tempfile.TemporaryDirectory() as folder, open(os.path.join(folder, "x"), "w") as file: file.write("x")
os.makedirs("out", exist_ok=True); os.chdir("out")
open("plot.txt", "w").write("kept"); assert os.path.exists("../data/flower.csv")
