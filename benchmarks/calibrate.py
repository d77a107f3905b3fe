"""Finds the thresholds of the statistical checks: ``python benchmarks/calibrate.py task6 task7``.

Each measurement that a task's ``checks.py`` lists in ``MEASUREMENTS`` is taken over many seeds, in
the sandbox and through the exam just as a check takes it:

- of the reference ``solution.py`` and of every ``right/*.py`` whose header says ``# calibrate: yes``, or names
  the measurement as those of wrong files do;
- of every ``wrong/*.py`` whose header names the measurement (``# calibrate: train.accuracy``).

The rule for the threshold t of a measurement that is to be at least t (mirrored where it is to be
at most t):

1. Each right solution's runs are brought to the logit scale where they are shares between 0 and 1
   (an accuracy crowds against 1 and is skewed to the left there; its logit is close to normal), and
   left as they are otherwise. From n runs with mean m and standard deviation s, the next one falls
   below t with the probability P = T((t − m) / (s·√(1 + 1/n))), T the distribution function of
   Student's t with n − 1 degrees of freedom: the normal's prediction where m and s are estimates.
2. t lies below the worst run of every right solution, and where P is at most 1e-4 for all of them.
3. t lies above the best run of every wrong solution.
4. It is the highest such number, rounded down to the shortest decimal within a quarter of the way to
   the best wrong run: where right solutions all but never err, one in another style may a little more.

A check fails only where two of three measurements fall short, so with a probability of at most
P²·(3 − 2·P). Where there is no room for 1e-4 in one measurement, the check keeps that limit: P is then
at most 0.0058. Where no number satisfies 2 and 3, the script says between which files there is no room,
and leaves that measurement's old entry as it was: then the measurement has to become better, not the rule.

``--again`` places the thresholds anew from the runs that are recorded, without training.

Written to ``tasks/<folder>/calibration.json``; commit it. Another machine gets other last digits.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from grader.checks import of_task
from grader.checks.training.best_of_three import once_for_twice, twice_of_three
from grader.checks.training.measurement import Measurement
from grader.checks.training.statistics import SMOOTHING, Prediction, prediction
from grader.exam.exam import Exam
from grader.result.outcome import Failed
from grader.sandbox import Backend, choose
from grader.submission.file import read
from grader.task import Task, catalog
from grader.task.handout import public_files

FALSE_FAILURE = 1e-4
DECIMALS = 5  # of a recorded run
PLACED = (
    "Per right solution a Student t prediction for the next run, fitted on the {scale}; the threshold is the highest "
    "short number below every right run and with a probability of at most {limit} for each right solution to fall "
    "short in one measurement, above every wrong run."
)
DECIDED = (
    " A check fails where two of three measurements fall short: false_failure is a bound for the probability of that."
)
SCALES = {"logit": "logit scale", "measured": "measured scale itself"}


class NoRoom(Exception):
    """No threshold separates the right solutions from the wrong ones."""


# --- what is measured ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Solution:
    """One file, and the ids of the measurements that it takes part in."""

    path: Path
    name: str
    right: bool
    measurements: frozenset[str]


@dataclass
class Runs:
    """The values of one measurement, by file, in the order of the seeds."""

    right: dict[str, list[float]] = field(default_factory=dict)
    wrong: dict[str, list[float]] = field(default_factory=dict)


def header(path: Path, key: str) -> str:
    """What the comment ``# key: …`` in the first lines of a file says; empty where there is none."""
    for line in path.read_text(encoding="utf-8").splitlines()[:6]:
        if line.startswith(f"# {key}:"):
            return line.partition(":")[2].strip()
    return ""


def solutions(task: Task, ids: Sequence[str]) -> list[Solution]:
    """The files that the calibration of these measurements rests on."""
    folder = catalog.path_of(task, kind="reference")
    found = [Solution(folder / "solution.py", "solution.py", True, frozenset(ids))]
    known = {measurement.id for measurement in measurements_of(task)}
    for kind in ("right", "wrong"):
        for path in sorted((folder / kind).glob("*.py")):
            named = frozenset(header(path, "calibrate").split())
            if named == {"yes"} and kind == "right":
                named = frozenset(ids)
            if named - known:
                raise SystemExit(f"{path}: its header names measurements that do not exist: {', '.join(named - known)}")
            if named & set(ids):
                found.append(Solution(path, f"{kind}/{path.name}", kind == "right", named & set(ids)))
    return found


