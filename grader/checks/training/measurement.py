"""Checks that train a model: statistical verdicts against calibrated thresholds.

A measurement is one number got from one trained model on data that the student's process has not
seen. Its threshold is not stated here: ``benchmarks/calibrate.py`` takes the measurement over many
seeds of right and known-wrong solutions and writes ``tasks/<task>/calibration.json``, from which a
check reads its threshold and the probability that a right solution falls short of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.task import catalog
from grader.checks.training.statistics import CONFIDENCE, Prediction, prediction
from grader.checks.closeness import array_of, number
from grader.checks.training.best_of_three import Measured, Threshold, is_borderline, measured, twice_of_three, verdict
from grader.base.errors import CatalogError
from grader.exam.exam import Exam
from grader.result.document import Failed, Verdict, passed
from grader.task.declaration import Check, Task
from grader.child.wire import Array, Observed
from grader.base.language import capital, mark, say

NEEDED = ("threshold", "false_failure")  # of an entry in calibration.json
RARELY = 1e-6  # what is rarer is not told more exactly: no fitted distribution is to be trusted that far out


@dataclass(frozen=True)
class Measurement:
    """``take(exam, attempt)`` trains (or asks for a shared model of that attempt) and measures.

    It draws from ``exam.rng`` and returns one number; ``at_least`` says on which side of the
    threshold right solutions lie. ``rows`` is of how many rows the number is the share, or a mean of
    such shares; 0 where it is something else, whose sampling error is not known.
    """

    id: str
    take: Callable[[Exam, int], float]
    at_least: bool = True
    rows: int = 0


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
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), float | int) for key in NEEDED):
        raise CatalogError(
            say(
                "tasks/{task}/calibration.json has no threshold for {id}, or no false_failure that belongs to it. "
                "Run benchmarks/calibrate.py for this task.",
                task=catalog.folder_of(task),
                id=measurement.id,
            )
        )
    return entry


def predictions(entry: Mapping[str, Any]) -> list[Prediction]:
    """What the next run of each right solution of a calibration may be; none where its runs were not recorded."""
    files = entry["right"].values() if "scale" in entry else ()
    return [prediction(file["runs"], entry["scale"] == "logit") for file in files if "runs" in file]


def p_value(entry: Mapping[str, Any], found: Sequence[Measured], threshold: Threshold) -> float:
    """A bound for the probability that a right solution's measurements turn out as bad as these, which failed.

    Two of them fell short: so two of three have come out at most as good as the better of these two. That is at
    least as rare as two that are just short of the threshold.
    """
    better = max((one.value for one in found if not threshold.met(one.value)), key=threshold.margin)
    fits = predictions(entry)
    if not fits or not math.isfinite(better):
        return float(entry["false_failure"])
    return twice_of_three(max(fit.beyond(better, threshold.at_least) for fit in fits))


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
        threshold = Threshold(float(entry["threshold"]), measurement.at_least)
        found: list[Measured] = []
        decided: bool | None = None
        while decided is None:
            exam.begin(f"{measurement.id}/{len(found)}" if found else measurement.id)
            found.append(measured(float(measurement.take(exam, len(found))), measurement.rows))
            decided = verdict(found, threshold)
        evidence = _evidence(measurement, entry, found, threshold)
        if decided:
            return passed(_passing(what, found, threshold), **evidence)
        evidence["p_value"] = float(f"{p_value(entry, found, threshold):.2g}")
        said = explain(found[-1].value)
        raise Failed(
            f"{_failing(what, found, threshold, evidence['p_value'])}{f' {said}' if said else ''}",
            hint=hint,
            mistake=mistake,
            evidence=evidence,
        )

    return Check(measurement.id, title, kind, points, judge, hint, needs)


def _evidence(
    measurement: Measurement, entry: Mapping[str, Any], found: Sequence[Measured], threshold: Threshold
) -> dict[str, Any]:
    evidence: dict[str, Any] = {
        "values": [round(one.value, 6) for one in found],
        "threshold": threshold.value,
        "at_least": threshold.at_least,
        "margins": [round(threshold.margin(one.value), 6) for one in found],
        "trainings": len(found),
        "decision": "borderline" if is_borderline(found, threshold) else "clear",
        "false_failure": entry["false_failure"],
    }
    if measurement.rows:
        intervals = [[round(one.low, 6), round(one.high, 6)] for one in found]
        evidence.update(rows=measurement.rows, intervals=intervals, confidence=CONFIDENCE)
    return evidence


def _passing(what: str, found: Sequence[Measured], threshold: Threshold) -> str:
    if len(found) == 1:
        return say("{what}: {value}.", what=capital(what), value=number(found[0].value))
    return say(
        "{what}: {tries} in {count} trainings; {side} {threshold} is asked. The first left it open, so it was measured again.",
        **_told(what, found, threshold),
    )


def _failing(what: str, found: Sequence[Measured], threshold: Threshold, probability: float) -> str:
    return say(
        "{what} was {tries} in {count} trainings; {side} {threshold} is asked. "
        "A right solution comes out like this less than once in {times:,} times.",
        times=_times(probability),
        **_told(what, found, threshold),
    )


def _told(what: str, found: Sequence[Measured], threshold: Threshold) -> dict[str, Any]:
    *before, last = [number(one.value) for one in found]
    return {
        "what": capital(what),
        "tries": say(" and ").join([", ".join(before), last]),
        "count": len(found),
        "side": say("at least") if threshold.at_least else say("at most"),
        "threshold": number(threshold.value),
    }


def _times(probability: float) -> int:
    """How often at least one has to try for something so rare, in one digit: 10,000 for 0.00007."""
    times = 1 / max(probability, RARELY)
    power = int(10.0 ** int(math.log10(times) + 1e-9))
    return int(times / power + 1e-9) * power


def accuracy(predicted: Array, labels: Array) -> float:
    """The share of equal entries of two (n,) arrays."""
    return float(np.mean(predicted == labels))


def class_of(observed: Observed, what: str, rows: int, classes: int = 10) -> Array:
    """Predicted classes (rows,) from logits or probabilities (rows, classes); ties go to no class.

    Raises Failed for another shape or values that are not finite numbers. A row whose largest value
    is reached more than once says nothing, and counts as class −1: never right.
    """
    from grader.checks.closeness import require_shape

    require_shape(observed, what, (rows, classes))
    scores = array_of(observed, what, integers=True)
    best = scores.max(axis=1, keepdims=True)
    tied = (scores == best).sum(axis=1) > 1
    return np.where(tied, -1, scores.argmax(axis=1))


def binary_of(observed: Observed, what: str, rows: int) -> Array:
    """Predicted classes (rows,) from probabilities or 0/1 of the shape (rows, 1), split at 0.5."""
    from grader.checks.closeness import require_shape

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
