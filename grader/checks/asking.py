"""Asks a student's function and reports what is wrong with its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import Message, now, say
from grader.checks.cases import Case
from grader.checks.observed import array_of, parts_of, require_shape
from grader.exam.exam import Exam
from grader.exam.values import Observed
from grader.result.outcome import Difference, Failed
from grader.task.declaration import Function

Tolerance = Callable[..., Sequence[Array | float]]
Shape = tuple[int, ...]


def wrong(
    message: str,
    /,
    hint: str = "",
    mistake: str = "",
    *,
    more: str = "",
    evidence: dict[str, Any] | None = None,
    difference: Difference | None = None,
    **values: Any,
) -> Failed:
    """The failure that a judge raises, in the language in use: ``raise wrong("… {came} …", came=number(x))``.

    ``hint`` is a sentence with the same ``values``; without it the check's own hint is shown. ``more`` is translated
    text that follows the message, such as the text of ``explain``.
    """
    return Failed(_said(message, values) + more, _said(hint, values), mistake, evidence=evidence, difference=difference)


def _said(sentence: str, values: dict[str, Any]) -> str:
    return now(sentence) if isinstance(sentence, Message) else say(sentence, **values)


def function_of(exam: Exam, name: str) -> Function:
    return next(function for function in exam.task.functions if function.name == name)


def answer(
    exam: Exam,
    name: str,
    *args: Any,
    shape: Shape | None = None,
    what: str = "",
    context: str = "",
    integers: bool = False,
) -> Array:
    """What the student's function returns for ``args``, as float64. Raises Failed if it is no array of ``shape``.

    ``shape`` defaults to the shape of the oracle's answer. In messages, ``what`` names the value and ``context``
    follows the expected shape; both are sentences. ``integers`` allows integer and boolean dtypes.
    """
    what = _said(what, {}) or say("The result of {name}", name=name)
    observed = exam.call(name, *args)
    require_shape(observed, what, np.shape(exam.expected(name, *args)) if shape is None else shape, _said(context, {}))
    return array_of(observed, what, integers=integers)


def answers(
    exam: Exam, name: str, *args: Any, shapes: Sequence[Shape] | None = None, integers: bool = False
) -> list[Array]:
    """Like ``answer``, for a function that returns several parts: one float64 array for each."""
    observed = exam.call(name, *args)
    wanted = [part.shape for part in expected_parts(exam, name, args)] if shapes is None else shapes
    found = []
    for (what, value), expected in zip(observed_parts(exam, name, observed), wanted):
        require_shape(value, what, expected)
        found.append(array_of(value, what, integers=integers))
    return found


def observed_parts(exam: Exam, name: str, observed: Observed) -> list[tuple[str, Observed]]:
    """(name for messages, value) for each part that the function returned."""
    function = function_of(exam, name)
    if not function.parts:
        return [(say("The result of {name}", name=name), observed)]
    items = parts_of(observed, name, function.parts)
    return [
        (say("{part}, returned by {name},", part=part, name=name), item) for part, item in zip(function.parts, items)
    ]


def expected_parts(exam: Exam, name: str, case: Case) -> list[Array]:
    """The oracle's answer to one case: a float64 array for each part."""
    result = exam.expected(name, *case)
    parts = result if isinstance(result, tuple) else (result,)
    return [np.asarray(part, dtype=np.float64) for part in parts]


def bounds_of(exam: Exam, name: str, case: Case, tolerance: Tolerance | None) -> Sequence[Array | float]:
    """One bound for each part: from ``tolerance`` if given, else from the oracle's formula."""
    if tolerance is not None:
        return tolerance(*case)
    from grader.checks.oracle.roundoff import tolerance as derived

    return derived(getattr(exam.oracle, name), case)
