"""Runs a submission's code outside functions, statement by statement.

A statement that raises is reported and the next one runs; only ``exit()`` and the time limit end a piece of
the file, which is a notebook's cell or a whole .py file.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import json
import signal
import time
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .failures import OutOfTime, describe_error
from .source import binds

MOST_STOPS = 60  # that are reported
MOST_NAMES = 200  # of one stop
_MOST_BYTES = 400_000  # of all that is reported: the grader takes no header of more than a megabyte
_LEAST = 0.05  # seconds of a statement that begins when the time is nearly used up
_now = time.monotonic  # kept before any student's code runs, which may replace it


@dataclass
class Unit:
    """A parsed piece of the file. ``cell`` is 0 for a .py file; ``flags`` are for compile."""

    cell: int
    tree: ast.Module
    flags: int


@dataclass
class _Stop:
    """A statement that raised, or ended its piece: the piece, the statement and what is reported of it."""

    unit: Unit
    statement: ast.stmt
    problem: dict[str, Any]


class TopLevel:
    """The code of ``units``, run in ``module`` under the name ``path``. ``kept`` takes all compiled code."""

    def __init__(self, module: types.ModuleType, path: str, units: Sequence[Unit], kept: list[types.CodeType]) -> None:
        self._module = module
        self._namespace = module.__dict__
        self._path = path
        self._units = units
        self._kept = kept

    def run(self, seconds: float) -> list[dict[str, Any]]:
        """Run all units once, for ``seconds``; returns what is reported of each statement that stopped."""
        deadline = _now() + seconds
        stops: list[_Stop] = []
        early = []  # cells that use a name which a later cell may define, each with the names after its run
        for unit in self._units:
            # When the time is used up, a later cell still gets a moment: it may define a right function.
            found = self._run_statements(unit, unit.tree.body, max(deadline - _now(), 0.5))
            stops += found
            if unit.cell and any(stop.problem["type"] == "NameError" for stop in found):
                early.append((unit, dict(self._namespace)))
        for unit, then in early if len(early) < len(self._units) else []:
            stops = self._run_again(unit, then, stops, max(deadline - _now(), 0.5))
        return _short([stop.problem for stop in stops[:MOST_STOPS]])

    def _run_again(self, unit: Unit, then: dict[str, Any], stops: list[_Stop], seconds: float) -> list[_Stop]:
        """Run again what stopped in a notebook's cell that is above the cells that it needs.

        ``then`` holds the names after the cell's first run: what was bound since keeps its value. Returns
        ``stops`` with the cell's own replaced by those of this run.
        """
        of_cell = [stop for stop in stops if stop.unit is unit]
        first = next(n for n, stop in enumerate(of_cell) if stop.problem["type"] == "NameError")
        later = {name: value for name, value in self._namespace.items() if then.get(name, stops) is not value}
        again = self._run_statements(unit, [stop.statement for stop in of_cell[first:]], seconds)
        self._namespace.update(later)
        place = next(n for n, stop in enumerate(stops) if stop.unit is unit)
        others = [stop for stop in stops if stop.unit is not unit]
        return [*others[:place], *of_cell[:first], *again, *others[place:]]

    def _run_statements(self, unit: Unit, statements: Sequence[ast.stmt], seconds: float) -> list[_Stop]:
        """Run statements in order; what stopped. After ``exit()`` or at the end of the time the rest is not run."""
        deadline = _now() + seconds
        stops = []
        if self._namespace.get("__doc__") is None:
            self._namespace["__doc__"] = ast.get_docstring(unit.tree)
        for number, statement in enumerate(statements):
            left = deadline - _now()
            error: BaseException | None = OutOfTime() if left < -1.0 else self._error_of(unit, statement, left)
            if error is None:
                continue
            problem = describe_error(error, self._path)
            error = None  # its traceback holds everything that the code had
            ended = problem["exit"] or problem["out_of_time"]
            bound = _bound(statements[number:] if ended else [statement])
            problem.update(bound, statement=statement.lineno, cell=unit.cell)
            stops.append(_Stop(unit, statement, problem))
            if ended:
                break
        return stops

    def _error_of(self, unit: Unit, statement: ast.stmt, seconds: float) -> BaseException | None:
        """What a statement raises; None if it runs to its end."""
        piece = ast.Module(body=[statement], type_ignores=[])
        try:
            with _alarm(max(seconds, _LEAST)):
                code = compile(piece, self._path, "exec", flags=unit.flags, dont_inherit=True)
                self._kept.append(code)
                if code.co_flags & inspect.CO_COROUTINE:
                    import asyncio  # takes as long as all else that a small submission imports

                    asyncio.run(eval(code, self._namespace))  # noqa: S307
                else:
                    exec(code, self._namespace)
        except BaseException as error:  # also SystemExit and the alarm
            return error
        return None


def _short(problems: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first problems, as many as fit into a reply."""
    room = _MOST_BYTES
    for number, problem in enumerate(problems):
        room -= len(json.dumps(problem))
        if room < 0:
            return problems[:number]
    return problems


def _bound(statements: Sequence[ast.stmt]) -> dict[str, Any]:
    """``names``, ``parts`` and ``star`` of statements that did not run to their end, at most MOST_NAMES of each."""
    names: list[str] = []
    parts: list[str] = []
    star = False
    for statement in statements:
        found = binds(statement)
        names += found["names"]
        parts += found["parts"]
        star = star or found["star"]
        if len(names) + len(parts) > MOST_NAMES:
            break
    return {
        "names": [name[:80] for name in names[:MOST_NAMES]],
        "parts": [part[:80] for part in parts[:MOST_NAMES]],
        "star": star,
    }


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
