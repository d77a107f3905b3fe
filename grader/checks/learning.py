"""Checks that train a model: statistical verdicts against calibrated thresholds.

A measurement is one number got from one trained model on data that the student's process has not
seen. Its threshold is not stated here: ``benchmarks/calibrate.py`` takes the measurement over many
seeds of right and known-wrong solutions and writes ``tasks/<task>/calibration.json``, from which a
check reads its threshold and the probability that a right solution falls short of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader import catalog
from grader.checks.compare import array_of, number
from grader.errors import CatalogError
from grader.exam import Exam
from grader.results import Failed, Verdict, passed
from grader.task import Check, Task
from grader.wire import Array, Observed
from grader.words import capital, mark, say, say_n

ATTEMPTS = 2  # a measurement that falls short is taken once more, with fresh data and a fresh seed


@dataclass(frozen=True)
class Measurement:
    """``take(exam, attempt)`` trains (or asks for a shared model of that attempt) and measures.

    It draws from ``exam.rng`` and returns one number; ``at_least`` says on which side of the
    threshold right solutions lie.
    """

    id: str
    take: Callable[[Exam, int], float]
    at_least: bool = True


def calibration(task: Task) -> dict[str, Any]:
    """The committed calibration of a task: for each measurement its threshold and what it rests on."""
    path = catalog.path_of(task, "calibration.json")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(
            say("{path} cannot be read: {error}. Run benchmarks/calibrate.py for this task.", path=path, error=error)
        ) from error
    if not isinstance(found, dict):
        raise CatalogError(say("{path} is not a JSON object. Run benchmarks/calibrate.py for this task.", path=path))
    return found


def threshold_of(task: Task, measurement: Measurement) -> dict[str, Any]:
    entry = calibration(task).get(measurement.id)
    if not isinstance(entry, dict) or "threshold" not in entry:
        raise CatalogError(
            say(
                "tasks/{task}/calibration.json has no threshold for {id}. Run benchmarks/calibrate.py for this task.",
                task=catalog.folder_of(task),
                id=measurement.id,
            )
        )
    return entry


def calibrated(
    measurement: Measurement,
    title: str,
    points: int,
    *,
    what: str,
    hint: str,
    kind: str = "accuracy",
    needs: tuple[str, ...] = (),
    explain: Callable[[float], str] = lambda value: "",
    mistake: str = "",
) -> Check:
    """A check that a measurement lies on the right side of its calibrated threshold.

    ``what`` names the measured quantity in the message ("accuracy on 2,000 unseen digits");
    ``explain`` may add a sentence for a value that fell short ("that is no better than chance");
    ``mistake`` is the name of the one mistake that this can be, given what the check needs.
    """

    what, hint = mark(what), mark(hint)

    def judge(exam: Exam) -> Verdict:
        entry = threshold_of(exam.task, measurement)
        threshold = float(entry["threshold"])
        values = []
        for attempt in range(ATTEMPTS):
            exam.begin(f"{measurement.id}/{attempt}" if attempt else measurement.id)
            value = float(measurement.take(exam, attempt))
            values.append(round(value, 6))
            if value >= threshold if measurement.at_least else value <= threshold:
                return passed(
                    say("{what}: {value}.", what=capital(what), value=number(value)),
                    values=values,
                    threshold=threshold,
                    false_failure=entry.get("false_failure"),
                )
        side = say("at least") if measurement.at_least else say("at most")
        tries = say(" and ").join(number(value) for value in values)
        said = explain(values[-1])
        raise Failed(
            say_n(
                "{what} was {tries} in {n} trainings; {side} {threshold} is asked.",
                "{what} was {tries} in {n} trainings; {side} {threshold} is asked.",
                len(values),
                what=capital(what),
                tries=tries,
                side=side,
                threshold=number(threshold),
            )
            + (f" {said}" if said else ""),
            hint=hint,
            mistake=mistake,
            evidence={"values": values, "threshold": threshold, "false_failure": entry.get("false_failure")},
        )

    return Check(measurement.id, title, kind, points, judge, hint, needs)


def accuracy(predicted: Array, labels: Array) -> float:
    """The share of equal entries of two (n,) arrays."""
    return float(np.mean(predicted == labels))


def class_of(observed: Observed, what: str, rows: int, classes: int = 10) -> Array:
    """Predicted classes (rows,) from logits or probabilities (rows, classes); ties go to no class.

    Raises Failed for another shape or values that are not finite numbers. A row whose largest value
    is reached more than once says nothing, and counts as class −1: never right.
    """
    from grader.checks.compare import require_shape

    require_shape(observed, what, (rows, classes))
    scores = array_of(observed, what, integers=True)
    best = scores.max(axis=1, keepdims=True)
    tied = (scores == best).sum(axis=1) > 1
    return np.where(tied, -1, scores.argmax(axis=1))


def binary_of(observed: Observed, what: str, rows: int) -> Array:
    """Predicted classes (rows,) from probabilities or 0/1 of the shape (rows, 1), split at 0.5."""
    from grader.checks.compare import require_shape

    require_shape(observed, what, (rows, 1))
    values = array_of(observed, what, integers=True)[:, 0]
    if values.min() < 0 or values.max() > 1:
        raise Failed(
            say(
                "{what} holds {values}; probabilities lie between 0 and 1.",
                what=what,
                values=number(values.min() if values.min() < 0 else values.max()),
            ),
            hint=say("Apply the sigmoid before returning."),
            mistake="logits-for-probabilities",
        )
    return (values > 0.5).astype(int)


def one_hot(labels: Array, classes: int = 10, dtype: str = "float32") -> Array:
    """labels (n,) -> (n, classes)."""
    return np.eye(classes, dtype=dtype)[labels]


def derangement(rng: np.random.Generator, classes: int = 10) -> Array:
    """A permutation of the classes that leaves none in its place."""
    while True:
        order = rng.permutation(classes)
        if not np.any(order == np.arange(classes)):
            return order


def derived_seed(rng: np.random.Generator) -> int:
    """A seed to send: 0 to 2³¹ − 1."""
    return int(rng.integers(2**31))
