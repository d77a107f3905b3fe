"""The sandbox's own promises: what is confined, what is limited, and that nothing is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from grader import sandbox
from grader.base import places
from grader.base.errors import SandboxError, UsageError
from grader.grading.engine import grade
from grader.grading.terms import Terms
from grader.result.document import TaskResult
from grader.result.outcome import Outcome
from grader.sandbox import bubblewrap, cgroup, plain, seccomp, visible, warden
from grader.sandbox.backend import CHILD, Plan, environment
from grader.sandbox.process import Child, Output
from grader.submission.source import Submission
from grader.task import Limits, catalog

BACKENDS = [name for name in sandbox.BACKENDS if not sandbox._load(name).unavailable()]
CONFINED = [name for name in BACKENDS if name != "none"]
PACKAGE = Path(places.package()).resolve()
linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def run(source: str, backend: str, **limits: float) -> TaskResult:
    task = catalog.find("task3")
    submission = Submission("ada.py", "ada", textwrap.dedent(source), "")
    return grade(task, submission, sandbox.choose(backend), Terms(seed=1, limits=task.limits.replace(**limits)))


def outcomes(result: TaskResult) -> set[Outcome]:
    return {check.outcome for check in result.checks}


def messages(result: TaskResult) -> str:
    return "\n".join(check.message for check in result.checks)


def naps(word: str) -> list[int]:
    return [p.pid for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", word]]


def eventually(condition: object, seconds: float = 8.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


# --- choosing one ------------------------------------------------------------------------------------------


def test_the_strongest_comes_first() -> None:
    assert sandbox.BACKENDS == ("bubblewrap", "landlock", "none")
    assert sandbox.choose("auto").name == BACKENDS[0]


def test_an_unknown_or_missing_one_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="bubblewrap, landlock, none"):
        sandbox.choose("docker")
    monkeypatch.setattr(bubblewrap, "_unavailable", lambda: "no bwrap was found")
    with pytest.raises(SandboxError, match="no bwrap was found"):
        sandbox.choose("bubblewrap")
    assert sandbox.choose("auto").name != "bubblewrap"


@pytest.mark.parametrize("name", BACKENDS)
def test_the_result_names_what_was_in_force(name: str) -> None:
    document = run("x = 1", name, memory_mb=700).document()["sandbox"]
    assert document == {
        "kind": name,
        "network": name == "none",
        "memory_mb": 700,
        "seccomp": name != "none" and seccomp.available(),
    }


@pytest.mark.skipif("bubblewrap" not in BACKENDS, reason="needs bubblewrap")
def test_bubblewrap_works_without_seccomp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "_library", lambda: None)
    seccomp.program.cache_clear()
    try:
        result = run("print('alive')", "bubblewrap")
        assert "alive" in result.output
        assert result.sandbox["seccomp"] is False
    finally:
        monkeypatch.undo()
        seccomp.program.cache_clear()


# --- what is in sight ----------------------------------------------------------------------------------------


def test_the_environment_is_an_allow_list(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRADER_TOKEN", "PYTHONPATH", "LD_PRELOAD", "PYTHONSTARTUP", "AWS_SECRET_ACCESS_KEY", "HOME"):
        monkeypatch.setenv(name, "/canary")
    assert "/canary" not in environment("/sandbox").values()


@linux
def test_the_grader_and_the_folder_it_runs_in_are_hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = [place for place, seen in visible.layout() if seen]
    assert not any(visible.beneath(str(PACKAGE), place) for place in shown)
    monkeypatch.setattr(visible, "python_places", lambda: (str(tmp_path), str(tmp_path / "app" / "venv")))
    (tmp_path / "app" / "venv" / "grader").mkdir(parents=True)
    monkeypatch.setattr(visible, "package", lambda: str(tmp_path / "app" / "venv" / "grader"))
    monkeypatch.chdir(tmp_path / "app")
    listed = [(place, seen) for place, seen in visible.layout() if visible.beneath(place, str(tmp_path))]
    assert listed == [
        (str(tmp_path), True),
        (str(tmp_path / "app"), False),
        (str(tmp_path / "app" / "venv"), True),
        (str(tmp_path / "app" / "venv" / "grader"), False),
    ]


@linux
@pytest.mark.parametrize("name", CONFINED)
def test_a_grader_inside_the_packages_is_covered(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """As in an installed wheel: the package lies in a folder that has to be in sight."""
    site = tmp_path_factory.mktemp("site-packages")
    for folder in ("grader/bundle/reference", "friendly"):
        (site / folder).mkdir(parents=True)
        (site / folder / "text.py").write_text("what = 'CANARY'")
    real = visible.python_places()
    monkeypatch.setattr(visible, "python_places", lambda: (*real, str(site)))
    hidden = visible.hidden_places()
    monkeypatch.setattr(visible, "hidden_places", lambda: (*hidden, str(site / "grader")))
    result = run(
        f"""
        for place in ("friendly", "grader/bundle/reference"):
            try: print(place, open("{site}/" + place + "/text.py").read())
            except OSError as error: print(place, type(error).__name__)
        try: open("{site}/grader/x", "w"); print("wrote")
        except OSError: print("read-only")
        """,
        name,
    )
    said = result.output.splitlines()
    assert said[0] == "friendly what = 'CANARY'"
    assert said[1] in ("grader/bundle/reference FileNotFoundError", "grader/bundle/reference PermissionError")
    assert said[2] == "read-only"


@linux
@pytest.mark.parametrize("name", BACKENDS)
def test_the_child_inherits_three_pipes_and_no_more(name: str) -> None:
    with open(__file__) as _, subprocess.Popen(["sleep", "0.1"], stdin=subprocess.PIPE):
        result = run(
            """
            import os
            for number in range(256):
                try: print(number, os.readlink(f"/proc/self/fd/{number}"))
                except OSError: pass
            """,
            name,
        )
    targets = [line.split(" ", 1)[1] for line in result.output.splitlines()]
    assert all(target.startswith(("pipe:", "/dev/null")) for target in targets), targets
    assert len({target for target in targets if target.startswith("pipe:")}) <= 3


# --- limits --------------------------------------------------------------------------------------------------

LOOP = "def hidden_layer(inputs, W, b):\n    {}\n"
OVERRUNS = {
    "call": ("while True: pass", {"call_seconds": 0.4}, Outcome.TIMEOUT, "0.4 seconds"),
    "processor": ("while True: pass", {"cpu_seconds": 1}, Outcome.TIMEOUT, "1 seconds of processor time"),
    "memory": ("return [bytearray(1 << 24) for _ in range(10**6)]", {"memory_mb": 200}, Outcome.MEMORY, "200 MB"),
    "allocation": ("return bytearray(1 << 40)", {"memory_mb": 200}, Outcome.MEMORY, "200 MB"),
    "file": ("open('f', 'wb').write(b'x' * (9 << 20))", {"file_mb": 8}, Outcome.ERROR, "8 MB"),
    "files": (
        "import time\n    for n in range(40): open(str(n), 'wb').write(b'x' * (1 << 20)); time.sleep(0.03)",
        {"tmp_mb": 10},
        None,
        "10 MB",
    ),
    "open files": ("return [open('/dev/null') for _ in range(99)]", {"open_files": 60}, Outcome.ERROR, "60 files"),
    "threads": (
        "import threading, time\n    [threading.Thread(target=time.sleep, args=(9,), daemon=True).start() "
        "for _ in range(99)]; time.sleep(9)",
        {"processes": 30},
        Outcome.CRASH,
        "30 processes and threads",
    ),
}


@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize("what", OVERRUNS)
def test_each_limit_has_its_outcome_and_names_its_figure(name: str, what: str) -> None:
    body, limits, outcome, figure = OVERRUNS[what]
    result = run(LOOP.format(body), name, **limits)
    assert figure in messages(result)
    assert outcome is None or outcome in outcomes(result)
    assert result.score == 0
    assert result.status.value == "graded"


@pytest.mark.parametrize("name", BACKENDS)
def test_what_is_printed_is_cut_and_counted(name: str) -> None:
    result = run("print('x' * 100_000)", name, output_kb=10)
    assert len(result.output) == 10 << 10
    assert result.output_dropped == 100_001 - (10 << 10)


def test_shared_pages_count_once() -> None:
    """Processes that were forked share what they have read: that is no memory of their own."""
    source = """
    import os, time
    block = b"x" * (120 << 20)
    for _ in range(4):
        if os.fork() == 0: time.sleep(1.2); os._exit(0)
    time.sleep(0.8)
    print("survived")
    """
    assert "survived" in run(source, BACKENDS[0], memory_mb=400).output


# --- the end -------------------------------------------------------------------------------------------------


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@linux
@pytest.mark.parametrize("name", BACKENDS)
def test_nothing_is_left(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain.tempfile, "tempdir", str(tmp_path))
    nap = f"8640{os.getpid()}.7"
    source = f"""
    import os, subprocess
    subprocess.Popen(["setsid", "sleep", "{nap}"])
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: os.execvp("sleep", ["sleep", "{nap}"])
        os._exit(0)
    os.makedirs("a/b"); open("a/b/c", "w").close(); os.chmod("a/b", 0); os.chmod("a", 0)
    """
    run(source, name)
    before, mounts = descriptors(), Path("/proc/self/mountinfo").read_text()
    for _ in range(3):
        run(source, name)
    assert naps(nap) == []
    assert descriptors() <= before
    assert Path("/proc/self/mountinfo").read_text() == mounts
    assert list(tmp_path.iterdir()) == []


GRADER = """
import sys
from grader.task import catalog
from grader import sandbox
from grader.grading.engine import grade
from grader.submission.source import Submission
source = '''
import os, subprocess, time
subprocess.Popen(["setsid", "sleep", "NAP"])
if os.fork() == 0:
    os.setsid(); os.execvp("sleep", ["sleep", "NAP"])
open("left", "w").close()
time.sleep(60)
'''.replace("NAP", sys.argv[2])
grade(catalog.find("task3"), Submission("ada.py", "ada", source, ""), sandbox.choose(sys.argv[1]))
"""


@linux
@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
def test_nothing_outlives_an_interrupted_grader(name: str, number: signal.Signals, tmp_path: Path) -> None:
    nap = f"8640{os.getpid()}.{number.value}{BACKENDS.index(name)}"
    with subprocess.Popen(
        [sys.executable, "-c", GRADER, name, nap],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as grader:
        try:
            assert eventually(lambda: len(naps(nap)) == 2, 30)
            grader.send_signal(number)
            assert grader.wait(timeout=20) != 0
            assert eventually(lambda: not naps(nap))
            assert eventually(lambda: not list(tmp_path.iterdir()))
        finally:
            for pid in naps(nap):
                os.kill(pid, signal.SIGKILL)
            grader.kill()


@linux
def test_the_warden_can_be_lost_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a namespace the child can end its warden: the grader then clears up by itself."""
    monkeypatch.setattr(plain.tempfile, "tempdir", str(tmp_path))
    result = run("import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(30)", "none", load_seconds=20)
    assert outcomes(result) <= {Outcome.CRASH, Outcome.SKIPPED}
    assert list(tmp_path.iterdir()) == []


