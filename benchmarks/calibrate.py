"""Finds the thresholds of the statistical checks: ``python benchmarks/calibrate.py task6 task7``.

Each measurement that a task's ``checks.py`` lists in ``MEASUREMENTS`` is taken over many seeds, in
the sandbox and through the exam just as a check takes it:

- of the reference ``solution.py`` and of every ``right/*.py`` whose header says ``# calibrate: yes``;
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

A check takes a second measurement, with a fresh seed, before it fails, so its own probability of
failing a right solution is P². Where there is no room for 1e-4 in one measurement, the check keeps
that limit: P is then at most 1e-2. Where no number satisfies 2 and 3, the script says between which
files there is no room, and leaves that measurement's old entry as it was.

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

from grader import catalog
from grader.checks.learning import ATTEMPTS, Measurement
from grader.engine import public_files
from grader.exam import Exam
from grader.results import Failed
from grader.sandbox import Backend, choose
from grader.submission import read
from grader.task import Task

FALSE_FAILURE = 1e-4
SMOOTHING = 0.0005  # half a row of 1,000: keeps the logit of a perfect run finite
LEAST_SPREAD = 0.01  # equal runs do not prove that the next one will be equal too
METHOD = (
    "Per right solution a Student t prediction for the next run, fitted on the {scale}; the threshold is the highest "
    "short number below every right run and with a probability of at most {limit:g} for each right solution to fall "
    "short in one measurement, above every wrong run. A check measures up to {attempts} times: false_failure is the "
    "probability that all of them fall short."
)


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
    for path in sorted((folder / "right").glob("*.py")):
        if header(path, "calibrate") == "yes":
            found.append(Solution(path, f"right/{path.name}", True, frozenset(ids)))
    known = {measurement.id for measurement in measurements_of(task)}
    for path in sorted((folder / "wrong").glob("*.py")):
        named = frozenset(header(path, "calibrate").split())
        if named - known:
            raise SystemExit(f"{path}: its header names measurements that do not exist: {', '.join(named - known)}")
        if named & set(ids):
            found.append(Solution(path, f"wrong/{path.name}", False, named & set(ids)))
    return found


def measurements_of(task: Task) -> tuple[Measurement, ...]:
    return tuple(getattr(catalog.load_module("tasks", catalog.folder_of(task), "checks"), "MEASUREMENTS", ()))


def examine(task: Task, solution: Solution, backend: Backend) -> Exam:
    """An exam with room for many trainings in one child, so that TensorFlow is imported once."""
    limits = task.limits.replace(total_seconds=24 * 3600.0, cpu_seconds=24 * 3600)
    exam = Exam(task, read(solution.path), catalog.oracle(task), backend, 0, limits, public_files(task))
    exam.load()
    return exam


def take(
    task: Task, solution: Solution, wanted: Sequence[Measurement], seeds: Sequence[int], backend: Backend
) -> Iterator[tuple[str, float]]:
    """(measurement id, value) for every seed. A wrong solution that gives no value counts as −∞ or ∞."""
    exam = examine(task, solution, backend)
    try:
        for seed in seeds:
            exam.seed = seed
            exam._shared.clear()  # models of the seed before
            exam._fused.clear()  # a call that ran out of time is asked again
            for measurement in wanted:
                if measurement.id in solution.measurements:
                    yield measurement.id, _value(exam, measurement, solution)
    finally:
        exam.close()


def _value(exam: Exam, measurement: Measurement, solution: Solution) -> float:
    exam.begin(measurement.id)
    try:
        with np.errstate(all="ignore"):
            return float(measurement.take(exam, 0))
    except Failed as failed:
        if solution.right:
            raise SystemExit(
                f"{solution.path}: {measurement.id} could not be measured with seed {exam.seed}: {failed}"
            ) from failed
        return -math.inf if measurement.at_least else math.inf


# --- where the threshold lies ----------------------------------------------------------------------------------


def logit(value: float) -> float:
    return math.log((value + SMOOTHING) / (1 - value + SMOOTHING))


def unlogit(value: float) -> float:
    odds = math.exp(value)
    return min(max((odds * (1 + SMOOTHING) - SMOOTHING) / (1 + odds), 0.0), 1.0)


def same(value: float) -> float:
    return value


@dataclass(frozen=True)
class Fit:
    """The prediction for the next run of one right solution, on the scale of ``forward``."""

    runs: tuple[float, ...]
    forward: Callable[[float], float]
    backward: Callable[[float], float]

    def _parameters(self) -> tuple[float, float, int]:
        values = np.array([self.forward(run) for run in self.runs])
        count = len(values)
        spread = max(float(values.std(ddof=1)) if count > 1 else 0.0, LEAST_SPREAD)
        return float(values.mean()), spread * math.sqrt(1 + 1 / count), max(count - 1, 1)

    def below(self, threshold: float) -> float:
        """The probability that the next run lies below the threshold."""
        mean, spread, freedom = self._parameters()
        return float(stats.t.cdf((self.forward(threshold) - mean) / spread, freedom))

    def quantile(self, probability: float) -> float:
        mean, spread, freedom = self._parameters()
        return self.backward(mean + spread * float(stats.t.ppf(probability, freedom)))


def fits(right: dict[str, list[float]]) -> dict[str, Fit]:
    every = [run for runs in right.values() for run in runs]
    share = min(every) >= 0 and max(every) <= 1
    forward, backward = (logit, unlogit) if share else (same, same)
    return {name: Fit(tuple(runs), forward, backward) for name, runs in right.items()}


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
    show: Callable[[float], float] = same,
    limit: float = FALSE_FAILURE,
) -> tuple[float, float]:
    """(threshold, probability of one right measurement below it), for measurements to be at least it.

    ``limit`` is what that probability may be. Raises NoRoom, which names the files, where the two sides meet; ``show`` turns a value into the
    number that was measured.
    """
    predictions = fits(right)
    quantiles = {name: fit.quantile(limit) for name, fit in predictions.items()}
    worst = min(right, key=lambda name: min(right[name]))
    tightest = min(quantiles, key=lambda name: quantiles[name])
    lowest = min(right[worst])
    high = min(quantiles[tightest], lowest - 1e-6 * max(abs(lowest), 1.0))
    best = max(wrong, key=lambda name: max(wrong[name])) if wrong else ""
    floor = max(wrong[best]) if wrong else -math.inf
    if not high > floor:
        raise NoRoom(
            f"{worst} has a run of {show(lowest):.6g} and {tightest} may come to {show(quantiles[tightest]):.6g} "
            f"(probability {limit:g}), but {best} reached {show(floor):.6g}"
        )
    room = (high - floor) / 4 if math.isfinite(floor) else 0.1 * max(abs(high), 1e-3)
    threshold = shortest(high - room, high)
    return threshold, max(fit.below(threshold) for fit in predictions.values())


def entry(measurement: Measurement, runs: Runs, seeds: int) -> dict[str, Any]:
    """What calibration.json says about one measurement."""
    sign = 1.0 if measurement.at_least else -1.0
    # Shares are mirrored about ½ and other numbers about 0, so that "at most" becomes "at least".
    everything = [run for group in runs.right.values() for run in group]
    offset = 1.0 if sign < 0 and min(everything) >= 0 and max(everything) <= 1 else 0.0
    mirrored = [{k: [offset + sign * v for v in vs] for k, vs in side.items()} for side in (runs.right, runs.wrong)]

    def show(value: float) -> float:
        return sign * (value - offset)

    limit = FALSE_FAILURE
    try:
        threshold, probability = place(*mirrored, show, limit)
    except NoRoom:  # then the check, which measures again, keeps the limit
        limit = FALSE_FAILURE ** (1 / ATTEMPTS)
        threshold, probability = place(*mirrored, show, limit)
    threshold = round(sign * (threshold - offset), 9)
    worst, best = (min, max) if measurement.at_least else (max, min)
    scale = "logit scale" if fits(mirrored[0])[next(iter(runs.right))].forward is logit else "measured scale itself"
    return {
        "threshold": threshold,
        "at_least": measurement.at_least,
        "false_failure_of_one_measurement": float(f"{probability:.2g}"),
        "false_failure": float(f"{probability**ATTEMPTS:.2g}"),
        "seeds": seeds,
        "right": {
            name: {
                "worst": _rounded(worst(values)),
                "mean": _rounded(float(np.mean(values))),
                "sd": _rounded(float(np.std(values, ddof=1)) if len(values) > 1 else 0.0),
                "runs": [_rounded(value) for value in values],
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
        "method": METHOD.format(scale=scale, limit=limit, attempts=ATTEMPTS),
    }


def _mean(values: list[float]) -> float:
    finite = [value for value in values if math.isfinite(value)]
    return float(np.mean(finite)) if finite else math.inf


def _rounded(value: float) -> float | None:
    """Five decimals; None stands for a run that gave no value."""
    return round(value, 5) if math.isfinite(value) else None


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


def calibrate(
    task: Task, ids: Sequence[str], seeds: int, backend: Backend
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """The entries of the measurements named by ``ids``, and a sentence for each that has no threshold."""
    wanted = [measurement for measurement in measurements_of(task) if measurement.id in ids]
    runs = {measurement.id: Runs() for measurement in wanted}
    for solution in solutions(task, [measurement.id for measurement in wanted]):
        started = time.monotonic()
        for name, value in take(task, solution, wanted, range(1000, 1000 + seeds), backend):
            side = runs[name].right if solution.right else runs[name].wrong
            side.setdefault(solution.name, []).append(value)
        print(f"{task.name}: {solution.name}: {seeds} seeds, {time.monotonic() - started:.1f} s", flush=True)
    found, problems = {}, []
    for measurement in wanted:
        try:
            found[measurement.id] = entry(measurement, runs[measurement.id], seeds)
        except NoRoom as problem:
            problems.append(f"{task.name}: {measurement.id} has no threshold: {problem}. Runs: {runs[measurement.id]}")
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
    parser.add_argument("--sandbox", default="auto")
    options = parser.parse_args(argv)
    backend = choose(options.sandbox)
    status = 0
    for name in options.tasks:
        task = catalog.find(name)
        known = [measurement.id for measurement in measurements_of(task)]
        ids = options.measurement or known
        if unknown := set(ids) - set(known):
            parser.error(f"{task.name} has no measurement {', '.join(sorted(unknown))}; it has {', '.join(known)}")
        found, problems = calibrate(task, ids, 6 if options.quick else options.seeds, backend)
        for problem in problems:
            print(problem, file=sys.stderr)
            status = 1
        print(table(found))
        print(f"Written to {write(task, found)}")
    return status


if __name__ == "__main__":
    sys.exit(main())
