"""What a batch costs, as ratios measured in one run: ``python benchmarks/batch.py [--quick] [--json FILE]``.

Throughput of task2 with task3 and of task5 (right and wrong files, each made unique by a comment), against
``python -m pytest`` in a fresh process for each submission with as many checks; how often TensorFlow was
imported; the share of a worker's busy time, from taking a submission to its written report, that is spent in
the student's own functions for task7; the parent's peak memory for ten times as many submissions; the size of
the class page and the time of a run with nothing to do. Each figure that has a bar is printed with it, and the
exit code is 1 where one is missed. Run it with all cores free: it takes about seven minutes on two.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
_LOOK_SECONDS = 0.5
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from grader.checks import of_task  # noqa: E402
from grader.task import catalog  # noqa: E402

# A test file as instructors write them: the reference beside it, as many cases as the task has checks.
PYTEST = """
import numpy as np, pytest, importlib.util
def load(path, name):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
sub, ref = load({file!r}, "submission"), load({reference!r}, "reference")
@pytest.mark.parametrize("n", range({checks}))
def test_check(n):
    rng = np.random.default_rng(n)
    {body}
"""
BODIES = {
    "task2": "X, W, b = rng.normal(size=(7, 2)), rng.normal(size=(1, 2)), rng.normal(size=(1, 1))\n"
    "    assert np.allclose(sub.forward_propagation(X, W, b), ref.forward_propagation(X, W, b))",
    "task3": "X, W, b = rng.normal(size=(7, 2)), rng.normal(size=(3, 2)), rng.normal(size=(1, 3))\n"
    "    assert np.allclose(sub.hidden_layer(X, W, b), ref.hidden_layer(X, W, b))",
    "task5": "x, y = sub.minimise(float(n), 0.1, 20)\n"
    "    assert np.allclose([float(x), float(y)], [float(v) for v in ref.minimise(float(n), 0.1, 20)], atol=1e-3)",
}


def sample(folder: Path, tasks: list[str], count: int) -> None:
    draw = random.Random(1)
    for number in range(count):
        name = tasks[number % len(tasks)]
        reference = ROOT / "reference" / catalog.folder_of(catalog.find(name))
        pool = sorted([*reference.glob("right/*.py"), *reference.glob("wrong/*.py")])
        target = folder / f"Student {number}" / f"{name}.py"
        target.parent.mkdir(parents=True)
        target.write_bytes(draw.choice(pool).read_bytes() + f"\n# {number}\n".encode())


@dataclass(frozen=True)
class Run:
    """One batch: its seconds, and the peak memory in MB of the grader's own process and of its largest judge."""

    seconds: float
    parent_mb: float
    judge_mb: float
    workers: int


def batch(folder: Path, out: Path, *more: str) -> Run:
    code = (
        "import re, resource, sys; from grader.cli import main; code = main(sys.argv[1:]); "
        # Not ru_maxrss, which a process inherits from the one that started it.
        "own = re.search(r'VmHWM:\\s*(\\d+)', open('/proc/self/status').read())[1]; "
        "print('PEAKS', own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "batch", str(folder), "--out", str(out), "--seed", "1", *more]
    began = time.perf_counter()
    with tempfile.TemporaryFile("w+") as told:
        run = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=told, stderr=subprocess.STDOUT
        )
        workers: set[int] = set()
        while run.poll() is None:
            workers |= _workers(run.pid)
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(_LOOK_SECONDS)
        taken = time.perf_counter() - began
        told.seek(0)
        text = told.read()
    if run.returncode:
        raise SystemExit(text[-2000:])
    parent, judge = map(int, text.rpartition("PEAKS")[2].split())
    return Run(taken, parent / 1000, judge / 1000, len(workers))


def _workers(root: int) -> set[int]:
    """The warm workers below a process: what bubblewrap has started. Their forks have the same command line."""
    found = set()
    with contextlib.suppress(psutil.Error):  # a process may end while it is looked at
        for process in psutil.Process(root).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                parent = process.parent()
                by_bubblewrap = parent is not None and parent.name() == "bwrap" != process.name()
                if by_bubblewrap and process.cmdline()[-1] == "fork_server":
                    found.add(process.pid)
    return found


def by_pytest(folder: Path, jobs: int, most: int) -> float:
    """Submissions per second of pytest, a fresh process for each, as many at once as cores."""
    from concurrent.futures import ThreadPoolExecutor

    def one(path: Path) -> None:
        task = catalog.find(path.stem)
        reference = ROOT / "reference" / catalog.folder_of(task) / "solution.py"
        text = PYTEST.format(
            file=str(path), reference=str(reference), checks=len(of_task.checks(task)), body=BODIES[path.stem]
        )
        test = path.with_name("test_it.py")
        test.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(test)]
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1"}
        subprocess.run(command, cwd=path.parent, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    paths = sorted(folder.glob("*/task*.py"))[:most]
    began = time.perf_counter()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, paths))
    return len(paths) / (time.perf_counter() - began)


