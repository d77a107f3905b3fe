"""What isolation costs: a check of task 2 under each back end, against the plain child, in one run.

    python benchmarks/isolation.py [ROUNDS]

The back ends take turns, so that a change of the machine's load meets all of them alike. The budget
is 80 ms for bubblewrap over the plain child, by the medians.
"""

from __future__ import annotations

import statistics
import sys
import time

from grader import sandbox
from grader.grading.engine import grade
from grader.grading.terms import Terms
from grader.sandbox import Backend
from grader.submission.file import read
from grader.task import Task, catalog

BUDGET_MS = 80


def backends() -> list[Backend]:
    return [backend for backend in map(sandbox._load, sandbox.BACKENDS) if not backend.unavailable()]


def one(task: Task, backend: Backend) -> float:
    submission = read(catalog.path_of(task, "solution.py", kind="reference"))
    started = time.perf_counter()
    result = grade(task, submission, backend, Terms(seed=1))
    seconds = time.perf_counter() - started
    if not result.passed:
        raise SystemExit(f"the solution did not pass under {backend.name}: {result.message}")
    return seconds


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    task = catalog.find("task2")
    chosen = backends()
    times: dict[str, list[float]] = {backend.name: [] for backend in chosen}
    for number in range(rounds + 1):  # the first round warms the file cache
        for backend in chosen:
            seconds = one(task, backend)
            if number:
                times[backend.name].append(seconds * 1000)
    plain = statistics.median(times["none"])
    for name, values in times.items():
        quartiles = statistics.quantiles(values, n=4)
        print(
            f"{name:10}  median {statistics.median(values):6.0f} ms   quartiles {quartiles[0]:.0f}-{quartiles[2]:.0f}   "
            f"over the plain child {statistics.median(values) - plain:+.0f} ms"
        )
    over = statistics.median(times.get("bubblewrap", [plain])) - plain
    print(f"bubblewrap: {over:+.0f} ms of {BUDGET_MS} ms")
    return 0 if over <= BUDGET_MS else 1


if __name__ == "__main__":
    sys.exit(main())
