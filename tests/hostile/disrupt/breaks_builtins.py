# attack: 66
# task: task3
# expect: passed=false
import builtins
def broken(*a, **k): raise SystemError("gone")
for name in ("isinstance", "len", "getattr", "hasattr", "type", "list", "dict", "str", "open", "__import__", "__build_class__"):
    setattr(builtins, name, broken)
