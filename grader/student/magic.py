"""``%load_ext grader`` and ``%grade task3`` in a notebook.

The notebook's cells, as they were run, are checked like a file: in the sandboxed child, never in the
kernel. The grader does not look at the kernel's variables.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass
from typing import Any

from grader.base.door import harmless
from grader.base.errors import GraderError
from grader.base.language import preferred, say, use


class Cells:
    """The latest text of each cell that was run, in the order of their first runs."""

    def __init__(self, shell: Any) -> None:
        # The cells that were run before the extension was loaded; the first entry of "In" is always empty.
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
            del self._texts[earlier]  # the same cell, run again, now with an id
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

        return harmless(render(self.document))


def grade_cells(cells: Cells, line: str) -> Shown | None:
    """The magic itself; ``line`` is the text after ``%grade``. Prints a sentence and returns None for a wrong use."""
    from grader.grading.check import grade_in_new_child, read_or_unreadable
    from grader.grading.terms import Terms
    from grader.submission.source import Submission
    from grader.task import catalog

    words = line.split()
    pictures = "--pictures" in words
    named = [word for word in words if word != "--pictures"]
    if len(named) != 1:
        print(say("Name a task, as in: %grade task3 (with pictures: %grade task3 --pictures)"))
        return None
    try:
        task = catalog.find(named[0])
        submission = read_or_unreadable(task, "notebook.ipynb", data=cells.notebook())
        if not isinstance(submission, Submission):
            return Shown(submission.document())
        return Shown(grade_in_new_child(task, submission, "auto", Terms(pictures=pictures)).document())
    except GraderError as error:
        print(harmless(str(error)))
        return None


def _grade(cells: Cells, line: str) -> Shown | None:
    with use(preferred()):
        return grade_cells(cells, line)


def load(shell: Any) -> None:
    """Register the magic and watch which cells are run."""
    cells = Cells(shell)
    shell.events.register("pre_run_cell", cells.take)
    shell.register_magic_function(lambda line: _grade(cells, line), "line", "grade")
