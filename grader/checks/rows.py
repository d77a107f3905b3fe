"""A check that a function treats each row alike, whatever the other rows are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say
from grader.checks.asking import Tolerance, bounds_of, expected_parts, function_of, observed_parts
from grader.checks.cases import Case, Cases, answered_elsewhere, large_case
from grader.checks.check import Check, Recipe
from grader.checks.closeness import close, explain, margin
from grader.checks.nontrivial import Evidence, require_repeatable, same_values
from grader.checks.observed import array_of, require_shape
from grader.exam.exam import Exam
from grader.result.outcome import Failed, Verdict, passed


def rows_alike(
    name: str,
    cases: Cases,
    points: int,
    rows: tuple[str, ...],
    *,
    tolerance: Tolerance | None = None,
    expected: Callable[..., Sequence[tuple[int, ...]]] | None = None,
    selects: bool = False,
    large: Sequence[str] = (),
    needs: tuple[str, ...] = (),
    id: str = "",
) -> Check:
    """Permuting the rows permutes the outputs, and a row alone gives what it gives in company.

    ``rows`` names the arguments whose first axis runs over the rows; ``tolerance`` is as for ``values``,
    ``expected`` gives the shapes if there is no oracle; ``selects`` is as for ``unchanged``,
    ``large`` as for ``values``.
    """
    settings = {"rows": list(rows), "selects": selects}
    return Check(
        id or f"{name}.rows",
        mark("{name} treats every row alike", name=name),
        "property",
        points,
        _RowsAlike(name, cases, rows, tolerance, expected, selects, tuple(large)).judge,
        "Each row's output may depend on that row alone.",
        needs or (f"{name}.shape",),
        recipe=Recipe("rows_alike", name, settings, cases=cases, shapes=expected, tolerance=tolerance),
    )


@dataclass(frozen=True, eq=False)
class _RowsAlike:
    name: str
    cases: Cases
    rows: tuple[str, ...]
    tolerance: Tolerance | None
    expected: Callable[..., Sequence[tuple[int, ...]]] | None
    selects: bool
    large: tuple[str, ...]

    def judge(self, exam: Exam) -> Verdict:
        arguments = function_of(exam, self.name).arguments
        positions = [arguments.index(argument) for argument in self.rows]
        evidence = Evidence(self.name, self.selects)
        varied, worst = False, 0.0
        largest: _Answered | None = None
        for index, case in enumerate(self.cases(exam.rng)):
            answered = self._answered(exam, case, positions)
            evidence.add(case, answered.whole)
            # Every other time the row with the largest output: a threshold that moves with the rows shows there.
            worst = max(worst, self._compare(exam, answered, positions, any_row=index % 2 == 1))
            varied = varied or any(np.ptp(part) > 0 for part in answered.whole)
            if largest is None or answered.count > largest.count:
                largest = answered
        if not varied or largest is None:
            raise Failed(
                say("{name} returned the same number for every row.", name=self.name),
                hint=say("The output has to depend on the input."),
                mistake="constant",
            )
        evidence.require()
        for case in large_case(arguments, self.cases, self.large)(exam.rng) if self.large else ():
            with answered_elsewhere():
                self._compare(exam, self._answered(exam, case, positions), positions, any_row=True)
        _require_other(exam, self.name, largest.case, self.rows, largest.shapes, largest.whole)
        return passed(margin=worst)

    def _answered(self, exam: Exam, case: Case, positions: list[int]) -> _Answered:
        if self.expected:
            shapes: Sequence[tuple[int, ...]] = self.expected(*case)
        else:
            shapes = [part.shape for part in expected_parts(exam, self.name, case)]
        order = exam.rng.permutation(case[positions[0]].shape[0])
        return _Answered(case, shapes, order, _rows_result(exam, self.name, case, shapes))

    def _compare(self, exam: Exam, answered: _Answered, positions: list[int], any_row: bool) -> float:
        """How near the reordered rows and one row alone come to their bounds. Raises Failed if one is beyond."""
        name, case, shapes, order, whole = self.name, answered.case, answered.shapes, answered.order, answered.whole
        count = answered.count
        shuffled = _rows_result(exam, name, _take(case, positions, order), shapes)
        bounds = bounds_of(exam, name, case, self.tolerance)
        largest = int(np.argmax(whole[0].reshape(count, -1).sum(axis=1)))
        one = int(exam.rng.integers(count)) if any_row else largest
        single_row = [(1, *shape[1:]) for shape in shapes]
        alone = _rows_result(exam, name, _take(case, positions, np.array([one])), single_row)
        worst = 0.0
        for came, moved, single, bound in zip(whole, shuffled, alone, bounds):
            room = 2 * np.broadcast_to(bound, came.shape)
            pairs = ((moved, came[order], room[order]), (single, came[[one]], room[[one]]))
            for (answer, wanted, allowed), said in zip(pairs, (self._reordered(), self._on_its_own(count))):
                if not close(answer, wanted, allowed):
                    require_repeatable(name, whole, _rows_result(exam, name, case, shapes))
                    message, hint = said
                    raise Failed(message + explain(answer, wanted, allowed)["text"], hint=hint, mistake="rows-mixed")
                worst = max(worst, margin(answer, wanted, allowed))
        return worst

    def _reordered(self) -> tuple[str, str]:
        message = say(
            "{name} gives other values when the rows of {rows} come in another order. ",
            name=self.name,
            rows=say(" and ").join(self.rows),
        )
        return message, say("Each row's output may depend on that row alone.")

    def _on_its_own(self, count: int) -> tuple[str, str]:
        message = say(
            "{name} gives another value for a row alone than for the same row among {count}. ",
            name=self.name,
            count=count,
        )
        return message, say("Each row's output may depend on that row alone, not on how many there are.")


@dataclass(frozen=True, eq=False)
class _Answered:
    """A case, the shapes that are asked for, an order of its rows, and what the function returned."""

    case: Case
    shapes: Sequence[tuple[int, ...]]
    order: Array
    whole: Sequence[Array]

    @property
    def count(self) -> int:
        return len(self.order)


def _require_other(
    exam: Exam,
    name: str,
    case: Case,
    rows: tuple[str, ...],
    shapes: Sequence[tuple[int, ...]],
    whole: Sequence[Array],
) -> None:
    """Raises Failed where the other arguments do not count at all: the rows alone would explain the output.

    The last two are negated: with the last layer's weights and bias its sums change their signs, and with
    them every output and every class. For a wrong function in which a sign is lost, they are then made larger.
    """
    function = function_of(exam, name)
    others = [
        index
        for index, (argument, value) in enumerate(zip(function.arguments, case))
        if argument not in rows and isinstance(value, (float, np.ndarray))
    ]
    if not others:
        return
    for factor in (-1, -5):
        other = tuple(factor * value if index in others[-2:] else value for index, value in enumerate(case))
        if not same_values(whole, _rows_result(exam, name, other, shapes)):
            return
    names = ", ".join(function.arguments[index] for index in others[-2:])
    raise Failed(
        say("{name} returned the same values whatever {names} held.", name=name, names=names),
        hint=say("The output depends on {names}, too.", names=names),
    )


def _rows_result(exam: Exam, name: str, case: Case, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    observed = exam.call(name, *case)
    found = []
    for (what, value), wanted in zip(observed_parts(exam, name, observed), shapes):
        require_shape(value, what, tuple(wanted))
        found.append(array_of(value, what, integers=True))
    return found


def _take(case: Case, positions: list[int], order: Array) -> Case:
    return tuple(value[order] if index in positions else value for index, value in enumerate(case))
