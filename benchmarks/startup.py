"""How quick the command line answers: ``python benchmarks/startup.py [REPEATS]``.

``grader --help`` and ``grader list`` against a bare ``python -c pass``, interleaved in one run, so that
a busy machine slows all alike. Bytecode is compiled once beforehand, as an installation does.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LIMIT = 3.0
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "grader --help": ["-m", "grader", "--help"],
    "grader list": ["-m", "grader", "list"],
}


def once(arguments: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def main() -> int:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPATH": ROOT, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
        for repeat in range(repeats + 2):
            for name, arguments in COMMANDS.items():
                seconds = once(arguments, environment)
                if repeat >= 2:  # the first runs compile and warm the disk's cache
                    taken[name].append(seconds)
    bare = taken["python -c pass"]
    print(f"{'command':16} {'best ms':>8} {'median ms':>10} {'best ratio':>11} {'median ratio':>13}   limit")
    worst = 0.0
    for name, seconds in taken.items():
        best, median = min(seconds) / min(bare), statistics.median(seconds) / statistics.median(bare)
        limit = "" if name.startswith("python") else f"{LIMIT:g}x"
        worst = max(worst, best)
        print(
            f"{name:16} {min(seconds) * 1e3:8.1f} {statistics.median(seconds) * 1e3:10.1f} {best:11.2f} {median:13.2f}   {limit}"
        )
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
