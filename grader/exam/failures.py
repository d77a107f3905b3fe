"""What goes wrong with a student's code, said to the student.

``raised`` turns an exception that the child reports into a failed verdict: a sentence, a hint and the
student's own lines. The report is data of the student's process, so every text and line is checked.
``Unloadable`` is for a file of which no part can be run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from grader.base.language import mark, say
from grader.child import wire
from grader.exam.alone import advice
from grader.result.outcome import Failed, Outcome
from grader.submission.source import Submission
from grader.task.declaration import Function, Limits

# How NumPy and TensorFlow say that two shapes do not fit each other.
_SHAPES_CLASH = re.compile(
    r"could not( be)? broadcast|shapes .* not aligned|mismatch in its core dimension|Matrix size-incompatible|"
    r"Incompatible shapes|Dimensions must be equal|required broadcastable shapes"
)


class Unloadable(Exception):
    """No part of the submission can be run: a syntax error, or no code at all.

    ``outcome`` is for a check during which this is raised; a crash if it is None.
    """

    def __init__(self, message: str, hint: str = "", outcome: Outcome | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.outcome = outcome


# Hints for a function that ended its child, by outcome.
LOST_HINTS = {
    Outcome.TIMEOUT: mark("Look for a loop that never ends, or for work that is done again and again in a loop."),
    Outcome.MEMORY: mark("Look for an array that is far larger than the data, or a list that grows without end."),
    Outcome.CRASH: mark("Run the function on your own machine: nothing in it should end the interpreter."),
}


def error_lines(error: Mapping[str, Any]) -> list[int]:
    """The student's own lines in a reported error, outermost first, at most eight; only whole numbers are kept."""
    frames = error.get("frames")
    lines = [frame.get("line") for frame in frames if isinstance(frame, dict)] if isinstance(frames, list) else []
    return [line for line in lines if type(line) is int and 0 < line < 10_000_000][:8]


def raised(
    function: Function,
    error: dict[str, Any],
    submission: Submission,
    limits: Limits,
    signatures: Mapping[str, Any],
    why: str,
) -> Failed:
    """The failure of a call that raised an exception.

    ``error`` is the child's report of the exception (``describe_error`` in the child), or an empty one;
    ``signatures`` are the parameters of the student's own functions, as far as they are known. ``why`` is the
    sentence that blames a line outside functions, if one explains the exception.
    """
    name = function.name
    lines = error_lines(error)
    where = f" ({submission.place(lines[-1])})" if lines else ""
    text = wire.text_of(error.get("text"), 500)
    outcome, evidence = Outcome.ERROR, {"lines": lines, "trace": submission.trace(error)}
    if error.get("not_written"):
        message = say("{name} is not written yet.", name=name)
        hint = say("Replace the NotImplementedError in {name} by your solution.", name=name)
        evidence = {"lines": lines, "not_written": True}
    elif error.get("bad_call"):
        message = _bad_call(function, text, signatures.get(name))
        hint = say("Give the function exactly the arguments that the exercise names, in that order.")
    elif error.get("memory"):
        message = say(
            "{name} asked for more memory than the {memory_mb} MB that it may use{where}.",
            name=name,
            memory_mb=limits.memory_mb,
            where=where,
        )
        outcome, hint = Outcome.MEMORY, LOST_HINTS[Outcome.MEMORY]
    elif overrun := _overrun(wire.text_of(error.get("no_room"), 20), limits):
        message = f"{name} {overrun}{where}."
        hint = say("Work in memory: no exercise needs files.")
    elif error.get("exit"):
        message = say("{name} called sys.exit() or exit(){where}, which ends a program.", name=name, where=where)
        hint = say("Return a value instead.")
    else:
        kind = wire.text_of(error.get("type"), 100) or say("an exception")
        said = f": {text}" if text else ""
        message = say("{name} raised {kind}{said}{where}.", name=name, kind=kind, said=said, where=where)
        message = message.replace("..", ".")  # a text that ends in a full stop
        message = f"{message} {why}" if why else message
        hint = say("Make that line work first.") if why else advice(text) or _exception_hint(kind, text)
    return Failed(message, hint=hint, outcome=outcome, evidence=evidence)


def _bad_call(function: Function, text: str, own: Any) -> str:
    """The arguments did not fit the student's parameters ``own``, a list if they are known."""
    name = function.name
    has = say(" Yours is {name}({own}).", name=name, own=", ".join(map(str, own))) if isinstance(own, list) else ""
    return say(
        "{name} could not be called as {signature}: {text}.{has}",
        name=name,
        signature=f"{name}({', '.join(function.arguments)})",
        text=text,
        has=has,
    )


def _overrun(limit: str, limits: Limits) -> str:
    """What a function did that broke ``limit``, without the function's name; empty for any other text."""
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


def _exception_hint(kind: str, text: str) -> str:
    if kind in ("ValueError", "InvalidArgumentError") and _SHAPES_CLASH.search(text):
        return say(
            "The shapes do not fit each other. Print them at the line that is named: which axis runs over the rows, "
            "which over the features or units? A transpose may be missing, or one too many."
        )
    return say("Run the function on a small input of your own and look at the line that is named.")
