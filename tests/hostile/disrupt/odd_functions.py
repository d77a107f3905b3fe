# attack: 77
# task: task3
# expect: passed=false score<=0.01
# Objects in the place of functions, which answer every question about themselves with nonsense.
class Function:
    __name__ = 3
    __wrapped__ = property(lambda self: self)
    @property
    def __signature__(self): raise KeyboardInterrupt
    def __call__(self, *a, **k): return self
hidden_layer, output_layer, forward_propagation, initialise = Function(), print, type, 5
