"""The student's side: the only module that runs a student's code.

Started as a script by ``grader.sandbox``, never imported by the grader. It reads requests from the
descriptor that was its standard input, answers on the one that was its standard output, and does
as it is told: it knows no task, no expected value and no check. Whatever the student's code does
to this process, all that can come out is bytes, which the grader takes as data.
"""

from __future__ import annotations

import sys

# The folder of this file holds the grader; nothing in it may be importable from here.
_HERE = sys.path.pop(0) if sys.path else ""

import __future__ as future_features  # noqa: E402

import ast  # noqa: E402
import builtins  # noqa: E402
import contextlib  # noqa: E402
import errno  # noqa: E402
import importlib.abc  # noqa: E402
import importlib.machinery  # noqa: E402
import importlib.util  # noqa: E402
import inspect  # noqa: E402
import itertools  # noqa: E402
import os  # noqa: E402
import random  # noqa: E402
import re  # noqa: E402
import signal  # noqa: E402
import time  # noqa: E402
import types  # noqa: E402
from collections.abc import Callable, Iterable, Iterator, Sequence  # noqa: E402
from typing import Any, BinaryIO  # noqa: E402

import numpy as np  # noqa: E402


def _beside(name: str, folder: str = os.path.dirname(os.path.abspath(__file__))) -> Any:
    """The module in the file beside this one."""
    spec = importlib.util.spec_from_file_location(f"_grader_{name}", os.path.join(folder, f"{name}.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up by name
    spec.loader.exec_module(module)
    return module


wire = _beside("wire")

MODULE_NAME = "submission"

# Taken before any student's code runs: "np.random.seed = 42" is a common slip.
_SEEDS = (random.seed, np.random.seed)
_Random = random.Random
_now = time.monotonic


class OutOfTime(BaseException):
    """Raised in top-level code that runs too long, so that what it had defined is kept."""


class Unconvertible(Exception):
    def __init__(self, kind: str, note: str = "") -> None:
        super().__init__(note)
        self.kind = kind
        self.note = note


# --- reading the source -----------------------------------------------------------------------------


def _units(source: str, cells: Sequence[Sequence[int]]) -> Iterator[tuple[int, str, int]]:
    """(cell number or 0, text, line before its first) for each piece that is run on its own."""
    if not cells:
        yield 0, source, 0
        return
    lines = source.split("\n")
    for number, first, last in cells:
        yield number, "\n".join(lines[first - 1 : last]), first - 1


def _package_aliases(tree: ast.Module) -> tuple[dict[str, str], set[str]]:
    """Imported names anywhere in the file -> the top-level package behind them; and what ``import *`` was said of."""
    aliases: dict[str, str] = {}
    stars: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                bound = name.asname or name.name.partition(".")[0]
                aliases[bound] = name.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            package = node.module.partition(".")[0]
            for name in node.names:
                if name.name == "*":
                    stars.add(package)
                else:
                    aliases[name.asname or name.name] = package
        elif isinstance(node, ast.Assign) and (package := _imported_by_call(node.value)):
            aliases.update({target.id: package for target in node.targets if isinstance(target, ast.Name)})
    return aliases, stars


def _imported_by_call(value: ast.expr) -> str:
    """The package of ``importlib.import_module("tensorflow")`` or ``__import__("tensorflow")``."""
    if not isinstance(value, ast.Call) or not value.args or not isinstance(value.args[0], ast.Constant):
        return ""
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return str(value.args[0].value).partition(".")[0] if name in ("import_module", "__import__") else ""


_COMPOUND = (ast.If, ast.For, ast.While, ast.With, ast.Try)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _names_in(node: ast.AST) -> set[str]:
    """All names in it, but for those that stand alone as a statement: those do nothing."""
    idle = {
        id(inner)
        for statement in ast.walk(node)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Name, ast.Attribute))
        for inner in ast.walk(statement)
    }
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and id(inner) not in idle}


def _bound_in(node: ast.AST) -> set[str]:
    """The names that are assigned or defined in it, and the arguments of its functions."""
    named = {inner.name for inner in ast.walk(node) if isinstance(inner, _NAMED)}
    arguments = {inner.arg for inner in ast.walk(node) if isinstance(inner, ast.arg)}
    return named | arguments | _names_as(ast.Store, node)


