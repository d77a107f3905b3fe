# attack: 67 71
# task: task3
# expect: passed=false score<=0.01
import sys, types, unittest
unittest.TestCase.run = lambda self, result=None: None
unittest.TestResult.addFailure = unittest.TestResult.addSuccess
for name in ("pytest", "_pytest", "IPython"):
    fake = types.ModuleType(name)
    fake.showtraceback = fake.skip = fake.fail = lambda *a, **k: None
    sys.modules[name] = fake
sys.excepthook = lambda *a: None
def hidden_layer(inputs, W, b): raise RuntimeError("nobody sees this")
output_layer = forward_propagation = hidden_layer
