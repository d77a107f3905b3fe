# attack: 77
# task: task3
# expect: passed=false score<=0.01
class Meta(type):
    __name__ = property(lambda self: 1 / 0)
    __module__ = property(lambda self: [])
class Value(metaclass=Meta):
    @property
    def __array__(self): raise KeyboardInterrupt
    def __getattr__(self, name): raise SystemExit(name)
class Rows(list):
    def __iter__(self): raise GeneratorExit
    def __len__(self): return 2**62
def initialise(n_features, hidden_size): return Rows([1, 2, 3, 4])
def hidden_layer(inputs, W, b): return Value()
def output_layer(inputs, W, b): return Rows()
def forward_propagation(X, W1, b1, W2, b2):
    def endless():
        while True: yield 0.5
    return endless()