def measurements_of(task: Task) -> tuple[Measurement, ...]:
    return tuple(getattr(catalog.load_module("tasks", catalog.folder_of(task), "checks"), "MEASUREMENTS", ()))


def examine(task: Task, solution: Solution, backend: Backend) -> Exam:
    """An exam with room for many trainings in one child, so that TensorFlow is imported once."""
    limits = task.limits.replace(total_seconds=24 * 3600.0, cpu_seconds=24 * 3600)
    exam = Exam(task, read(solution.path), of_task.oracle(task), backend, 0, limits, public_files(task))
    exam.load()
    return exam


def take(
    task: Task, solution: Solution, wanted: Sequence[tuple[int, Sequence[Measurement]]], backend: Backend
) -> Iterator[tuple[int, dict[str, float]]]:
    """(seed, values by measurement) for each seed with what is to be measured with it."""
    exam = examine(task, solution, backend)
    try:
        for seed, measurements in wanted:
            exam.seed = seed
            exam._shared.clear()  # models of the seed before
            exam._fused.clear()  # a call that ran out of time is asked again
            yield seed, {measurement.id: _value(exam, measurement, solution) for measurement in measurements}
    finally:
        exam.close()


def _value(exam: Exam, measurement: Measurement, solution: Solution) -> float:
    exam.begin(measurement.id)
    try:
        with np.errstate(all="ignore"):
            return round(float(measurement.take(exam, 0)), DECIMALS)
    except Failed as failed:
        if solution.right:
            raise SystemExit(
                f"{solution.path}: {measurement.id} could not be measured with seed {exam.seed}: {failed}"
            ) from failed
        return -math.inf if measurement.at_least else math.inf


# --- where the threshold lies ----------------------------------------------------------------------------------


def unlogit(value: float) -> float:
    """The share whose logit this is, as grader.checks.chance smooths it."""
    odds = math.exp(value)
    return min(max((odds * (1 + SMOOTHING) - SMOOTHING) / (1 + odds), 0.0), 1.0)


def quantile(fit: Prediction, probability: float) -> float:
    """The value below which the next run lies with this probability."""
    value = fit.mean + fit.spread * float(stats.t.ppf(probability, fit.freedom))
    return unlogit(value) if fit.logit else value


def are_shares(right: dict[str, list[float]]) -> bool:
    return all(0 <= run <= 1 for runs in right.values() for run in runs)


def shortest(low: float, high: float) -> float:
    """The largest of the shortest decimals in [low, high]."""
    for digits in range(10):
        value = math.floor(high * 10**digits + 1e-9) / 10**digits
        if low <= value <= high:
            return value
    return high


def place(
    right: dict[str, list[float]],
    wrong: dict[str, list[float]],
    show: Callable[[float], float] = float,
    limit: float = FALSE_FAILURE,
) -> tuple[float, float]:
    """(threshold, probability of one right measurement below it), for measurements to be at least it.

    ``limit`` is what that probability may be. Raises NoRoom, which names the files, where the two sides
    meet; ``show`` turns a value into the number that was measured.
    """
    fits = {name: prediction(runs, are_shares(right)) for name, runs in right.items()}
    quantiles = {name: quantile(fit, limit) for name, fit in fits.items()}
    worst = min(right, key=lambda name: min(right[name]))
    tightest = min(quantiles, key=lambda name: quantiles[name])
    lowest = min(right[worst])
    high = min(quantiles[tightest], lowest - 1e-6 * max(abs(lowest), 1.0))
    best = max(wrong, key=lambda name: max(wrong[name])) if wrong else ""
    floor = max(wrong[best]) if wrong else -math.inf
    if not high > floor:
        raise NoRoom(
            f"{worst} has a run of {show(lowest):.6g} and {tightest} may come to {show(quantiles[tightest]):.6g} "
            f"(probability {limit:.2g}), but {best} reached {show(floor):.6g}"
        )
    room = (high - floor) / 4 if math.isfinite(floor) else 0.1 * max(abs(high), 1e-3)
    threshold = shortest(high - room, high)
    return threshold, max(fit.below(threshold) for fit in fits.values())


