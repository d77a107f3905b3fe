"""However a shell starts the grader, it works or says in a sentence why not, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.grading import engine
from grader.grading.terms import Terms
from grader.sandbox import choose
from grader.submission.source import Submission
from grader.task import catalog

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
ROOT = Path(__file__).resolve().parents[2]
TASK = catalog.find("task3")
SOLUTION = catalog.path_of(TASK, "solution.py", kind="reference").read_text(encoding="utf-8")
GRADER = f"{sys.executable} -c 'import sys; from grader.cli import main; sys.exit(main())'"


def shell(line: str, folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(
        line.replace("GRADER", GRADER),
        shell=True,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=200,
    )


@pytest.mark.parametrize("before", ["trap '' CHLD", "umask 777", "umask 0", "ulimit -n 64", "ulimit -S -n 12"])
@pytest.mark.parametrize("sandbox", ["auto", "none"])
def test_it_works_all_the_same(tmp_path: Path, before: str, sandbox: str) -> None:
    (tmp_path / "task3.py").write_text(SOLUTION, encoding="utf-8")
    ran = shell(f"{before}; GRADER check task3 task3.py --seed 1 --sandbox {sandbox} --json out.json", tmp_path)
    assert ran.returncode == 0 and ran.stderr == "", ran.stderr
    assert json.loads((tmp_path / "out.json").read_text())["passed"]
    if before == "umask 777":
        assert (tmp_path / "out.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("before", ["trap '' CHLD"])
def test_a_crash_is_told_as_ever(tmp_path: Path, before: str) -> None:
    """With SIGCHLD ignored, the kernel keeps no exit status: a crash looked like an end with exit code 0."""
    (tmp_path / "task3.py").write_text("import os\nos.abort()\n", encoding="utf-8")
    ran = shell(f"{before}; GRADER check task3 task3.py --seed 1", tmp_path)
    assert ran.returncode == 1 and "SIGABRT" in ran.stdout


@pytest.mark.parametrize("count", [12, 40])
def test_too_few_files_are_a_sentence(tmp_path: Path, count: int) -> None:
    (tmp_path / "task3.py").write_text(SOLUTION, encoding="utf-8")
    ran = shell(f"ulimit -n {count}; GRADER check task3 task3.py", tmp_path)
    assert ran.returncode == 2
    assert ran.stderr == f"grader: Only {count} files may be open at once here, and the grader needs 64: ulimit -n 64\n"


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root")
def test_no_proc_is_a_sentence(tmp_path: Path) -> None:
    """Without it nobody sees what a child has started."""
    (tmp_path / "task3.py").write_text(SOLUTION, encoding="utf-8")
    script = tmp_path / "script.sh"
    script.write_text(f"umount -l /proc && {GRADER} check task3 task3.py\n")
    ran = shell("unshare -m sh script.sh", tmp_path)
    if "unshare:" in ran.stderr or "umount:" in ran.stderr:
        pytest.skip(ran.stderr)
    assert ran.returncode == 3
    assert ran.stderr == "grader: The grader needs /proc, which is not mounted here.\n"


def test_the_clock_of_top_level_code_cannot_be_blocked() -> None:
    """A later statement is stopped as ever; what comes before it counts."""
    blocked = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))\n"
    source = f"{SOLUTION}\n{blocked}\nwhile True: pass\n"
    terms = Terms(seed=1, limits=TASK.limits.replace(load_seconds=1.0))
    result = engine.grade(TASK, Submission("a.py", "s", source, ""), choose(), terms)
    assert result.passed and "ran for more than 1 seconds" in result.notes[0]


def test_a_mask_of_the_students_does_not_lock_the_students_files() -> None:
    task = catalog.find("task2")
    solution = catalog.path_of(task, "solution.py", kind="reference").read_text(encoding="utf-8")
    submission = Submission("a.py", "s", f"import os\nos.umask(0o777)\n{solution}", "")
    result = engine.grade(task, submission, choose(), Terms(seed=1))
    assert result.passed


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_a_dry_run_that_is_ended_leaves_nothing(tmp_path: Path, number: int) -> None:
    folder, temporary = tmp_path / "in", tmp_path / "tmp"
    folder.mkdir()
    temporary.mkdir()
    program = "from grader.sandbox.scratch import scratch\nimport time\nwith scratch() as folder:\n"
    program += "    (folder / 'deep' / 'in').mkdir(parents=True)\n    print('there', flush=True)\n    time.sleep(60)\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout is not None and process.stdout.readline() == b"there\n"
    assert len(list(temporary.iterdir())) == 1
    process.send_signal(number)
    process.wait()
    process.stdout.close()
    if number == signal.SIGKILL:  # nobody can do anything then; the next grader can
        ran = shell(f"GRADER batch {folder} --out out --dry-run", tmp_path, TMPDIR=str(temporary))
        assert "Traceback" not in ran.stderr
    deadline = time.monotonic() + 5
    while list(temporary.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(temporary.iterdir()) == []
