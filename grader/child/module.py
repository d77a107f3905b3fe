"""The submission as a module: parsed, run once, then called function by function.

Each public method answers one kind of request (``main.py``). Its reply is a dictionary for the frame's
header; an exception of the student's code becomes part of the reply.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import os
import sys
import time
import types
from collections.abc import Iterable
from typing import Any

from . import marimo, wire
from .convert import batches, sequence, single, to_array, type_name
from .failures import describe_error, syntax_problem
from .helpers import HELPERS
from .seeding import seed_everything
from .source import compile_flags, definitions, has_cells, mentions, parsed, units, written_files
from .stand_ins import Shell
from .toplevel import TopLevel, Unit

MODULE_NAME = "submission"
# Kept before any student's code runs, which may replace them.
_now = time.monotonic
_getcwd, _chdir, _access = os.getcwd, os.chdir, os.access


class SubmissionModule:
    """The submission as a module, and the models that its functions returned.

    ``units`` are the parsed pieces that are run; ``models`` are kept by a number, the handle that is sent in
    their place. ``home`` is the working folder: the code may go to another one.
    """

    def __init__(self) -> None:
        self.module = types.ModuleType(MODULE_NAME)
        self.path = ""
        self.home = os.getcwd()
        self.units: list[Unit] = []
        self.models: dict[int, Any] = {}
        # TensorFlow's graphs point at the code that built them and do not own it. Freed code would crash
        # this process when TensorFlow reports an error.
        self._kept: list[types.CodeType] = []

    def parse(self, request: dict[str, Any]) -> dict[str, Any]:
        """Parse the source. No line of it has run yet, so this reply can be relied on.

        ``plain`` is the text of a .py file without IPython's lines, or empty; it is used if the file as it is
        written is no Python.
        """
        source, plain = request["source"], request["plain"]
        replaced = bool(plain) and isinstance(parsed(source, request["filename"], has_cells(source)), BaseException)
        text_of_file = plain if replaced else source
        modules = self._write_files(text_of_file)
        name = str(request["filename"])
        # A file that a cell writes may have the submission's name, which is nobody's to import.
        self.path = os.path.join(self.home, f"_{name}" if name.removesuffix(".py") in modules else name)
        with open(self.path, "w", encoding="utf-8", errors="surrogatepass", newline="\n") as file:
            file.write(text_of_file)
        whole = ast.Module(body=[], type_ignores=[])
        problems = []
        in_cells = replaced or has_cells(text_of_file)  # as in a notebook, its top level may await
        for cell, text, offset in units(text_of_file, request["cells"]):
            tree = parsed(text, self.path, cell or in_cells)
            if isinstance(tree, BaseException):
                problems.append(syntax_problem(tree, cell, text, offset))
                continue
            ast.increment_lineno(tree, offset)
            flags = compile_flags(tree, cell or in_cells)
            if not cell and (moved := marimo.plain(tree)):
                tree, flags = moved, compile_flags(tree, True)
            self.units.append(Unit(cell, tree, flags))
            whole.body.extend(tree.body)
        return {
            "problems": problems,
            "plain": replaced,
            "definitions": definitions(whole),
            "mentions": mentions(whole, modules),
            "statements": len(whole.body),
        }

    def _write_files(self, source: str) -> dict[str, ast.Module]:
        """Write the modules that the source's cells write, and make them importable; each one's tree by its name."""
        files = written_files(source)
        for name, text in files.items():
            with open(os.path.join(self.home, name), "w", encoding="utf-8", errors="replace", newline="\n") as file:
                file.write(text)
        if files:
            sys.path.append(self.home)
        nothing = ast.Module(body=[], type_ignores=[])  # for a file that is no Python: importing it says so
        trees = {name.removesuffix(".py"): parsed(text, name, 0) for name, text in files.items()}
        return {name: tree if isinstance(tree, ast.Module) else nothing for name, tree in trees.items()}

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run the top-level code once. A statement that raises costs only what it would have bound."""
        sys.modules[MODULE_NAME] = self.module
        self.module.__file__ = self.path
        sys.argv = [os.path.basename(self.path)]
        seed_everything(int(request["entropy"]))
        self.module.__dict__.update(get_ipython=self.get_ipython, display=lambda *values, **how: print(*values))
        began = _now()
        problems = TopLevel(self.module, self.path, self.units, self._kept).run(float(request["seconds"]))
        seconds = _now() - began
        _flush()
        return {"problems": problems, "functions": self._signatures(request["functions"]), "seconds": seconds}

    def get_ipython(self) -> Shell:
        """What the submission's ``get_ipython()`` returns."""
        return Shell(self.module.__dict__, self.home)

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
            _stay_where_files_can_be(self.home)
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
            folder = os.path.join(self.home, "inputs")
            os.makedirs(folder, exist_ok=True)
            path = os.path.join(folder, node["name"])
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


def _stay_where_files_can_be(home: str) -> None:
    """Go back to the working folder if the code has gone to a folder that is no more, or is not writable."""
    try:
        usable = _access(_getcwd(), os.W_OK)
    except OSError:
        usable = False
    if not usable:
        with contextlib.suppress(OSError):  # a file may have removed its folder, and need none
            _chdir(home)


def _flush() -> None:
    """Send what the student's code has printed before the reply is sent."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # the student may have closed or replaced it
            stream.flush()