def _names_as(context: type[ast.expr_context], node: ast.AST) -> set[str]:
    """The names that are loaded, or stored, in it."""
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, context)}


def mentions(tree: ast.Module) -> dict[str, dict[str, list[str]]]:
    """For each top-level name, what its code mentions: packages, and other top-level names.

    Of a name that is bound twice the last time counts, where it surely takes the place of what was there before.
    """
    aliases, stars = _package_aliases(tree)
    found: dict[str, set[str]] = {}
    defined = _definitions(tree)
    known = _bound_in(tree) | aliases.keys() | set(dir(builtins))
    for statement in tree.body:
        names = _names_in(statement)
        if isinstance(statement, _NAMED):
            targets = {statement.name}
        elif isinstance(statement, _COMPOUND):
            targets = _bound_in(statement)
        else:
            targets = _names_as(ast.Store, statement)
        for target in targets:
            replaced = isinstance(statement, ast.Assign) and target not in _names_as(ast.Load, statement.value)
            if isinstance(statement, _NAMED) or replaced:
                found.pop(target, None)
            found.setdefault(target, set()).update(names)
    return {
        name: {
            # A name that is assigned as well (tf = tf.compat.v1) still stands for the package; a function's does not.
            "packages": sorted(
                {aliases[other] for other in names if other in aliases and other not in defined}
                | (stars if names - known else set())  # only an ``import *`` can have brought the others
            ),
            "names": sorted(names & found.keys()),
        }
        for name, names in found.items()
    }


def _definitions(tree: ast.Module) -> dict[str, list[int]]:
    spans: dict[str, list[int]] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            spans[node.name] = [first, node.end_lineno or node.lineno]
    return spans


# --- the student's module ----------------------------------------------------------------------------


