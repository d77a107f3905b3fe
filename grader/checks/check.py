"""What a check is, and how a task declares one with its own judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.base.frozen import Record
from grader.checks.cases import Cases
from grader.checks.mistakes import Mistake
from grader.exam.exam import Exam
from grader.result.outcome import Verdict

KINDS = ("shape", "numerics", "property", "gradient", "accuracy", "learning", "source")

Judge = Callable[[Exam], Verdict]


@dataclass(frozen=True, eq=False)  # hashed by identity: the settings are a dict
class Recipe:
    """How a builder of this package made a check, so that it can be made again from frozen cases.

    ``factory`` is the builder's name, ``name`` the function that is checked. ``settings`` are arguments that JSON can
    hold. ``cases``, ``shapes``, ``tolerance`` and ``mistakes`` are programs; a frozen check replaces them by the values
    that they gave.
    """

    factory: str
    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    cases: Cases | None = None
    shapes: Callable[..., Sequence[tuple[int, ...]]] | None = None
    tolerance: Callable[..., Sequence[Any]] | None = None
    mistakes: Sequence[Mistake] = ()


class Check(Record):
    """One question put to a submission.

    ``judge`` asks the student's functions through the exam and returns a verdict. ``needs`` are the ids of
    checks that must pass before this one can be judged. ``hint`` is shown if the judge gave none of its own.
    A check that is not ``required`` does not decide whether the task is passed. ``recipe`` is set if the
    check can be made again from frozen cases (``grader.checks.public``). A check that is ``alone`` is judged after
    all others, in a child of its own; no other check may need it.
    """

    SENTENCES = ("title", "hint")

    id: str
    title: str
    kind: str
    points: int
    judge: Judge
    hint: str
    needs: tuple[str, ...] = ()
    required: bool = True
    recipe: Recipe | None = None
    alone: bool = False

    @property
    def function(self) -> str:
        """The function that is checked: the id up to the dot."""
        return self.id.partition(".")[0]


def check(
    id: str,
    kind: str,
    points: int,
    *,
    title: str,
    hint: str,
    needs: tuple[str, ...] | None = None,
    required: bool = True,
) -> Callable[[Judge], Check]:
    """A decorator that turns the judge below it into a Check.

    ``needs`` defaults to the check of the function's shape, or to nothing if ``kind`` is "shape".
    """
    if needs is None:
        needs = () if kind == "shape" else (f"{id.partition('.')[0]}.shape",)

    def made(judge: Judge) -> Check:
        return Check(id, title, kind, points, judge, hint, needs, required)

    return made


def custom(
    id: str,
    title: str,
    kind: str,
    points: int,
    judge: Judge,
    hint: str,
    needs: tuple[str, ...] = (),
    required: bool = True,
) -> Check:
    """A check whose judge is an existing function."""
    return Check(id, title, kind, points, judge, hint, needs, required)
