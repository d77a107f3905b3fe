"""How large a submitted file may be, and how many notes are shown."""

from __future__ import annotations

from grader.base.errors import Unreadable
from grader.base.language import say, say_n

MAX_SOURCE = 1 << 20
MAX_NOTEBOOK = 128 << 20


def too_large(name: str, limit: int) -> Unreadable:
    return Unreadable(
        say("{name} is too large: a solution may hold {limit} MB.", name=name, limit=limit >> 20),
        hint=say("Hand in the code alone: no data, no trained weights, no outputs."),
    )


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
