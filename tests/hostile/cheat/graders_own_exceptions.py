# attack: 6
# task: task3
# expect: passed=false score<=0.01
# Raises everything that this process knows and that sounds like a verdict.
import gc, sys
kinds = [k for k in gc.get_objects() if isinstance(k, type) and issubclass(k, BaseException) and k.__name__ in ("OutOfTime", "Unconvertible", "WireError", "Failed", "Lost", "GradingComplete")]
def hidden_layer(inputs, W, b): raise kinds[0]("none") if kinds else RuntimeError
def output_layer(inputs, W, b): raise kinds[-1]("none") if kinds else RuntimeError
def forward_propagation(X, W1, b1, W2, b2): raise kinds[len(kinds) // 2]("array") if kinds else RuntimeError
