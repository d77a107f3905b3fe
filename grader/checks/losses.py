"""Changes that must not change a cost or loss: reordered rows, repeated rows, shifted logits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks.asking import answer, wrong
from grader.checks.cases import Case, Cases
from grader.checks.check import Check, check
from grader.checks.numbers import number
from grader.checks.unchanged import unwritten
from grader.exam.exam import Exam
from grader.result.outcome import Verdict, passed


@dataclass(frozen=True)
class Change:
    """A change of the arguments that must not change the answer: ``make(rng, case)`` is the changed case.

    ``message`` has places for the numbers ``{base}`` (before the change) and ``{other}`` (after it). ``hint`` defaults
    to the check's. ``doubled`` names the mistake if the answer became twice as large.
    """

    make: Callable[[np.random.Generator, Case], Case]
    message: str
    hint: str = ""
    mistake: str = ""
    doubled: str = ""


def reordered(message: str, hint: str = "", mistake: str = "") -> Change:
    """Puts the rows of all arguments in another order."""

    def make(rng: np.random.Generator, case: Case) -> Case:
        order = rng.permutation(len(case[0]))
        return tuple(rows[order] for rows in case)

    return Change(make, message, hint, mistake)


def repeated(message: str, hint: str = "", doubled: str = "") -> Change:
    """Repeats every row."""
    return Change(lambda rng, case: tuple(np.vstack([rows, rows]) for rows in case), message, hint, doubled=doubled)


def unmoved(
    name: str,
    cases: Cases,
    points: int,
    *changes: Change,
    room: Callable[[Exam, Case, Case], float],
    constant: str,
    depends: str,
    id: str,
    title: str,
    hint: str,
    what: str = "",
    untouched: str = "",
) -> Check:
    """Checks that no change moves the answer, one number, by more than ``room(exam, case, changed)``.

    An answer that is the same in all cases fails with the message ``constant`` and the hint ``depends``. ``what`` names
    the answer in messages. ``untouched``, if given, also fails a function that writes into an argument, with this hint
    (see ``unwritten``).
    """

    def asked(exam: Exam, case: Case) -> float:
        return float(answer(exam, name, *case, shape=(), what=what))

    @check(id, "property", points, title=title, hint=hint)
    def judged(exam: Exam) -> Verdict:
        seen = []
        for case in cases(exam.rng):
            changed = [(change, change.make(exam.rng, case)) for change in changes]
            if untouched:
                unwritten(exam, name, *case, hint=untouched)
            base = asked(exam, case)
            for change, other_case in changed:
                other = asked(exam, other_case)
                most = room(exam, case, other_case)
                if not abs(other - base) <= most:
                    doubled = change.doubled and abs(other - 2 * base) <= 4 * most * len(case[0])
                    raise wrong(
                        change.message,
                        change.hint,
                        change.doubled if doubled else change.mistake,
                        base=number(base),
                        other=number(other),
                    )
            seen.append(base)
        if len(set(seen)) < 2:
            raise wrong(constant, depends, base=number(seen[0]))
        return passed()

    return judged
