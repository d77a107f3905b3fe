"""A .py file with IPython's lines in it: Colab's download, the cells of VS Code, a notebook copied by hand.

The submission keeps the file's own text. What is made here is run only if that text is no Python.
"""

from __future__ import annotations

import re

from grader.base.language import say
from grader.submission.limits import cut, shortened
from grader.submission.magics import cell_magic, neutralise, written_by

_COLAB = "# Commented out IPython magic"
_LOST = re.compile(r"#[ ]?(?:async )?def (\w+)\(")


def plain(source: str) -> tuple[str, tuple[str, ...]]:
    """(the text as Python, line by line, a note for each thing left out); an empty text if there is nothing to do."""
    found = neutralise(source, several_cells=True)
    if found.text == source:
        return "", ()
    notes = [
        (line, say("Line {line}: {what} was left out.", line=line, what=cut(what))) for line, what in found.dropped
    ]
    notes += [(first, _cell_note(first, last, magic)) for first, last, magic in found.cells]
    return found.text, shortened([note for _, note in sorted(notes)])


def _cell_note(first: int, last: int, magic: str) -> str:
    if file := written_by(magic):
        return say(
            "Lines {first} to {last} are the file {file}, which the other code can import.",
            first=first,
            last=last,
            file=file,
        )
    return say(
        "Lines {first} to {last} were left out: a cell that starts with %%{magic} is not run as Python.",
        first=first,
        last=last,
        magic=cell_magic(magic),
    )


def lost_by_colab(source: str) -> tuple[str, ...]:
    """A note, if Colab's download has made a comment of a cell that defines a function and begins with a magic."""
    if _COLAB not in source:
        return ()
    begun = 0  # the line of Colab's remark, while the comments below it go on
    for number, line in enumerate(source.split("\n"), 1):
        if line.startswith(_COLAB):
            begun = number
        elif not line.startswith("#") or written_by(line.lstrip("# ")):
            begun = 0
        elif begun and (found := _LOST.match(line)):
            return (
                say(
                    "Line {line}: Colab wrote the cell with {name} as a comment, because the cell starts with a magic. "
                    "Hand in the notebook itself.",
                    line=begun,
                    name=found[1],
                ),
            )
    return ()
