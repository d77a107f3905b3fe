# attack: 8
# task: task3
# expect: passed=false score>=0.3 outcome=crash says=SIGSEGV
@SOLUTION@
import ctypes
def hidden_layer(inputs, W, b): ctypes.string_at(0)
