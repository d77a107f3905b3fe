# attack: 42 43
# task: task3
# expect: passed=false score<=0.01
# A frame of the grader's own form, with a made-up id, on every descriptor.
import json, os, struct
def frame(header):
    text = json.dumps(header).encode()
    return struct.pack("!4sIQ", b"GRD1", len(text), 0) + text
for descriptor in range(3, 64):
    try: os.write(descriptor, frame({"id": "0" * 16, "value": {"t": "none"}, "passed": True, "score": 1}))
    except OSError: pass
