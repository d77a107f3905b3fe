"""What a batch leaves for people: the class page, the grades, the result documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.language import say
from grader.instructor.batch import class_page
from grader.instructor.grades import documents, spreadsheets
from grader.instructor.grades.gradebook import build
from grader.instructor.grades.lateness import LatePolicy
from grader.instructor.grades.stored import store_rules
from grader.instructor.store.ledger import of_a_batch


@dataclass(frozen=True)
class Published:
    """The files that were written, and the lines on who is late."""

    files: list[Path]
    late: list[str]


def publish(out: Path, late: LatePolicy, attempts: str, similarity: float | None = None) -> Published:
    """Write ``index.html``, ``grades.csv`` and ``results.jsonl`` from the ledger in ``out``."""
    ledger = of_a_batch(out / "ledger.sqlite")
    try:
        book = build(ledger, late, attempts)
        store_rules(ledger, late, attempts)
        written = [
            spreadsheets.write_csv(book, out / "grades.csv"),
            documents.write_jsonl(ledger, out / "results.jsonl", book),
        ]
        pairs = []
        if similarity is not None:
            from grader.instructor.batch.similarity import pairs_above

            pairs = pairs_above(ledger, similarity, book)
        page = class_page.write(ledger, book, out / "index.html", pairs)
        return Published([page, *written], book.late)
    except OSError as error:
        raise UsageError(
            say(
                "{out} cannot be written: {strerror}. The results are kept in its ledger; make room and run the "
                "same command again.",
                out=out,
                strerror=error.strerror,
            )
        ) from error
    finally:
        ledger.close()
