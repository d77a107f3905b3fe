"""TODO."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.cases import Case
from grader.checks.observed import parts_of
from grader.exam.exam import Exam
from grader.exam.values import Observed
from grader.task.declaration import Function

Tolerance = Callable[..., Sequence[Array | float]]


def function_of(exam: Exam, name: str) -> Function:
    return next(function for function in exam.task.functions if function.name == name)


def observed_parts(exam: Exam, name: str, observed: Observed) -> list[tuple[str, Observed]]:
    """(what to call it in a message, value) for each thing that the function returned."""
    function = function_of(exam, name)
    if not function.parts:
        return [(say("The result of {name}", name=name), observed)]
    items = parts_of(observed, name, function.parts)
    return [
        (say("{part}, returned by {name},", part=part, name=name), item) for part, item in zip(function.parts, items)
    ]


def expected_parts(exam: Exam, name: str, case: Case) -> list[Array]:
    result = exam.expected(name, *case)
    parts = result if isinstance(result, tuple) else (result,)
    return [np.asarray(part, dtype=np.float64) for part in parts]


def bounds_of(exam: Exam, name: str, case: Case, tolerance: Tolerance | None) -> Sequence[Array | float]:
    """One bound per part: what ``tolerance`` says, or what the oracle's own formula gives."""
    if tolerance is not None:
        return tolerance(*case)
    from grader.checks.oracle.roundoff import tolerance as derived

    return derived(getattr(exam.oracle, name), case)