class Student:
    """The submission as a module, and the models that its functions returned."""

    def __init__(self) -> None:
        self.module = types.ModuleType(MODULE_NAME)
        self.path = ""
        self.units: list[tuple[int, ast.Module]] = []
        self.models: dict[int, Any] = {}
        # TensorFlow's graphs point at the code that built them without holding it: told of an error, they would crash.
        self._kept: list[types.CodeType] = []

    def parse(self, request: dict[str, Any]) -> dict[str, Any]:
        """Parse the source; no line of it runs, so what this says can be relied on."""
        self.path = os.path.join(os.getcwd(), str(request["filename"]))
        source = request["source"]
        with open(self.path, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(source)
        whole = ast.Module(body=[], type_ignores=[])
        problems = []
        for cell, text, offset in _units(source, request["cells"]):
            try:
                tree = ast.parse(text, self.path)
                compile(tree, self.path, "exec", dont_inherit=True, flags=_flags(tree, cell))
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                problems.append(_syntax_problem(error, cell, text, offset))
                continue
            ast.increment_lineno(tree, offset)
            self.units.append((cell, tree))
            whole.body.extend(tree.body)
        return {
            "problems": problems,
            "definitions": _definitions(whole),
            "mentions": mentions(whole),
            "statements": len(whole.body),
        }

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run the top-level code once; what was defined before an error is kept."""
        sys.modules[MODULE_NAME] = self.module
        self.module.__file__ = self.path
        sys.argv = [os.path.basename(self.path)]
        problems = []
        seed_everything(int(request["entropy"]))
        self.module.__dict__.update(get_ipython=self.get_ipython, display=lambda *values, **how: print(*values))
        began = _now()
        deadline = began + float(request["seconds"])
        early = []  # cells that use what a later one brings
        for cell, tree in self.units:
            # When the time is used up a later cell still gets a moment: it may be a right function.
            problem = self._run_unit(cell, tree, max(deadline - _now(), 0.5))
            if problem is not None:
                problems.append({**problem, "cell": cell})
                if cell and problem["type"] == "NameError":
                    early.append((cell, tree))
        for cell, tree in early if len(early) < len(self.units) else []:
            if self._run_again(cell, tree, max(deadline - _now(), 0.5)):
                problems = [problem for problem in problems if problem["cell"] != cell]
        seconds = _now() - began
        _flush()
        return {"problems": problems, "functions": self._signatures(request["functions"]), "seconds": seconds}

    def get_ipython(self) -> _Shell:
        return _Shell(self.module.__dict__)

    def _run_again(self, cell: int, tree: ast.Module, seconds: float) -> bool:
        """A cell of a notebook that stands above what it needs; what cells below it have defined since stays theirs."""
        later = dict(self.module.__dict__)
        problem = self._run_unit(cell, tree, seconds)
        self.module.__dict__.update(later)
        return problem is None

    def _run_unit(self, cell: int, tree: ast.Module, seconds: float) -> dict[str, Any] | None:
        flags = _flags(tree, cell)
        namespace = self.module.__dict__
        deadline = _now() + seconds
        if namespace.get("__doc__") is None:
            namespace["__doc__"] = ast.get_docstring(tree)
        for statement in tree.body:
            piece = ast.Module(body=[statement], type_ignores=[])
            try:
                with _alarm(max(deadline - _now(), 0.05)):
                    code = compile(piece, self.path, "exec", flags=flags, dont_inherit=True)
                    self._kept.append(code)
                    if code.co_flags & inspect.CO_COROUTINE:
                        import asyncio  # as much as all else that a small submission imports

                        asyncio.run(eval(code, namespace))  # noqa: S307
                    else:
                        exec(code, namespace)
            except BaseException as error:  # also SystemExit and the alarm
                problem = describe_error(error, self.path)
                problem["statement"] = statement.lineno
                return problem
        return None

    def _signatures(self, names: Iterable[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name in names:
            value = self.module.__dict__.get(name)
            if value is None or not callable(value):
                found[name] = None if value is None else False
                continue
            try:
                found[name] = [wire.text_of(str(p), 100) for p in inspect.signature(value).parameters.values()]
            except BaseException:  # a student's object may answer inspection with anything
                found[name] = []
        return found

    def call(self, request: dict[str, Any], arrays: tuple[Any, ...], out: list[Any]) -> dict[str, Any]:
        """Call one function; arrays for the reply are appended to ``out``."""
        seed_everything(int(request["entropy"]))
        began = _now()
        try:
            function = self.module.__dict__[request["function"]]
            args = [self.argument(node, arrays) for node in request["args"]]
            kwargs = {key: self.argument(node, arrays) for key, node in request["kwargs"].items()}
            began = _now()
            value = function(*args, **kwargs)
            reply: dict[str, Any] = {"value": self.convert(value, request["expect"], out)}
            seconds = _now() - began  # with what the function has left to be computed: a graph, a generator
            if request["echo"]:
                reply["echo"] = [self.convert(arg, {"as": "value"}, out) for arg in args]
        except BaseException as error:
            del out[:]
            seconds = _now() - began
            reply = {"error": describe_error(error, self.path)}
        _flush()
        return {**reply, "seconds": seconds}

    def look(self, request: dict[str, Any], out: list[Any]) -> dict[str, Any]:
        """What a model holds, for a report's pictures: its first filters, or the curves of its training."""
        found: dict[str, Any] = {}
        with contextlib.suppress(BaseException):  # a student's object may answer with anything
            inside, model = _beside("inside"), self.models[int(request["handle"])]
            if request["for"] == "filters":
                found = {"filters": inside.filters(model, int(request["count"]), to_array)}
            else:
                found = inside.curves(model, to_array)
        _flush()
        return {"value": {kind: _value(array, out) for kind, array in found.items()}}

    # --- arguments ---

    def argument(self, node: dict[str, Any], arrays: tuple[Any, ...]) -> Any:
        kind = node["t"]
        if kind == "array":
            return arrays[node["index"]]
        if kind == "plain":
            return node["value"]
        if kind == "tuple":
            return tuple(self.argument(item, arrays) for item in node["items"])
        if kind == "model":
            return self.models[node["handle"]]
        if kind == "function":
            return self.module.__dict__[node["name"]]
        if kind == "helper":
            return HELPERS[node["name"]](**node["settings"])
        if kind == "file":
            os.makedirs("inputs", exist_ok=True)
            path = os.path.join(os.getcwd(), "inputs", node["name"])
            with open(path, "wb") as file:
                file.write(arrays[node["content"]["index"]].tobytes())
            return path
        raise ValueError(kind)

    # --- results ---

    def convert(self, value: Any, expect: dict[str, Any], out: list[Any]) -> dict[str, Any]:
        """The header entry for a value, its array (if it has one) appended to ``out``."""
        if expect["as"] == "model":
            handle = len(self.models)
            self.models[handle] = value
            return {"t": "model", "handle": handle, "from": _type_name(value)}
        if expect["as"] == "parts":
            return _sequence(value, int(expect["count"]) + 1, out)
        if expect["as"] == "batches":
            return _batches(value, int(expect["count"]), out)
        return _value(value, out)


def _value(value: Any, out: list[Any]) -> dict[str, Any]:
    try:
        array = to_array(value)
    except Unconvertible as problem:
        return {"t": problem.kind, "from": _type_name(value), "note": problem.note}
    out.append(array)
    node: dict[str, Any] = wire.array_node(array, _type_name(value))
    return node


def _sequence(value: Any, limit: int, out: list[Any]) -> dict[str, Any]:
    """A tuple, list or array taken apart along its first axis."""
    if isinstance(value, np.ndarray) and value.dtype == object and value.ndim == 1:
        value = list(value)  # a row of arrays; each is looked at on its own
    elif _is_tensor(value) or isinstance(value, np.ndarray):
        try:
            value = to_array(value)
        except Unconvertible as problem:
            return {"t": problem.kind, "from": _type_name(value), "note": problem.note}
        if value.ndim == 0:
            return _value(value, out)
    elif not _is_unpackable(value):
        return _value(value, out)
    return {
        "t": "sequence",
        "from": _type_name(value),
        "items": [_value(item, out) for item in itertools.islice(value, limit)],
    }


def _is_unpackable(value: Any) -> bool:
    """Whether ``a, b = value`` takes it apart in the order in which it was put together."""
    if isinstance(value, (str, bytes, dict, set, frozenset)) or hasattr(value, "to_numpy"):
        return False
    return hasattr(value, "__iter__")


def _batches(value: Any, limit: int, out: list[Any]) -> dict[str, Any]:
    if isinstance(value, (str, bytes, dict)) or not (hasattr(value, "__iter__") or hasattr(value, "__getitem__")):
        return _value(value, out)
    items: list[dict[str, Any]] = []
    note = ""
    for item in _each(value):
        if len(items) >= limit:
            note = "endless"
            break
        items.append(_sequence(item, 3, out))
    return {"t": "sequence", "from": _type_name(value), "items": items, "note": note}


def _each(value: Any) -> Iterator[Any]:
    """What is iterated over; what has a length and an index alone, as keras.utils.PyDataset, from 0 to its end."""
    if hasattr(value, "__iter__") or not hasattr(value, "__len__"):
        return iter(value)  # Python's own rule: __iter__, or the index until there is an IndexError
    return (value[index] for index in range(len(value)))


def _type_name(value: Any) -> str:
    name = type(value).__name__
    return name[:100] if type(name) is str else "object"


def _module_of(value: Any) -> str:
    module = getattr(type(value), "__module__", "")
    return module if isinstance(module, str) else ""


def _is_masked(value: Any) -> bool:
    """Without importing numpy.ma, which costs a child more than all the rest of a small submission."""
    masked = sys.modules.get("numpy.ma")
    return isinstance(value, np.ndarray) and isinstance(value, getattr(masked, "MaskedArray", ()))


def _is_tensor(value: Any) -> bool:
    return _module_of(value).partition(".")[0] in ("tensorflow", "keras")


def to_array(value: Any) -> Any:
    """``value`` as a plain array of a sendable dtype. Raises Unconvertible with a kind and a note."""
    if value is None:
        raise Unconvertible("none")
    if isinstance(value, (str, bytes)):
        raise Unconvertible("text")
    if _is_masked(value):
        raise Unconvertible("other", "a masked array")
    if isinstance(value, np.matrix):
        raise Unconvertible("other", "a numpy.matrix; use a plain array")
    if isinstance(value, (list, tuple)):
        array = _from_list(value)
    elif _is_tensor(value):
        array = _from_tensor(value)
    elif hasattr(value, "to_numpy"):
        array = _from_pandas(value)
    elif isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)) or hasattr(value, "__array__"):
        array = np.asarray(value)
    else:
        raise Unconvertible("other")
    return _sendable(array)