def entry(measurement: Measurement, runs: Runs) -> dict[str, Any]:
    """What calibration.json says about one measurement."""
    sign = 1.0 if measurement.at_least else -1.0
    shares = are_shares(runs.right)
    # Shares are mirrored about ½ and other numbers about 0, so that "at most" becomes "at least".
    offset = 1.0 if sign < 0 and shares else 0.0
    mirrored = [{k: [offset + sign * v for v in vs] for k, vs in side.items()} for side in (runs.right, runs.wrong)]

    def show(value: float) -> float:
        return sign * (value - offset)

    limit = FALSE_FAILURE
    try:
        threshold, probability = place(*mirrored, show, limit)
    except NoRoom:  # then the check, which measures again, keeps the limit
        limit = once_for_twice(FALSE_FAILURE)
        threshold, probability = place(*mirrored, show, limit)
    worst, best = (min, max) if measurement.at_least else (max, min)
    scale = "logit" if shares else "measured"
    return {
        "threshold": round(show(threshold), 9),
        "at_least": measurement.at_least,
        "scale": scale,
        "false_failure_of_one_measurement": float(f"{probability:.2g}"),
        "false_failure": float(f"{twice_of_three(probability):.2g}"),
        "seeds": min(len(values) for values in runs.right.values()),
        "right": {
            name: {
                "worst": worst(values),
                "mean": _rounded(float(np.mean(values))),
                "sd": _rounded(float(np.std(values, ddof=1)) if len(values) > 1 else 0.0),
                "runs": values,
            }
            for name, values in runs.right.items()
        },
        "wrong": {
            name: {
                "best": _rounded(best(values)),
                "mean": _rounded(_mean(values)),
                "runs": [_rounded(value) for value in values],
            }
            for name, values in runs.wrong.items()
        },
        "method": PLACED.format(scale=SCALES[scale], limit=f"{limit:.2g}") + DECIDED,
    }


def again(measurement: Measurement, entries: dict[str, Any]) -> dict[str, Any]:
    """The entry that the present rule makes of the runs that are recorded.

    One from before runs were recorded keeps its threshold; only what the check makes of it is worked out anew.
    """
    if measurement.id not in entries:
        raise NoRoom("it was not calibrated yet, so there are no runs to place one by")
    old = entries[measurement.id]
    files = (*old["right"].values(), *old["wrong"].values())
    if all("runs" in file for file in files):
        return entry(measurement, recorded(measurement, old))
    probability = twice_of_three(old["false_failure_of_one_measurement"])
    method = old["method"].partition(" A check ")[0] + DECIDED
    return {**old, "false_failure": float(f"{probability:.2g}"), "method": method}


def recorded(measurement: Measurement, old: dict[str, Any]) -> Runs:
    """The runs that an entry of calibration.json was made from."""
    nothing = -math.inf if measurement.at_least else math.inf
    right, wrong = (
        {name: [nothing if run is None else run for run in file["runs"]] for name, file in old[side].items()}
        for side in ("right", "wrong")
    )
    return Runs(right, wrong)


def _mean(values: list[float]) -> float:
    finite = [value for value in values if math.isfinite(value)]
    return float(np.mean(finite)) if finite else math.inf


def _rounded(value: float) -> float | None:
    """None stands for a run that gave no value."""
    return round(value, DECIMALS) if math.isfinite(value) else None


# --- the script ------------------------------------------------------------------------------------------------------


def table(found: dict[str, dict[str, Any]]) -> str:
    lines = []
    for name, data in found.items():
        side = "at least" if data["at_least"] else "at most"
        lines.append(
            f"{name}: {side} {data['threshold']}  (false failure {data['false_failure_of_one_measurement']:g} "
            f"in one measurement, {data['false_failure']:g} in the check; {data['seeds']} seeds)"
        )
        for file, runs in data["right"].items():
            lines.append(f"    right {file:32} worst {runs['worst']:<10} mean {runs['mean']:<10} sd {runs['sd']}")
        for file, runs in data["wrong"].items():
            lines.append(f"    wrong {file:32} best  {runs['best']!s:<10} mean {runs['mean']}")
    return "\n".join(lines)


