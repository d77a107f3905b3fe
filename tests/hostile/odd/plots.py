# attack: -
# task: task3
# expect: passed=true score>=1
# limits: load_seconds=60
import matplotlib.pyplot as plt
@SOLUTION@
plt.plot([1, 2], [3, 4]); plt.title("cost"); plt.savefig("cost.png"); plt.show()
