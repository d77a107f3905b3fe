# attack: 115
# task: task3
# expect: passed=true score>=1
# on: bubblewrap landlock
import urllib.request
try: urllib.request.urlretrieve("http://example.invalid/data.csv", "data.csv")
except OSError as error: print("offline:", error)
@SOLUTION@
