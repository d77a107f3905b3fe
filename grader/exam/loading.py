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

from grader.base.errors import Interrupted
from grader.base.language import say
from grader.exam.failures import Unloadable
from grader.exam.stops import Stop, binding, stops_of
from grader.exam.syntax import unparsable
from grader.sandbox import Child, Lost
from grader.sandbox.process import Output
from grader.submission import script
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
    ``notes``: one sentence for each part of the file that did not run, at most MAX_NOTES and one more of
    each kind.
    ``stops``: the statements outside functions that stopped. ``left_out``: the first sentence about a part that
    was not run at all; empty if there is none.
    """

    definitions: dict[str, tuple[int, int]] = field(default_factory=dict)
    mentions: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    signatures: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()
    left_out: str = ""

    def failed(self, name: str) -> bool:
        """Whether a statement that would have bound ``name`` was run and raised."""
        stop = binding(name, self.stops)
        return stop is not None and not stop.ended

    def why_missing(self, name: str) -> str:
        """Why the file may define ``name`` and it is not there; empty if nothing explains it."""
        stop = binding(name, self.stops)
        return stop.note if stop else self.left_out or next((stop.note for stop in self.stops if stop.star), "")


# --- the requests, in their order -------------------------------------------------------------------------


def set_up(child: Child, source: str, files: Iterable[str], output: Output, sandbox: str, idle: str = "") -> None:
    """Give a new child its limits and import paths, and import what is slow to import.

    ``files`` are the names of the task's files in the child's folder; ``output`` is where the child prints
    to; ``sandbox`` names the back end; ``idle`` is as for ``Exam.idle``. Raises Interrupted if the child ends: nothing
    of the student's has run yet.
    """
    digits = next((name for name in files if name.endswith(_DIGITS)), "")
    try:
        child.setup(heavy_imports(source), f"{child.workdir}/{digits}" if digits else "", idle)
    except Lost as lost:
        printed = output.text.strip().splitlines()
        raise Interrupted(
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
        "plain": "" if submission.cells else script.plain(submission.source)[0],
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
    without_magics = script.plain(submission.source)[1] if parsed.get("plain") else ()
    broken = [
        say("{problem} That cell was left out.", problem=unparsable(problem, submission, submission.source))
        for problem in (parsed.get("problems", []) if submission.cells else [])
    ]
    spans = parsed.get("definitions", {})
    return Loaded(
        definitions={name: (span[0], span[1]) for name, span in spans.items()},
        mentions=parsed.get("mentions", {}),
        notes=(*without_magics, *_first(broken)),
        left_out=broken[0] if broken else "",
    )


def require_code(parsed: dict[str, Any], submission: Submission) -> None:
    """Raise Unloadable if the reply to ``parse`` leaves nothing to run."""
    problems = parsed.get("problems", [])
    if problems and not (submission.cells and parsed.get("statements")):
        source = script.plain(submission.source)[0] if parsed.get("plain") else submission.source
        raise unparsable(problems[0], submission, source)
    if not parsed.get("statements"):
        raise Unloadable(
            say("{name} holds no code.", name=submission.name),
            hint=say("Save your work, and check that this is the file you meant."),
        )


def from_run(loaded: Loaded, ran: dict[str, Any], submission: Submission, seconds: float) -> Loaded:
    """``loaded`` with what the reply to ``run`` adds; ``seconds`` is what the run was given."""
    signatures = ran.get("functions", {})
    stops = stops_of(ran.get("problems"), submission, seconds)
    return replace(
        loaded,
        signatures=signatures if isinstance(signatures, dict) else {},
        notes=(*loaded.notes, *_first([stop.note for stop in stops])),
        stops=stops,
        left_out=loaded.left_out or next((stop.note for stop in stops if stop.ended), ""),
    )


def _first(notes: Sequence[str]) -> tuple[str, ...]:
    """The first notes; a last one says that there are more."""
    if len(notes) <= MAX_NOTES:
        return tuple(notes)
    return (*notes[:MAX_NOTES], say("More of the file did not run."))
