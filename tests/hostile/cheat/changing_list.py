# attack: 86
# task: task3
# expect: passed=false score<=0.2
import random
class Rows(list):
    def __iter__(self): return iter([[random.random()] for _ in range(len(self))])
    def __getitem__(self, index): return [random.random()]
def output_layer(inputs, W, b): return Rows([[0.5]] * len(inputs))
def forward_propagation(X, W1, b1, W2, b2): return Rows([[0.5]] * len(X))
