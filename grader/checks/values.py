"""Checks that most functions need: shape, values, inputs unchanged, rows treated alike.

Each factory returns a ``Check`` whose judge asks the student's function for fresh cases and raises
``Failed`` at the first that is wrong. Properties are only credited to a function whose output
depends on its input: a constant satisfies most of them and deserves none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say, say_n
from grader.checks.asking import Tolerance, bounds_of, expected_parts, function_of, observed_parts
from grader.checks.cases import Case, Cases, case_text, wide_cases
from grader.checks.check import Check, Recipe
from grader.checks.closeness import close, explain, margin, require_close
from grader.checks.mistakes import Mistake, produced
from grader.checks.numbers import number
from grader.checks.observed import array_of, require_shape
from grader.exam.exam import Exam
from grader.result.outcome import Failed, Verdict, passed


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
    large: Sequence[str] = (),
    beyond: Cases | None = None,
) -> Check:
    """The values equal the oracle's within the tolerance that the arithmetic allows.

    ``tolerance(*case)`` gives one bound per part where the oracle's formula cannot be run on
    ``Rounded`` numbers. ``expected`` gives the parts where there is no oracle. ``integers`` says that an integer or boolean dtype is right.
    ``large`` names the arguments whose values may be of any magnitude: the function is also asked at other
    magnitudes than those of ``cases``. Cases of the same sizes with other values are asked as well, so that an
    answer that was kept from an earlier call shows. ``beyond`` draws cases at the ends of the ranges: they are asked
    once the others are right, since mistakes may not have a finite answer there.
    """

    asked = _Asked(name, expected, tolerance, integers, mistakes)

    def judge(exam: Exam) -> Verdict:
        drawn = list(cases(exam.rng))
        first = [asked.compared(exam, case) for case in drawn]
        asked.require_right(exam, drawn, first)
        again = [pair for pair in zip(drawn, cases(exam.rng), first) if not _same_case(pair[0], pair[1])][:_AGAIN]
        for _, case, former in again:
            asked.require_not_left_over(exam, case, former)
        if beyond:
            others = list(beyond(exam.rng))
            asked.require_right(exam, others, [asked.compared(exam, case) for case in others])
        if large:
            asked.require_right_if_large(exam, wide_cases(function_of(exam, name).arguments, cases, large)(exam.rng))
        worst = max(margin(came, wanted, bound) for _, (_, came, wanted, bound, _) in _flat(first))
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


_AGAIN = 1  # of the cases is asked once more, with other values


def _same_case(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same_case, one, other))
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return bool(one == other)


@dataclass(frozen=True, eq=False)
class _Asked:
    """How the function ``name`` is asked and what is right; the fields are as for ``values``."""

    name: str
    expected: Callable[..., Sequence[Array]] | None
    tolerance: Tolerance | None
    integers: bool
    mistakes: Sequence[Mistake]

    def compared(self, exam: Exam, case: Case) -> Compared:
        """(what, came, expected, bound, part) for each part of one case; shapes are made sure of first."""
        observed = exam.call(self.name, *case)
        wanted = self.expected(*case) if self.expected else expected_parts(exam, self.name, case)
        bounds = bounds_of(exam, self.name, case, self.tolerance)
        named = observed_parts(exam, self.name, observed)
        rows: Compared = []
        for part, ((what, value), target, bound) in enumerate(zip(named, wanted, bounds)):
            require_shape(value, what, target.shape)
            came = array_of(value, what, integers=self.integers)
            rows.append((what, came, target, np.broadcast_to(np.asarray(bound, dtype=np.float64), target.shape), part))
        return rows

    def require_right(self, exam: Exam, drawn: Sequence[Case], compared: list[Compared]) -> None:
        """Raises Failed at the first part that is wrong, with the mistake that explains it in every case."""
        for index, (what, came, wanted, bound, part) in _flat(compared):
            if not close(came, wanted, bound):
                fitting = _fitting(drawn, compared, self.mistakes, index, part)
                require_close(came, wanted, bound, what + self._of(exam, drawn[index]), fitting)

    def require_not_left_over(self, exam: Exam, case: Case, former: Compared) -> None:
        """Raises Failed if the values are wrong now that the function was called before with arrays of these sizes."""
        for (what, came, wanted, bound, _), (_, before, *_) in zip(self.compared(exam, case), former):
            if close(came, wanted, bound):
                continue
            left = {}
            if came.shape == before.shape and close(came, before, bound):
                left = {
                    "left-over": (say("this answer is left over from an earlier call with arrays of this size"), came)
                }
            require_close(came, wanted, bound, what + self._of(exam, case), left)

    def require_right_if_large(self, exam: Exam, drawn: Sequence[Case]) -> None:
        for case in drawn:
            for what, came, wanted, bound, _ in self.compared(exam, case):
                if not close(came, wanted, bound):
                    text = explain(came, wanted, bound)["text"]
                    raise Failed(
                        say(
                            "{what}{case} is wrong, though it is right for inputs of size 1: the largest number here is "
                            "{largest}. {text}",
                            what=what,
                            case=self._of(exam, case),
                            largest=number(_largest(case)),
                            text=text,
                        ),
                        hint=say(
                            "The formula holds for numbers of any size. Look for an overflow in exp, for values that "
                            "are clipped, and for a branch that small inputs never take."
                        ),
                        mistake="wrong-if-large",
                    )

    def _of(self, exam: Exam, case: Case) -> str:
        return case_text(function_of(exam, self.name).arguments, case)


def _largest(case: Case) -> float:
    return max(float(np.abs(value).max(initial=0.0)) for value in case if isinstance(value, np.ndarray))


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
