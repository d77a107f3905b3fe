"""How large a submitted file may be, and how many notes are shown."""

from __future__ import annotations

from grader.base.errors import Unreadable
from grader.base.language import say

MAX_SOURCE = 1 << 20
MAX_NOTEBOOK = 128 << 20


def too_large(name: str, limit: int) -> Unreadable:
    return Unreadable(
        say("{name} is too large: a solution may hold {limit} MB.", name=name, limit=limit >> 20),
        hint=say("Hand in the code alone: no data, no trained weights, no outputs."),
    )


MAX_NOTES = 30
