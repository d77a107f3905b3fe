"""Warm workers: a submission sees, signals and leaves nothing of another, and TensorFlow is imported once."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from grader.base import places
from grader.grading import engine
from grader.grading.terms import Terms
from grader.result.comparison import stripped
from grader.sandbox import choose
from grader.sandbox.fork_server import Warm
from grader.submission.file import read
from grader.task import catalog
from grader.workers.warm import Warmth, imports

pytestmark = pytest.mark.skipif(choose().name != "bubblewrap", reason="needs bubblewrap")
TASK = catalog.find("task3")
SOLUTION = catalog.path_of(TASK, "solution.py", kind="reference")


@pytest.fixture(scope="module")
def warmth():
    found = Warmth(choose("bubblewrap"), warm=True)
    yield found
    found.close()


@pytest.fixture
def said(warmth, tmp_path):
    """What a file prints at its top level, in the one worker that all of these tests share."""

    def run(code: str) -> str:
        path = tmp_path / "x_task3.py"
        path.write_text(code, encoding="utf-8")
        result = engine.grade(TASK, read(path), warmth.backend(TASK), Terms(seed=1))
        assert result.status.value == "graded", result.message
        return result.output

    return run


LEAVE = """
import os, socket, subprocess, sys, signal
os.environ["LEFT"] = "behind"
sys.modules["left_behind"] = sys
import builtins; builtins.left_behind = 1
import numpy; numpy.left_behind = 1
for place in ("/sandbox/left", "/dev/shm/left", "/tmp/left", "data/left"):
    try:
        open(place, "w").write("behind")
        print("wrote", place)
    except OSError as error:
        print("not", place)
pid = os.fork()
if pid == 0:
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX); listener.bind("\\0left"); listener.listen()
    import time; time.sleep(600)
print("left", pid)
"""
LOOK = """
import os, socket, sys, builtins, numpy
print("files", [p for p in ("/sandbox/left", "/dev/shm/left", "/tmp/left", "data/left") if os.path.exists(p)])
print("env", os.environ.get("LEFT"), "left_behind" in sys.modules, hasattr(builtins, "left_behind"), hasattr(numpy, "left_behind"))
print("processes", [p for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid()])
try:
    socket.socket(socket.AF_UNIX).connect("\\0left"); print("CONNECTED")
except OSError:
    print("no socket")
print("pid", os.getpid(), "parent", os.getppid())
"""


def test_nothing_is_left_for_the_next(said):
    assert "left " in said(LEAVE)
    seen = said(LOOK)
    assert "files []" in seen and "env None False False False" in seen and "processes []" in seen
    assert "no socket" in seen and any(f"pid {n} parent {n - 1}" in seen for n in (1, 2))  # its own namespace


def test_what_was_started_is_gone_with_the_submission(said, warmth):
    said(LEAVE)
    worker = warmth.backend(TASK)._process.pid
    deadline = time.monotonic() + 10
    while len(_below(worker)) > 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_below(worker)) <= 2  # bwrap's own child, and the worker


def test_the_kernels_lists_of_children_name_the_whole_family(said, warmth):
    from grader.sandbox import process_tree

    said("pass")
    worker = warmth.backend(TASK)._process.pid
    found = {member.pid for member in process_tree.below(worker)}
    assert (
        found == {member.pid for member in process_tree.members(worker)} and len(found) == 3
    )  # bwrap's two, the worker


def _below(root: int) -> list[int]:
    from grader.sandbox import process_tree

    return [member.pid for member in process_tree.members(root) if member.pid != root]


def test_no_other_process_can_be_seen_or_signalled(said):
    code = """
import os
for pid in [*range(2, 200), -1]:
    if pid == os.getpid(): continue
    try:
        os.kill(pid, 9 if pid > 0 else 0)
        if pid > 0: print("KILLED", pid)
    except ProcessLookupError:
        pass
    except PermissionError:
        print("SEEN", pid)
for pid in range(2, 200):
    if pid != os.getpid() and os.path.exists(f"/proc/{pid}"):
        print("SEEN", pid)
