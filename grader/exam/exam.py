"""What a check may do: draw inputs, ask the student's functions, ask for what is expected.

An exam belongs to one submission. It owns the child process, starts a fresh one when the last was
lost, and remembers which functions ended a child, so that they are not asked again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.errors import SandboxError
from grader.base.language import say
from grader.child import wire
from grader.exam import values
from grader.exam.failures import LOST_HINTS, SHAPES_CLASH, Unloadable, error_lines
from grader.exam.loading import GRACE, heavy_imports
from grader.exam.seeds import entropy
from grader.exam.values import Model, Observed
from grader.result.outcome import Difference, Failed, Outcome
from grader.sandbox import Backend, Child, Lost, Plan
from grader.sandbox.process import Output, said
from grader.submission.limits import MAX_NOTES
from grader.submission.source import Submission
from grader.task.declaration import Function, Limits, Task


class Exam:
    """One submission under examination.

    ``loaded`` says what was found in the file; ``rng`` draws the current check's inputs and depends
    on nothing but the seed, the task and the check, so that any check can be repeated alone.
    ``code_seconds`` adds up the time that the student's own code took, its loading included.
    """

    def __init__(
        self,
        task: Task,
        submission: Submission,
        oracle: ModuleType,
        backend: Backend,
        seed: int,
        limits: Limits,
        files: Mapping[str, Path],
        call_seconds: float | None = None,
    ) -> None:
        self.task = task
        self.submission = submission
        self.oracle = oracle
        self.seed = seed
        self.limits = limits
        self.output = Output(limits.output_kb << 10)
        self.rng = np.random.default_rng(seed)
        self.notes: list[str] = []
        self._left_out = ""  # the first note of what of the file did not run
        self.differences: dict[str, Difference] = {}
        self.definitions: dict[str, tuple[int, int]] = {}
        self.mentions: dict[str, dict[str, list[str]]] = {}
        self.signatures: dict[str, Any] = {}
        self._backend = backend
        self._files = dict(files)
        self._call_seconds = call_seconds
        self._functions = {function.name: function for function in task.functions}
        self._child: Child | None = None
        self._lives = 0
        self.code_seconds = 0.0
        self._calls = 0
        self._where = ""
        self._fused: dict[str, Lost] = {}
        self._shared: dict[str, tuple[int, Any]] = {}
        self._deadline = time.monotonic() + limits.total_seconds

    # --- the engine's side ---

    def begin(self, check_id: str) -> None:
        """Turn to the next check: fresh draws that depend on nothing that was asked before."""
        self._where = check_id
        self._calls = 0
        self.rng = np.random.default_rng(entropy(self.seed, self.task.slug, check_id))

    def load(self) -> None:
        """Start a child and run the submission in it. Raises Unloadable where nothing can be asked."""
        child = Child(self._backend, Plan(self.limits, self._files), self.output)
        self._child = child
        self._lives += 1
        digits = next((name for name in self._files if name.endswith("mnist_train.npz")), "")
        try:
            child.setup(heavy_imports(self.submission.source), f"{child.workdir}/{digits}" if digits else "")
        except Lost as lost:  # nothing of the student's has run yet
            said = self.output.text.strip().splitlines()
            raise SandboxError(
                say(
                    "The sandbox {name!r} did not start: {reason}",
                    name=self._backend.name,
                    reason=(said or [lost.message])[-1],
                )
            ) from lost
        parsed = self._request(
            {
                "op": "parse",
                "filename": self.submission.run_name,
                "source": self.submission.source,
                "cells": [list(cell) for cell in self.submission.cells],
            }
        )
        first = self._lives == 1
        if first:
            self._learn(parsed)
        seconds = self.limits.load_seconds
        ran = self._request(
            {
                "op": "run",
                "functions": list(self._functions),
                "seconds": seconds,
                "entropy": entropy(self.seed, self.task.slug, "load"),
            },
            seconds + GRACE,
        )
        if first:
            self._take_stock(ran)

    def hurry(self, seconds: float) -> None:
        """From now on the submission's code may take no more than this altogether."""
        self._deadline = min(self._deadline, time.monotonic() + seconds)

    def close(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def missing(self, name: str) -> Failed | None:
        """Why ``name`` cannot be called at all; None where it can."""
        found, function = self.signatures.get(name), self._functions[name]
        if found is None and name in self.definitions:
            reason = say(
                "{name} is defined in {name2} ({place}), but that line was never run.",
                name=name,
                name2=self.submission.name,
                place=self.submission.place(self.definitions[name][0]),
            )
        elif found is None:
            reason = say("There is no function {name!r} in {name2}.", name=name, name2=self.submission.name)
        elif found is False:
            reason = say("{name!r} is not a function in {name2}.", name=name, name2=self.submission.name)
        else:
            return None
        arguments = ", ".join(function.arguments)
        # Where part of the file did not run, the function may well stand there.
        return Failed(reason, hint=self._left_out or say("Define {name}({arguments}).", name=name, arguments=arguments))

    # --- asking ---

    def call(self, name: str, *args: Any, **kwargs: Any) -> Observed:
        """Call a student's function; positional arguments by position, the others by keyword.

        Raises Failed with the outcome ``error``, ``timeout``, ``memory`` or ``crash`` where no value came.
        """
        return self._call(name, args, kwargs, echo=False)[0]

    def call_and_echo(self, name: str, *args: Any) -> tuple[Observed, list[Observed]]:
        """The same, and the arguments as they are after the call."""
        return self._call(name, args, {}, echo=True)

    def batches(self, name: str, limit: int, *args: Any) -> Observed:
        """Call a function that returns an iterable and take at most ``limit`` items from it."""
        return self._call(name, args, {}, echo=False, limit=limit)[0]

    def batches_and_echo(self, name: str, limit: int, *args: Any) -> tuple[Observed, list[Observed]]:
        """The same, and the arguments as they are after the iteration."""
        return self._call(name, args, {}, echo=True, limit=limit)

    def train(self, *args: Any, name: str = "train") -> Model:
        """Train a model; it stays in the child, what comes back stands for it."""
        observed = self.call(name, *args)
        return Model(observed.handle, self._lives)

    def look(self, model: Model, what: str, count: int = 0) -> dict[str, Array]:
        """What a trained model holds, for a picture: its ``filters`` or the ``curves`` of its training, by name.

        Never for a verdict: a model is the student's own, and may say of itself what it likes.
        """
        if not self._alive or model.life != self._lives:
            return {}
        header = {"op": "look", "handle": model.handle, "for": what, "count": count}
        seconds = min(self.limits.call_seconds, self._deadline - time.monotonic())
        if seconds <= 0:
            return {}
        assert self._child is not None
        try:
            frame = self._child.ask(header, [], seconds)
            found = frame.header.get("value")
            if not isinstance(found, dict):
                raise wire.WireError("a look that found no names")
            seen = {str(name): values.observe(node, frame.arrays).array for name, node in list(found.items())[:8]}
        except (Lost, wire.WireError):
            self.close()
            raise
        return {name: array for name, array in seen.items() if array is not None and array.dtype.kind in "fiu"}

    def shared(self, key: str, make: Callable[[np.random.Generator], Any]) -> Any:
        """What several checks need and is dear to make, such as one trained model.

        ``make`` gets draws of its own, so that it comes out the same whichever check asks first.
        It is made anew when the child that held it was lost.
        """
        kept = self._shared.get(key)
        if kept is not None and kept[0] == self._lives and self._alive:
            return kept[1]
        where, calls, rng = self._where, self._calls, self.rng
        try:
            self.begin(f"shared:{key}")
            made = make(self.rng)
        finally:
            self._where, self._calls, self.rng = where, calls, rng
        self._shared[key] = (self._lives, made)
        return made

    def expected(self, name: str, *args: Any) -> Any:
        """What the oracle answers, in float64: what was sent as float32 is widened first."""
        return getattr(self.oracle, name)(*(_widened(arg) for arg in args))

    def packages(self, name: str, apart_from: tuple[str, ...] = ()) -> set[str]:
        """The packages that the code of a top-level name reaches, through other top-level names too.

        What only the names in ``apart_from`` reach does not count.
        """
        found: set[str] = set()
        seen, queue = set(apart_from), [name]
        while queue:
            here = queue.pop()
            if here not in seen and here in self.mentions:
                seen.add(here)
                found.update(self.mentions[here]["packages"])
                queue.extend(self.mentions[here]["names"])
        return found

    # --- below ---

    @property
    def _alive(self) -> bool:
        return self._child is not None and self._child.alive

    def _call(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], echo: bool, limit: int = 0
    ) -> tuple[Observed, list[Observed]]:
        function = self._functions[name]
        if name in self._fused:
            lost = self._fused[name]
            raise Failed(
                say(
                    "{name} was not asked again: {message}",
                    name=name,
                    message=lost.message[:1].lower() + lost.message[1:],
                ),
                outcome=lost.outcome,
            )
        if not self._alive:
            self.load()
        if failed := self.missing(name):
            raise failed
        arrays: list[Array] = []
        self._calls += 1
        header = {
            "op": "call",
            "function": name,
            "args": [values.encode_argument(arg, arrays) for arg in args],
            "kwargs": {key: values.encode_argument(arg, arrays) for key, arg in kwargs.items()},
            "expect": _expectation(function, limit),
            "echo": echo,
            "entropy": entropy(self.seed, self.task.slug, self._where, self._calls),
        }
        seconds = self._seconds(function)
        try:
            frame = self._request(header, seconds, arrays)
            return self._answer(function, frame)
        except (Lost, wire.WireError) as error:
            self.close()
            lost = (
                error
                if isinstance(error, Lost)
                else Lost(Outcome.CRASH, say("The process sent {error}.", error=said(error)))
            )
            self._fused[name] = lost
            raise Failed(f"{name}: {lost.message}", hint=LOST_HINTS[lost.outcome], outcome=lost.outcome) from error

    def _seconds(self, function: Function) -> float:
        own = self._call_seconds or function.seconds or self.limits.call_seconds
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Failed(
                say(
                    "The {total_seconds:g} seconds that one submission may take were used up before this check.",
                    total_seconds=self.limits.total_seconds,
                ),
                hint=say("Find out which check took long and make that function quicker."),
                outcome=Outcome.TIMEOUT,
            )
        return min(own, left)

    def _request(self, header: dict[str, Any], seconds: float | None = None, arrays: list[Array] | None = None) -> Any:
        assert self._child is not None
        began = time.monotonic()
        frame = self._child.ask(header, arrays or [], seconds or self.limits.load_seconds)
        self.code_seconds += _within(frame.header.get("seconds"), time.monotonic() - began)
        return frame if header["op"] == "call" else frame.header

    def _answer(self, function: Function, frame: wire.Frame) -> tuple[Observed, list[Observed]]:
        error = frame.header.get("error")
        if error is not None:
            raise self._raised(function, error if isinstance(error, dict) else {})
        echo = frame.header.get("echo", [])
        if not isinstance(echo, list):
            raise wire.WireError("an echo that is no list")
        value = values.observe(frame.header.get("value"), frame.arrays)
        return value, [values.observe(node, frame.arrays) for node in echo]

    def _raised(self, function: Function, error: dict[str, Any]) -> Failed:
        kind = wire.text_of(error.get("type"), 100) or say("an exception")
        text = wire.text_of(error.get("text"), 500)
        lines = error_lines(error)
        where = f" ({self.submission.place(lines[-1])})" if lines else ""
        evidence = {"lines": lines, "trace": self.submission.trace(error)}
        name = function.name
        signature = f"{name}({', '.join(function.arguments)})"
        if error.get("not_written"):
            return Failed(
                say("{name} is not written yet.", name=name),
                hint=say("Replace the NotImplementedError in {name} by your solution.", name=name),
                outcome=Outcome.ERROR,
                evidence={"lines": lines, "not_written": True},
            )
        if error.get("bad_call"):
            own = self.signatures.get(name)
            has = (
                say(" Yours is {name}({own}).", name=name, own=", ".join(map(str, own)))
                if isinstance(own, list)
                else ""
            )
            return Failed(
                say(
                    "{name} could not be called as {signature}: {text}.{has}",
                    name=name,
                    signature=signature,
                    text=text,
                    has=has,
                ),
                hint=say("Give the function exactly the arguments that the exercise names, in that order."),
                outcome=Outcome.ERROR,
                evidence=evidence,
            )
        if error.get("memory"):
            message = say(
                "{name} asked for more memory than the {memory_mb} MB that it may use{where}.",
                name=name,
                memory_mb=self.limits.memory_mb,
                where=where,
            )
            return Failed(message, hint=LOST_HINTS[Outcome.MEMORY], outcome=Outcome.MEMORY, evidence=evidence)
        if overrun := self._overrun(wire.text_of(error.get("no_room"), 20)):
            message = f"{name} {overrun}{where}."
            return Failed(
                message, hint=say("Work in memory: no exercise needs files."), outcome=Outcome.ERROR, evidence=evidence
            )
        if error.get("exit"):
            message = say("{name} called sys.exit() or exit(){where}, which ends a program.", name=name, where=where)
            return Failed(message, hint=say("Return a value instead."), outcome=Outcome.ERROR, evidence=evidence)
        said = f": {text}" if text else ""
        hint = say("Run the function on a small input of your own and look at the line that is named.")
        if kind in ("ValueError", "InvalidArgumentError") and SHAPES_CLASH.search(text):
            hint = say(
                "The shapes do not fit each other. Print them at the line that is named: which axis runs over the rows, "
                "which over the features or units? A transpose may be missing, or one too many."
            )
        return Failed(
            say("{name} raised {kind}{said}{where}.", name=name, kind=kind, said=said, where=where).replace("..", "."),
            hint=hint,
            outcome=Outcome.ERROR,
            evidence=evidence,
        )

    def _overrun(self, limit: str) -> str:
        limits = self.limits
        return {
            "tmp": say("wrote more than the {tmp_mb} MB of files that it may write", tmp_mb=limits.tmp_mb),
            "file": say("wrote a file of more than the {file_mb} MB that a file may have", file_mb=limits.file_mb),
            "open_files": say(
                "opened more than the {open_files} files that it may have open", open_files=limits.open_files
            ),
            "processes": say(
                "started more than the {processes} processes and threads that it may start", processes=limits.processes
            ),
        }.get(limit, "")

    def _learn(self, parsed: dict[str, Any]) -> None:
        """Take in what the parser said. No line of the student's had run then: it is reliable."""
        definitions = parsed.get("definitions", {})
        self.definitions = {name: (span[0], span[1]) for name, span in definitions.items()}
        self.mentions = parsed.get("mentions", {})
        problems = parsed.get("problems", [])
        if problems and not self.submission.cells:
            raise self._unparsable(problems[0])
        for problem in problems:
            self._note(say("{problem} That cell was left out.", problem=self._unparsable(problem)))
        if not parsed.get("statements"):
            if problems:
                raise self._unparsable(problems[0])
            raise Unloadable(
                say("{name} holds no code.", name=self.submission.name),
                hint=say("Save your work, and check that this is the file you meant."),
            )

    def _unparsable(self, problem: dict[str, Any]) -> Unloadable:
        line = int(problem.get("line", 1))
        column = int(problem.get("column", 0))
        text = wire.text_of(problem.get("text"), 200)
        kind = wire.text_of(problem.get("type"), 40) or "SyntaxError"
        shown = ""
        if text:
            indent = len(text) - len(text.lstrip())
            caret = " " * max(column - 1 - indent, 0) + "^"
            shown = f"\n    {text.lstrip()}\n    {caret}"
        return Unloadable(
            say(
                "{line} is not valid Python ({kind}: {part}).{shown}",
                line=self.submission.place(line, capital=True),
                kind=kind,
                part=wire.text_of(problem.get("message"), 300),
                shown=shown,
            ),
            hint=say(
                "Look at the marked place and at the line before it: a bracket, a quote or a colon is often missing there."
            ),
        )

    def _take_stock(self, ran: dict[str, Any]) -> None:
        functions = ran.get("functions", {})
        self.signatures = functions if isinstance(functions, dict) else {}
        problems = ran.get("problems", [])
        for problem in problems if isinstance(problems, list) else []:
            if isinstance(problem, dict):
                self._note(self._top_level_note(problem))

    def _note(self, said: str) -> None:
        self._left_out = self._left_out or said
        if len(self.notes) < MAX_NOTES:
            self.notes.append(said)
        elif len(self.notes) == MAX_NOTES:
            self.notes.append(say("More of the file did not run."))

    def _top_level_note(self, problem: dict[str, Any]) -> str:
        lines = error_lines(problem)
        statement = problem.get("statement")
        line = lines[0] if lines else statement if isinstance(statement, int) else 1
        place = self.submission.place(line, capital=True)
        kind = wire.text_of(problem.get("type"), 100) or say("an exception")
        text = wire.text_of(problem.get("text"), 300)
        rest = (
            say("the other cells were run all the same.")
            if self.submission.cells
            else say("what stands before it counts, what comes after it was not run.")
        )
        if problem.get("out_of_time"):
            return say(
                "{place}: the code outside functions ran for more than {load_seconds:g} seconds and was stopped; {rest}",
                place=place,
                load_seconds=self.limits.load_seconds,
                rest=rest,
            )
        if problem.get("exit"):
            return say("{place}: the file ends itself here (sys.exit() or exit()); {rest}", place=place, rest=rest)
        return say(
            "{place}: the code outside functions raised {kind}{part}; {rest}",
            place=place,
            kind=kind,
            part=": " + text if text else "",
            rest=rest,
        )


def _widened(value: Any) -> Any:
    return value.astype(np.float64) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def _within(said: object, elapsed: float) -> float:
    """Seconds that the child says it spent in the student's code: no more than have gone by here, whatever it says."""
    return min(max(said, 0.0), elapsed) if isinstance(said, float) and math.isfinite(said) else 0.0


def _expectation(function: Function, limit: int) -> dict[str, Any]:
    if limit:
        return {"as": "batches", "count": limit}
    if function.returns == "model":
        return {"as": "model"}
    if function.parts:
        return {"as": "parts", "count": len(function.parts)}
    return {"as": "value"}
