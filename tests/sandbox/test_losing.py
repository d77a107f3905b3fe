"""What somebody else ends is no crash of a student's: it is graded again, and listed as a fault of ours if that fails."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.author.attack import corpus
from grader.grading import engine
from grader.grading.terms import Terms
from grader.result.comparison import stripped
from grader.sandbox import BACKENDS, _load, choose, fork_server, plain, process_tree, warden
from grader.submission.source import Submission
from grader.task import catalog
from grader.workers.grade_file import grade_file
from grader.workers.warm import Warmth

TASK = catalog.find("task3")
SOLUTION = catalog.path_of(TASK, "solution.py", kind="reference").read_text(encoding="utf-8")
PLACES = [name for name in BACKENDS if not _load(name).unavailable()]
PLACES += ["warm"] if "bubblewrap" in PLACES else []
needs_warm = pytest.mark.skipif("warm" not in PLACES, reason="needs bubblewrap")


@contextlib.contextmanager
def place(name: str) -> Iterator[Any]:
    """The back end, or a warm worker."""
    if name != "warm":
        yield choose(name)
        return
    warmth = Warmth(choose("bubblewrap"), warm=True)
    try:
        yield warmth.backend(TASK)
    finally:
        warmth.close()


def grade(source: str, backend: Any) -> dict[str, Any]:
    return engine.grade(TASK, Submission("a.py", "s", source, ""), backend, Terms(seed=3)).document()


def below() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


@pytest.mark.parametrize("name", PLACES)
def test_whatever_is_killed_the_result_is_the_same(name: str) -> None:
    """Any process below this one: bwrap, the worker, a keeper, a namespace's first process, a warden, the child."""
    draw = random.Random(11)
    with place(name) as backend:
        right = stripped(grade(SOLUTION, backend))
        assert right["points"] == right["max_points"]
        for _ in range(5):
            killed: list[str] = []

            def kill(after: float = draw.random() * 0.4, killed: list[str] = killed) -> None:
                time.sleep(after)
                with contextlib.suppress(psutil.Error, IndexError):
                    victim = draw.choice(below())
                    victim.send_signal(draw.choice([signal.SIGKILL, signal.SIGTERM]))
                    killed.append(str(victim))

            killer = threading.Thread(target=kill)
            killer.start()
            came = grade(SOLUTION, backend)
            killer.join()
            assert stripped(came) == right, (killed, came["message"], [c["message"] for c in came["checks"]][:3])


WAITS = "import os, time\nprint('begun', flush=True)\n{}\n" + SOLUTION


@needs_warm
def test_a_worker_that_is_killed_again_and_again_is_a_fault_of_ours(tmp_path: Path) -> None:
    """Also while the student's own code runs: each time what the worker waits for is gone."""
    path = tmp_path / "a.py"
    path.write_text(WAITS.format("time.sleep(0.3)"), encoding="utf-8")
    stop = threading.Event()

    def kill() -> None:
        while not stop.wait(0.05):
            with contextlib.suppress(psutil.Error):
                for process in below():
                    if "ruff" not in process.name():
                        process.kill()

    killer = threading.Thread(target=kill)
    warmth = Warmth(choose("bubblewrap"), warm=True)
    killer.start()
    try:
        document = grade_file(TASK, path, warmth, Terms(seed=3))
    finally:
        stop.set()
        killer.join()
        warmth.close()
    assert document["status"] == "grader_fault", [c["message"] for c in document["checks"]][:4] + document["notes"]
    assert {check["outcome"] for check in document["checks"]} == {"fault"}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize(
    "ending",
    [
        "os.kill(os.getpid(), 9)",
        "os.kill(os.getpid(), 15)",
        "os.killpg(0, 9)",
        "os._exit(137)",
        "os._exit(70)",
        "os._exit(0)",
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))\n    while True: pass",
        "os.closerange(0, 100); time.sleep(9)",
    ],
)
def test_what_a_student_does_to_himself_is_a_crash(name: str, ending: str) -> None:
    """A fault of ours would be graded again for ever; a crash costs what it should."""
    if ("closerange" in ending or "while" in ending) and name != "warm":
        pytest.skip("tried on one of them, since it waits")
    source = f"import os, time\n{SOLUTION}\ndef hidden_layer(inputs, W, b):\n    {ending}\n"
    with place(name) as backend:
        document = grade(source, backend)
    outcomes = {check["outcome"] for check in document["checks"] if check["id"].startswith("hidden_layer")}
    assert document["status"] == "graded"
    assert "crash" in outcomes and outcomes <= {"crash", "skipped"}
    assert document["points"] < document["max_points"]


@needs_warm
def test_the_first_process_of_a_namespace_cannot_be_ended_from_inside() -> None:
    """Else a student could choose to be graded again, for ever."""
    source = f"import os\ntry: os.kill(1, 9)\nexcept OSError: pass\nprint('on')\n{SOLUTION}"
    with place("warm") as backend:
        document = grade(source, backend)
    assert document["status"] == "graded" and document["points"] == document["max_points"]
    assert "on" in document["output"]


# --- what is left behind ------------------------------------------------------------------------------------


def deep(folder: Path, count: int = 1200) -> None:
    """``count`` folders inside each other, by a program of its own that goes into each."""
    program = f"import os\nfor _ in range({count}):\n    os.mkdir('d' * 100); os.chdir('d' * 100)\n"
    program += "os.mkdir('e'); open('f', 'w').close(); os.symlink('/', 'root'); os.mkfifo('p'); os.chmod('.', 0)\n"
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True)


def test_a_folder_of_any_depth_is_removed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("here")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "link").symlink_to(kept)
    deep(scratch)
    (scratch / "locked" / "in").mkdir(parents=True)
    (scratch / "locked").chmod(0)
    warden.remove(str(scratch))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert (kept / "file").read_text() == "here"


def test_a_link_in_place_of_the_folder_is_removed_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "scratch").symlink_to(tmp_path / "kept")
    warden.remove(str(tmp_path / "scratch"))
    warden.remove(str(tmp_path / "never was"))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_what_a_killed_grader_left_is_swept_however_deep(tmp_path: Path) -> None:
    old = tmp_path / f"grader-{2**22 + 1}-abc"
    old.mkdir()
    deep(old)
    plain.sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", PLACES)
def test_deep_folders_cost_the_next_nothing(name: str) -> None:
    attack = corpus.read(corpus.folder() / "disrupt" / "deep_folders.py")
    with place(name) as backend:
        for source in (attack.source.replace("@SOLUTION@", SOLUTION), SOLUTION):
            document = grade(source, backend)
            assert document["points"] == document["max_points"], [c["message"] for c in document["checks"]][:2]
    assert list(Path(tempfile.gettempdir()).glob(f"grader-{os.getpid()}-*")) == []


@needs_warm
def test_a_warm_child_is_in_its_group_before_it_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the process that runs the student's code would be in the worker's group, and no limit would hold it."""
    seen: list[list[process_tree.Member]] = []

    def look(pid: int, plan: Any) -> None:
        time.sleep(0.2)
        seen.append(process_tree.below(pid))

    monkeypatch.setattr(fork_server, "_grouped", look)
    with place("warm") as backend:
        document = grade(SOLUTION, backend)
    assert document["points"] == document["max_points"]
    assert [len(family) for family in seen] == [1]