@linux
def test_what_a_killed_grader_left_is_swept(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as dead:
        dead.wait()
    for name in (f"grader-{dead.pid}-0a", f"grader-{os.getpid()}-0b", "grader-notes", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").touch()
    plain.sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"grader-{os.getpid()}-0b", "grader-notes", "other"}


@pytest.mark.parametrize("name", BACKENDS)
def test_a_child_can_be_ended_at_any_time(name: str) -> None:
    for _ in range(3):
        child = Child(sandbox.choose(name), Plan(Limits(), {}), Output(100))
        child.end()
        child.end()
        assert child._process.poll() is not None


# --- control groups, on a made-up tree: not every machine has one to give ------------------------------------


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "cgroup.subtree_control").write_text("cpu memory pids")
    (tmp_path / "cgroup.procs").touch()
    monkeypatch.setattr(cgroup, "parent", lambda: tmp_path)
    yield tmp_path


def test_a_group_holds_the_limits_of_the_whole_tree(tree: Path) -> None:
    group = cgroup.create(Limits(memory_mb=100, processes=10))
    assert group is not None
    assert (group.path / "memory.max").read_text() == str(100 << 20)
    assert (group.path / "pids.max").read_text() == "13"
    assert (group.path / "memory.swap.max").read_text() == "0"
    (group.path / "memory.events").write_text("low 0\noom_kill 2\n")
    assert group.ran_out_of_memory()
    (group.path / "memory.events").write_text("oom_kill 0\n")
    assert not group.ran_out_of_memory()


