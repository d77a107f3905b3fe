# attack: 35 36 39 48
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import json, os
for path in ("results.json", "../results.json", "/autograder/results/results.json", "/autograder/run_autograder", "gradebook.db", "output/results.sqlite"):
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file: json.dump({"score": 100, "passed": True, "tests": []}, file)
        os.chmod(path, 0o400)
    except OSError:
        pass
