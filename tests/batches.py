"""Ledgers of batches that were never run: for the tests of what is made from a ledger."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from report_documents import SOURCE, check, result

from grader.checks import of_task
from grader.instructor.grades.stored import store_reading
from grader.instructor.intake.handed import Handed, Reading
from grader.instructor.intake.people import Person
from grader.instructor.store.ledger import Ledger
from grader.result.outcome import Outcome, Status
from grader.task import catalog

NAMES = ["Ada", "Blaise", "Carl", "Dorothy", "Emmy", "Florence", "Grace", "Hedy", "Łukasz", "Zoë"]
MISTAKES = ("bias-forgotten", "weights-not-transposed", "one-too-many", "mean-instead-of-sum")


def person(number: int) -> Person:
    name = f"{NAMES[number % len(NAMES)]} Number{number}"
    return Person(name.casefold(), name, f"s{number}@example.org", str(1000 + number), f"login{number}")


def handed(who: Person, task: str = "task2", **more: Any) -> Handed:
    source = more.pop("source", f"{who.name}/{task}.py")
    return Handed(Path(source), source, who, catalog.find(task), **more)


def graded(item: Handed, **more: Any) -> dict[str, Any]:
    """The document of a file, as a batch signs it; ``more`` goes to the result."""
    document = result(task=item.task.name, slug=item.task.slug, title=item.task.title, **more).document()
    return {**document, "student": item.person.name, "submission": item.source}


def with_points(points: int, most: int = 10) -> dict[str, Any]:
    checks = [check("sigmoid.values", points=points)] if points else []
    return {"checks": (*checks, check("sigmoid.large", Outcome.FAIL, points=most - points))}


def stored(out: Path, rows: list[tuple[Handed, dict[str, Any]]], **reading: Any) -> Ledger:
    """A ledger in ``out`` with these results."""
    out.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(out / "ledger.sqlite")
    ledger._db.execute("PRAGMA synchronous=OFF")  # the disk's patience is not what is tested
    store_reading(ledger, Reading(handed=[item for item, _ in rows], **reading))
    ledger.set_meta("seed", "7")
    for item, document in rows:
        ledger.record((item.person.key, item.task.name, item.source), "key", document)
    return ledger


def class_of(out: Path, students: int, checks: int = 20, task: str = "task2") -> Ledger:
    """A class with all kinds of outcomes and mistakes."""
    draw = random.Random(1)
    rows = []
    for number in range(students):
        item = handed(person(number), task)
        quality = draw.random() ** 0.5
        outcomes = [_outcome(draw, quality) for _ in range(checks)]
        made = tuple(
            check(
                f"sigmoid.c{place}",
                outcome,
                title=f"Check number {place} says what it should",
                mistake=draw.choice(MISTAKES) if outcome is Outcome.FAIL else "",
                seconds=draw.random() / 10,
            )
            for place, outcome in enumerate(outcomes)
        )
        status = Status.GRADED if number % 50 else Status.UNREADABLE
        rows.append((item, graded(item, checks=made, status=status, seconds=draw.expovariate(1.0), source=SOURCE)))
    return stored(
        out, rows, roster=[person(students + extra) for extra in range(3)], unassigned=[("odd.docx", "no file")]
    )


def workshop_of(out: Path, students: int) -> Ledger:
    """A class that has handed in every task, with the tasks' own checks."""
    draw = random.Random(2)
    rows = []
    for task in catalog.tasks():
        for number in range(students):
            item = handed(person(number), task.name)
            quality = draw.random() ** 0.4
            made = []
            for declared in of_task.checks(task):
                outcome = _outcome(draw, quality)
                mistake = draw.choice(MISTAKES) if outcome is Outcome.FAIL else ""
                made.append(check(declared.id, outcome, title=declared.title, mistake=mistake))
            rows.append((item, graded(item, checks=tuple(made), seconds=draw.random(), source=SOURCE)))
    return stored(out, rows)


def _outcome(draw: random.Random, quality: float) -> Outcome:
    if draw.random() < quality:
        return Outcome.PASS
    return draw.choice([Outcome.FAIL] * 6 + [Outcome.ERROR, Outcome.SKIPPED, Outcome.TIMEOUT, Outcome.CRASH])