def _sendable(array: Any) -> Any:
    if array.size > wire.MAX_ITEMS or array.nbytes > wire.MAX_BODY // 2:
        raise Unconvertible("other", f"an array of shape {array.shape}, too large to be an answer")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:  # long double: any real dtype is fine
        array = array.astype(np.float64)
    if array.ndim > wire.MAX_NDIM:
        raise Unconvertible("other", f"an array of {array.ndim} dimensions")
    if array.dtype.name not in wire.DTYPES:
        raise Unconvertible("other", f"an array of dtype {array.dtype.name[:40]}")
    return np.array(array, dtype=array.dtype.newbyteorder("="), order="C", copy=True, subok=False)


def _from_pandas(value: Any) -> Any:
    """A Series or DataFrame; of pandas' own nullable numbers too, with NaN where one is missing."""
    array = np.asarray(value.to_numpy())
    pandas = sys.modules.get("pandas")
    if array.dtype != object or pandas is None:
        return array
    columns = value.dtypes if isinstance(value, pandas.DataFrame) else [getattr(value, "dtype", object)]
    if all(pandas.api.types.is_numeric_dtype(column) for column in columns):
        array = value.to_numpy(dtype=np.float64, na_value=np.nan)
    return array


def _from_list(value: Sequence[Any]) -> Any:
    items = [
        to_array(item) if isinstance(item, (list, tuple, np.ndarray)) or _is_tensor(item) else item for item in value
    ]
    try:
        array = np.asarray(items)
    except (ValueError, TypeError) as error:
        raise Unconvertible("other", "a list whose rows differ in length") from error
    if array.dtype.kind in "OUS":
        raise Unconvertible("other", "a list of things that are not numbers")
    return array


