"""Advice on a file that costs no points: what ruff finds that is likely a slip, never a matter of style.

ruff is used where it is installed; it reads the text in a process of its own and runs nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Any

from grader.base.clean import clean
from grader.submission.script import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.submission.source import Submission

# Names that are unused, shadowed, undefined or redefined; comparisons and defaults that surprise.
_RULES = (
    "F401,F402,F502,F521,F541,F601,F632,F702,F811,F821,F823,F841,A001,A002,B005,B006,B015,B018,B023,B035,"
    "E711,E713,E722,PLE,W605"
)
_SECONDS = 10.0
_MOST = 20


def _text_for_ruff(submission: Submission) -> str:
    """A notebook stays one: ruff knows that a cell's last line is shown, and what a notebook brings with it."""
    if not submission.cells:
        return plain(submission.source)[0] or submission.source
    lines = submission.source.split("\n")
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": "\n".join(lines[first - 1 : last]),
        }
        for _, first, last in submission.cells
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})


def _executable() -> str:
    beside = os.path.join(os.path.dirname(sys.executable), "ruff")
    return beside if os.path.isfile(beside) else shutil.which("ruff") or ""


class Advice:
    """Started before the grading and collected after it, so that it costs no time of its own."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._process: subprocess.Popen[bytes] | None = None
        command = _executable()
        if command:
            options = ["check", "--isolated", "--no-cache", "--quiet", "--exit-zero", "--output-format", "json"]
            with tempfile.TemporaryFile() as text:  # not a pipe: it reads at once, and nobody has to feed it
                text.write(_text_for_ruff(submission).encode("utf-8", "replace"))
                text.seek(0)
                self._process = subprocess.Popen(
                    [
                        command,
                        *options,
                        *("--select", _RULES),
                        *("--stdin-filename", "submission.ipynb" if submission.cells else "submission.py"),
                        "-",
                    ],
                    stdin=text,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )

    def __enter__(self) -> Advice:
        return self

    def __exit__(self, *error: object) -> None:
        """End what was started, also where nobody asked for the lines."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()

    def lines(self) -> tuple[str, ...]:
        """Sentences with their place, in the file's order; nothing where ruff is not installed or fails."""
        if self._process is None:
            return ()
        try:
            output, _ = self._process.communicate(timeout=_SECONDS)
            found = json.loads(output)
        except (subprocess.TimeoutExpired, ValueError, OSError):
            self._process.kill()
            self._process.wait()
            return ()
        said = [sentence for entry in found if isinstance(entry, dict) and (sentence := self._sentence(entry))]
        return tuple(dict.fromkeys(said))[:_MOST]

    def _sentence(self, entry: dict[str, Any]) -> str:
        code, message = entry.get("code"), entry.get("message")
        row = (entry.get("location") or {}).get("row")
        if not isinstance(code, str) or not isinstance(message, str) or not isinstance(row, int):
            return ""
        if code == "invalid-syntax":  # told already, by the parser that counts
            return ""
        cell = entry.get("cell")
        if self._submission.cells and isinstance(cell, int) and 0 < cell <= len(self._submission.cells):
            row += self._submission.cells[cell - 1][1] - 1
        return clean(f"{self._submission.place(row, capital=True)}: {message.rstrip('.')} ({code}).", limit=300)
