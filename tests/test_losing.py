"""What somebody else ends is no crash of a student's: it is graded again, and listed as a fault of ours if that fails."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.grading import engine
from grader.grading.terms import Terms
from grader.result.comparison import stripped
from grader.sandbox import BACKENDS, _load, choose
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
