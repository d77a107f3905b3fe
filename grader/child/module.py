"""TODO."""

from __future__ import annotations

import ast
import contextlib
import inspect
import os
import signal
import sys
import time
import types
from collections.abc import Iterable, Iterator
from typing import Any

from . import wire
from .convert import _value, batches, sequence, to_array, type_name
from .failures import OutOfTime, describe_error, syntax_problem
from .helpers import HELPERS
from .seeding import seed_everything
from .source import _flags, definitions, mentions, units
from .stand_ins import Shell

MODULE_NAME = "submission"
_now = time.monotonic


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
        for cell, text, offset in units(source, request["cells"]):
            try:
                tree = ast.parse(text, self.path)
                compile(tree, self.path, "exec", dont_inherit=True, flags=_flags(tree, cell))
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                problems.append(syntax_problem(error, cell, text, offset))
                continue
            ast.increment_lineno(tree, offset)
            self.units.append((cell, tree))
            whole.body.extend(tree.body)
        return {
            "problems": problems,
            "definitions": definitions(whole),
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

    def get_ipython(self) -> Shell:
        return Shell(self.module.__dict__)

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
            from . import models  # only where pictures are drawn

            model = self.models[int(request["handle"])]
            if request["for"] == "filters":
                found = {"filters": models.filters(model, int(request["count"]), to_array)}
            else:
                found = models.curves(model, to_array)
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
            return {"t": "model", "handle": handle, "from": type_name(value)}
        if expect["as"] == "parts":
            return sequence(value, int(expect["count"]) + 1, out)
        if expect["as"] == "batches":
            return batches(value, int(expect["count"]), out)
        return _value(value, out)


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
