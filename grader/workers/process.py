"""A grading process: it grades one submission after the other for a batch, with a warm worker of its own.

Started by ``local.GradingProcess``. Standard input has a line of JSON with the ``BatchTerms``, then a line for each
submission; each is answered by a line on what was standard output. When the input ends, the process exits at
once, even in the middle of a submission: its parent is gone, and the sandbox dies with this process.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from grader.base.errors import GraderError
from grader.base.language import use
from grader.workers.job import Assignment, BatchTerms, Reported, batch_terms_from


def finish(document: Mapping[str, Any], path: Path, hints: str) -> tuple[dict[str, Any], Reported]:
    """Write the report to ``path``. Returns the document as it will be read from the ledger, and what came of it."""
    kept = json.loads(json.dumps(document, allow_nan=False))
    return kept, write_report(kept, path, hints)


def write_report(document: Mapping[str, Any], path: Path, hints: str) -> Reported:
    from grader.report import html
    from grader.result.hints import limited

    try:
        html.write(limited(document, hints), path)
    except OSError as error:
        return Reported(unwritable=error.strerror or str(error))
    except Exception as error:  # a fault in one page must not end the batch
        return Reported(fault=f"{type(error).__name__}: {error}")
    return Reported()


def main() -> None:
    with _taken_over() as (questions, answers):
        batch = batch_terms_from(json.loads(questions.readline()))
        with use(batch.terms.language):
            _serve(batch, _Inbox(questions), answers)


def _serve(batch: BatchTerms, inbox: _Inbox, answers: IO[str]) -> None:
    try:
        bench = _Bench(batch)
    except GraderError as error:
        _tell(answers, {"failed": str(error)})
        return
    try:
        _tell(answers, {"ready": True})
        while (line := inbox.next()) is not None:
            document, reported = bench.grade(Assignment(**json.loads(line)))
            inbox.answered()
            _tell(answers, {"document": document, "reported": reported.__dict__})
    finally:
        bench.close()


class _Bench:
    """What the process grades with: a sandbox, a warm worker and the terms."""

    def __init__(self, batch: BatchTerms) -> None:
        from grader.sandbox import choose
        from grader.workers.warm import Warmth

        self._batch = batch
        self._warmth = Warmth(choose(batch.sandbox), batch.warm)

    def grade(self, assignment: Assignment) -> tuple[dict[str, Any], Reported]:
        from grader.task import catalog
        from grader.workers import grade_file

        task, path = catalog.find(assignment.task), Path(assignment.path)
        document = grade_file.grade_file(task, path, self._warmth, self._batch.terms, frozenset(assignment.load))
        named = {**document, "student": assignment.student, "submission": assignment.source}
        return finish(named, Path(assignment.report), self._batch.hints)

    def close(self) -> None:
        self._warmth.close()


class _Inbox:
    """The lines of standard input. A thread reads them, so that their end is noticed while a submission is graded."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._busy = False
        threading.Thread(target=self._read, daemon=True).start()

    def next(self) -> str | None:
        return self._lines.get()

    def answered(self) -> None:
        """Call it before the answer is sent: the answer makes the parent send the next line."""
        self._busy = False

    def _read(self) -> None:
        for line in self._stream:
            self._busy = True
            self._lines.put(line)
        if self._busy:
            os._exit(1)
        self._lines.put(None)


@contextlib.contextmanager
def _taken_over() -> Any:
    """Standard input and output under other descriptors, so that nothing that is printed gets between the answers."""
    questions = os.fdopen(os.dup(0), "r", encoding="ascii")
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    yield questions, answers


def _tell(stream: IO[str], message: dict[str, Any]) -> None:
    stream.write(json.dumps(message, ensure_ascii=True, allow_nan=False) + "\n")
    stream.flush()
