# attack: 66 71
# task: task3
# expect: passed=false
# The process that runs the code cannot answer any more; the grader can.
import json, os, struct, sys
json.dumps = struct.Struct.pack = None if False else (lambda *a, **k: "{}")
os.write = os.read = lambda *a: b""
sys.modules.clear()
