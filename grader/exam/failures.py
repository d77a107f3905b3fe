"""TODO."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from grader.base.language import mark
from grader.result.outcome import Outcome

# How NumPy and TensorFlow say so.
SHAPES_CLASH = re.compile(
    r"could not( be)? broadcast|shapes .* not aligned|mismatch in its core dimension|Matrix size-incompatible|"
    r"Incompatible shapes|Dimensions must be equal|required broadcastable shapes"
)


class Unloadable(Exception):
    """No part of the submission could be run: syntax error, or its process died on loading."""

    def __init__(self, message: str, hint: str = "", outcome: Outcome | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.outcome = outcome


LOST_HINTS = {
    Outcome.TIMEOUT: mark("Look for a loop that never ends, or for work that is done again and again in a loop."),
    Outcome.MEMORY: mark("Look for an array that is far larger than the data, or a list that grows without end."),
    Outcome.CRASH: mark("Run the function on your own machine: nothing in it should end the interpreter."),
}


def error_lines(error: Mapping[str, Any]) -> list[int]:
    """The student's own lines in a reported error, outermost first; only whole numbers survive."""
    frames = error.get("frames")
    lines = [frame.get("line") for frame in frames if isinstance(frame, dict)] if isinstance(frames, list) else []
    return [line for line in lines if type(line) is int and 0 < line < 10_000_000][:8]
