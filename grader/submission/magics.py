"""IPython's own syntax in a notebook cell or in a .py file, replaced line for line by plain Python.

Nothing is parsed here: a small scanner finds where statements start (outside strings, brackets and
continued lines), for only there can ``%``, ``!`` or ``?`` stand for IPython. No valid Python
statement starts with one of them, so plain code is never touched. Every line stays where it is.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass, field

# These run their cell as it stands; every other cell magic makes something else of it.
KEPT_CELL_MAGICS = frozenset({"time", "capture"})

_CELL_MAGIC = re.compile(r"%%(\w+)")
_ASSIGNED = re.compile(r"(?P<target>(?:[A-Za-z_][\w.,\s\[\]*]*=\s*)+)(?P<mark>[!%])(?P<rest>[^=].*)")
_TIMED = re.compile(r"%time\s+(?=\S)")
_RUN = re.compile(r"%run[ \t]+(?:-i[ \t]+)?[\"']?(?:\./)?([A-Za-z_]\w*)(?:\.py)?[\"']?[ \t]*(?:#.*)?$")
_HELP = re.compile(r"(?![^?]*(?:'''|\"\"\"))%{0,2}[\w.*\[\]'\"]+\s*\?{1,2}\s*(#.*)?$")
_INSTALL = re.compile(r"(pip3?|conda|mamba)\s+(install|uninstall|list|show|freeze)\b")
# What a notebook takes for a magic without its %. As Python it is wrong, or an expression without effect.
_AUTOMAGIC = re.compile(
    r"(?:cd|ls|ll|cat|mkdir|rmdir|load_ext|reload_ext|autoreload|matplotlib)\s+"
    r"(?!(?:in|is|if|and|or|not|for|else)\b)[-\w~./*][-\w~./* ]*(#.*)?$|"
    r"(?:cd|ls|ll|pwd|whos?|clear|cls)\s*(#.*)?$"
)
# What a line begins with where it was copied from a session.
_PROMPTS = (re.compile(r"(?:>>>|\.\.\.)(?: |$)"), re.compile(r"In \[\d+\]: |[ ]*\.{3,}: ?"))
_STRING = re.compile(r"'''|\"\"\"|'|\"")
# One look that tells whether a cell can hold any of this at all.
_SUSPECT = re.compile(
    r"^[ \t\f]*[%!?]|=[ \t]*[!%]|\?[ \t]*(#.*)?$|^[ \t\f]*(?:pip3?|conda|mamba|cd|ls|ll|cat|mkdir|rmdir|"
    r"load_ext|reload_ext|autoreload|matplotlib|pwd|whos?|clear|cls)\b",
    re.MULTILINE,
)


# A cell that is a file of its own. Only a module beside the code is one: no path, and a name that can be imported.
_WRITES = re.compile(r"%%(?:writefile|file)[ \t]+(?:-a[ \t]+)?[\"']?(?:\./)?([A-Za-z_]\w{0,60}\.py)[\"']?[ \t]*$")
# Where a cell begins in a .py file of VS Code, Spyder, jupytext, or nbconvert.
_CELL_MARK = re.compile(r"# ?%%(?:[ \t]|$)|# In ?\[|# <codecell>|# COMMAND -")
# What can follow a cell of another language where nothing marks the next cell.
_PYTHON_AGAIN = re.compile(r"(?:import|from|def|class|async def) |@\w|%%|if __name__")


@dataclass
class Plain:
    """Plain Python, the (line, text) of what was left out, and each (first line, last line, magic line) of a cell."""

    text: str
    dropped: list[tuple[int, str]] = field(default_factory=list)
    cells: list[tuple[int, int, str]] = field(default_factory=list)


def cell_magic(text: str) -> str:
    """The cell magic that makes another language of the cell, such as ``bash``; empty where there is none."""
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        found = _CELL_MAGIC.match(stripped)
        if found is None:
            return ""
        if found[1] not in KEPT_CELL_MAGICS:
            return found[1]
    return ""


def written_by(line: str) -> str:
    """The Python file that ``%%writefile helpers.py`` writes; empty if the line is nothing like that."""
    found = _WRITES.match(line.strip())
    return found[1] if found else ""


def as_comments(text: str) -> str:
    """Every line as a comment; the child makes the file of it that a cell writes."""
    return "\n".join(f"# {line}" for line in text.split("\n"))


def neutralise(text: str, several_cells: bool = False) -> Plain:
    """``text`` without magics, shell lines and questions; blocks and line numbers stay as they were.

    Prompts and an indent of the whole cell go first, as IPython takes them away. A .py file holds
    ``several_cells``: a cell magic reaches to the next mark of a cell.
    """
    text = _flush_left(text)
    if not _SUSPECT.search(text):
        return Plain(text)
    plain = Plain("")
    scanner = _Scanner()
    lines = text.split("\n")
    swallowing = False
    marks = [n for n, line in enumerate(lines) if _CELL_MARK.match(line)] if several_cells else []
    end_of_cell = 0
    for index, line in enumerate(lines):
        if index < end_of_cell:
            lines[index] = f"# {line}"
            continue
        if several_cells and scanner.at_statement and cell_magic(line):
            end_of_cell = _end_of_cell(lines, index, marks)
            plain.cells.append((index + 1, end_of_cell, line.strip()))
            lines[index] = f"# {line.strip()}"
            continue
        if swallowing:  # a shell line that was continued with a backslash
            swallowing = line.rstrip().endswith("\\")
            lines[index] = f"# {line}"
            continue
        if scanner.at_statement:
            replaced = _replaced(line)
            if replaced is not None:
                lines[index], dropped = replaced
                if dropped:
                    plain.dropped.append((index + 1, dropped))
                    swallowing = line.rstrip().endswith("\\")
                    continue
        scanner.take(lines[index])
    plain.text = "\n".join(lines)
    return plain


def _end_of_cell(lines: list[str], index: int, marks: list[int]) -> int:
    """The index behind the last line of the cell that begins at ``index``; blank lines at its end are not its own."""
    after = bisect(marks, index)
    marked = marks[after] if after < len(marks) else 0
    if not marked and not written_by(lines[index]):  # nothing marks cells here: the code goes on after a blank line
        follows = (
            n for n in range(index + 2, len(lines)) if not lines[n - 1].strip() and _PYTHON_AGAIN.match(lines[n])
        )
        marked = next(follows, 0)
    end = marked or len(lines)
    while end > index + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _flush_left(text: str) -> str:
    """Without the prompts or the indent that the first line begins with, wherever they are found."""
    lines = text.split("\n")
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    for prompt in _PROMPTS:
        if prompt.match(first):
            lines = [prompt.sub("", line, count=1) if prompt.match(line) else line for line in lines]
            return "\n".join(lines)
    indent = first[: len(first) - len(first.lstrip())]
    return "\n".join(line.removeprefix(indent) for line in lines) if indent else text


def _replaced(line: str) -> tuple[str, str] | None:
    """(the line as Python, what of it was left out), or None for a line that is Python already."""
    body = line.lstrip()
    indent = line[: len(line) - len(body)]
    if timed := _TIMED.match(body):
        return indent + body[timed.end() :], ""
    if (ran := _RUN.match(body)) and not indent:  # a file that a cell has written, if there is one
        return f"from {ran[1]} import *  # {body}", ""
    if (magic := _CELL_MAGIC.match(body)) and magic[1] in KEPT_CELL_MAGICS:
        return f"{indent}# {body}", ""
    if body.startswith(("%", "!", "?")) or any(form.match(body) for form in (_HELP, _INSTALL, _AUTOMAGIC)):
        # A block that holds nothing else must stay a block; at the margin nothing may stand before
        # 'from __future__ import …', so a comment it is there.
        return f"{indent}{'pass  ' if indent else ''}# {body}", body.strip(" \t\\")
    assigned = _ASSIGNED.match(body)
    if assigned is None:
        return None
    command = assigned["mark"] + assigned["rest"]
    if timed := _TIMED.match(command):
        return indent + assigned["target"] + command[timed.end() :], ""
    value = "[]" if assigned["mark"] == "!" else "None"
    return f"{indent}{assigned['target']}{value}  # {command}", body.strip(" \t\\")


class _Scanner:
    """Follows Python's text line by line: is the next line the start of a statement?"""

    def __init__(self) -> None:
        self._depth = 0
        self._quote = ""
        self._continued = False

    @property
    def at_statement(self) -> bool:
        return not self._depth and not self._quote and not self._continued

    def take(self, line: str) -> None:
        position = 0
        self._continued = False
        while position < len(line):
            position = self._in_string(line, position) if self._quote else self._in_code(line, position)
        if len(self._quote) == 1 and not self._continued:
            self._quote = ""  # an unfinished string: a syntax error, but it ends with its line

    def _in_string(self, line: str, position: int) -> int:
        if line[position] == "\\":
            self._continued = position + 1 == len(line)
            return position + 2
        if line.startswith(self._quote, position):
            position += len(self._quote)
            self._quote = ""
            return position
        return position + 1

    def _in_code(self, line: str, position: int) -> int:
        character = line[position]
        if character == "#":
            return len(line)
        if quote := _STRING.match(line, position):
            self._quote = quote[0]
            return quote.end()
        if character in "([{":
            self._depth += 1
        elif character in ")]}":
            self._depth = max(self._depth - 1, 0)
        elif character == "\\" and position + 1 == len(line):
            self._continued = True
        return position + 1
