"""Who gets how many points: the results of a batch after the rules on attempts and lateness."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from grader.base.errors import UsageError
from grader.base.language import say, say_n
from grader.instructor.grades import lateness
from grader.instructor.grades.lateness import LatePolicy
from grader.instructor.intake.people import Person
from grader.instructor.store.ledger import Ledger


@dataclass(frozen=True)
class Grade:
    """One person's grade at one task. ``points`` is after lateness, ``earned`` before it.

    ``participant`` is Moodle's number of the person in the assignment that the file was handed in for.
    """

    task: str
    source: str
    status: str
    earned: int
    points: float
    max_points: int
    late_days: int = 0
    attempts: int = 1
    participant: str = ""

    def document(self) -> dict[str, Any]:
        """What a result document gains where lateness and attempts have been judged."""
        return {
            "points": round(self.points, 6),
            "earned": self.earned,
            "max_points": self.max_points,
            "late_days": self.late_days,
            "attempts": self.attempts,
        }


@dataclass
class Row:
    person: Person
    grades: dict[str, Grade] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(grade.points for grade in self.grades.values())


@dataclass
class Gradebook:
    """Rows by person, columns by task; ``tasks`` maps a task to its points. ``late`` says who is late by which rule."""

    tasks: dict[str, int]
    rows: list[Row]
    late: list[str] = field(default_factory=list)

    @property
    def max_total(self) -> int:
        return sum(self.tasks.values())

    def counted(self, documents: Iterable[tuple[str, dict[str, Any]]]) -> Iterator[tuple[Row, Grade, dict[str, Any]]]:
        """The (person, document) pairs of which the grade counts: one for each person and task."""
        rows = {row.person.key: row for row in self.rows}
        for person, document in documents:
            row = rows.get(person)
            grade = row.grades.get(document["task"]) if row else None
            if row is not None and grade is not None and grade.source == document["submission"]:
                yield row, grade, document

    def only(self, task: str) -> Gradebook:
        """The same for one task. Raises UsageError where nobody has a grade for it."""
        if task not in self.tasks:
            raise UsageError(
                say(
                    "Nobody has a grade for {task}; there are grades for {tasks}.",
                    task=task,
                    tasks=", ".join(self.tasks),
                )
            )
        rows = [
            Row(row.person, {name: grade for name, grade in row.grades.items() if name == task}) for row in self.rows
        ]
        return Gradebook({task: self.tasks[task]}, rows, self.late)


def build(ledger: Ledger, late: LatePolicy | None = None, attempts: str = "latest") -> Gradebook:
    """The gradebook of a batch. ``attempts`` is ``latest`` or ``best`` (after lateness)."""
    late = late or LatePolicy()
    reading = json.loads(ledger.meta("reading", '{"people": [], "handed": []}'))
    handed = {(item["person"], item["task"], item["source"]): item for item in reading["handed"]}
    rows = {entry["key"]: Row(Person(**entry)) for entry in reading["people"]}
    times = {key: _time(item) for key, item in handed.items()}
    copied = lateness.are_copied(times.values(), late)
    tasks: dict[str, int] = {}
    if attempts == "best":
        _require_all(ledger, handed.keys())
    counted: dict[tuple[str, str], list[tuple[tuple[int, float, str], Grade]]] = {}
    for person, task, source, status, _, points, max_points in ledger.scores():
        item = handed.get((person, task, source), {"attempt": 0, "late": False, "submitted": 0.0})
        days = lateness.days_of(times.get((person, task, source), _time(item)), late, copied)
        left = late.points(points, max_points, days)
        grade = Grade(task, source, status, points, left, max_points, days, participant=item.get("participant", ""))
        counted.setdefault((person, task), []).append(((item["attempt"], item["submitted"], source), grade))
        tasks[task] = max(tasks.get(task, 0), max_points)
    for (person, task), found in counted.items():
        rows.setdefault(person, Row(Person(person, person))).grades[task] = _one_of(found, attempts)
    ordered = sorted(rows.values(), key=lambda row: (row.person.name.casefold(), row.person.key))
    days_late = [grade.late_days for row in ordered for grade in row.grades.values()]
    told = lateness.summary(days_late, late, copied, any(time.late for time in times.values()))
    return Gradebook(dict(sorted(tasks.items(), key=lambda item: _number(item[0]))), ordered, told)


def _time(item: dict[str, Any]) -> lateness.Time:
    return lateness.Time(item.get("person", ""), item["submitted"], item["late"], item.get("clock", ""))


def _require_all(ledger: Ledger, handed: Iterable[tuple[str, str, str]]) -> None:
    """The best attempt is known when all are graded. Raises UsageError."""
    missing = set(handed) - {row[:3] for row in ledger.scores()}
    if missing:
        raise UsageError(
            say_n(
                "{n} earlier attempts are not graded, so that the best is not known. Run the batch with --attempts best first.",
                "{n} earlier attempts are not graded, so that the best is not known. Run the batch with --attempts best first.",
                len(missing),
            )
        )


def _one_of(found: Iterable[tuple[tuple[int, float, str], Grade]], attempts: str) -> Grade:
    ordered = sorted(found, key=lambda entry: entry[0])
    chosen = max(ordered, key=lambda entry: (entry[1].points, entry[0])) if attempts == "best" else ordered[-1]
    grade = chosen[1]
    return Grade(**{**asdict(grade), "attempts": len(ordered)})


def _number(task: str) -> tuple[int, str]:
    digits = "".join(letter for letter in task if letter.isdigit())
    return int(digits or 0), task
