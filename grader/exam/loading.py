"""Loading a submission: set a child up, have it parse the source, then run the code outside functions.

Parsing and running are two requests, each with a function that takes in its reply. What the parser found
is known before any line of the student's runs; it can be relied on, and it stays known if running the file
ends the child. What comes back after the run is the student's process speaking: data of any shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.base.errors import SandboxError
from grader.base.language import say
from grader.child import wire
from grader.exam.failures import Unloadable, error_lines
from grader.sandbox import Child, Lost
from grader.sandbox.process import Output
from grader.submission.limits import MAX_NOTES
from grader.submission.source import Submission

GRACE = 5.0  # seconds beyond the child's own alarm before the grader ends it
_DIGITS = "mnist_train.npz"  # the file of a task that Keras's mnist.load_data() reads in the child
_TENSORFLOW = re.compile(r"^[ \t]*(?:import|from)[ \t]+(?:tensorflow|keras)\b", re.MULTILINE)


@dataclass(frozen=True)
class Loaded:
    """What loading found out about a submission.

    ``definitions``: top-level function or class -> its first and last line in the source.
    ``mentions``: top-level name -> the ``packages`` and the other top-level ``names`` that its code mentions.
    ``signatures``: function of the task -> a list of its parameters as text; None if the file has no such
    name, False if the name is no function. Said by the student's process, so it may be anything.
    ``notes``: one sentence for each part of the file that did not run, at most MAX_NOTES and one more.
    """

    definitions: dict[str, tuple[int, int]] = field(default_factory=dict)
    mentions: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    signatures: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def left_out(self) -> str:
        """The first note of what did not run; empty if all of it did."""
        return self.notes[0] if self.notes else ""


# --- the requests, in their order -------------------------------------------------------------------------


def set_up(child: Child, source: str, files: Iterable[str], output: Output, sandbox: str, idle: str = "") -> None:
    """Give a new child its limits and import paths, and import what is slow to import.

    ``files`` are the names of the task's files in the child's folder; ``output`` is where the child prints
    to; ``sandbox`` names the back end; ``idle`` is as for ``Exam.idle``. Raises SandboxError if the child ends: nothing of the student's
    has run yet.
    """
    digits = next((name for name in files if name.endswith(_DIGITS)), "")
    try:
        child.setup(heavy_imports(source), f"{child.workdir}/{digits}" if digits else "", idle)
    except Lost as lost:
        printed = output.text.strip().splitlines()
        raise SandboxError(
            say(
                "The sandbox {name!r} did not start: {reason}",
                name=sandbox,
                reason=(printed or [lost.message])[-1],
            )
        ) from lost


def heavy_imports(source: str) -> tuple[str, ...]:
    """The packages that the child imports before the student's code does.

    So neither the time of the import nor what it prints counts as the student's. A wrong guess costs
    time, never a result.
    """
    return ("tensorflow",) if _TENSORFLOW.search(source) else ()


def parse(child: Child, submission: Submission, seconds: float) -> dict[str, Any]:
    """Have the child parse the source; no line of it runs. Raises Lost."""
    request = {
        "op": "parse",
        "filename": submission.run_name,
        "source": submission.source,
        "cells": [list(cell) for cell in submission.cells],
    }
    return child.ask(request, [], seconds).header


def run(child: Child, functions: Sequence[str], seconds: float, seed: int) -> dict[str, Any]:
    """Have the child run the code outside functions, for ``seconds`` at most.

    ``functions`` are those whose signatures are wanted; ``seed`` seeds what the code draws. Raises Lost.
    """
    request = {"op": "run", "functions": list(functions), "seconds": seconds, "entropy": seed}
    return child.ask(request, [], seconds + GRACE).header


# --- their replies ----------------------------------------------------------------------------------------


def from_source(parsed: dict[str, Any], submission: Submission) -> Loaded:
    """What the reply to ``parse`` says. A notebook gets a note for each cell that is not valid Python."""
    notes = []
    if submission.cells:
        for problem in parsed.get("problems", []):
            notes.append(say("{problem} That cell was left out.", problem=_unparsable(problem, submission)))
    spans = parsed.get("definitions", {})
    return Loaded(
        definitions={name: (span[0], span[1]) for name, span in spans.items()},
        mentions=parsed.get("mentions", {}),
        notes=_first(notes),
    )


def require_code(parsed: dict[str, Any], submission: Submission) -> None:
    """Raise Unloadable if the reply to ``parse`` leaves nothing to run."""
    problems = parsed.get("problems", [])
    if problems and not (submission.cells and parsed.get("statements")):
        raise _unparsable(problems[0], submission)
    if not parsed.get("statements"):
        raise Unloadable(
            say("{name} holds no code.", name=submission.name),
            hint=say("Save your work, and check that this is the file you meant."),
        )


def from_run(loaded: Loaded, ran: dict[str, Any], submission: Submission, seconds: float) -> Loaded:
    """``loaded`` with what the reply to ``run`` adds; ``seconds`` is what the run was given."""
    signatures, problems = ran.get("functions", {}), ran.get("problems", [])
    notes = [
        _top_level_note(problem, submission, seconds)
        for problem in (problems if isinstance(problems, list) else [])
        if isinstance(problem, dict)
    ]
    return replace(
        loaded,
        signatures=signatures if isinstance(signatures, dict) else {},
        notes=_first([*loaded.notes, *notes]),
    )


def _first(notes: Sequence[str]) -> tuple[str, ...]:
    """The first notes; a last one says that there are more."""
    if len(notes) <= MAX_NOTES:
        return tuple(notes)
    return (*notes[:MAX_NOTES], say("More of the file did not run."))


def _unparsable(problem: dict[str, Any], submission: Submission) -> Unloadable:
    """A syntax error, with the line that it is in and a caret below the place."""
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
            line=submission.place(line, capital=True),
            kind=kind,
            part=wire.text_of(problem.get("message"), 300),
            shown=shown,
        ),
        hint=say(
            "Look at the marked place and at the line before it: a bracket, a quote or a colon is often missing there."
        ),
    )


def _top_level_note(problem: dict[str, Any], submission: Submission, seconds: float) -> str:
    """What ended the code outside functions, or one cell of it, and what that means for the rest."""
    lines = error_lines(problem)
    statement = problem.get("statement")
    line = lines[0] if lines else statement if isinstance(statement, int) else 1
    place = submission.place(line, capital=True)
    kind = wire.text_of(problem.get("type"), 100) or say("an exception")
    text = wire.text_of(problem.get("text"), 300)
    rest = (
        say("the other cells were run all the same.")
        if submission.cells
        else say("what stands before it counts, what comes after it was not run.")
    )
    if problem.get("out_of_time"):
        return say(
            "{place}: the code outside functions ran for more than {load_seconds:g} seconds and was stopped; {rest}",
            place=place,
            load_seconds=seconds,
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
