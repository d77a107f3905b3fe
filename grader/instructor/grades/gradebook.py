"""Who gets how many points: the results of a batch after the rules on attempts and lateness."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from grader.base.errors import UsageError
from grader.instructor.intake.folder import Reading
from grader.instructor.store.ledger import Ledger
from grader.instructor.intake.people import Person
from grader.base.language import say, say_n

_DAY = 86_400.0


@dataclass(frozen=True)
class LatePolicy:
    """``due`` in seconds since the epoch; ``percent`` of the maximum taken off per started day."""

    due: float | None = None
    percent: float = 0.0

    def days(self, submitted: float, marked: bool) -> int:
        """Started days of lateness; a file that the system marked as late is at least one day late."""
        if self.due is None:
            return 0
        over = max(math.ceil((submitted - self.due) / _DAY), 1) if submitted > self.due else 0
        return max(over, 1) if marked else over

    def points(self, points: float, max_points: int, days: int) -> float:
        """What is left: never below zero, never above what was earned."""
        return max(min(points, points - max_points * self.percent / 100 * days), 0.0)


def store_rules(ledger: Ledger, late: LatePolicy, attempts: str) -> None:
    """Keep the rules of the batch, so that its exports go by them unless they are told otherwise."""
    ledger.set_meta("rules", json.dumps({**asdict(late), "attempts": attempts}))


def stored_rules(ledger: Ledger) -> tuple[LatePolicy, str]:
    found = json.loads(ledger.meta("rules", "{}"))
    return LatePolicy(found.get("due"), found.get("percent", 0.0)), found.get("attempts", "latest")


def parse_due(text: str) -> float:
    """An ISO date or time; a date alone means its end, a time without a zone is local. Raises UsageError."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(say("{text!r} is no date. Write it as 2026-05-31 or 2026-05-31T18:00.", text=text)) from None
    if len(text) <= 10:
        moment += datetime.timedelta(days=1)
    return moment.timestamp()


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
    """Rows by person, columns by task; ``tasks`` maps a task to its points."""

    tasks: dict[str, int]
    rows: list[Row]

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
        return Gradebook({task: self.tasks[task]}, rows)


def store_reading(ledger: Ledger, reading: Reading) -> None:
    """Keep in the ledger whose file is whose, so that exports need nothing but OUT."""
    handed = [
        {
            "person": item.person.key,
            "task": item.task.name,
            "source": item.source,
            "attempt": item.attempt,
            "late": item.late,
            "submitted": item.submitted,
            "participant": item.person.participant,
        }
        for item in reading.handed
    ]
    content = {
        "people": [asdict(person) for person in reading.people()],
        "handed": handed,
        "unassigned": reading.unassigned,
    }
    ledger.set_meta("reading", json.dumps(content))


def stored_people(ledger: Ledger) -> list[Person]:
    return [Person(**entry) for entry in json.loads(ledger.meta("reading", '{"people": []}'))["people"]]


def stored_unassigned(ledger: Ledger) -> list[tuple[str, str]]:
    found = json.loads(ledger.meta("reading", '{"people": []}')).get("unassigned", [])
    return [(name, reason) for name, reason in found]


def build(ledger: Ledger, late: LatePolicy | None = None, attempts: str = "latest") -> Gradebook:
    """The gradebook of a batch. ``attempts`` is ``latest`` or ``best`` (after lateness)."""
    late = late or LatePolicy()
    reading = json.loads(ledger.meta("reading", '{"people": [], "handed": []}'))
    handed = {(item["person"], item["task"], item["source"]): item for item in reading["handed"]}
    rows = {entry["key"]: Row(Person(**entry)) for entry in reading["people"]}
    tasks: dict[str, int] = {}
    if attempts == "best":
        _require_all(ledger, handed.keys())
    counted: dict[tuple[str, str], list[tuple[tuple[int, float, str], Grade]]] = {}
    for person, task, source, status, _, points, max_points in ledger.scores():
        item = handed.get((person, task, source), {"attempt": 0, "late": False, "submitted": 0.0})
        days = late.days(item["submitted"], item["late"])
        left = late.points(points, max_points, days)
        grade = Grade(task, source, status, points, left, max_points, days, participant=item.get("participant", ""))
        counted.setdefault((person, task), []).append(((item["attempt"], item["submitted"], source), grade))
        tasks[task] = max(tasks.get(task, 0), max_points)
    for (person, task), found in counted.items():
        rows.setdefault(person, Row(Person(person, person))).grades[task] = _one_of(found, attempts)
    ordered = sorted(rows.values(), key=lambda row: (row.person.name.casefold(), row.person.key))
    return Gradebook(dict(sorted(tasks.items(), key=lambda item: _number(item[0]))), ordered)


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
