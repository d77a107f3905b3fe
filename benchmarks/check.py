"""What ``grader check`` adds to a solution's own time: ``python benchmarks/check.py [task2 task5 …]``.

Each task's reference solution is checked by the command, and beside it a bare Python process imports
the same file and makes the very same calls with the same inputs: they are recorded in a first check.
Both are run in turn, several times; the table shows the best of each and their ratio.

The bare process is told to use one thread for each library, as the grader's child is.
"""

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from grader.exam.exam import Exam
from grader.exam.values import DataFile, Helper, Model, StudentFunction
from grader.grading.engine import grade
from grader.grading.terms import Terms
from grader.sandbox import choose
from grader.sandbox.backend import environment
from grader.submission.file import read
from grader.task import Task, catalog
from grader.task.handout import public_files

ROOT = Path(__file__).resolve().parent.parent
SEED = 1
# Ratio to the bare process that each task may reach, and seconds at most.
LIMITS = {"task2": (4.0, 1.0), "task5": (1.4, None), "task7": (1.3, 25.0), "task9": (1.3, 25.0)}

REPLAY = """
import importlib.util, os, pickle, sys
with open(sys.argv[1], "rb") as file:
    calls = pickle.load(file)
spec = importlib.util.spec_from_file_location("submission", sys.argv[2])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
models = {}

def value_of(item):
    kind, value = item
    if kind == "model":
        return models[value]
    if kind == "function":
        return getattr(module, value)
    if kind == "file":
        with open("points.csv", "wb") as file:
            file.write(value)
        return "points.csv"
    if kind == "helper":
        import numpy
        return lambda shape, seed: numpy.zeros(shape)
    return value

for name, args, kwargs, handle, limit in calls:
    result = getattr(module, name)(*map(value_of, args), **{k: value_of(v) for k, v in kwargs.items()})
    if handle is not None:
        models[handle] = result
    elif limit:
        for number, _ in enumerate(result):
            if number >= limit:
                break
"""


def recorded(task: Task, path: Path) -> list[Any]:
    """The calls that a check of the solution makes, in order, as plain data."""
    calls: list[Any] = []
    original = Exam._call

    def plain(value: Any) -> tuple[str, Any]:
        if isinstance(value, Model):
            return "model", (value.life, value.handle)
        if isinstance(value, StudentFunction):
            return "function", value.name
        if isinstance(value, DataFile):
            return "file", value.content
        if isinstance(value, Helper):
            return "helper", value.name
        return "plain", value

    def record(self: Exam, name: str, args: Any, kwargs: Any, echo: bool, limit: int = 0) -> Any:
        shown = [plain(arg) for arg in args], {key: plain(arg) for key, arg in kwargs.items()}
        result = original(self, name, args, kwargs, echo, limit)
        handle = (self._lives, result[0].handle) if result[0].kind == "model" else None
        calls.append((name, *shown, handle, limit))
        return result

    Exam._call = record  # type: ignore[method-assign]
    try:
        result = grade(task, read(path), choose("auto"), Terms(seed=SEED))
    finally:
        Exam._call = original  # type: ignore[method-assign]
    if not result.passed:
        raise SystemExit(f"{task.name}: the reference solution does not pass; nothing to measure.")
    return calls


def timed(command: list[str], settings: dict[str, str], folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, env=settings, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def measure(task: Task, repeats: int, sandbox: str) -> tuple[float, float]:
    """Best seconds of the bare process and of ``grader check``."""
    path = catalog.path_of(task, "solution.py", kind="reference")
    with tempfile.TemporaryDirectory() as folder:
        bytecode = {"PYTHONPYCACHEPREFIX": f"{folder}/bytecode"}
        bare = {**environment(folder), **bytecode}
        whole = {**os.environ, **bytecode, "PYTHONPATH": str(ROOT)}
        whole.pop("PYTHONDONTWRITEBYTECODE", None)
        for inside, outside in public_files(task).items():
            Path(folder, inside).parent.mkdir(exist_ok=True)
            Path(folder, inside).write_bytes(outside.read_bytes())
        Path(folder, "replay.py").write_text(REPLAY)
        Path(folder, "calls").write_bytes(pickle.dumps(recorded(task, path)))
        replay = [sys.executable, "-s", "replay.py", "calls", str(path)]
        check = [
            sys.executable,
            "-m",
            "grader",
            "check",
            task.name,
            str(path),
            f"--seed={SEED}",
            f"--sandbox={sandbox}",
        ]
        if repeats > 1:
            timed(check, whole, folder)  # compiles the bytecode
        taken = [(timed(replay, bare, folder), timed(check, whole, folder)) for _ in range(repeats)]
    return min(bare for bare, _ in taken), min(check for _, check in taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tasks", nargs="*", default=list(LIMITS))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sandbox", default="auto")
    options = parser.parse_args()
    print(f"{'task':8} {'bare s':>8} {'check s':>8} {'ratio':>6}   limit", flush=True)
    missed = False
    for name in options.tasks:
        task = catalog.find(name)
        bare, check = measure(task, options.repeats, options.sandbox)
        ratio, seconds = LIMITS.get(task.name, (None, None))
        over = (ratio is not None and check / bare > ratio) or (seconds is not None and check > seconds)
        missed = missed or over
        limit = ", ".join(filter(None, [f"{ratio:g}x" if ratio else "", f"{seconds:g} s" if seconds else ""]))
        print(
            f"{task.name:8} {bare:8.2f} {check:8.2f} {check / bare:6.2f}   {limit}{'  MISSED' if over else ''}",
            flush=True,
        )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
