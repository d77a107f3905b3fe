# attack: 102 106
# task: task3
# limits: memory_mb=300
# expect: passed=false score<=0.01 outcome=memory says=300
import numpy as np
def hidden_layer(inputs, W, b): return np.ones((200_000, 200_000))