def _from_tensor(value: Any) -> Any:
    if "KerasTensor" in _type_name(value):
        raise Unconvertible("other", "a symbolic Keras tensor: call the model on the data and return numbers")
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(value, tensorflow.IndexedSlices):
        value = tensorflow.convert_to_tensor(value)
    if _is_symbolic(value):
        return _run_in_session(value, tensorflow)
    if not hasattr(value, "numpy"):
        raise Unconvertible("other")
    return np.asarray(value.numpy())


def _is_symbolic(value: Any) -> bool:
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None or not hasattr(value, "graph"):
        return False
    return not tensorflow.executing_eagerly() or not hasattr(value, "numpy")


def _run_in_session(value: Any, tensorflow: Any) -> Any:
    """Evaluate a graph tensor where that needs no feed (graph style at the file's top level)."""
    v1 = tensorflow.compat.v1
    session = v1.get_default_session()
    try:
        if session is not None and session.graph is value.graph:
            return np.asarray(session.run(value))
        with value.graph.as_default(), v1.Session(graph=value.graph) as session:
            if v1.global_variables():
                session.run(v1.global_variables_initializer())
            return np.asarray(session.run(value))
    except Exception as error:
        raise Unconvertible(
            "other",
            "a symbolic tensor that could not be evaluated: run it in a session (with its feed_dict) "
            "inside the function and return the numbers",
        ) from error


# --- errors ------------------------------------------------------------------------------------------


def _syntax_problem(error: BaseException, cell: int, text: str, offset: int) -> dict[str, Any]:
    """``text`` is what was parsed, from line ``offset`` + 1 of the file on; the error itself quotes a line of the file."""
    line = int(getattr(error, "lineno", None) or 1)
    return {
        "cell": cell,
        "line": line + offset,
        "column": int(getattr(error, "offset", None) or 0),
        "text": wire.text_of("".join(text.split("\n")[line - 1 : line]), 200),
        "message": wire.text_of(str(getattr(error, "msg", None) or error or type(error).__name__), 300),
        "type": type(error).__name__,
    }


