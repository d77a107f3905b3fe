"""A file that is no Python: the line, the place in it, and whether a newer Python would read it."""

from __future__ import annotations

import re
import sys
from typing import Any

from grader.base.language import mark, say
from grader.child import wire
from grader.exam.failures import Unloadable
from grader.submission.source import Submission

Version = tuple[int, int]
_NAME = r"[A-Za-z_]\w*"

# What a line may hold that Python learned: since when, the form, what it is called.
_NEWER: tuple[tuple[Version, re.Pattern[str], str], ...] = (
    ((3, 15), re.compile(r"^\s*lazy\s+(?:import|from)\s"), mark("a lazy import")),
    ((3, 15), re.compile(r"[\[({]\s*\*{1,2}[\w.()]+\s+for\s"), mark("unpacking in a comprehension")),
    (
        (3, 14),
        re.compile(rf"^\s*except\*?\s+{_NAME}(?:\.{_NAME})*\s*,[^()]*:"),
        mark("except with several types and no brackets"),
    ),
    ((3, 14), re.compile(r"(?<![\w'\"])(?:t|tr|rt)(?:'|\")", re.IGNORECASE), mark("a t-string")),
    (
        (3, 13),
        re.compile(rf"^\s*(?:async\s+def|def|class|type)\s+{_NAME}\s*\[[^\]()]*\w\s*=(?!=)"),
        mark("a default of a type parameter"),
    ),
    ((3, 12), re.compile(rf"^\s*(?:async\s+)?def\s+{_NAME}\s*\["), mark("a function with type parameters")),
    ((3, 12), re.compile(rf"^\s*class\s+{_NAME}\s*\["), mark("a class with type parameters")),
    ((3, 12), re.compile(rf"^\s*type\s+{_NAME}\s*(?:\[.*\])?\s*="), mark("a type statement")),
    ((3, 11), re.compile(r"^\s*except\s*\*"), mark("except*")),
    ((3, 11), re.compile(r"\*args\s*:\s*\*|\w\[[^\]]*\*\s*\w+[^\]]*\]"), mark("a star in an index or an annotation")),
    ((3, 10), re.compile(r"^\s*match\s+[^=].*:\s*(?:#.*)?$"), mark("a match statement")),
    ((3, 10), re.compile(r"^\s*with\s*\(.*\bas\b"), mark("a with statement in brackets")),
)
_FSTRING = mark("an f-string with its own quotes, a backslash, a comment or a line break between its braces")
_FSTRING_START = re.compile(r"(?<![\w'\"])(?:f|fr|rf)('''|\"\"\"|'|\")", re.IGNORECASE)
_FSTRING_SAYS = re.compile(r"f-string expression part cannot include (?:a backslash|'#')")


def unparsable(problem: dict[str, Any], submission: Submission, source: str) -> Unloadable:
    """A syntax error, with the line that it is in and a caret below the place; ``source`` is what was parsed."""
    line = int(problem.get("line", 1))
    column = int(problem.get("column", 0))
    text = wire.text_of(problem.get("text"), 200)
    kind = wire.text_of(problem.get("type"), 40) or "SyntaxError"
    said = wire.text_of(problem.get("message"), 300)
    shown = ""
    if text:
        indent = len(text) - len(text.lstrip())
        caret = " " * max(column - 1 - indent, 0) + "^"
        shown = f"\n    {text.lstrip()}\n    {caret}"
    lines = source.split("\n")
    place = submission.place(line, capital=True)
    graded = "{}.{}".format(*sys.version_info[:2])
    if kind == "SyntaxError" and (found := newer(lines[line - 1][:2000] if line <= len(lines) else text, said)):
        since, construct = found
        return Unloadable(
            say(
                "{place} needs Python {since}: it has {construct}. This was graded with Python {graded}.{shown}",
                place=place,
                since="{}.{}".format(*since),
                construct=say(construct),
                graded=graded,
                shown=shown,
            ),
            hint=say("Write the line so that Python {graded} can read it.", graded=graded),
        )
    return Unloadable(
        say(
            "{line} is not valid Python ({kind}: {part}).{shown}",
            line=place,
            kind=kind,
            part=said,
            shown=shown,
        ),
        hint=say(
            "Look at the marked place and at the line before it: a bracket, a quote or a colon is often missing there."
        )
        + " "
        + say("It was read with Python {graded}.", graded=graded),
    )


def newer(line: str, said: str, graded: Version = sys.version_info[:2]) -> tuple[Version, str] | None:
    """(the first Python that reads it, its name) of what Python ``graded`` cannot read in a line yet, or None.

    ``said`` is Python's own message about the line.
    """
    for since, form, construct in _NEWER:
        if since > graded and form.search(line):
            return since, construct
    if graded < (3, 12) and (_FSTRING_SAYS.search(said) or _is_newer_fstring(line)):
        return (3, 12), _FSTRING
    return None


def _is_newer_fstring(line: str) -> bool:
    """Whether an f-string in the line has its own quote, a backslash or a comment between braces, or its line's end."""
    position = 0
    while start := _FSTRING_START.search(line, position):
        position, odd = _fstring_end(line, start.end(), start[1])
        if odd:
            return True
    return False


def _fstring_end(line: str, position: int, quote: str) -> tuple[int, bool]:
    """(behind the f-string that begins here, whether Python before 3.12 stumbles over what is between its braces)."""
    depth = 0
    while position < len(line):
        character = line[position]
        if not depth:
            if line.startswith(quote, position):
                return position + len(quote), False
            position += line[position : position + 2] in ("{{", "}}") or character == "\\"
            depth = int(character == "{" and line[position] == "{" and line[position - 1 : position + 1] != "{{")
        elif character == "\\" or character == "#" or line.startswith(quote, position):
            return len(line), _closes_later(line, position, quote)
        else:
            depth += (character in "{[(") - (character in "}])")
        position += 1
    return len(line), depth > 0 and len(quote) == 1


def _closes_later(line: str, position: int, quote: str) -> bool:
    """Whether the braces end further on in the line, so that the f-string is whole for a newer Python."""
    return "}" in line[position:] and quote in line[position:][line[position:].rindex("}") :]
