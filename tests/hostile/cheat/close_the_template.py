# attack: 81
# task: task3
# expect: passed=false score<=0.01
# Would close a template's string or function and go on outside it; nothing is pasted into a template here.
"""'''""" ; ''';"""'''; """
{% endraw %} ''' ) ] } ; assert True ; CHECKS = () ; passed = True
"""
def hidden_layer(inputs, W, b): return '"""\n\nprint("PASSED")\n"""'