# Which of its limits an OSError tells of.
_OVERRUNS = {
    errno.ENOSPC: "tmp",
    errno.EDQUOT: "tmp",
    errno.EFBIG: "file",
    errno.EMFILE: "open_files",
    errno.EAGAIN: "processes",
}


_TRACED = "in user code:"  # how tf.function begins what it tells of an error in the code that it has rewritten
# How Python and tf.function say that the arguments do not fit the parameters.
_BAD_CALL = re.compile(
    r"required (positional|keyword-only) argument|positional arguments? but|unexpected keyword argument|"
    r"multiple values for argument|takes no (keyword )?arguments|positional-only arguments passed as keyword|"
    r"missing required argument|expected (at least |at most )?\d+ arguments?, got|"
    r"^Binding inputs to tf\.function failed|^missing a required|^too many positional arguments"
)


def describe_error(error: BaseException, path: str) -> dict[str, Any]:
    """An exception as data: its type, its text (cut) and the student's own lines, outermost first."""
    frames = []
    innermost_is_students = False
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        innermost_is_students = code.co_filename == path
        if innermost_is_students:
            frames.append({"line": trace.tb_lineno, "name": wire.text_of(str(code.co_name), 80)})
        trace = trace.tb_next
    try:
        text = wire.text_of(str(error), 2000)
    except BaseException:  # an exception whose str() raises
        text = ""
    if traced := text.startswith(_TRACED):
        lines = re.findall(rf'File "{re.escape(path)}", line (\d+), in (\S+)', text)
        frames = [{"line": int(line), "name": name[:80]} for line, name in lines]
        text = text.strip().rpartition("\n\n")[2].strip().removeprefix(f"{_type_name(error)}: ")
    return {
        "type": _type_name(error),
        "text": text,
        "frames": frames[:3] + frames[3:][-5:],
        "not_written": isinstance(error, NotImplementedError) and (innermost_is_students or traced),
        "memory": isinstance(error, MemoryError),
        "no_room": _OVERRUNS.get(getattr(error, "errno", None) or 0, "") if isinstance(error, OSError) else "",
        "exit": isinstance(error, SystemExit),
        "out_of_time": isinstance(error, OutOfTime),
        "bad_call": isinstance(error, TypeError) and not frames and bool(_BAD_CALL.search(text)),
    }


def _flags(tree: ast.Module, cell: int) -> int:
    """For compile: the file's ``from __future__ import …``, and ``await`` at the top level of a notebook's cell."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if cell else 0
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for name in node.names:
                feature = getattr(future_features, name.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Interrupt the block after ``seconds``; the grader's own clock stands behind this one."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(signum: int, frame: Any) -> None:
        raise OutOfTime(f"more than {seconds:g} seconds")

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # the student may have closed or replaced it
            stream.flush()


class _Draws:
    """``getrandbits`` of a generator that is made when the first bits are drawn: most calls draw none."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._generator: random.Random | None = None

    def __call__(self, bits: int) -> int:
        if self._generator is None:
            self._generator = _Random(self._seed)
        return self._generator.getrandbits(bits)


def seed_everything(entropy: int) -> None:
    """Unseeded draws get a seed of this call's own: repeatable for us, never equal in two calls."""
    seed_python, seed_numpy = _SEEDS
    seed_python(entropy)
    seed_numpy(entropy % 2**32)
    # Where default_rng() and RandomState() without a seed get one: random.Random(entropy) takes its place.
    sources = sys.modules.get("numpy.random.bit_generator")
    if hasattr(sources, "randbits"):
        sources.randbits = _Draws(f"numpy/{entropy}")  # type: ignore[union-attr]
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        with contextlib.suppress(Exception):  # a half-imported or replaced module
            tensorflow.random.set_seed(entropy % 2**31)


# --- helpers that a request may pass to a student's function -------------------------------------------


def _scaled_identity(scale: float) -> Callable[[Any, Any], Any]:
    def initialiser(shape: Any, seed: Any) -> Any:
        return scale * np.eye(*shape)

    return initialiser


