"""The one way out for lines: what is printed goes through here, and nothing in it is obeyed by who reads it.

A terminal gets no control character but this program's own; the runner of GitHub Actions no workflow command,
which is a line that begins with ``::``, blanks or not, or one with ``##[`` anywhere.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager

from grader.base.clean import UNSHOWABLE
from grader.base.errors import GraderError
from grader.base.language import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, TextIO

# What the grader itself sends to a terminal: colours, and the line or the screen cleared.
_OURS = re.compile(r"(\x1b\[(?:[0-4]|[39][0-7]|1;3[0-7])?m|\r\x1b\[K|\x1b\[2J\x1b\[H|\r?\n)")
_COMMAND = re.compile(r"\A(\s*:)(?=:)")


class Unwritable(GraderError):
    """Standard output takes nothing more: its disk is full, or it was closed."""


class Line:
    """Makes text harmless piece by piece.

    It remembers the line that is not finished yet: nothing if that is blank, else its first or its last characters.
    """

    def __init__(self) -> None:
        self._begun = ""

    def pass_on(self, text: str) -> str:
        return "".join(self._piece(piece, own=index % 2 == 1) for index, piece in enumerate(_OURS.split(text)))

    def _piece(self, piece: str, own: bool) -> str:
        if own:
            if not piece.endswith("m"):  # not a colour: a new line begins
                self._begun = ""
            return piece
        piece = UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", piece)
        whole = _COMMAND.sub(r"\1 ", self._begun + piece).replace("##[", "# #[")
        if whole.startswith(self._begun):
            passed = whole[len(self._begun) :]
        else:  # "##" has been written already
            passed = " " + piece.replace("##[", "# #[")
        line = (self._begun + passed).lstrip()
        self._begun = line if len(line) < 4 else f"x{line[-2:]}"
        return passed


def harmless(text: str) -> str:
    """A whole text, for what others print: pytest, or a notebook."""
    return Line().pass_on(text)


class Door:
    """A text stream whose lines are harmless. ``street`` is the stream itself, for the grader's own commands."""

    def __init__(self, stream: TextIO) -> None:
        self.street = stream
        self._line = Line()

    def write(self, text: str) -> int:
        with _told():
            self.street.write(self._line.pass_on(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        with _told():
            self.street.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.street, name)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # the reader, such as head, has seen enough
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unwritable(say("The output cannot be written: {reason}.", reason=reason)) from error


@contextmanager
def doors() -> Iterator[None]:
    """Standard output and error lead through doors inside the block."""
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Door(kept[0]), Door(kept[1])
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept


def open_what_is_closed() -> bool:
    """Have the descriptors 0, 1 and 2 lead nowhere if they are closed; returns whether output was.

    Else the next file that is opened takes the number, and what is printed is written into it.
    """
    closed = False
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            closed = closed or number == 1
            os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", closefd=False))
    return closed


def write_commands(text: str, stream: TextIO) -> None:
    """Print workflow commands that the grader itself has made."""
    street = getattr(stream, "street", stream)
    street.write(f"{text}\n")
    street.flush()
