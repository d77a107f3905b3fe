"""Whether a function writes into the arrays that it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say
from grader.checks.asking import function_of, observed_parts, wrong
from grader.checks.cases import Case, Cases, answered_elsewhere, large_case
from grader.checks.check import Check, Recipe, check
from grader.checks.nontrivial import Evidence, require_repeatable, same_values
from grader.exam.exam import Exam
from grader.exam.values import Observed
from grader.result.outcome import Verdict, passed

INSTEAD = mark("Do not write into {argument}: no {argument} += …, no {argument}[…] = …; compute a new array.")


def unwritten(exam: Exam, name: str, *args: Any, hint: str = INSTEAD) -> Observed:
    """What the function returns for ``args``. Raises Failed if it wrote into an array among them.

    ``hint`` is a sentence with a place for the ``{argument}``.
    """
    observed, echo = exam.call_and_echo(name, *args)
    for argument, sent, after in zip(function_of(exam, name).arguments, args, echo):
        _require_same(name, argument, sent, after, hint)
    return observed


def leaves_arguments(
    name: str,
    arguments: Callable[[Exam], tuple[Any, ...]],
    points: int,
    *,
    title: str,
    hint: str,
    instead: str = INSTEAD,
    needs: tuple[str, ...] | None = None,
    id: str = "",
) -> Check:
    """The function leaves its arguments as they were; nothing else is asked of it.

    For functions whose answers other checks judge, above all a training. ``arguments(exam)`` makes them, a
    trained model among them. ``instead`` is the hint of a failure, with a place for the ``{argument}``;
    ``hint`` is the check's own.
    """

    @check(id or f"{name}.inputs_unchanged", "property", points, title=title, hint=hint, needs=needs)
    def judged(exam: Exam) -> Verdict:
        unwritten(exam, name, *arguments(exam), hint=instead)
        return passed()

    return judged


def unchanged(
    name: str,
    cases: Cases,
    points: int,
    *,
    selects: bool = False,
    large: Sequence[str] = (),
    needs: tuple[str, ...] = (),
    id: str = "",
) -> Check:
    """The function leaves the arrays that it was given as they were.

    It answers the same when it is asked again, and something else about another input: an answer that does
    not rest on the arrays at all leaves them unchanged, too.

    ``selects`` says that a right answer consists of the arguments' own values; ``large`` is as for ``values``.
    A function with a seed is not asked again: what it draws is another check's.
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
                _require_same(name, argument, sent, after, INSTEAD)
        evidence.require()
        for case in large_case(arguments, cases, large)(exam.rng) if large else ():
            with answered_elsewhere():
                unwritten(exam, name, *case)
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
        raise wrong(
            "{name} returned the same values for another input. This is credited only where something is computed.",
            "The output has to depend on the input.",
            "constant",
            name=name,
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


def _require_same(name: str, argument: str, sent: object, after: Observed, hint: str) -> None:
    if not isinstance(sent, np.ndarray):
        return
    if after.array is not None and after.array.shape == sent.shape and np.array_equal(after.array, sent):
        return
    raise wrong(
        "{name} changed its argument {argument}: after the call it no longer held what it held before.",
        name=name,
        argument=argument,
        # Some of these sentences call the argument {name}.
        hint=say(hint, argument=argument, name=argument),
        mistake="writes-into-input",
    )
