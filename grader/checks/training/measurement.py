"""Checks that train a model: statistical verdicts against calibrated thresholds.

A measurement is one number from one trained model, on data that the student's process has not seen. Its threshold is
not written here. ``benchmarks/calibrate.py`` measures right and known-wrong solutions over many seeds and writes
``tasks/<task>/calibration.json``. A check reads its threshold from there, with the probability that a right solution
falls short of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.base.errors import CatalogError
from grader.base.language import capital, mark, say
from grader.checks.check import Check
from grader.checks.numbers import number
from grader.checks.training.best_of_three import Measured, Threshold, is_borderline, measured, twice_of_three, verdict
from grader.checks.training.statistics import CONFIDENCE, Prediction, prediction
from grader.exam.exam import Exam
from grader.result.outcome import Failed, Verdict, passed
from grader.task import catalog
from grader.task.declaration import Task

NEEDED = ("threshold", "false_failure")  # in an entry of calibration.json
RARELY = 1e-6  # smaller probabilities are not stated exactly: no fitted distribution can be trusted that far out


@dataclass(frozen=True)
class Measurement:
    """``take(exam, attempt)`` trains (or uses a shared model of that attempt) and measures.

    It draws from ``exam.rng`` and returns one number. ``at_least`` says that right solutions lie above the threshold,
    otherwise below. ``rows`` is the number of rows if the number is a share of rows, or a mean of such shares; 0 for
    any other number, whose sampling error is unknown.
    """

    id: str
    take: Callable[[Exam, int], float]
    at_least: bool = True
    rows: int = 0


def calibration(task: Task) -> dict[str, Any]:
    """The committed calibration of a task: for each measurement its threshold and the runs behind it."""
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
    """For each right solution of a calibration, the prediction of its next run; empty if its runs were not recorded."""
    files = entry["right"].values() if "scale" in entry else ()
    return [prediction(file["runs"], entry["scale"] == "logit") for file in files if "runs" in file]


def p_value(entry: Mapping[str, Any], found: Sequence[Measured], threshold: Threshold) -> float:
    """A bound for the probability that a right solution's measurements are as bad as these, which failed.

    Two of them fell short. So two of three were at most as good as the better of these two, which is at least as rare
    as two that just fall short of the threshold.
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
    """A check that a measurement is on the right side of its calibrated threshold.

    ``what`` names the measured quantity in the message ("accuracy on 2,000 unseen digits"). ``explain`` may add a
    sentence for a value that fell short ("that is no better than chance"). ``mistake`` names the mistake that a failure
    reports. Set it only if the checks in ``needs`` rule out every other cause.
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
    """How many tries something so rare takes, rounded down to one digit: 10,000 for 0.00007."""
    times = 1 / max(probability, RARELY)
    power = int(10.0 ** int(math.log10(times) + 1e-9))
    return int(times / power + 1e-9) * power