def throughput(base: Path, tasks: list[str], count: int, compared: int) -> dict[str, float]:
    folder = base / "-".join(tasks)
    sample(folder, tasks, count)
    jobs = os.cpu_count() or 1
    run = batch(folder, base / f"out-{'-'.join(tasks)}", "--jobs", str(jobs))
    rate = count / run.seconds
    other = by_pytest(folder, jobs, compared)
    return {
        "submissions": count,
        "per_second": rate,
        "pytest_per_second": other,
        "times_pytest": rate / other,
        "workers_for_a_job": run.workers / jobs,
    }


def efficiency(count: int) -> dict[str, float]:
    """What one worker's busy time goes to: from taking a submission to its written report."""
    from grader.grading.terms import Terms
    from grader.sandbox import choose
    from grader.workers.grade_file import grade_file
    from grader.workers.process import finish
    from grader.workers.warm import Warmth

    task = catalog.find("task7")
    reference = ROOT / "reference" / catalog.folder_of(task)
    files = [reference / "solution.py", *sorted(reference.glob("right/*.py"))][:count]
    warmth = Warmth(choose(), True)
    busy, code = [], []
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as folder:
        for path in (files[0], *files):  # the first time has the imports, which a batch has once
            began = time.perf_counter()
            document = grade_file(task, path, warmth, Terms(seed=1))
            finish(document, Path(folder, "report.html"), "explain")
            busy.append(time.perf_counter() - began)
            code.append(document["code_seconds"])
    warmth.close()
    return {
        "submissions": len(files),
        "seconds_each": sum(busy[1:]) / len(files),
        "share_of_students_code": sum(code[1:]) / sum(busy[1:]),
    }


def page(base: Path, students: int) -> dict[str, float]:
    from batches import class_of

    from grader.instructor.batch import class_page
    from grader.instructor.grades import gradebook

    ledger = class_of(base / "page", students)
    began = time.perf_counter()
    path = class_page.write(ledger, gradebook.build(ledger), base / "page" / "index.html")
    return {"students": students, "megabytes": path.stat().st_size / 1e6, "seconds": time.perf_counter() - began}


def memory(base: Path, few: int, many: int) -> dict[str, float]:
    """Peak memory for ten times as many, and the time of the same command again."""
    small, large = (_of_task2(base, count) for count in (few, many))
    again = batch(base / f"m{many}", base / f"mo{many}")
    return {
        "few_mb": small.parent_mb,
        "many_mb": large.parent_mb,
        "ratio": large.parent_mb / small.parent_mb,
        "judge_few_mb": small.judge_mb,
        "judge_many_mb": large.judge_mb,
        "rerun_seconds": again.seconds,
    }


def _of_task2(base: Path, count: int) -> Run:
    folder = base / f"m{count}"
    sample(folder, ["task2"], count)
    return batch(folder, base / f"mo{count}")


# What has to be kept, by the part of the run and the figure in it: at least (+) or at most (-).
BARS = {
    ("numpy", "per_second"): 12.0,
    ("numpy", "times_pytest"): 5.0,
    ("tensorflow", "per_second"): 4.0,
    ("tensorflow", "times_pytest"): 8.0,
    ("tensorflow", "workers_for_a_job"): -1.0,
    ("efficiency", "share_of_students_code"): 0.85,
    ("page", "megabytes"): -5.0,
    ("memory", "ratio"): -1.3,
    ("memory", "many_mb"): -250.0,
    ("memory", "rerun_seconds"): -2.0,
}


def table(found: dict[str, dict[str, float]]) -> tuple[str, bool]:
    """The figures that have a bar, a line for each, and whether all of them are kept."""
    lines, kept = [f"{'':36} {'measured':>9}  bar"], True
    for (part, figure), bar in BARS.items():
        if part in found:
            value = found[part][figure]
            good = value >= bar if bar > 0 else value <= -bar
            kept = kept and good
            side = "at least" if bar > 0 else "at most"
            lines.append(f"{part + ' ' + figure:36} {value:9.3g}  {side} {abs(bar):g}: {'kept' if good else 'MISSED'}")
    return "\n".join(lines), kept


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a fifth to a tenth of everything; the start then weighs more"
    )
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--only", choices=("numpy", "tensorflow", "efficiency", "page", "memory"), action="append")
    options = parser.parse_args()
    small = options.quick
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as folder:
        base = Path(folder)
        parts = {
            "numpy": lambda: throughput(base, ["task2", "task3"], 40 if small else 200, 8 if small else 40),
            "tensorflow": lambda: throughput(base, ["task5"], 20 if small else 200, 4 if small else 20),
            "efficiency": lambda: efficiency(1 if small else 9),
            "page": lambda: page(base, 2000),
            "memory": lambda: memory(base, 20 if small else 200, 200 if small else 2000),
        }
        for name, measure in parts.items():
            if not options.only or name in options.only:
                found[name] = measure()
                print(f"{name:12}", "  ".join(f"{key} {value:.4g}" for key, value in found[name].items()), flush=True)
    found["machine"] = {"cores": os.cpu_count() or 1, "load": os.getloadavg()[0]}
    print("machine     ", found["machine"])
    if options.json:
        Path(options.json).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text, kept = table(found)
    print(text)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
