# attack: 43
# task: task3
# expect: passed=false score<=0.2
# Finds the request's id on the stack and answers itself, twice, before the honest answer can.
import json, os, struct, sys
def hidden_layer(inputs, W, b):
    frame = sys._getframe()
    request = None
    while frame and not request:
        request = frame.f_locals.get("request")
        frame = frame.f_back
    outgoing = sys._getframe()
    while outgoing and "outgoing" not in outgoing.f_locals: outgoing = outgoing.f_back
    shape = [len(inputs), len(W)]
    text = json.dumps({"id": request["id"], "value": {"t": "array", "dtype": "bool", "shape": shape}}).encode()
    body = b"\1" * (shape[0] * shape[1])
    for _ in range(2): outgoing.f_locals["outgoing"].write(struct.pack("!4sIQ", b"GRD1", len(text), len(body)) + text + body)
    outgoing.f_locals["outgoing"].flush()
    return inputs
