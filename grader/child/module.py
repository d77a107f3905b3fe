"""The submission as a module: parsed, run once, then called function by function.

Each public method answers one kind of request (``main.py``). Its reply is a dictionary for the frame's
header; an exception of the student's code becomes part of the reply.
"""

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
from .convert import batches, sequence, single, to_array, type_name
from .failures import OutOfTime, describe_error, syntax_problem
from .helpers import HELPERS
from .seeding import seed_everything
from .source import compile_flags, definitions, mentions, units
from .stand_ins import Shell

MODULE_NAME = "submission"
_now = time.monotonic  # kept before any student's code runs, which may replace it


class SubmissionModule:
    """The submission as a module, and the models that its functions returned.

    ``units`` are the parsed pieces that are run, each with its cell (0 for a .py file); ``models`` are
    kept by a number, the handle that is sent in their place.
    """

    def __init__(self) -> None:
        self.module = types.ModuleType(MODULE_NAME)
        self.path = ""
        self.units: list[tuple[int, ast.Module]] = []
        self.models: dict[int, Any] = {}
        # TensorFlow's graphs point at the code that built them and do not own it. Freed code would crash
        # this process when TensorFlow reports an error.
        self._kept: list[types.CodeType] = []

    def parse(self, request: dict[str, Any]) -> dict[str, Any]:
        """Parse the source. No line of it has run yet, so this reply can be relied on."""
        self.path = os.path.join(os.getcwd(), str(request["filename"]))
        source = request["source"]
        with open(self.path, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(source)
        whole = ast.Module(body=[], type_ignores=[])
        problems = []
        for cell, text, offset in units(source, request["cells"]):
            try:
                tree = ast.parse(text, self.path)
                compile(tree, self.path, "exec", dont_inherit=True, flags=compile_flags(tree, cell))
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
        """Run the top-level code once. What was defined before an error is kept."""
        sys.modules[MODULE_NAME] = self.module
        self.module.__file__ = self.path
        sys.argv = [os.path.basename(self.path)]
        problems = []
        seed_everything(int(request["entropy"]))
        self.module.__dict__.update(get_ipython=self.get_ipython, display=lambda *values, **how: print(*values))
        began = _now()
        deadline = began + float(request["seconds"])
        early = []  # cells that use a name which a later cell may define
        for cell, tree in self.units:
            # When the time is used up, a later cell still gets a moment: it may define a right function.
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
        """What the submission's ``get_ipython()`` returns."""
        return Shell(self.module.__dict__)

    def _run_again(self, cell: int, tree: ast.Module, seconds: float) -> bool:
        """Run a notebook's cell that is above the cells that it needs; True if it passes now.

        Names that other cells have bound since keep their values.
        """
        later = dict(self.module.__dict__)
        problem = self._run_unit(cell, tree, seconds)
        self.module.__dict__.update(later)
        return problem is None

    def _run_unit(self, cell: int, tree: ast.Module, seconds: float) -> dict[str, Any] | None:
        """Run a piece statement by statement until one raises: its error as data, or None."""
        flags = compile_flags(tree, cell)
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
                        import asyncio  # takes as long as all else that a small submission imports

                        asyncio.run(eval(code, namespace))  # noqa: S307
                    else:
                        exec(code, namespace)
            except BaseException as error:  # also SystemExit and the alarm
                problem = describe_error(error, self.path)
                problem["statement"] = statement.lineno
                return problem
        return None

    def _signatures(self, names: Iterable[str]) -> dict[str, Any]:
        """Name -> its parameters as text; None if it is not defined, False if it cannot be called."""
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
        """Call one function; the reply's arrays are appended to ``out``."""
        seed_everything(int(request["entropy"]))
        began = _now()
        try:
            function = self.module.__dict__[request["function"]]
            args = [self.argument(node, arrays) for node in request["args"]]
            kwargs = {key: self.argument(node, arrays) for key, node in request["kwargs"].items()}
            began = _now()
            value = function(*args, **kwargs)
            reply: dict[str, Any] = {"value": self.convert(value, request["expect"], out)}
            seconds = _now() - began  # converting included: it runs a graph or a generator
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
            from . import models  # only needed if pictures are drawn

            model = self.models[int(request["handle"])]
            if request["for"] == "filters":
                found = {"filters": models.filters(model, int(request["count"]), to_array)}
            else:
                found = models.curves(model, to_array)
        _flush()
        return {"value": {kind: single(array, out) for kind, array in found.items()}}

    # --- arguments ---

    def argument(self, node: dict[str, Any], arrays: tuple[Any, ...]) -> Any:
        """An argument from its header entry and the frame's arrays."""
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
            os.umask(0o077)  # the student's code may have set one that forbids itself to read the file
            os.makedirs("inputs", exist_ok=True)
            path = os.path.join(os.getcwd(), "inputs", node["name"])
            with open(path, "wb") as file:
                file.write(arrays[node["content"]["index"]].tobytes())
            return path
        raise ValueError(kind)

    # --- results ---

    def convert(self, value: Any, expect: dict[str, Any], out: list[Any]) -> dict[str, Any]:
        """The header entry for a returned value, as the request expects it; its arrays are appended to ``out``."""
        if expect["as"] == "model":
            handle = len(self.models)
            self.models[handle] = value
            return {"t": "model", "handle": handle, "from": type_name(value)}
        if expect["as"] == "parts":
            return sequence(value, int(expect["count"]) + 1, out)
        if expect["as"] == "batches":
            return batches(value, int(expect["count"]), out)
        return single(value, out)


@contextlib.contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after ``seconds``. If the code catches it, the grader ends the process later."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(signum: int, frame: Any) -> None:
        raise OutOfTime(f"more than {seconds:g} seconds")

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        # An earlier statement may have blocked it, or whoever started the grader.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if previous is None else previous)  # None: set by C code


def _flush() -> None:
    """Send what the student's code has printed before the reply is sent."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # the student may have closed or replaced it
            stream.flush()
