# attack: 106
# task: task3
# expect: passed=false
# Right for the checks of shape and values; then as many numbers as a reply may hold, and one more than that.
import numpy as np
@SOLUTION@
right, calls = hidden_layer, 0
def hidden_layer(*arguments, **named):
    global calls
    calls += 1
    came = right(*arguments, **named)
    if calls <= 14: return came
    return np.broadcast_to(came[:1, :1].astype(np.float16), (1 << 9, 1 << 10)) if calls % 3 else np.zeros((1 << 19) + 1, bool)
