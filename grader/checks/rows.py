"""TODO."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say
from grader.checks.asking import Tolerance, bounds_of, expected_parts, function_of, observed_parts
from grader.checks.cases import Case, Cases
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
    needs: tuple[str, ...] = (),
    id: str = "",
) -> Check:
    """Permuting the rows permutes the outputs, and a row alone gives what it gives in company.

    ``rows`` names the arguments whose first axis runs over the rows; ``tolerance`` is as for ``values``,
    ``expected`` gives the shapes where there is no oracle; ``selects`` is as for ``unchanged``.
    """

    def judge(exam: Exam) -> Verdict:
        function = function_of(exam, name)
        evidence = Evidence(name, selects)
        varied, worst = [], 0.0
        asked = []
        for index, case in enumerate(cases(exam.rng)):
            positions = [function.arguments.index(argument) for argument in rows]
            count = case[positions[0]].shape[0]
            order = exam.rng.permutation(count)
            shapes = expected(*case) if expected else [part.shape for part in expected_parts(exam, name, case)]
            whole = _rows_result(exam, name, case, shapes)
            shuffled = _rows_result(exam, name, _take(case, positions, order), shapes)
            bounds = bounds_of(exam, name, case, tolerance)
            evidence.add(case, whole)
            # Every other time the row with the largest output: a threshold that moves with the rows shows there.
            largest = int(np.argmax(whole[0].reshape(count, -1).sum(axis=1)))
            one = int(exam.rng.integers(count)) if index % 2 else largest
            single_row = [(1, *shape[1:]) for shape in shapes]
            alone = _rows_result(exam, name, _take(case, positions, np.array([one])), single_row)
            asked.append((count, case, shapes, whole))
            for came, moved, single, bound in zip(whole, shuffled, alone, bounds):
                bound = np.broadcast_to(bound, came.shape)
                if not close(moved, came[order], 2 * bound[order]):
                    require_repeatable(name, whole, _rows_result(exam, name, case, shapes))
                    raise Failed(
                        say(
                            "{name} gives other values when the rows of {rows} come in another order. ",
                            name=name,
                            rows=say(" and ").join(rows),
                        )
                        + explain(moved, came[order], 2 * bound[order])["text"],
                        hint=say("Each row's output may depend on that row alone."),
                        mistake="rows-mixed",
                    )
                if not close(single, came[[one]], 2 * bound[[one]]):
                    require_repeatable(name, whole, _rows_result(exam, name, case, shapes))
                    raise Failed(
                        say(
                            "{name} gives another value for a row alone than for the same row among {count}. ",
                            name=name,
                            count=count,
                        )
                        + explain(single, came[[one]], 2 * bound[[one]])["text"],
                        hint=say("Each row's output may depend on that row alone, not on how many there are."),
                        mistake="rows-mixed",
                    )
                varied.append(bool(np.ptp(came) > 0))
                pairs = ((moved, came[order], bound[order]), (single, came[[one]], bound[[one]]))
                worst = max(worst, *(margin(first, second, 2 * room) for first, second, room in pairs))
        if not any(varied):
            raise Failed(
                say("{name} returned the same number for every row.", name=name),
                hint=say("The output has to depend on the input."),
                mistake="constant",
            )
        evidence.require()
        _, case, shapes, whole = max(asked, key=lambda one: one[0])
        _require_other(exam, name, case, rows, shapes, whole)
        return passed(margin=worst)

    return Check(
        id or f"{name}.rows",
        mark("{name} treats every row alike", name=name),
        "property",
        points,
        judge,
        "Each row's output may depend on that row alone.",
        needs or (f"{name}.shape",),
        recipe=Recipe(
            "rows_alike",
            name,
            {"rows": list(rows), "selects": selects},
            cases=cases,
            shapes=expected,
            tolerance=tolerance,
        ),
    )


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
