"""A Jupyter notebook as one Python source: its code cells in order, each with its place in it.

A notebook is data from outside: it may be damaged, huge or deeply nested. Outputs are dropped while
the JSON is being read, no code is parsed here, and a cell that makes no sense costs only itself.
"""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

from grader.base.errors import Unreadable
from grader.base.language import mark, say
from grader.submission.kernels import other_language
from grader.submission.limits import (
    MAX_CELLS,
    MAX_SOURCE,
    cut,
    has_too_many_values,
    shortened,
    too_large,
    too_many_cells,
)
from grader.submission.magics import as_comments, cell_magic, neutralise, written_by

Cells = tuple[tuple[int, int, int], ...]
_SAVE_AGAIN = mark("Open it in Jupyter, save it there and hand in that file.")
_DEFINED = re.compile(r"^(?:async\s+)?(?:def|class)\s+(\w+)", re.MULTILINE)
_IMPORTED = re.compile(r"^import\s+(\w+)|^from\s+[\w.]+\s+import\s+(\w+)", re.MULTILINE)

# A line that may start at the left margin in Python; prose hardly ever does in every one of its lines.
_PYTHON_LINE = re.compile(
    r"[#@)\]}\"'%!]|import [\w.]+(?: as \w+)?(?:\s*[,;#]|\s*$)|from [\w.]+ import[ (]|"
    r"(?:def|class|if|elif|else|for|while|try|except|finally|with|return|async|del|assert|raise|pass)\b|"
    r"[\w.\[\]\"', ]+(?:[-+*/]?=|\()"
)


def convert(data: bytes, name: str) -> tuple[str, Cells, tuple[str, ...]]:
    """(source, (cell number, first line, last line) of each cell in it, a note for each thing left out).

    Cells are numbered from 1 among the code cells, in the order in which the notebook shows them.
    Raises Unreadable for what is no notebook, or holds no code.
    """
    notes: list[str] = []
    tree = _tree(data, name)
    codes = _code_cells(_cells(tree, name), notes)
    if language := other_language(tree.get("metadata"), codes):
        raise Unreadable(
            say("{name} is a notebook for {language}, not for Python.", name=name, language=language),
            hint=say("Write the solution in a notebook with a Python kernel, or in a .py file."),
        )
    if sum(len(text) for text in codes if text) > MAX_SOURCE:
        raise too_large(name, MAX_SOURCE)
    lines: list[str] = []
    cells: list[tuple[int, int, int]] = []
    empty = True
    for number, text in enumerate(codes, 1):
        plain, is_code = _plain(number, text, notes)
        empty = empty and not is_code
        if plain:
            cell = plain.split("\n")
            cells.append((number, len(lines) + 1, len(lines) + len(cell)))
            lines += [*cell, ""]
    if empty:
        raise Unreadable(
            say("{name} holds no code.", name=name),
            # What was left out tells more, where anything was.
            hint=notes[0]
            if notes
            else say("Save the notebook, and check that your code stands in code cells and not in text cells."),
        )
    return "\n".join(lines), tuple(cells), shortened(notes)


def _plain(number: int, text: str | None, notes: list[str]) -> tuple[str, bool]:
    """(the cell as plain Python, whether there is code in it); the text is empty for a cell that is left out."""
    if text is None:
        notes.append(say("Cell {number} was left out: it holds no text.", number=number))
        return "", False
    magic = cell_magic(text)
    if file := written_by(_first_line(text)) if magic else "":
        notes.append(
            say(
                "Cell {number} starts with %%{magic}: it is the file {file}, which the other cells can import.",
                number=number,
                magic=magic,
                file=file,
            )
        )
        return as_comments(text), False
    if magic:
        notes.append(
            say(
                "Cell {number} was left out: a cell that starts with %%{magic} is not run as Python.",
                number=number,
                magic=magic,
            )
        )
        return "", False
    plain = neutralise(text)
    notes += [
        say("Cell {number}, line {line}: {what} was left out.", number=number, line=line, what=cut(what))
        for line, what in plain.dropped
    ]
    code = plain.text if plain.text.strip() else ""
    return code, bool(code)


def _first_line(text: str) -> str:
    """The first line that is not blank and no comment."""
    return next((line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("#")), "")


