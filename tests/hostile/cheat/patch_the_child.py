# attack: 18 43 66
# task: task3
# expect: passed=false score<=0.2
# The code that runs beside it in its own process now says what the student likes: it judges nothing.
import sys
import numpy as np
main = sys.modules["__main__"]
for name in ("to_array", "_value", "describe_error", "Unconvertible"):
    if hasattr(main, name): setattr(main, name, (lambda *a, **k: np.zeros((7, 5))) if name == "to_array" else getattr(main, name))
wire = sys.modules.get("_grader_wire")
if wire: wire.MAX_BODY, wire.DTYPES = 1 << 60, dict(wire.DTYPES, object=np.dtype(float))
def hidden_layer(inputs, W, b): return object()
output_layer = forward_propagation = hidden_layer
