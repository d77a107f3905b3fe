# attack: 52
# task: task3
# name: ..--..--etc--cron.d--x.py
# expect: passed=false score<=0.01
__file__ = "/etc/passwd"
def hidden_layer(inputs, W, b): raise ValueError(__file__)
