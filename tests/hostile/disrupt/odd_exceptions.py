# attack: 4 6
# task: task3
# expect: passed=false score<=0.01 outcome=error
class Meta(type):
    __name__ = property(lambda self: 1 / 0)
    def __instancecheck__(self, other): raise KeyboardInterrupt
class Strange(Exception, metaclass=Meta):
    def __str__(self): raise SystemExit
    __class__ = property(lambda self: int)
    def __getattribute__(self, name): raise MemoryError if name == "errno" else AttributeError(name)
def hidden_layer(inputs, W, b): raise Strange
def output_layer(inputs, W, b): raise OSError(10**400, {}, [])
def forward_propagation(X, W1, b1, W2, b2):
    try: raise KeyError(Strange)
    finally: raise Exception("a chain of causes")
