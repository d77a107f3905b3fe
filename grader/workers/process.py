"""A judge: a process that grades one submission after the other for a batch, with a warm worker of its own.

Started by ``local.Judge``. Standard input brings a line of JSON with the ``Terms``, then one for each
submission; each is answered by a line on what was standard output. The end of the input is the end of
the judge, in the middle of a submission too: nobody is left who would take the answer, and its
sandbox ends with it.
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
from grader.workers.job import Assignment, Reported, Terms


def finish(document: Mapping[str, Any], path: Path, hints: str) -> tuple[dict[str, Any], Reported]:
    """Write the report to ``path``; the document as it will be read from the ledger again."""
    kept = json.loads(json.dumps(document, allow_nan=False))
    return kept, write_report(kept, path, hints)


def write_report(document: Mapping[str, Any], path: Path, hints: str) -> Reported:
    from grader.report import html
    from grader.result.hints import limited

    try:
        html.write(limited(document, hints), path)
    except OSError as error:
        return Reported(unwritable=error.strerror or str(error))
    except Exception as error:  # in one page: it must not end the batch
        return Reported(fault=f"{type(error).__name__}: {error}")
    return Reported()


def main() -> None:
    with _taken_over() as (questions, answers):
        terms = Terms(**json.loads(questions.readline()))
        with use(terms.language):
            _serve(terms, _Inbox(questions), answers)


def _serve(terms: Terms, inbox: _Inbox, answers: IO[str]) -> None:
    try:
        bench = _Bench(terms)
    except GraderError as error:
        _tell(answers, {"failed": str(error)})
        return
    try:
        _tell(answers, {"ready": True})
        while (line := inbox.next()) is not None:
            document, reported = bench.judge(Assignment(**json.loads(line)))
            inbox.answered()
            _tell(answers, {"document": document, "reported": reported.__dict__})
    finally:
        bench.close()


class _Bench:
    """The judge's tools: a sandbox, a warm worker, and the terms."""

    def __init__(self, terms: Terms) -> None:
        from grader.sandbox import choose
        from grader.workers.warm import Warmth

        self._terms = terms
        self._warmth = Warmth(choose(terms.sandbox), terms.warm)

    def judge(self, assignment: Assignment) -> tuple[dict[str, Any], Reported]:
        from grader.task import catalog
        from grader.workers import grade_file

        terms = self._terms
        task, path = catalog.find(assignment.task), Path(assignment.path)
        document = grade_file.grade_file(
            task,
            path,
            self._warmth,
            terms.seed,
            terms.timeout,
            terms.pictures,
            terms.language,
            frozenset(assignment.load),
        )
        named = {**document, "student": assignment.student, "submission": assignment.source}
        return finish(named, Path(assignment.report), terms.hints)

    def close(self) -> None:
        self._warmth.close()


class _Inbox:
    """The questions, read by a thread, so that their end is seen while a submission is graded."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._busy = False
        threading.Thread(target=self._read, daemon=True).start()

    def next(self) -> str | None:
        return self._lines.get()

    def answered(self) -> None:
        """To be called before the answer is sent, which is what brings the next question."""
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
    """The two ends of the talk, away from descriptors 0 and 1: nothing that is printed gets into it."""
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
