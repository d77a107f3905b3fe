"""A check that a function returns arrays of the right shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.base.language import mark, say_n
from grader.checks.asking import expected_parts, function_of, observed_parts
from grader.checks.cases import Cases, case_text
from grader.checks.check import Check, Recipe
from grader.checks.observed import require_shape
from grader.exam.exam import Exam
from grader.result.outcome import Verdict, passed


def shape(
    name: str,
    cases: Cases,
    points: int,
    *,
    expected: Callable[..., Sequence[tuple[int, ...]]] | None = None,
    hint: str = mark("Print the shapes of the inputs and of the result, and compare them with the exercise's."),
    needs: tuple[str, ...] = (),
    title: str = "",
    id: str = "",
) -> Check:
    """Checks that the output has the right shape for every case and consists of real numbers.

    The last case is passed by keyword, with the exercise's argument names. ``expected(*case)`` gives the shapes if the
    oracle cannot (for a random result).
    """

    def judge(exam: Exam) -> Verdict:
        names = function_of(exam, name).arguments
        drawn = list(cases(exam.rng))
        for position, case in enumerate(drawn):
            if position == len(drawn) - 1:
                observed = exam.call(name, **dict(zip(names, case)))
            else:
                observed = exam.call(name, *case)
            shapes = expected(*case) if expected else [part.shape for part in expected_parts(exam, name, case)]
            for (what, value), wanted in zip(observed_parts(exam, name, observed), shapes):
                require_shape(value, what, tuple(wanted), case_text(names, case))
        return passed(say_n("Right for {n} sizes.", "Right for {n} sizes.", len(drawn)))

    return Check(
        id or f"{name}.shape",
        title or mark("{name} returns the right shape", name=name),
        "shape",
        points,
        judge,
        hint,
        needs,
        recipe=Recipe("shape", name, cases=cases, shapes=expected),
    )
