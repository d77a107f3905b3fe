"""What a batch costs, as ratios measured in one run: ``python benchmarks/batch.py [--quick] [--json FILE]``.

Throughput of task2 with task3 and of task5 (right and wrong files, each made unique by a comment), against
``python -m pytest`` in a fresh process for each submission with as many checks; the share of a worker's busy
time that is the student's own code for task7; the parent's peak memory for ten times as many submissions;
the size of the class page and the time of a run with nothing to do. Run it with both cores free.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from grader import catalog  # noqa: E402

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


def batch(folder: Path, out: Path, *more: str) -> tuple[float, int]:
    """(seconds, peak memory of the grader's own process in kB) of one batch."""
    code = (
        "import resource, sys; from grader.cli import main; code = main(sys.argv[1:]); "
        "print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "batch", str(folder), "--out", str(out), "--seed", "1", *more]
    began = time.perf_counter()
    run = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    taken = time.perf_counter() - began
    if run.returncode:
        raise SystemExit(run.stderr[-2000:])
    return taken, int(run.stdout.rpartition("PEAK")[2])


def by_pytest(folder: Path, jobs: int, most: int) -> float:
    """Submissions per second of pytest, a fresh process for each, as many at once as cores."""
    from concurrent.futures import ThreadPoolExecutor

    def one(path: Path) -> None:
        task = catalog.find(path.stem)
        reference = ROOT / "reference" / catalog.folder_of(task) / "solution.py"
        text = PYTEST.format(
            file=str(path), reference=str(reference), checks=len(catalog.checks(task)), body=BODIES[path.stem]
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
    seconds, _ = batch(folder, base / f"out-{'-'.join(tasks)}", "--jobs", str(jobs))
    rate = count / seconds
    other = by_pytest(folder, jobs, compared)
    return {"submissions": count, "per_second": rate, "pytest_per_second": other, "times_pytest": rate / other}


def efficiency(count: int) -> dict[str, float]:
    """The child's own processor time in a student's functions over all that was spent for it (task7, one worker)."""
    import psutil

    from grader.executors import Warmth, grade_file
    from grader.sandbox import choose

    task = catalog.find("task7")
    reference = ROOT / "reference" / catalog.folder_of(task)
    files = [reference / "solution.py", *sorted(reference.glob("right/*.py"))][:count]
    warmth = Warmth(choose(), True)
    grade_file(task, files[0], warmth, 1, None)  # the import
    worker = psutil.Process(warmth.backend(task)._process.pid)  # type: ignore[union-attr]

    def spent() -> float:
        total = 0.0
        for process in [worker, *worker.children(recursive=True)]:
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
        return total

    before, parent, began = spent(), time.process_time(), time.perf_counter()
    for path in files:
        grade_file(task, path, warmth, 1, None)
    child, ours, wall = spent() - before, time.process_time() - parent, time.perf_counter() - began
    warmth.close()
    return {"submissions": len(files), "child_share_of_cpu": child / (child + ours), "seconds_each": wall / len(files)}


def page(base: Path, students: int) -> dict[str, float]:
    from batches import class_of

    from grader import class_report, gradebook

    ledger = class_of(base / "page", students)
    began = time.perf_counter()
    path = class_report.write(ledger, gradebook.build(ledger), base / "page" / "index.html")
    return {"students": students, "megabytes": path.stat().st_size / 1e6, "seconds": time.perf_counter() - began}


def memory(base: Path, few: int, many: int) -> dict[str, float]:
    """Peak memory of the parent for ten times as many, and the time of the same command again."""
    peaks = []
    for count in (few, many):
        folder, out = base / f"m{count}", base / f"mo{count}"
        sample(folder, ["task2"], count)
        _, peak = batch(folder, out)
        peaks.append(peak / 1000)
    again, _ = batch(folder, out)
    return {"few_mb": peaks[0], "many_mb": peaks[1], "ratio": peaks[1] / peaks[0], "rerun_seconds": again}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything: minutes instead of half an hour")
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
            "efficiency": lambda: efficiency(1 if small else 8),
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


if __name__ == "__main__":
    main()
