"""A student's source as numbered lines: cleaned, cut, and marked where points were lost."""

from __future__ import annotations

import io
import itertools
import keyword
import tokenize
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.base.clean import clean

MAX_LINES = 3000
MAX_LINE = 1000
MAX_COLOURED = 200_000


@dataclass(frozen=True)
class Line:
    """A line of the source.

    ``number`` counts within the cell, ``anchor`` in the whole source. ``mark`` is ``""``, ``"lost"`` (inside a function
    that lost points) or ``"raised"``. ``gap`` is the number of lines left out before this one, ``cut`` the number of
    characters left out at its end, ``starts`` the marked function that begins here.
    """

    number: int
    anchor: int
    parts: tuple[tuple[str, str], ...]
    mark: str = ""
    gap: int = 0
    cut: int = 0
    starts: str = ""


@dataclass(frozen=True)
class Block:
    """A file, or one cell of a notebook. ``gap`` is the number of lines left out after its last line."""

    cell: int
    lines: tuple[Line, ...]
    gap: int = 0


def blocks(
    source: str,
    cells: Sequence[Sequence[int]],
    lost: Mapping[str, Sequence[int]],
    raised: Collection[int] = (),
) -> tuple[Block, ...]:
    """The source to show. ``lost`` maps each function that lost points to its first and last line.

    A source of more than MAX_LINES lines keeps the marked ones and the first of the rest.
    """
    # Split first, then clean: an escape sequence that swallows a line break would shift all line numbers.
    lines = [clean(line, lines=True) for line in source.split("\n")]
    if lines and not lines[-1]:
        lines.pop()
    spans = [(name, max(span[0], 1), min(span[1], len(lines))) for name, span in lost.items()]
    marks = {number: "lost" for _, first, last in spans for number in range(first, last + 1)}
    marks.update({number: "raised" for number in raised if 0 < number <= len(lines)})
    starts = {first: name for name, first, _ in reversed(spans)}
    wanted = itertools.chain(sorted(marks), range(1, len(lines) + 1))
    kept = set(itertools.islice(dict.fromkeys(wanted), MAX_LINES))
    colours = _colours(lines)
    found = []
    for cell, first, last in cells or [(0, 1, len(lines))]:
        shown, gap = [], 0
        for number in range(max(first, 1), min(last, len(lines)) + 1):
            if number not in kept:
                gap += 1
                continue
            text = lines[number - 1]
            parts = tuple(_parts(text[:MAX_LINE], colours.get(number, [])))
            cut = max(len(text) - MAX_LINE, 0)
            mark, start = marks.get(number, ""), starts.get(number, "")
            shown.append(Line(number - first + 1, number, parts, mark, gap, cut, start))
            gap = 0
        found.append(Block(cell, tuple(shown), gap))
    return tuple(found)


def _parts(text: str, spans: list[tuple[int, int, str]]) -> Iterator[tuple[str, str]]:
    """(kind, text) pieces that always add up to ``text``, even if the spans are wrong."""
    done = 0
    for start, end, kind in spans:
        start, end = max(start, done), min(end, len(text))
        if start < end:
            if start > done:
                yield "", text[done:start]
            yield kind, text[start:end]
            done = end
    if done < len(text):
        yield "", text[done:]


def _colours(lines: list[str]) -> dict[int, list[tuple[int, int, str]]]:
    """Where comments, strings and keywords are: line -> (first column, end column, kind).

    Only as far as Python can tokenize the source; code that does not parse stays plain.
    """
    found: dict[int, list[tuple[int, int, str]]] = {}
    if sum(map(len, lines)) > MAX_COLOURED:
        return found
    readline = io.StringIO("\n".join(lines) + "\n", newline="\n").readline
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for token in tokenize.generate_tokens(readline):
                kind = _kind(token)
                if kind:
                    for row in range(token.start[0], token.end[0] + 1):
                        start = token.start[1] if row == token.start[0] else 0
                        end = token.end[1] if row == token.end[0] else MAX_LINE
                        found.setdefault(row, []).append((start, end, kind))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return found
    return found


def _kind(token: tokenize.TokenInfo) -> str:
    name = tokenize.tok_name[token.type]
    if name == "COMMENT":
        return "comment"
    if name == "STRING" or name.startswith(("FSTRING", "TSTRING")):
        return "string"
    return "keyword" if name == "NAME" and keyword.iskeyword(token.string) else ""