class Journal:
    """What was measured so far, a line of JSON for each file and seed: an interrupted calibration goes on from there."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.values: dict[tuple[str, str, int], dict[str, float]] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path and path.exists() else ():
            task, solution, seed, values = json.loads(line)
            self.values.setdefault((task, solution, seed), {}).update(values)

    def add(self, task: str, solution: str, seed: int, values: dict[str, float]) -> None:
        self.values.setdefault((task, solution, seed), {}).update(values)
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([task, solution, seed, values]) + "\n")


def train_all(
    task: Task, wanted: Sequence[Measurement], seeds: int, backend: Backend, journal: Journal
) -> dict[str, Runs]:
    """The runs of each measurement, by its id."""
    runs = {measurement.id: Runs() for measurement in wanted}
    for solution in solutions(task, [measurement.id for measurement in wanted]):
        started = time.monotonic()
        asked = [measurement for measurement in wanted if measurement.id in solution.measurements]
        numbers = range(1000, 1000 + seeds)
        known = [journal.values.get((task.name, solution.name, seed), {}) for seed in numbers]
        missing = [
            (seed, todo)
            for seed, have in zip(numbers, known)
            if (todo := [measurement for measurement in asked if measurement.id not in have])
        ]
        if missing:
            for seed, values in take(task, solution, missing, backend):
                journal.add(task.name, solution.name, seed, values)
        for seed in numbers:
            for measurement in asked:
                value = journal.values[task.name, solution.name, seed][measurement.id]
                side = runs[measurement.id].right if solution.right else runs[measurement.id].wrong
                side.setdefault(solution.name, []).append(value)
        print(f"{task.name}: {solution.name}: {seeds} seeds, {time.monotonic() - started:.1f} s", flush=True)
    return runs


def calibrate(
    wanted: Sequence[Measurement], make: Callable[[Measurement], dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The entries that ``make`` gives for these measurements, and a sentence for each that has no threshold."""
    found, problems = {}, []
    for measurement in wanted:
        try:
            found[measurement.id] = make(measurement)
        except NoRoom as problem:
            problems.append(f"{measurement.id} has no threshold: {problem}.")
    return found, problems


def write(task: Task, found: dict[str, dict[str, Any]]) -> Path:
    """Write the entries, keep those of other measurements that still exist, in the task's order."""
    path = catalog.path_of(task, "calibration.json")
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    merged = {**old, **found}
    ordered = {m.id: merged[m.id] for m in measurements_of(task) if m.id in merged}
    text = json.dumps(ordered, indent=1, ensure_ascii=False, allow_nan=False)
    path.write_text(_one_line_lists(text) + "\n", encoding="utf-8")
    return path


def _one_line_lists(text: str) -> str:
    """The runs on one line each, so that a new calibration is a diff that can be read."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if inside:
            lines[-1] += line.strip() + (" " if line.strip().endswith(",") else "")
            inside = not line.strip().startswith("]")
        else:
            lines.append(line)
            inside = line.endswith("[")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Find the thresholds of the statistical checks.")
    parser.add_argument("tasks", nargs="+", metavar="TASK")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--measurement", action="append", metavar="ID", help="only this one; may be repeated")
    parser.add_argument("--quick", action="store_true", help="6 seeds: a first look, not for committing")
    parser.add_argument(
        "--again", action="store_true", help="place thresholds by the recorded runs; nothing is trained"
    )
    parser.add_argument("--journal", type=Path, metavar="FILE", help="keep what was measured here, and go on from it")
    parser.add_argument("--sandbox", default="auto")
    options = parser.parse_args(argv)
    journal = Journal(options.journal)
    status = 0
    for name in options.tasks:
        task = catalog.find(name)
        known = {measurement.id: measurement for measurement in measurements_of(task)}
        ids = options.measurement or list(known)
        if unknown := set(ids) - set(known):
            parser.error(f"{task.name} has no measurement {', '.join(sorted(unknown))}; it has {', '.join(known)}")
        wanted = [known[id] for id in ids]
        if options.again:
            old = json.loads(catalog.path_of(task, "calibration.json").read_text(encoding="utf-8"))
            found, problems = calibrate(wanted, lambda measurement, old=old: again(measurement, old))
        else:
            seeds = 6 if options.quick else options.seeds
            runs = train_all(task, wanted, seeds, choose(options.sandbox), journal)
            found, problems = calibrate(wanted, lambda measurement, runs=runs: entry(measurement, runs[measurement.id]))
        for problem in problems:
            print(f"{task.name}: {problem}", file=sys.stderr)
            status = 1
        print(table(found))
        print(f"Written to {write(task, found)}")
    return status


if __name__ == "__main__":
    sys.exit(main())