print("looked")
"""
    seen = said(code)
    assert "looked" in seen and "KILLED" not in seen and "SEEN" not in seen


def test_nothing_of_the_worker_or_the_grader_can_be_read(said):
    code = """
import os
def tell(path):
    try:
        print(path, "READ", open(path, "rb").read(300))
    except OSError as error:
        print(path, "no")
for path in ("/proc/1/cmdline", "/proc/self/environ"):
    tell(path)
print("fds", sorted(os.listdir("/proc/self/fd"))[:8])
print("grader", os.path.exists("/grader/engine.py"), sorted(os.listdir("/grader")))
print("bwrap", any("bwrap" in open(f"/proc/{p}/cmdline").read() for p in os.listdir("/proc") if p.isdigit()))
try:
    open("/proc/x", "w"); print("WROTE")
except OSError:
    pass
try:
    open("/grader/main.py", "a"); print("WROTE")
except OSError:
    pass
"""
    seen = said(code)
    assert "bwrap False" in seen and "WROTE" not in seen and "--ro-bind" not in seen
    child = Path(places.package(), "child")
    assert f"grader False {sorted(os.listdir(child))}" in seen and "main.py" in seen  # the child's code alone


def test_no_capability_no_namespace_and_a_filter(said):
    code = """
import ctypes
print([line for line in open("/proc/self/status") if line.startswith(("CapEff", "CapPrm", "NoNewPrivs", "Seccomp:"))])
libc = ctypes.CDLL(None, use_errno=True)
print("unshare", libc.unshare(0x10000000), "mount", libc.mount(b"none", b"/sandbox", b"tmpfs", 0, None))
"""
    seen = said(code)
    assert "CapEff:\\t0000000000000000" in seen and "CapPrm:\\t0000000000000000" in seen and "NoNewPrivs:\\t1" in seen
    assert "unshare -1 mount -1" in seen
    if choose("bubblewrap").seccomp:
        assert "Seccomp:\\t2" in seen


def test_no_network(said):
    code = """
import socket
for family, where in ((socket.AF_INET, ("127.0.0.1", 22)), (socket.AF_INET, ("192.0.2.1", 80))):
    try:
        socket.create_connection(where, timeout=2); print("CONNECTED")
    except OSError as error:
        print("refused")
