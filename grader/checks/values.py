"""Checks that most functions need: shape, values, inputs unchanged, rows treated alike.

Each factory returns a ``Check`` whose judge asks the student's function for fresh cases and raises
``Failed`` at the first that is wrong. Properties are only credited to a function whose output
depends on its input: a constant satisfies most of them and deserves none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.checks.cases import Case, Cases, case_text
from grader.checks.closeness import array_of, close, explain, margin, parts_of, require_close, require_shape
from grader.checks.nontrivial import Evidence, require_repeatable, same_values
from grader.checks.recipe import Recipe
from grader.exam.exam import Exam
from grader.checks.mistakes import Mistake, produced
from grader.result.document import Failed, Verdict, passed
from grader.task.declaration import Check, Function
from grader.child.wire import Array, Observed
from grader.base.language import mark, say, say_n

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
    """The output has the right shape for every case, and is made of real numbers.

    The last case is passed by keyword, with the exercise's argument names. ``expected`` gives the
    shapes where the oracle does not (a random result).
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


def unchanged(
    name: str, cases: Cases, points: int, *, selects: bool = False, needs: tuple[str, ...] = (), id: str = ""
) -> Check:
    """The function leaves the arrays that it was given as they were.

    It answers the same when it is asked again, and something else about another input: an answer that does
    not rest on the arrays at all leaves them unchanged, too.

    ``selects`` says that a right answer consists of the arguments' own values. A function with a seed is
    not asked again: what it draws is another check's.
    """

    def judge(exam: Exam) -> Verdict:
        arguments = function_of(exam, name).arguments
        evidence = Evidence(name, selects)
        asked: list[tuple[Case, list[Array]]] = []
        for case in cases(exam.rng):
            observed, echo = exam.call_and_echo(name, *case)
            asked.append((case, _arrays(exam, name, observed)))
            evidence.add(*asked[-1])
            for argument, sent, after in zip(arguments, case, echo):
                if isinstance(sent, np.ndarray):
                    _require_same(name, argument, sent, after)
        evidence.require()
        if "seed" not in arguments:
            require_repeatable(name, asked[-1][1], _arrays(exam, name, exam.call(name, *asked[-1][0])))
        _require_dependent(exam, name, asked)
        return passed()

    return Check(
        id or f"{name}.inputs_unchanged",
        mark("{name} leaves its inputs unchanged", name=name),
        "property",
        points,
        judge,
        "Operators such as += and functions with out= write into the caller's array: compute a new one.",
        needs or (f"{name}.shape",),
        recipe=Recipe("unchanged", name, {"selects": selects}, cases=cases),
    )


def _require_dependent(exam: Exam, name: str, asked: list[tuple[Case, list[Array]]]) -> None:
    """Raises Failed where the answers stay the same in every case whose first array is moved."""
    moved = [(answers, case) for known, answers in asked if (case := _moved(known)) is not None]
    others = (same_values(answers, _arrays(exam, name, exam.call(name, *case))) for answers, case in moved)
    if moved and all(others):
        raise Failed(
            say(
                "{name} returned the same values for another input. This is credited only where something is computed.",
                name=name,
            ),
            hint=say("The output has to depend on the input."),
            mistake="constant",
        )


def _moved(case: Case) -> Case | None:
    """The case with its first array mirrored: 1 − x for fractions x, so that what lies in [0, 1] stays there, and
    255 − x for bytes. None where there is no such array."""
    for index, value in enumerate(case):
        if isinstance(value, np.ndarray) and value.dtype.kind in "fu":
            mirrored = value.dtype.type(1) - value if value.dtype.kind == "f" else np.invert(value)
            return (*case[:index], mirrored, *case[index + 1 :])
    return None


def _arrays(exam: Exam, name: str, observed: Observed) -> list[Array]:
    """What came as arrays of numbers; values that are none are other checks' to tell of."""
    arrays = [value.array for _, value in observed_parts(exam, name, observed)]
    return [array for array in arrays if array is not None and array.dtype.kind in "biuf"]


def _require_same(name: str, argument: str, sent: Array, after: Observed) -> None:
    if after.array is not None and after.array.shape == sent.shape and np.array_equal(after.array, sent):
        return
    raise Failed(
        say(
            "{name} changed its argument {argument}: after the call it no longer held what it held before.",
            name=name,
            argument=argument,
        ),
        hint=say(
            "Do not write into {argument}: no {argument} += …, no {argument}[…] = …; compute a new array.",
            argument=argument,
        ),
        mistake="writes-into-input",
    )


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


def custom(
    id: str,
    title: str,
    kind: str,
    points: int,
    judge: Callable[[Exam], Verdict],
    hint: str,
    needs: tuple[str, ...] = (),
    required: bool = True,
) -> Check:
    """A check with a judge of its own."""
    return Check(id, title, kind, points, judge, hint, needs, required)


def uses_package(
    name: str, package: str, points: int, *, others: tuple[str, ...] = (), apart_from: tuple[str, ...] = ()
) -> Check:
    """The function's code reaches the package that the exercise is about (read, not run).

    ``apart_from`` are functions whose use of the package does not count for this one.
    """

    def judge(exam: Exam) -> Verdict:
        if exam.packages(name, apart_from) & {package, *others}:
            return passed()
        raise Failed(
            say("The code of {name} does not use {package}, which this exercise is about.", name=name, package=package),
            hint=say(
                "Solve {name} with {package}'s own operations; in which style is up to you.", name=name, package=package
            ),
            mistake="package-not-used",
        )

    return Check(
        f"{name}.uses_{package}",
        mark("{name} is solved with {package}", name=name, package=package),
        "source",
        points,
        judge,
        mark("Import {package} and use it in {name} or in what {name} calls.", package=package, name=name),
        recipe=Recipe(
            "uses_package", name, {"package": package, "others": list(others), "apart_from": list(apart_from)}
        ),
    )
