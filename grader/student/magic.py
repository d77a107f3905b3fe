"""``%load_ext grader`` and ``%grade task3`` in a notebook.

The notebook's cells, as they were run, are checked like a file: in the sandboxed child, never in the
kernel. Nothing of the grader's looks at the kernel's variables.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import Any

from grader.base.errors import GraderError, Unreadable
from grader.base.language import preferred, say, use


class Cells:
    """The latest text of each cell that was run, in the order of their first runs."""

    def __init__(self, shell: Any) -> None:
        # What was run before the extension was loaded; the history's first entry is always empty.
        self._texts: dict[str, str] = {f"history-{n}": text for n, text in enumerate(shell.user_ns.get("In", []))}
        self._anonymous = 0

    def take(self, info: Any) -> None:
        """IPython's event ``pre_run_cell``."""
        name = getattr(info, "cell_id", None)
        if not name:
            self._anonymous += 1
            name = f"run-{self._anonymous}"
        text = str(info.raw_cell)
        for earlier in [key for key, value in self._texts.items() if key.startswith("history-") and value == text]:
            del self._texts[earlier]  # the same cell, run once more with a name
        self._texts[name] = text

    def notebook(self) -> bytes:
        """The cells as a notebook file."""
        cells: list[dict[str, Any]] = [
            {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
            for text in self._texts.values()
            if text.strip()
        ]
        return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}).encode()


@dataclass(frozen=True)
class Shown:
    """A result as a notebook shows it: the report in a frame of its own, or text."""

    document: dict[str, Any]

    def _repr_html_(self) -> str:
        from grader.report.html import render

        title = html.escape(say("Result of {task}", task=self.document["task"]))
        page = html.escape(render(self.document), quote=True)
        return (
            f'<iframe title="{title}" sandbox="" srcdoc="{page}" '
            'style="width: 100%; height: 36rem; border: 1px solid #8886"></iframe>'
        )

    def __repr__(self) -> str:
        from grader.report.console import render

        return render(self.document)


def grade_cells(cells: Cells, line: str) -> Shown | None:
    """The magic itself; ``line`` is what stands behind ``%grade``. A wrong use is answered by a printed sentence."""
    from grader.grading import engine
    from grader.grading.check import grade_submission
    from grader.submission.file import from_bytes
    from grader.task import catalog

    words = line.split()
    pictures = "--pictures" in words
    named = [word for word in words if word != "--pictures"]
    if len(named) != 1:
        print(say("Name a task, as in: %grade task3 (with pictures: %grade task3 --pictures)"))
        return None
    try:
        task = catalog.find(named[0])
        try:
            submission = from_bytes(cells.notebook(), "notebook.ipynb")
        except Unreadable as problem:
            return Shown(engine.unreadable(task, "notebook.ipynb", problem).document())
        return Shown(grade_submission(task, submission, pictures=pictures).document())
    except GraderError as error:
        print(error)
        return None


def _grade(cells: Cells, line: str) -> Shown | None:
    with use(preferred()):
        return grade_cells(cells, line)


def load(shell: Any) -> None:
    """Register the magic and watch which cells are run."""
    cells = Cells(shell)
    shell.events.register("pre_run_cell", cells.take)
    shell.register_magic_function(lambda line: _grade(cells, line), "line", "grade")
