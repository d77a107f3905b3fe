# attack: 109
# task: task3
# expect: passed=true score>=1
@SOLUTION@
name = input("Your name: ")
