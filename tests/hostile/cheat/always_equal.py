# attack: 53
# task: task3
# expect: passed=false score<=0.01
class Equal:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __sub__(self, other): return 0
    __rsub__ = __sub__
    def __abs__(self): return 0
    def __bool__(self): return True
    def __hash__(self): return 0
def hidden_layer(inputs, W, b): return Equal()
output_layer = forward_propagation = hidden_layer
def initialise(n_features, hidden_size): return Equal(), Equal(), Equal(), Equal()
