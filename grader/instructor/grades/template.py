"""A CSV that a system exported: cells are changed, and whatever else stands in it stays byte for byte as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.files import replace_bytes
from grader.base.language import say

_BOM = "\ufeff"


@dataclass
class Line:
    """A row: its cells, how each was written, and the end of the line."""

    cells: list[str]
    raw: list[str]
    end: str


@dataclass
class Table:
    """``rows`` are the cells of all lines below the header that are not blank, as wide as the header."""

    header: list[str]
    rows: list[list[str]]
    delimiter: str
    decimal: str = "."
    bom: bool = False
    lines: list[Line] = field(default_factory=list)

    def column(self, fits: Callable[[str], bool]) -> int:
        """The place of the first header that fits; -1 if there is none."""
        return next((place for place, title in enumerate(self.header) if fits(title)), -1)

    def number(self, value: float) -> str:
        """A number as the file writes them."""
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", self.decimal)

    def value(self, text: str) -> float | None:
        """A number of the file, such as ``1,000`` or ``20,00``; None if it is none."""
        plain = re.sub(r"[\s'’\u00a0\u202f]", "", text)
        if "," in plain and "." in plain:
            decimal = max(",.", key=plain.rfind)
        elif re.fullmatch(r"-?\d{1,3}(,\d{3})+", plain):
            decimal = "."
        elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+", plain) and self.decimal == ",":
            decimal = ","
        else:
            decimal = "," if "," in plain else "."
        plain = plain.replace("." if decimal == "," else ",", "").replace(",", ".")
        try:
            return float(plain) if re.fullmatch(r"-?\d*\.?\d+", plain) else None
        except ValueError:
            return None

    def write(self, path: Path, delimiter: str = "") -> None:
        """Write it; with another ``delimiter`` every cell is written anew, as UTF-8 without a mark."""
        if delimiter and delimiter != self.delimiter:
            text = io.StringIO(newline="")
            ends = self.lines[0].end or "\r\n"
            csv.writer(text, delimiter=delimiter, lineterminator=ends).writerows([self.header, *self.rows])
            replace_bytes(path, text.getvalue().encode("utf-8"))
            return
        rows = iter([self.header, *self.rows])
        text_lines = [
            self.delimiter.join(self._cells(line, next(rows))) + line.end if any(line.raw) else line.end
            for line in self.lines
        ]
        replace_bytes(path, ((_BOM if self.bom else "") + "".join(text_lines)).encode("utf-8"))

    def _cells(self, line: Line, cells: list[str]) -> list[str]:
        """The cells as they were written, changed ones with the quotation marks that they had."""
        width = max(len(line.raw), max((place + 1 for place, cell in enumerate(cells) if cell), default=0))
        return [
            line.raw[place]
            if place < len(line.raw) and (place >= len(cells) or line.cells[place] == cells[place])
            else self._quoted(cells[place], place < len(line.raw) and line.raw[place].startswith('"'))
            for place in range(width)
        ]

    def _quoted(self, cell: str, quoted: bool) -> str:
        if quoted or re.search(f'[{re.escape(self.delimiter)}"\r\n]', cell):
            return '"' + cell.replace('"', '""') + '"'
        return cell


def read_table(path: Path) -> Table:
    """Read a CSV with commas, semicolons or tabs. Raises UsageError."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(say("{path} cannot be read: {error}.", path=path, error=error)) from error
    bom = text.startswith(_BOM)
    text = text.removeprefix(_BOM)
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    delimiter = max(",;\t", key=first.count)
    lines = _lines(text, delimiter)
    filled = [line for line in lines if any(line.raw)]
    if not filled or lines[0] is not filled[0]:
        raise UsageError(say("{path} is empty.", path=path))
    width = len(filled[0].cells)
    rows = [line.cells + [""] * (width - len(line.cells)) for line in filled[1:]]
    table = Table(list(filled[0].cells), rows, delimiter, bom=bom, lines=lines)
    table.decimal = _decimal(table)
    return table


def _lines(text: str, delimiter: str) -> list[Line]:
    sign = re.escape(delimiter)
    cell = re.compile(rf'(?P<cell>"(?:[^"]|"")*"[^{sign}\r\n]*|[^{sign}\r\n]*)(?P<end>{sign}|\r\n|\n|\r|\Z)')
    lines: list[Line] = []
    raw: list[str] = []
    place = 0
    while place < len(text) or raw:
        match = cell.match(text, place)
        assert match is not None  # an empty cell fits everywhere
        raw.append(match["cell"])
        place = match.end()
        if match["end"] != delimiter:
            lines.append(Line([_value(one) for one in raw], raw, match["end"]))
            raw = []
    return lines


def _value(raw: str) -> str:
    match = re.match(r'"((?:[^"]|"")*)"(.*)', raw, re.DOTALL)
    return match[1].replace('""', '"') + match[2] if match else raw


def _decimal(table: Table) -> str:
    """The sign before decimals in the file's numbers; of a spreadsheet's semicolons it is the comma, if there are none."""
    cells = [cell.strip() for row in table.rows for cell in row]
    for sign, other in ((".", ","), (",", ".")):
        if any(re.fullmatch(rf"-?[\d{re.escape(other)}]*\d{re.escape(sign)}\d\d?", cell) for cell in cells):
            return sign
    return "," if table.delimiter == ";" else "."
