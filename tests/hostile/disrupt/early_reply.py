# attack: 42
# task: task3
# expect: passed=false score<=0.01 outcome=crash says=asked
import json, os, struct, sys
text = json.dumps({"id": "early", "functions": {}, "problems": []}).encode()
for descriptor in range(3, 32):
    try: os.write(descriptor, struct.pack("!4sIQ", b"GRD1", len(text), 0) + text)
    except OSError: pass
