# attack: 106
# task: task1
# limits: total_seconds=120
# expect: passed=false
# Right at first; then arrays that are as large as a reply may be, for judges that compare before they look at shapes.
import numpy as np
@SOLUTION@
right, calls = split, 0
def split(*arguments, **named):
    global calls
    calls += 1
    parts = right(*arguments, **named)
    if calls <= 3: return parts
    rows = 1 << 18
    return tuple(np.resize(part, (rows, *part.shape[1:])) if calls % 2 else np.broadcast_to(part[:1].astype(bool), (rows, *part.shape[1:])) for part in parts)
