"""Checks that most functions need: shape, values, inputs unchanged, rows treated alike.

Each factory returns a ``Check`` whose judge asks the student's function for fresh cases and raises
``Failed`` at the first that is wrong. Properties are only credited to a function whose output
depends on its input: a constant satisfies most of them and deserves none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say_n
from grader.checks.asking import Tolerance, bounds_of, expected_parts, function_of, observed_parts
from grader.checks.cases import Case, Cases, case_text
from grader.checks.check import Check, Recipe
from grader.checks.closeness import close, margin, require_close
from grader.checks.mistakes import Mistake, produced
from grader.checks.observed import array_of, require_shape
from grader.exam.exam import Exam
from grader.result.outcome import Verdict, passed


def values(
    name: str,
    cases: Cases,
    points: int,
    *,
    mistakes: Sequence[Mistake] = (),
    tolerance: Tolerance | None = None,
    expected: Callable[..., Sequence[Array]] | None = None,
    integers: bool = False,
    hint: str = mark("Work one small example out by hand and compare it with what your function returns."),
    needs: tuple[str, ...] = (),
    title: str = "",
    id: str = "",
    kind: str = "numerics",
) -> Check:
    """The values equal the oracle's within the tolerance that the arithmetic allows.

    ``tolerance(*case)`` gives one bound per part where the oracle's formula cannot be run on
    ``Rounded`` numbers. ``expected`` gives the parts where there is no oracle. ``integers`` says that an integer or boolean dtype is right.
    """

    def judge(exam: Exam) -> Verdict:
        drawn = list(cases(exam.rng))
        compared = [_compared(exam, name, case, expected, tolerance, integers) for case in drawn]
        for case_index, (what, came, wanted, bound, part) in _flat(compared):
            if not close(came, wanted, bound):
                fitting = _fitting(drawn, compared, mistakes, case_index, part)
                require_close(
                    came,
                    wanted,
                    bound,
                    f"{what}{case_text(function_of(exam, name).arguments, drawn[case_index])}",
                    fitting,
                )
        worst = max(margin(came, wanted, bound) for _, (_, came, wanted, bound, _) in _flat(compared))
        return passed(say_n("Right for {n} inputs.", "Right for {n} inputs.", len(drawn)), margin=worst)

    return Check(
        id or f"{name}.values",
        title or mark("{name} computes the right values", name=name),
        kind,
        points,
        judge,
        hint,
        needs or (f"{name}.shape",),
        recipe=Recipe(
            "values", name, {"integers": integers}, cases=cases, tolerance=tolerance, mistakes=tuple(mistakes)
        ),
    )


Compared = list[tuple[str, Array, Array, Array, int]]


def _flat(compared: list[Compared]) -> list[tuple[int, tuple[str, Array, Array, Array, int]]]:
    return [(index, row) for index, rows in enumerate(compared) for row in rows]


def _compared(
    exam: Exam,
    name: str,
    case: Case,
    expected: Callable[..., Sequence[Array]] | None,
    tolerance: Tolerance | None,
    integers: bool,
) -> Compared:
    """(what, came, expected, bound, part) for each part of one case; shapes are made sure of first."""
    observed = exam.call(name, *case)
    wanted = expected(*case) if expected else expected_parts(exam, name, case)
    bounds = bounds_of(exam, name, case, tolerance)
    rows: Compared = []
    for part, ((what, value), target, bound) in enumerate(zip(observed_parts(exam, name, observed), wanted, bounds)):
        require_shape(value, what, target.shape)
        came = array_of(value, what, integers=integers)
        rows.append((what, came, target, np.broadcast_to(np.asarray(bound, dtype=np.float64), target.shape), part))
    return rows


def _fitting(
    drawn: Sequence[Case], compared: list[Compared], mistakes: Sequence[Mistake], failing: int, part: int
) -> dict[str, tuple[str, Array]]:
    """The mistakes that explain the part in every case, each with what came in the failing one."""
    fitting: dict[str, tuple[str, Array]] = {}
    for mistake in mistakes:
        outputs = [produced(mistake, case) for case in drawn]
        if all(
            len(parts) > part
            and parts[part].shape == rows[part][2].shape
            and close(rows[part][1], parts[part], np.maximum(rows[part][3], mistake.near * np.abs(parts[part])))
            for parts, rows in zip(outputs, compared)
        ):
            # What came stands for what the mistake produces: they were found to agree, and are not compared again.
            fitting[mistake.name] = (mistake.message, compared[failing][part][1])
    return fitting
