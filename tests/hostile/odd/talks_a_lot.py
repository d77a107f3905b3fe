# attack: -
# task: task3
# expect: passed=true score>=1
import logging, warnings
logging.basicConfig(level=0); logging.error("an error that is none"); warnings.warn("careful")
@SOLUTION@
print("Loss: 0.1\n" * 100)
if __name__ == "__main__": raise SystemExit("not here")
