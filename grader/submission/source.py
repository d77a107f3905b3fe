"""A submission as the grader holds it: source text, a map of its cells, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from grader.base.language import say
from grader.submission.names import stem_of


@dataclass(frozen=True)
class Submission:
    """``cells`` holds (cell number, first line, last line) for a notebook, in lines of ``source``."""

    name: str
    student: str
    source: str
    sha256: str
    cells: tuple[tuple[int, int, int], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def run_name(self) -> str:
        """The name under which the child runs it: never a path, always a plain .py."""
        stem = re.sub(r"[^A-Za-z0-9_-]", "_", stem_of(self.name) or self.name)[:60]
        return f"{stem or 'submission'}.py"

    def cell_of(self, line: int) -> tuple[int, int] | None:
        """(cell, line within it) for a line of the source; None outside notebooks."""
        for number, first, last in self.cells:
            if first <= line <= last:
                return number, line - first + 1
        return None

    def place(self, line: int, capital: bool = False) -> str:
        """``line 12``, or ``cell 3, line 2``."""
        cell = self.cell_of(line)
        text = say("cell {cell}, line {line}", cell=cell[0], line=cell[1]) if cell else say("line {line}", line=line)
        return text[:1].upper() + text[1:] if capital else text

    def line(self, number: int) -> str:
        lines = self.source.split("\n")
        return lines[number - 1].strip()[:200] if 0 < number <= len(lines) else ""

    def trace(self, error: dict[str, Any]) -> list[str]:
        """The student's own lines of a traceback, as ``line 3, in f: text``."""
        frames = error.get("frames")
        shown = []
        for frame in frames[:8] if isinstance(frames, list) else []:  # a reply has room for 90,000
            number = frame.get("line") if isinstance(frame, dict) else None
            if type(number) is int and 0 < number < 10_000_000:
                shown.append(f"{self.place(number)}: {self.line(number)}")
        return shown
