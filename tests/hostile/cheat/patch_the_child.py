# attack: 18 43 66
# task: task3
# expect: passed=false score<=0.2
# The code that runs beside it in its own process now says what the student likes: it judges nothing.
import sys
import numpy as np
ours = [module for name, module in sys.modules.items() if name.startswith("_grader_child.")]
if not ours: print("LEA" + "KED: nothing, but this attack looks for a package that is gone")
for module in ours:
    if hasattr(module, "to_array"): module.to_array = lambda *a, **k: np.zeros((7, 5))
    if hasattr(module, "DTYPES"): module.MAX_BODY, module.DTYPES = 1 << 60, dict(module.DTYPES, object=np.dtype(float))
def hidden_layer(inputs, W, b): return object()
output_layer = forward_propagation = hidden_layer