"""
    assert said(code).count("refused") == 2


def test_the_worker_survives_all_ways_to_die(said, warmth):
    said("pass")
    worker = warmth.backend(TASK)._process.pid
    for code in (
        "import os; os._exit(3)",
        "import os; os.kill(os.getpid(), 11)",
        "import os; os.abort()",
        "import sys; sys.exit()",
    ):
        said(code)
    assert "still here" in said("print('still here')") and warmth.backend(TASK)._process.pid == worker


def test_a_worker_that_was_killed_is_replaced(said, warmth):
    said("pass")
    worker = warmth.backend(TASK)._process
    worker.kill()
    worker.wait()
    assert "back" in said("print('back')")


def test_unseeded_draws_are_not_the_same_in_every_child(said, warmth):
    code = "import random, uuid, os; print(random.random(), uuid.uuid4(), os.urandom(4).hex())"
    assert said(code).split()[1:] != said(code).split()[1:]


def test_memory_and_time_are_limited_as_ever(warmth, tmp_path):
    path = tmp_path / "x_task3.py"
    limits = TASK.limits.replace(memory_mb=300, load_seconds=5.0)
    path.write_text("x = bytearray(2 << 30)\nfor i in range(0, len(x), 4096): x[i] = 1\n")
    result = engine.grade(TASK, read(path), warmth.backend(TASK), Terms(seed=1, limits=limits))
    assert {check.outcome.value for check in result.checks} <= {
        "memory",
        "fail",
        "skipped",
        "crash",
    } and result.points == 0
    path.write_text("while True: pass\n")
    result = engine.grade(
        TASK, read(path), warmth.backend(TASK), Terms(seed=1, limits=limits.replace(load_seconds=1.0))
    )
    assert result.points == 0 and result.seconds < 30
    assert any(
        "stopped" in note or "running" in note or "second" in note
        for note in (*result.notes, *(c.message for c in result.checks))
    )


def test_a_late_answer_and_a_long_question_keep_to_the_deadline(warmth):
    """The child does not read: what it is sent does not fit into the pipe, and nobody waits longer than was said."""
    import numpy as np

    from grader.result.outcome import Outcome
    from grader.sandbox import Child, Lost, Plan
    from grader.sandbox.process import Output

    for header, arrays in (({"op": "run"}, []), ({"op": "call"}, [np.zeros(3 << 20)])):
        child = Child(warmth.backend(TASK), Plan(TASK.limits, {}), Output(1000))
        child.setup((), "")
        os.kill(child._process.pid, 19)  # SIGSTOP
        for member in _below(child._process.pid):
            os.kill(member, 19)
        began = time.monotonic()
        with pytest.raises(Lost, match=r"still running after 0\.5 seconds") as lost:
            child.ask(header, arrays, 0.5)
        assert lost.value.outcome is Outcome.TIMEOUT and time.monotonic() - began < 5
        assert not child.alive and not Path(f"/proc/{child._process.pid}").exists()


def test_closing_leaves_no_process_and_no_descriptor(tmp_path):
    import gc

    path = tmp_path / "x_task3.py"
    path.write_text(SOLUTION.read_text(encoding="utf-8"), encoding="utf-8")
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    warmth = Warmth(choose("bubblewrap"), warm=True)
    for _ in range(3):
        assert engine.grade(TASK, read(path), warmth.backend(TASK), Terms(seed=1)).passed
    worker = warmth.backend(TASK)._process.pid
    warmth.close()
    del warmth
    gc.collect()
    assert not Path(f"/proc/{worker}").exists()
    assert len(os.listdir("/proc/self/fd")) <= before + 1


# --- what is loaded -------------------------------------------------------------------------------------


def test_imports_are_guessed_from_the_text():
    text = "import tensorflow as tf\n  from sklearn import x\n# import pandas\nimport numpy, keras\nfrom matplotlib import y\n"
    assert imports(text) == {"tensorflow", "scikit-learn", "matplotlib"}


def test_a_worker_is_replaced_only_where_more_is_needed(monkeypatch):
    made = []

    class Fake:
        def __init__(self, backend, files, preload):
            made.append(preload)

        def unavailable(self):
            return ""

        def close(self):
            pass

    monkeypatch.setattr("grader.workers.warm.Warm", Fake)
    warmth = Warmth(choose("bubblewrap"), warm=True)
    for more in ((), ("tensorflow",), (), ("pandas",), ("tensorflow", "pandas")):
        warmth.backend(TASK, frozenset(more))
    assert made == [("numpy",), ("numpy", "tensorflow", "keras"), ("numpy", "pandas", "tensorflow", "keras")]


def test_without_bubblewrap_it_is_cold():
    backend = choose("none")
    worker = Warm(backend, {}, ())
    assert worker.unavailable()
    worker.close()
    assert Warmth(backend, warm=True).backend(TASK) is backend


@pytest.mark.slow
def test_tensorflow_is_imported_once_for_a_worker_and_gives_the_same(tmp_path):
    task = catalog.find("task5")
    solution = Path(catalog.path_of(task, "solution.py", kind="reference"))
    cold = engine.grade(task, read(solution), choose("bubblewrap"), Terms(seed=3))
    warmth = Warmth(choose("bubblewrap"), warm=True)
    try:
        engine.grade(task, read(solution), warmth.backend(task), Terms(seed=3))
        began = time.monotonic()
        warm = engine.grade(task, read(solution), warmth.backend(task), Terms(seed=3))
        taken = time.monotonic() - began
    finally:
        warmth.close()
    assert stripped(warm.document()) == stripped(cold.document()) and warm.passed
    assert taken < cold.seconds
