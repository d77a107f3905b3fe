"""What the gradebook keeps in the ledger: rules, people, files that nobody owns."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from grader.instructor.grades.lateness import LatePolicy
from grader.instructor.intake.handed import Reading
from grader.instructor.intake.people import Person
from grader.instructor.store import condition
from grader.instructor.store.ledger import Ledger


def store_rules(ledger: Ledger, late: LatePolicy, attempts: str) -> None:
    """Keep the rules of the batch, so that its exports go by them unless they are told otherwise."""
    ledger.set_meta("rules", json.dumps({**asdict(late), "attempts": attempts}))


def stored_rules(ledger: Ledger) -> tuple[LatePolicy, str]:
    found = json.loads(ledger.meta("rules", "{}"))
    late = LatePolicy(found.get("due"), found.get("percent", 0.0), found.get("grace", 0.0))
    return late, found.get("attempts", "latest")


def rules_in(out: Path) -> tuple[LatePolicy, str] | None:
    """The rules that an earlier batch left in ``out``; None if there was none, or its ledger cannot be used."""
    if condition.problem(out / "ledger.sqlite"):
        return None
    ledger = Ledger(out / "ledger.sqlite")
    try:
        return stored_rules(ledger) if ledger.meta("rules", "{}") != "{}" else None
    finally:
        ledger.close()


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
            "clock": item.clock,
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
