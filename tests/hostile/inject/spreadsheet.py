# attack: 50
# task: task3
# name: =HYPERLINK("http:..example.org","ada").py
# expect: passed=false score<=0.01
print('=cmd|"/c calc"!A1')
def hidden_layer(inputs, W, b): raise ValueError("=1+1\t@SUM(1)\n+1,-1")
