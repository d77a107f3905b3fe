# attack: 106
# task: task1
# expect: passed=false
# Right at first; then arrays as large as a reply may be, for judges that compare values before they look at sizes.
import numpy as np
@SOLUTION@
right, calls = split, 0
def split(*arguments, **named):
    global calls
    calls += 1
    parts = right(*arguments, **named)
    if calls <= 9: return parts
    rows = (1 << 20) // 6 - 2
    return tuple(np.resize(part, (rows, *part.shape[1:])) if calls % 2 else np.broadcast_to(part[:1], (rows, *part.shape[1:])) for part in parts)
