# attack: 5
# task: task3
# expect: passed=false score<=0.01 outcome=error
import unittest
def hidden_layer(inputs, W, b): raise unittest.SkipTest("not today")
def output_layer(inputs, W, b):
    import pytest
    pytest.skip("not today")
def forward_propagation(X, W1, b1, W2, b2): raise unittest.SkipTest
