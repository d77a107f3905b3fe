"""Whether initial weights are small: at large ones a unit is saturated and cannot learn."""

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
    """Every part is finite and far from saturation. A larger ``{value}`` in a part, ``{what}``, fails with ``message``
    and the hint ``cure``."""

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
