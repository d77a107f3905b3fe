"""Is this array the expected one? Compares the values, then describes where they differ.

Nothing here calls a method of a student's object: an ``Observed`` holds an array rebuilt from bytes. Comparisons are
written so that NaN fails them: ``not (a <= b)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import capital, say, say_n
from grader.checks.numbers import _index, number, number_apart
from grader.result.outcome import Difference, Failed


def close(came: Array, expected: Array, tolerance: Array | float) -> bool:
    """Whether two arrays of the same shape agree everywhere: ``|came − expected| <= tolerance``.

    NaN and infinity never agree, nothing agrees within a tolerance that is not finite, and two empty arrays do not
    agree, since nothing was compared.
    """
    if came.shape != expected.shape or not came.size:
        return False
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(came - expected) <= tolerance) and np.all(np.isfinite(tolerance)))


def margin(came: Array, expected: Array, tolerance: Array | float) -> float:
    """The largest error in units of its tolerance: at most 1 for a right answer."""
    bound = np.broadcast_to(np.asarray(tolerance, dtype=np.float64), came.shape)
    with np.errstate(all="ignore"):
        ratio = np.abs(came - expected) / np.where(bound > 0, bound, 1.0)
    return round(float(np.max(ratio, initial=0.0)), 6)


def require_close(
    came: Array,
    expected: Array,
    tolerance: Array | float,
    what: str,
    mistakes: Mapping[str, tuple[str, Array]] | None = None,
) -> float:
    """Returns the margin. Raises Failed if an element is off by more than the tolerance.

    ``mistakes`` maps the names of known mistakes to (message, what the mistake would have produced). The first one that
    fits is named in the failure.
    """
    if came.size == 0:
        raise Failed(say("{what} is empty.", what=what), hint=say("Something was expected here."))
    if close(came, expected, tolerance):
        return margin(came, expected, tolerance)
    name, said = "", ""
    for candidate, (message, produced) in (mistakes or {}).items():
        if close(came, np.broadcast_to(produced, expected.shape), tolerance):
            name, said = candidate, message
            break
    difference = explain(came, expected, tolerance)
    raise Failed(
        say("{what} is wrong. {text}", what=what, text=difference["text"]),
        hint=sentence(said),
        mistake=name,
        evidence={"difference": difference},
        difference=Difference(came, expected, ~np.asarray(np.abs(came - expected) <= tolerance)),
    )


def sentence(said: str) -> str:
    """A mistake's message, which otherwise completes a sentence, as a sentence of its own."""
    return capital(said) + "." if said else ""


def explain(came: Array, expected: Array, tolerance: Array | float) -> dict[str, Any]:
    """Where two arrays differ: the worst element, the share of wrong ones, and a pattern if there is one."""
    with np.errstate(all="ignore"):
        off = np.abs(came - expected)
        wrong = ~((off <= tolerance) & np.isfinite(tolerance))
    worst = int(np.argmax(np.where(wrong, off, -1.0)))
    index = _index(came.shape, worst)
    got, want = float(came.flat[worst]), float(expected.flat[worst])
    place = say(" at {index}", index=index) if came.ndim else ""
    share = (
        say_n(
            "{n} of {size} values is off; the one{place}",
            "{n} of {size} values are off; the worst{place}",
            int(wrong.sum()),
            size=came.size,
            place=place,
        )
        if came.size > 1
        else say("The value")
    )
    pattern = _pattern(came, expected, tolerance, wrong)
    text = say(
        "{share} is {got} where {want} was expected",
        share=share,
        got=number_apart(got, want),
        want=number_apart(want, got),
    )
    return {
        "text": f"{text}{f' ({pattern})' if pattern else ''}.",
        "index": index,
        "came": got,
        "expected": want,
        "wrong": int(wrong.sum()),
        "size": int(came.size),
        "pattern": pattern,
    }


def _pattern(came: Array, expected: Array, tolerance: Array | float, wrong: Array) -> str:
    """A pattern that all wrong values follow, as a sentence; empty if there is none."""
    if came.size < 3:
        return ""
    if came.ndim == 2 and came.shape[0] == came.shape[1] and close(came, expected.T, tolerance):
        return say("it is the transpose of what was expected")
    if wrong.sum() == 1:  # the message already shows this value and its place
        return ""
    offset = came - expected
    # The next two patterns allow the tolerance on both sides, since some values may count as right.
    most = np.mean(wrong) > 0.5
    if most and np.all(np.abs(offset - offset.flat[0]) <= 2 * np.asarray(tolerance)):
        return say("every value is off by the same {flat}", flat=number(offset.flat[0]))
    largest = int(np.argmax(np.abs(expected)))
    # A factor can only be read from a value much larger than its own tolerance.
    if abs(expected.flat[largest]) > 100 * np.broadcast_to(tolerance, expected.shape).flat[largest]:
        if not came.any():
            return say("every value is 0")
        factor = came.flat[largest] / expected.flat[largest]
        if most and close(came, expected * factor, (2 + abs(factor)) * np.asarray(tolerance)):
            return say("every value is {factor} times the expected one", factor=number_apart(factor, 1.0))
    if came.ndim == 2:
        columns, rows = np.flatnonzero(wrong.any(axis=0)), np.flatnonzero(wrong.any(axis=1))
        if len(columns) == 1 < came.shape[1]:
            return say("only column {columns} is wrong", columns=int(columns[0]))
        if len(rows) == 1 < came.shape[0]:
            return say("only row {rows} is wrong", rows=int(rows[0]))
    return ""
