# attack: 106
# task: task3
# expect: passed=false score<=0.01
import numpy as np
def hidden_layer(inputs, W, b): return np.broadcast_to(0.0, (10**6, 10**6))
def output_layer(inputs, W, b): return np.broadcast_to(np.float32(1), (2**20, 2**20, 2**20))
def forward_propagation(X, W1, b1, W2, b2): return np.ones(9_000_000)
