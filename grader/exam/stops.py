"""Statements outside functions that stopped: what is said of each, and of a later error that is only their consequence.

What the child reports of them is data of the student's process, so every text, line and name is checked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.base.language import say
from grader.child import wire
from grader.exam.alone import advice
from grader.exam.failures import error_lines
from grader.submission.source import Submission

_MOST_STOPS = 100
_MOST_NAMES = 200
_NAME = re.compile(r"name '(\w+)' is not defined|cannot access free variable '(\w+)'")
_ATTRIBUTE = re.compile(r"has no attribute '(\w+)'")


@dataclass(frozen=True)
class Stop:
    """A statement that stopped: what is said of it, its place and reason, and what it would have bound."""

    note: str
    place: str
    reason: str
    names: frozenset[str]
    parts: frozenset[str]
    star: bool
    ended: bool  # it ended its piece of the file: what follows was not run


def stops_of(problems: Any, submission: Submission, seconds: float) -> tuple[Stop, ...]:
    """What the reply to ``run`` says of statements that stopped; ``seconds`` is what the run was given."""
    stops: list[Stop] = []
    for problem in problems[:_MOST_STOPS] if isinstance(problems, list) else []:
        if isinstance(problem, dict):
            stops.append(_stop(problem, submission, seconds, stops))
    return tuple(stops)


def _stop(problem: dict[str, Any], submission: Submission, seconds: float, before: Sequence[Stop]) -> Stop:
    lines = error_lines(problem)
    statement = problem.get("statement")
    line = lines[0] if lines else statement if type(statement) is int else 1
    place = submission.place(line, capital=True)
    kind = wire.text_of(problem.get("type"), 100) or say("an exception")
    text = wire.text_of(problem.get("text"), 300)
    rest = (
        say("the other cells were run all the same.")
        if submission.cells
        else say("what stands before it counts, what comes after it was not run.")
    )
    ended = bool(problem.get("out_of_time") or problem.get("exit"))
    reason = f"{kind}: {text}" if text else kind
    if problem.get("out_of_time"):
        reason = say("it ran for more than {load_seconds:g} seconds", load_seconds=seconds)
        note = say(
            "{place}: the code outside functions ran for more than {load_seconds:g} seconds and was stopped; {rest}",
            place=place,
            load_seconds=seconds,
            rest=rest,
        )
    elif problem.get("exit"):
        reason = say("it ends the file")
        note = say("{place}: the file ends itself here (sys.exit() or exit()); {rest}", place=place, rest=rest)
    else:
        why = because(kind, text, before)
        reason = why.rstrip(".") or reason
        said = say("{place} stopped: {reason}. The rest of the code was still run.", place=place, reason=reason)
        note = " ".join(filter(None, [said.replace("..", "."), advice(text)]))
    return Stop(
        note,
        submission.place(line),
        reason if len(reason) <= 300 else f"{reason[:300]}…",
        _texts(problem.get("names")),
        _texts(problem.get("parts")),
        problem.get("star") is True,
        ended,
    )


def _texts(value: Any) -> frozenset[str]:
    return frozenset(wire.text_of(text, 80) for text in (value if isinstance(value, list) else [])[:_MOST_NAMES])


def because(kind: str, text: str, stops: Sequence[Stop]) -> str:
    """Which earlier stop explains an error that a name, an attribute or a key is missing; empty if none does."""
    if kind == "NameError" and (found := _NAME.search(text)):
        missing = found[1] or found[2]
        stop = next((stop for stop in stops if missing in stop.names), None)
        if stop is None and (star := next((stop for stop in stops if stop.star), None)):
            return say(
                "{name} may be missing because {place} stopped: {reason}.",
                name=missing,
                place=star.place,
                reason=star.reason,
            )
    elif kind == "AttributeError" and (found := _ATTRIBUTE.search(text)):
        missing = found[1]
        stop = next((stop for stop in stops if missing in stop.parts), None)
    elif kind == "KeyError":
        missing = text
        stop = next((stop for stop in stops if missing in stop.parts), None)
    else:
        return ""
    if stop is None:
        return ""
    sentence = say(
        "{name} is not there because {place} stopped: {reason}.", name=missing, place=stop.place, reason=stop.reason
    )
    return sentence.replace("..", ".")


def why(error: dict[str, Any], stops: Sequence[Stop]) -> str:
    """``because`` for an error that the child reports of a call."""
    return because(wire.text_of(error.get("type"), 100), wire.text_of(error.get("text"), 500), stops)


def binding(name: str, stops: Sequence[Stop]) -> Stop | None:
    """The stop that would have bound ``name``."""
    return next((stop for stop in stops if name in stop.names), None)