def _generator(seed: Any) -> Any:
    """From whatever NumPy takes as a seed: a whole number, or several; a tensor of one number too."""
    return np.random.default_rng(seed if isinstance(seed, (list, tuple, np.ndarray)) else int(seed))


def _scaled_gaussian(stddev: float) -> Callable[[Any, Any], Any]:
    def initialiser(shape: Any, seed: Any) -> Any:
        return _generator(seed).normal(0.0, stddev, size=tuple(shape))

    return initialiser


def _scaled_by_turn(first: float, later: float) -> Callable[[Any, Any], Any]:
    """The identity, times one scale in the first call and another in all that follow."""
    scales = itertools.chain([first], itertools.repeat(later))

    def initialiser(shape: Any, seed: Any) -> Any:
        return next(scales) * np.eye(*shape)

    return initialiser


def _scaled_pairs(scale: float) -> Callable[[Any, Any], Any]:
    """Units 2k and 2k + 1 feed unit k; the others get nothing. Its transpose is another thing, even where it is square."""

    def initialiser(shape: Any, seed: Any) -> Any:
        rows = np.arange(shape[0])
        weights = np.zeros(tuple(shape))
        weights[rows, rows // 2] = scale
        return weights

    return initialiser


def _tensor(values: Any, variable: bool) -> Any:
    """float32, as a tensor or a variable; a file that has turned eager execution off gets an array."""
    import tensorflow as tf

    if not tf.executing_eagerly():
        return np.asarray(values, dtype=np.float32)
    return tf.Variable(values, dtype=tf.float32) if variable else tf.constant(values, dtype=tf.float32)


HELPERS: dict[str, Callable[..., Any]] = {
    "tensor": _tensor,
    "scaled_identity": _scaled_identity,
    "scaled_gaussian": _scaled_gaussian,
    "scaled_by_turn": _scaled_by_turn,
    "scaled_pairs": _scaled_pairs,
}


# --- modules that are another thing here ------------------------------------------------------------------


def _when_imported(name: str, action: Callable[[types.ModuleType], None]) -> None:
    """Do something to a module as soon as it has been imported; now, where it has been (by a warm worker)."""
    if name in sys.modules:
        action(sys.modules[name])
    else:
        sys.meta_path.insert(0, _AfterImport(name, action))


class _AfterImport(importlib.abc.MetaPathFinder):
    def __init__(self, name: str, action: Callable[[types.ModuleType], None]) -> None:
        self._name = name
        self._action = action

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname != self._name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is None or spec.loader is None:
            return None
        loader = spec.loader
        original = loader.exec_module

        def exec_module(module: Any) -> None:
            original(module)
            self._action(module)

        loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


# --- a notebook's surroundings --------------------------------------------------------------------------


class _Absent:
    """Stands for something of a notebook's that does not exist here: it does nothing, and says yes."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absent()

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        return None


class _Shell(_Absent):
    """What ``get_ipython()`` answers. A notebook exported as .py calls it for each of its magics."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def getoutput(self, *args: Any, **kwargs: Any) -> list[str]:
        return []

    def run_line_magic(self, name: str, line: str = "", *args: Any) -> None:
        if name == "time":
            exec(line, self._namespace)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in ("time", "capture"):
            exec(cell, self._namespace)


class _NotebookModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Lets ``from IPython.display import clear_output`` or ``from google.colab import drive`` pass.

    Asked last: where the real package is installed, it is imported.
    """

    NAMES = frozenset({"IPython", "IPython.display", "google.colab", "google.colab.patches"})

    def __init__(self, get_ipython: Callable[[], _Shell]) -> None:
        self._get_ipython = get_ipython

    def install(self) -> None:
        sys.meta_path.append(self)

        def replace(module: types.ModuleType) -> None:
            module.__dict__["get_ipython"] = self._get_ipython

        _when_imported("IPython.core.getipython", replace)  # outside a notebook the real one answers None

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname in self.NAMES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        absent = _Absent()
        module.__dict__["__getattr__"] = lambda name: getattr(absent, name)
        module.__dict__["get_ipython"] = self._get_ipython


# --- MNIST without a network ---------------------------------------------------------------------------


class _PublicDigits:
    """Lets ``keras.datasets.mnist.load_data()`` answer with the digits that students are handed.

    There is no network here, and a file that loads MNIST at its top level is a right file. What is
    replaced is the download inside Keras's function, since that function has many names.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def install(self) -> None:
        def replace(module: types.ModuleType) -> None:
            module.__dict__["get_file"] = self.get_file

        _when_imported("keras.src.datasets.mnist", replace)

    def get_file(self, *args: Any, **kwargs: Any) -> str:
        """The path of an archive like the one that Keras would have fetched."""
        with np.load(self.path) as data:
            x, y = data["x_train"], data["y_train"]
        held_out = len(x) // 6
        parts = {"x_train": x[:-held_out], "y_train": y[:-held_out], "x_test": x[-held_out:], "y_test": y[-held_out:]}
        path = os.path.join(os.getcwd(), "mnist.npz")
        np.savez(path, **parts)
        return path


# --- the loop --------------------------------------------------------------------------------------------


def _setup(student: Student, request: dict[str, Any]) -> dict[str, Any]:
    sys.path[:] = _import_paths(request["sys_path"])
    _NotebookModules(student.get_ipython).install()
    if request["digits"]:
        _PublicDigits(request["digits"]).install()
    _limit(request["rlimits"])
    with _silence():
        for name in request["preload"]:
            with contextlib.suppress(ImportError):  # the student's own import will say so
                importlib.import_module(name)
    return {"python": sys.version.split()[0]}


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """What a package prints when it is imported is nobody's output."""
    kept = os.dup(1), os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for descriptor in (*kept, nothing):
            os.close(descriptor)


def _import_paths(given: list[str]) -> list[str]:
    """The interpreter's own and the packages' folders. What a ``.pth`` file has added beside them may
    be the grader itself, installed from a checkout.
    """
    python = tuple({os.path.join(prefix, "") for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix)})
    own = [entry for entry in sys.path if entry in given or os.path.join(entry, "").startswith(python)]
    return own + [entry for entry in given if entry not in own]


