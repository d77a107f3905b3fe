# attack: 49 81
# task: task3
# expect: passed=false score<=0.01
BAD = "{{ 7 * 7 }}{% include '/etc/passwd' %}{# #}${jndi:ldap://x}%s%n{0.__class__}"
print(BAD)
def hidden_layer(inputs, W, b): raise ValueError(BAD)
