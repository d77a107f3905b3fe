"""A file that is no Python: the line, the place in it, and whether a newer Python would read it."""

from __future__ import annotations

import re
import sys
from typing import Any

from grader.base.language import mark, now, say
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
        re.compile(rf"^\s*except\*?\s+{_NAME}(?:\.{_NAME})*(?:\s*,\s*(?:[A-Z]\w*|{_NAME}(?:\.{_NAME})+))+\s*:"),
        mark("except with several types and no brackets"),
    ),
    ((3, 14), re.compile(r"(?<![\w'\"])(?:t|tr|rt)(?:'|\")", re.IGNORECASE), mark("a t-string")),
    (
        (3, 13),
        re.compile(rf"^\s*(?:async\s+def|def|class|type)\s+{_NAME}\s*\[[^\]()]*\w\s*=(?!=)"),
        mark("a default of a type parameter"),
    ),
    (
        (3, 12),
        re.compile(rf"^\s*(?:async\s+)?def\s+{_NAME}\s*\[(?:[^\[\]]|\[[^\[\]]*\])*(?:\]\s*\(|$)"),
        mark("a function with type parameters"),
    ),
    ((3, 12), re.compile(rf"^\s*class\s+{_NAME}\s*\["), mark("a class with type parameters")),
    ((3, 12), re.compile(rf"^\s*type\s+{_NAME}\s*(?:\[.*\])?\s*="), mark("a type statement")),
    ((3, 11), re.compile(r"^\s*except\s*\*"), mark("except*")),
    ((3, 11), re.compile(r"\*args\s*:\s*\*|\w\[[^\]]*\*\s*\w+[^\]]*\]"), mark("a star in an index or an annotation")),
    ((3, 10), re.compile(r"^\s*match\s+[^=].*:\s*(?:#.*)?$"), mark("a match statement")),
    ((3, 10), re.compile(r"^\s*with\s*\(.*\bas\b"), mark("a with statement in brackets")),
)
_FSTRING = mark("an f-string with its own quotes, a backslash, a comment or a line break between its braces")
_FSTRING_START = re.compile(r"(?<![\w'\"])(?:f|fr|rf)('''|\"\"\"|'|\")", re.IGNORECASE)
_ANY_STRING = re.compile(r"(?<!\w)([a-z]{0,2})('''|\"\"\"|'|\")", re.IGNORECASE)
_DEEPEST = 20
_PAIRS = {"(": ")", "[": "]", "{": "}"}
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
    if kind == "SyntaxError" and (found := newer("\n".join(lines[line - 1 : line + 20])[:2000], said)):
        since, construct = found
        return Unloadable(
            say(
                "{place} needs Python {since}: it has {construct}. This was graded with Python {graded}.{shown}",
                place=place,
                since="{}.{}".format(*since),
                construct=now(construct),
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


def newer(text: str, said: str, graded: Version = sys.version_info[:2]) -> tuple[Version, str] | None:
    """(the first Python that reads it, its name) of what Python ``graded`` cannot read yet, or None.

    ``text`` begins with the line in which Python found an error, and goes on with the lines after it; ``said``
    is Python's own message.
    """
    line = text.partition("\n")[0][:500]
    for since, form, construct in _NEWER:
        if since > graded and form.search(line):
            return since, construct
    if graded < (3, 12) and (_FSTRING_SAYS.search(said) or _has_newer_fstring(text, len(line))):
        return (3, 12), _FSTRING
    return None


def _has_newer_fstring(text: str, length: int) -> bool:
    """Whether an f-string that begins in the first ``length`` characters is whole for Python 3.12, and for none before."""
    position = 0
    while (start := _FSTRING_START.search(text, position)) and start.start() < length:
        found = _FString(text, start[1]).end(start.end())
        if found is None:  # not whole: a mistake, or no f-string at all
            position = start.end()
        elif found[1]:
            return True
        else:
            position = found[0]
    return False


class _FString:
    """An f-string as Python 3.12 reads it. ``quote`` is what ends it; a long one may hold line ends."""

    def __init__(self, text: str, quote: str, depth: int = 0) -> None:
        self._text = text
        self._quote = quote
        self._depth = depth  # in how many others it is
        self._odd = False  # has it what older Pythons do not read?

    def end(self, position: int) -> tuple[int, bool] | None:
        """(behind the closing quote, whether older Pythons do not read it); None if it is not whole."""
        if self._depth > _DEEPEST:
            return None
        while position < len(self._text):
            here = self._text[position]
            if self._text.startswith(self._quote, position):
                return position + len(self._quote), self._odd
            if self._text[position : position + 2] in ("{{", "}}"):
                position += 2
            elif here == "{":
                after = self._expression(position + 1)
                if after is None:
                    return None
                position = after
            elif here == "}" or (here == "\n" and len(self._quote) == 1):
                return None
            else:
                position += 2 if here == "\\" else 1
        return None

    def _expression(self, position: int, depth: int = 0) -> int | None:
        """Behind the brace that ends the expression that begins here; None if there is none."""
        closing: list[str] = []
        while position < len(self._text):
            here = self._text[position]
            if string := _ANY_STRING.match(self._text, position):
                after = self._inner(string)
                if after is None:
                    return None
                position = after
                continue
            if here == "}" and not closing:
                return position + 1
            if here == ":" and not closing:
                return self._format(position + 1, depth + 1)
            if here in _PAIRS:
                closing.append(_PAIRS[here])
            elif here in _PAIRS.values() and (not closing or closing.pop() != here):
                return None
            if here == "#":
                self._odd = True
                position = self._text.find("\n", position)
                if position < 0:
                    return None
                continue
            self._odd = self._odd or here == "\\" or (here == "\n" and len(self._quote) == 1)
            position += 1
        return None

    def _inner(self, string: re.Match[str]) -> int | None:
        """Behind a string between the braces."""
        quote = string[2]
        self._odd = self._odd or quote == self._quote or (len(self._quote) == 1 and quote[0] == self._quote)
        if "f" in string[1].lower():
            found = _FString(self._text, quote, self._depth + 1).end(string.end())
            if found is None:
                return None
            self._odd = self._odd or found[1]
            return found[0]
        position = string.end()
        while position < len(self._text):
            if self._text.startswith(quote, position):
                return position + len(quote)
            here = self._text[position]
            if here == "\n" and len(quote) == 1:
                return None
            self._odd = self._odd or here == "\\"
            position += 2 if here == "\\" else 1
        return None

    def _format(self, position: int, depth: int) -> int | None:
        """Behind the brace that ends a format such as ``.2f``, which may hold braces of its own."""
        if depth > 2:  # more than Python allows
            return None
        while position < len(self._text):
            here = self._text[position]
            if here == "}":
                return position + 1
            if here == "{":
                after = self._expression(position + 1, depth)
                if after is None:
                    return None
                position = after
                continue
            if here == "\n" or self._text.startswith(self._quote, position):
                return None
            position += 1
        return None
