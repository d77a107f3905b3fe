"""A .py file with IPython's lines in it: Colab's download, the cells of VS Code, a notebook copied by hand.

The submission keeps the file's own text. What is made here is run only if that text is no Python.
"""

from __future__ import annotations

import re

from grader.base.language import say
from grader.submission.limits import cut, shortened
from grader.submission.magics import cell_magic, neutralise, written_by

# Colab comments out a whole cell that begins with a magic; code that stands there is lost.
_LOST = re.compile(
    r"^# Commented out IPython magic[^\n]*\n(?:# *%%?(?!writefile|file)\w[^\n]*\n)+((?:#[^\n]*\n)*?)# (?:async )?def (\w+)\(",
    re.MULTILINE,
)


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
    """A note, if Colab's download has made a comment of a cell that defines a function."""
    found = _LOST.search(source) if "# Commented out IPython magic" in source else None
    if found is None:
        return ()
    return (
        say(
            "Line {line}: Colab wrote the cell with {name} as a comment, because the cell starts with a magic. "
            "Hand in the notebook itself.",
            line=source.count("\n", 0, found.start()) + 1,
            name=found[2],
        ),
    )