def _limit(limits: dict[str, int]) -> None:
    try:
        import resource
    except ImportError:  # Windows: the grader watches from outside
        return
    for name, value in limits.items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        _, hard = resource.getrlimit(which)
        # The signal that names the limit comes at the soft one; at the hard one comes SIGKILL.
        room = 5 if name == "RLIMIT_CPU" else 0
        ceiling = value + room if hard == resource.RLIM_INFINITY else min(value + room, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some; the watcher still watches
            resource.setrlimit(which, (min(value, ceiling), ceiling))


def _answer(student: Student, frame: Any, out: list[Any]) -> dict[str, Any]:
    request = frame.header
    if request["op"] == "setup":
        return _setup(student, request)
    if request["op"] == "parse":
        return student.parse(request)
    if request["op"] == "run":
        return student.run(request)
    if request["op"] == "look":
        return student.look(request, out)
    return student.call(request, frame.arrays, out)


def _read(stream: BinaryIO) -> Any:
    reader = wire.FrameReader(max_header=64 << 20, max_body=1 << 30)
    while True:
        data = stream.read(min(reader.wanted, 1 << 20))
        if not data:
            return None
        frame = reader.feed(data)
        if frame is not None:
            return frame


def _send(stream: BinaryIO, header: dict[str, Any], out: list[Any]) -> None:
    for piece in wire.pack(header, out):
        stream.write(piece)
    stream.flush()


def _take_the_wire() -> tuple[BinaryIO, BinaryIO]:
    """Move the wire away from descriptors 0 and 1; the student gets no input and captured output."""
    incoming = os.fdopen(os.dup(0), "rb", buffering=0)
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return incoming, outgoing


def main() -> None:
    incoming, outgoing = _take_the_wire()
    student = Student()
    pid = os.getpid()
    while (frame := _read(incoming)) is not None:
        out: list[Any] = []
        reply = _answer(student, frame, out)
        if os.getpid() != pid:  # a fork that the student's code let run on: one answer is enough
            break
        _send(outgoing, {"id": frame.header["id"], **reply}, out)
    # Students' threads and exit handlers are not waited for: the grader has all it asked for.
    os._exit(0)


if __name__ == "__main__":
    main()
