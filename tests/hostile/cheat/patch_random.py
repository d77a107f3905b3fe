# attack: 72
# task: task3
# expect: passed=false score<=0.3
# Fixes every generator that it finds, to know the judge's inputs in advance.
import random
import numpy as np
fixed = np.random.RandomState(0)
np.random.seed = random.seed = lambda *a, **k: None
np.random.default_rng = lambda *a, **k: fixed
np.random.RandomState = lambda *a, **k: fixed
x = fixed.normal(size=(7, 2)); w = fixed.normal(size=(5, 2))
answers = {(7, 5): np.tanh(x @ w.T)}
def hidden_layer(inputs, W, b): return answers.get((len(inputs), len(W)), np.zeros((len(inputs), len(W))))
def output_layer(inputs, W, b): return np.zeros((len(inputs), 1))
def forward_propagation(X, W1, b1, W2, b2): return np.zeros((len(X), 1))