def _tree(data: bytes, name: str) -> dict[str, Any]:
    """The notebook's JSON without its outputs. Raises Unreadable where it is none."""
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Unreadable(say("{name} is empty.", name=name), hint=_SAVE_AGAIN)
    if start.startswith(b"<"):
        raise Unreadable(
            say("{name} is a web page, not a notebook.", name=name),
            hint=say("Download the notebook itself, not the page that shows it."),
        )
    if has_too_many_values(data):
        raise too_many_cells(name)
    try:
        tree = json.loads(data, object_hook=_lighter)
    except UnicodeDecodeError:
        raise Unreadable(
            say("{name} is not a notebook: it is not text in UTF-8.", name=name), hint=_SAVE_AGAIN
        ) from None
    except json.JSONDecodeError as error:
        raise Unreadable(
            say(
                "{name} is not a notebook: line {lineno} of the file is not valid JSON ({msg}).",
                name=name,
                lineno=error.lineno,
                msg=error.msg,
            ),
            hint=_SAVE_AGAIN
            if start.startswith(b"{")
            else say("{save_again} A Python file's name ends in .py.", save_again=_SAVE_AGAIN),
        ) from None
    except RecursionError:
        raise Unreadable(
            say("{name} is not a notebook: its JSON is nested too deeply.", name=name), hint=_SAVE_AGAIN
        ) from None
    except ValueError as error:  # a number of thousands of digits, say
        raise Unreadable(
            say("{name} cannot be read as a notebook: {error}.", name=name, error=error), hint=_SAVE_AGAIN
        ) from None
    if not isinstance(tree, dict):
        raise Unreadable(say("{name} is not a notebook: its JSON is not an object.", name=name), hint=_SAVE_AGAIN)
    return tree


def _lighter(node: dict[str, Any]) -> dict[str, Any]:
    """Called for each JSON object as it ends: outputs and pictures go before the next cell is read."""
    if "cell_type" in node:
        if "outputs" in node:
            node["outputs"] = []
        node.pop("attachments", None)
    return node


def _cells(tree: dict[str, Any], name: str) -> list[Any]:
    if "cells" not in tree and "worksheets" in tree:
        sheets = tree["worksheets"] if isinstance(tree["worksheets"], list) else []
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        if sum(len(cells) for cells in lists if isinstance(cells, list)) > MAX_CELLS:
            raise too_many_cells(name)
        tree = _upgraded(tree, name)
    cells = tree.get("cells")
    if not isinstance(cells, list):
        raise Unreadable(say("{name} is not a notebook: it has no list of cells.", name=name), hint=_SAVE_AGAIN)
    if len(cells) > MAX_CELLS:
        raise too_many_cells(name)
    return cells


def _upgraded(tree: dict[str, Any], name: str) -> dict[str, Any]:
    """A notebook of format 1 to 3 in format 4."""
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what it repairs; the student cannot act on it
            upgraded = nbformat.convert(nbformat.from_dict({"metadata": {}, **tree}), 4)
    except Exception as error:  # nbformat raises whatever a damaged tree makes it raise
        raise Unreadable(
            say(
                "{name} is a notebook of an old format that could not be upgraded ({kind}).",
                name=name,
                kind=type(error).__name__,
            ),
            hint=_SAVE_AGAIN,
        ) from None
    return dict(upgraded)


def _code_cells(cells: list[Any], notes: list[str]) -> list[str | None]:
    """The text of each code cell, None for one without text.

    A text cell that holds nothing but Python, and defines what no code cell does, was retyped by
    accident and counts as code. One that defines anything a second time was set aside on purpose;
    what it imports decides only where it defines nothing.
    """
    kinds = [cell.get("cell_type") if isinstance(cell, dict) else "" for cell in cells]
    texts = [_text(cell) if isinstance(cell, dict) else None for cell in cells]
    written = [text for kind, text in zip(kinds, texts) if kind == "code" and text]
    defined = {word for text in written for word in (*_DEFINED.findall(text), *_imports(text))}
    codes: list[str | None] = []
    for kind, text in zip(kinds, texts):
        if kind == "code":
            codes.append(text)
        elif kind in ("markdown", "raw") and text and _is_python(text) and not defined.intersection(_names(text)):
            codes.append(text)
            notes.append(
                say(
                    "Cell {count} is a {kind} cell, but it holds Python code: it was run as code.",
                    count=len(codes),
                    kind=kind,
                )
            )
        elif kind not in ("code", "markdown", "raw", "heading"):
            notes.append(say("A cell of an unknown type was left out."))
    return codes


def _text(cell: dict[str, Any]) -> str | None:
    """A cell's source, which is a string or a list of strings; None for anything else."""
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    # A lone surrogate is JSON, but no text: it could be neither compiled nor shown.
    text = source.encode("utf-8", "replace").decode("utf-8") if not source.isascii() else source
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").rstrip("\n")


def _names(text: str) -> set[str]:
    """The functions and classes that a text defines; where there are none, what it imports."""
    return set(_DEFINED.findall(text)) or _imports(text)


def _imports(text: str) -> set[str]:
    return {word for words in _IMPORTED.findall(text) for word in words if word}


def _is_python(text: str) -> bool:
    if len(text) > MAX_SOURCE or "```" in text or not _names(text):
        return False
    return all(not line.strip() or line[0] in " \t" or _PYTHON_LINE.match(line) for line in text.split("\n"))
