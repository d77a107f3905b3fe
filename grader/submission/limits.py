"""How large a submitted file may be, and how many notes are shown."""

from __future__ import annotations

import re

from grader.base.errors import Unreadable
from grader.base.language import say, say_n

MAX_SOURCE = 1 << 20
MAX_NOTEBOOK = 128 << 20
MAX_CELLS = 10_000
_MAX_CONTAINERS, _MAX_VALUES = 300_000, 6_000_000  # lists and objects of a notebook's JSON, and what is in them


def too_large(name: str, limit: int) -> Unreadable:
    return Unreadable(
        say("{name} is too large: a solution may hold {limit} MB.", name=name, limit=limit >> 20),
        hint=say("Hand in the code alone: no data, no trained weights, no outputs."),
    )


def too_many_cells(name: str) -> Unreadable:
    return Unreadable(
        say("{name} has too many cells or values: a notebook may have {n} cells.", name=name, n=MAX_CELLS),
        hint=say("Hand in the code alone: no data, no trained weights, no outputs."),
    )


def has_too_many_values(data: bytes) -> bool:
    """Whether JSON would take far more memory than its bytes: it is counted before it is parsed."""
    if data.count(b"{") + data.count(b"[") <= _MAX_CONTAINERS and data.count(b",") <= _MAX_VALUES:
        return False
    containers = values = 0
    for match in re.finditer(rb'"(?:[^"\\]|\\.)*"|[{\[,]', data, re.DOTALL):  # those in texts do not count
        first = data[match.start()]
        if first != 0x22:
            containers += first != 0x2C
            values += first == 0x2C
            if containers > _MAX_CONTAINERS or values > _MAX_VALUES:
                return True
    return False


MAX_NOTES = 30


def shortened(notes: list[str]) -> tuple[str, ...]:
    """The first notes; a last one says how many more there are."""
    more = len(notes) - MAX_NOTES
    if more <= 0:
        return tuple(notes)
    return (
        *notes[:MAX_NOTES],
        say_n("{n} more lines or cells were left out.", "{n} more lines or cells were left out.", more),
    )


def cut(text: str) -> str:
    """A line of a file, short enough for a note."""
    return text if len(text) <= 60 else text[:60] + "…"