def test_a_command_enters_its_group_before_it_starts(tree: Path, tmp_path: Path) -> None:
    group = cgroup.Group(tree)
    said = subprocess.run([*cgroup.enter(group), "echo", "a b", "$1"], capture_output=True, text=True)
    assert said.stdout == "a b $1\n"
    assert (tree / "cgroup.procs").read_text() == "0\n"
    assert cgroup.enter(None) == []


def test_no_group_where_none_can_be_made(tmp_path: Path) -> None:
    cgroup.parent.cache_clear()
    assert cgroup.parent(tmp_path) is None
    cgroup.parent.cache_clear()


# --- the confinement itself ----------------------------------------------------------------------------------


@linux
@pytest.mark.skipif(not seccomp.available(), reason="needs pyseccomp and libseccomp")
def test_the_filter_is_compiled_once_and_differs_by_back_end() -> None:
    own, shared = seccomp.program(True), seccomp.program(False)
    assert own and shared and own != shared
    assert len(own) % 8 == len(shared) % 8 == 0
    assert seccomp.program(True) is own


@linux
@pytest.mark.skipif(not warden.landlock_version(), reason="needs Landlock")
def test_landlock_rules_name_nothing_of_the_graders() -> None:
    from grader.sandbox.landlock import rules

    named = {path for path, _ in rules()}
    ours = {str(CHILD)}
    assert ours <= named
    others = {path for path in named if visible.beneath(path, str(PACKAGE))}
    assert others == ours
    assert not any(visible.beneath(str(PACKAGE), path) and rights & warden.READ_FILE for path, rights in rules())
