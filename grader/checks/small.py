"""A check that initial weights are small: with large ones a unit is saturated and cannot learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.base.language import mark
from grader.checks.asking import observed_parts, wrong
from grader.checks.cases import Cases
from grader.checks.check import Check, check
from grader.checks.numbers import number
from grader.checks.observed import array_of, require_shape
from grader.exam.exam import Exam
from grader.result.outcome import Verdict, passed

_MOST = 100.0


def small_numbers(
    name: str,
    cases: Cases,
    points: int,
    *,
    shapes: Callable[..., Sequence[tuple[int, ...]]],
    message: str,
    cure: str,
    hint: str,
) -> Check:
    """Checks that every part is finite and far from saturation.

    If a part is too large the check fails with ``message``, which names the part ``{what}`` and its largest
    ``{value}``, and with the hint ``cure``.
    """

    @check(
        f"{name}.values", "numerics", points, title=mark("{name} returns small finite numbers", name=name), hint=hint
    )
    def judged(exam: Exam) -> Verdict:
        for case in cases(exam.rng):
            observed = observed_parts(exam, name, exam.call(name, *case))
            for (what, value), expected in zip(observed, shapes(*case)):
                require_shape(value, what, expected)
                largest = np.abs(array_of(value, what)).max()
                if largest > _MOST:
                    raise wrong(message, cure, "weights-too-large", what=what, value=number(largest))
        return passed()

    return judged
