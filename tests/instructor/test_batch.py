"""A whole class in one command: same grades as one by one, nothing lost, nothing done twice."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from grader.base.errors import GraderError, UsageError
from grader.cli import main
from grader.grading import engine, provenance
from grader.grading.terms import Terms
from grader.instructor.batch import run as batch
from grader.instructor.batch.run import Settings, Summary
from grader.instructor.store.ledger import Ledger, LedgerError
from grader.result.comparison import stripped
from grader.sandbox import choose
from grader.submission.file import read
from grader.task import catalog
from grader.workers import grade_file, job, local, warm
from grader.workers.progress import Progress, cut, duration

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(choose().name != "bubblewrap", reason="needs bubblewrap")

SMALL = ["right/vectorized.py", "wrong/no_bias.py", "wrong/output_flat.py", "wrong/hidden_relu.py"]


def files(task: str = "task3") -> list[Path]:
    folder = Path(catalog.path_of(catalog.find(task), "solution.py", kind="reference")).parent
    return [folder / name for name in SMALL]


def made(folder: Path, copies: int = 1) -> Path:
    """Students with right and wrong files for task 3, one of them unreadable."""
    for copy in range(copies):
        for path in files():
            target = folder / f"{path.stem} {copy}" / "task3.py"
            target.parent.mkdir(parents=True)
            target.write_text(path.read_text(encoding="utf-8") + f"\n# {copy}\n", encoding="utf-8")
        (folder / f"broken {copy}").mkdir()
        (folder / f"broken {copy}" / "task3.py").write_text("def (:\n")
    return folder


def settings(folder: Path, out: Path, **more: object) -> Settings:
    return Settings(**{"folder": folder, "out": out, "seed": 7, "jobs": 1, **more})


def documents(out: Path) -> dict[str, dict]:
    ledger = Ledger(out / "ledger.sqlite")
    try:
        return {document["submission"]: document for _, document in ledger.documents()}
    finally:
        ledger.close()


def state(out: Path) -> tuple:
    """What a batch leaves, without times."""
    reports = sorted(path.name for path in (out / "reports").iterdir())
    return (
        {name: stripped(document) for name, document in documents(out).items()},
        reports,
        (out / "grades.csv").read_bytes(),
    )


class Quiet(Progress):
    def __init__(self, total: int) -> None:
        super().__init__(total, open(os.devnull, "w"))  # noqa: SIM115

    def close(self) -> None:
        super().close()
        self._stream.close()


def run(given: Settings) -> Summary:
    return batch.run(given, Quiet)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A finished batch: its folder and its output. Tests work on copies."""
    base = tmp_path_factory.mktemp("done")
    made(base / "in")
    assert main(["batch", str(base / "in"), "--out", str(base / "out"), "--seed", "7", "--jobs", "2"]) == 0
    return base


@pytest.fixture
def again(done, tmp_path):
    shutil.copytree(done / "in", tmp_path / "in")
    shutil.copytree(done / "out", tmp_path / "out")
    return tmp_path


# --- the same grades ------------------------------------------------------------------------------------


def test_equal_to_a_cold_check_of_each_file(done):
    task = catalog.find("task3")
    found = documents(done / "out")
    assert len(found) == len(SMALL) + 1
    for path in files():
        document = found[f"{path.stem} 0/task3.py"]
        cold = engine.grade(task, read(done / "in" / f"{path.stem} 0" / "task3.py"), choose(), Terms(seed=7)).document()
        same = {"student", "submission", "advice"}
        expected = {key: value for key, value in stripped(cold).items() if key not in same}
        assert {key: value for key, value in stripped(document).items() if key not in same} == expected


def test_jobs_and_order_make_no_difference(done, tmp_path, monkeypatch):
    draw = random.Random(3)
    monkeypatch.setattr(local, "needed", lambda job: (draw.random(), ()))
    run(settings(done / "in", tmp_path / "out", jobs=3))
    assert documents(tmp_path / "out").keys() == documents(done / "out").keys()
    for name, document in documents(tmp_path / "out").items():
        assert stripped(document) == stripped(documents(done / "out")[name])


def test_what_comes_out(done):
    out = done / "out"
    names = {path.name for path in out.iterdir()}
    assert {
        "index.html",
        "by-points.html",
        "by-time.html",
        "grades.csv",
        "results.jsonl",
        "ledger.sqlite",
        "reports",
    } <= names
    page = (out / "index.html").read_text(encoding="utf-8")
    for html in (out / "reports").iterdir():
        assert f'href="reports/{html.name}"' in page
    lines = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    assert Counter(line["status"] for line in lines) == {"graded": 4, "unreadable": 1}
    assert {line["student"] for line in lines} == {
        "vectorized 0",
        "no bias 0",
        "output flat 0",
        "hidden relu 0",
        "broken 0",
    }


# --- nothing twice --------------------------------------------------------------------------------------


def test_unchanged_is_not_graded_again(again, capsys):
    summary = run(settings(again / "in", again / "out"))
    assert (summary.graded, summary.unchanged) == (0, 5)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 8},
        {"timeout": 9.0},
        {"regrade": True},
    ],
)
def test_another_setting_grades_all_again(again, change):
    summary = run(settings(again / "in", again / "out", **change))
    assert (summary.graded, summary.unchanged) == (5, 0)


def test_a_key_depends_on_all_that_a_result_depends_on(done, monkeypatch):
    task3 = catalog.find("task3")

    def key(path=done / "in" / "no_bias 0" / "task3.py", task=task3, seed=7, timeout=None, fence="bubblewrap"):
        return provenance.grade_key(path, task, seed, timeout, fence)

    keys = {key(), key(seed=8), key(timeout=3.0), key(fence="landlock")}
    keys.add(key(done / "in" / "broken 0" / "task3.py"))
    keys.add(key(task=catalog.find("task2")))
    for changed in (task3.replace(limits=task3.limits.replace(memory_mb=1)), task3.replace(version="next")):
        keys.add(key(task=changed))
    monkeypatch.setattr(provenance, "__version__", "999")
    provenance._versions.cache_clear()
    keys.add(key())
    provenance._versions.cache_clear()
    assert len(keys) == 9


def test_only_what_changed_is_graded_again_and_the_change_is_told(again):
    path = again / "in" / "no_bias 0" / "task3.py"
    path.write_text(files()[0].read_text(encoding="utf-8"), encoding="utf-8")
    summary = run(settings(again / "in", again / "out"))
    assert (summary.graded, summary.unchanged) == (1, 4)
    ((source, change),) = summary.changed
    assert source == "no_bias 0/task3.py" and change.points[0] < change.points[1]


def test_a_changed_oracle_is_named_as_the_cause(tmp_path):
    """In a copy of the grader, since it is the files that have to change."""
    shutil.copytree(ROOT / "grader", tmp_path / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    for kind in ("tasks", "reference"):
        shutil.copytree(ROOT / kind / "task3_hidden_layers", tmp_path / kind / "task3_hidden_layers")
    (tmp_path / "in").mkdir()
    shutil.copy(files()[0], tmp_path / "in" / "task3.py")

    def graded() -> str:
        command = [sys.executable, "-m", "grader", "batch", "in", "--out", "out", "--jobs", "1"]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout

    assert "Changed" not in graded()
    oracle = tmp_path / "reference" / "task3_hidden_layers" / "oracle.py"
    oracle.write_text(oracle.read_text().replace("np.tanh(inputs @ W.T + b)", "np.tanh(inputs @ W.T - b)"))
    assert re.search(r"20 points before, .*Different: the task's files \(\w{12}, now \w{12}\)\.\n", graded())
    assert "1 unchanged since the last time" in graded()


def test_what_a_result_rests_on_is_read_once(monkeypatch):
    task = catalog.find("task3")
    first = provenance.versions(task)
    monkeypatch.setattr(provenance, "content_digest", lambda path: pytest.fail(f"{path} is read again"))
    assert provenance.versions(task) == first
    assert provenance.versions(catalog.find("task3"))["task_files"] == first["task_files"]


def test_a_result_rests_on_every_file_of_the_checks(monkeypatch):
    read = []
    monkeypatch.setattr(provenance, "content_digest", lambda path: read.append(path) or "")
    for name in ("task3", "task7"):
        task = catalog.find(name)
        provenance._files_digest(task)
        folder = catalog.path_of(task)
        assert {*folder.glob("checks.py"), *folder.glob("checks/*.py")} <= set(read)
    assert catalog.path_of(catalog.find("task7"), "checks", "loss.py") in read


def test_what_is_no_longer_handed_in_is_kept_and_does_not_count(again):
    (again / "in" / "no_bias 0").rename(again / "elsewhere")
    assert run(settings(again / "in", again / "out")).gone == 1
    assert "no_bias 0/task3.py" not in documents(again / "out")
    (again / "elsewhere").rename(again / "in" / "no_bias 0")
    summary = run(settings(again / "in", again / "out"))
    assert summary.graded == 0 and "no_bias 0/task3.py" in documents(again / "out")


def test_reports_that_are_gone_are_made_again(again):
    before = {path.name: path.read_bytes() for path in (again / "out" / "reports").iterdir()}
    shutil.rmtree(again / "out" / "reports")
    (again / "out" / "reports").mkdir()
    (again / "out" / "reports" / ".half.html.123.part").write_text("what a process was writing when it was killed")
    assert run(settings(again / "in", again / "out")).graded == 0
    assert {path.name: path.read_bytes() for path in (again / "out" / "reports").iterdir()} == before


def test_reports_that_are_made_again_have_their_pictures(done, tmp_path):
    """For who asked for pictures a resumed batch is the same as one that was never killed."""
    run(settings(done / "in", tmp_path / "out", pictures=True))
    before = {path.name: path.read_bytes() for path in (tmp_path / "out" / "reports").iterdir()}
    assert any(b"data:image/svg+xml" in page for page in before.values())
    shutil.rmtree(tmp_path / "out" / "reports")
    assert run(settings(done / "in", tmp_path / "out", pictures=True)).graded == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "out" / "reports").iterdir()} == before
    assert run(settings(done / "in", tmp_path / "out")).graded == 5  # without, they are other reports
    for path in (tmp_path / "out" / "reports").iterdir():
        assert b"data:image/svg+xml" not in path.read_bytes()


def test_how_much_reports_tell_can_be_changed_without_grading(again):
    assert run(settings(again / "in", again / "out", hints="off")).graded == 0
    document = documents(again / "out")["no_bias 0/task3.py"]
    hint = next(check["hint"] for check in document["checks"] if check["outcome"] == "fail")
    assert hint[:30] not in "".join(p.read_text(encoding="utf-8") for p in (again / "out" / "reports").iterdir())


def test_the_seed_is_drawn_once(done, tmp_path):
    first = run(settings(done / "in", tmp_path / "out", seed=None))
    second = run(settings(done / "in", tmp_path / "out", seed=None))
    assert first.seed == second.seed and second.graded == 0


def test_a_dry_run_leaves_nothing(done, tmp_path, capsys):
    assert main(["batch", str(done / "in"), "--out", str(tmp_path / "out"), "--dry-run"]) == 0
    assert "5 submissions of 5 people" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()


# --- faults of ours -------------------------------------------------------------------------------------


@pytest.fixture
def processes_with(monkeypatch, tmp_path):
    """Has the grading processes run some lines before they start: what goes wrong there is a fault of the grader."""

    def arrange(lines: str) -> None:
        script = tmp_path / "process.py"
        script.write_text(
            f"import sys\nsys.path[:] = {sys.path!r}\n{lines}\nfrom grader.workers.process import main\nmain()\n"
        )
        monkeypatch.setattr(local, "process_command", lambda: [sys.executable, str(script)])

    return arrange


def test_a_fault_is_tried_once_more(again, processes_with):
    processes_with(f"""
from collections import Counter
from pathlib import Path
from grader.grading import engine
from grader.base.errors import SandboxError
tries, grade = Counter(), engine.grade
def flaky(task, submission, backend, terms):
    tries[submission.sha256] += 1
    Path({str(again)!r}, submission.sha256).write_text(str(tries[submission.sha256]))
    if tries[submission.sha256] == 1:
        raise SandboxError("once")
    return grade(task, submission, backend, terms)
engine.grade = flaky
""")
    summary = run(settings(again / "in", again / "out", regrade=True))
    tries = [path.read_text() for path in again.iterdir() if len(path.name) == 64]
    assert summary.graded == 5 and summary.faults == [] and tries == ["2"] * 5


@pytest.mark.parametrize(
    "error",
    ["SandboxError('no namespaces')", "OSError(24, 'Too many open files')", "KeyError('x')", "MemoryError()"],
)
def test_a_fault_that_stays_is_listed_and_the_others_go_on(again, processes_with, monkeypatch, capsys, error):
    processes_with(f"""
from grader.grading import engine
from grader.base.errors import SandboxError
grade = engine.grade
def broken(task, submission, backend, terms):
    if "0" in submission.source and "np.maximum" in submission.source:  # hidden_relu's
        raise {error}
    return grade(task, submission, backend, terms)
engine.grade = broken
""")
    command = ["batch", str(again / "in"), "--out", str(again / "out"), "--regrade", "--seed", "7", "--jobs", "1"]
    assert main(command) == 3
    told = capsys.readouterr().err
    assert "The grader itself failed on 1" in told and "hidden_relu 0/task3.py" in told
    statuses = {name: document["status"] for name, document in documents(again / "out").items()}
    assert Counter(statuses.values()) == {"graded": 3, "unreadable": 1, "grader_fault": 1}
    monkeypatch.undo()
    assert main(command[:4] + ["--seed", "7", "--jobs", "1"]) == 0  # the fault alone is graded again
    assert "Graded 1, 4 unchanged" in capsys.readouterr().out


KILLED = """
import os, signal
from pathlib import Path
from grader.grading import engine
grade = engine.grade
def deadly(task, submission, backend, terms):
    if "np.maximum" in submission.source:  # hidden_relu's
        mark = Path({folder!r}, f"died-{{os.getpid()}}")
        mark.touch()
        if len(list(mark.parent.glob("died-*"))) <= {times}:
            os.kill(os.getpid(), signal.SIGKILL)
    return grade(task, submission, backend, terms)
engine.grade = deadly
"""


def test_a_process_that_is_killed_is_replaced_and_nothing_is_lost(again, processes_with):
    processes_with(KILLED.format(folder=str(again), times=1))
    before = {name: stripped(document) for name, document in documents(again / "out").items()}
    summary = run(settings(again / "in", again / "out", regrade=True, jobs=2))
    assert (summary.graded, summary.faults, summary.left) == (5, [], 0)
    assert len(list(again.glob("died-*"))) == 2  # once killed, once graded
    assert {name: stripped(document) for name, document in documents(again / "out").items()} == before
    assert _sandboxes(again) == []


def test_a_submission_that_kills_every_process_is_a_fault_and_the_others_go_on(again, processes_with):
    processes_with(KILLED.format(folder=str(again), times=99))
    summary = run(settings(again / "in", again / "out", regrade=True, jobs=2))
    assert (summary.graded, summary.left) == (5, 0) and len(list(again.glob("died-*"))) == grade_file.FAULT_TRIES
    (told,) = summary.faults
    assert "hidden_relu 0/task3.py" in told and "the process that graded was lost (SIGKILL)" in told
    statuses = Counter(document["status"] for document in documents(again / "out").values())
    assert statuses == {"graded": 3, "unreadable": 1, "grader_fault": 1}
    assert _sandboxes(again) == []


def test_processes_that_cannot_begin_end_the_batch_with_a_sentence(again, processes_with):
    processes_with("raise ImportError('No module named numpy')")
    with pytest.raises(GraderError, match=r"could not be started \(exit 1: ImportError: No module"):
        run(settings(again / "in", again / "out", regrade=True))
    processes_with(
        "from grader import sandbox\nfrom grader.base.errors import SandboxError\ndef none(name): raise SandboxError('no bwrap')\nsandbox.choose = none"
    )
    with pytest.raises(GraderError, match=r"^no bwrap$"):
        run(settings(again / "in", again / "out", regrade=True))


def test_what_a_process_prints_does_not_get_into_its_answers(again, processes_with):
    processes_with(
        "from grader.grading import engine\ngrade = engine.grade\ndef loud(*a, **k):\n    import os\n"
        "    print('loud'); os.write(1, b'louder'); return grade(*a, **k)\nengine.grade = loud"
    )
    summary = run(settings(again / "in", again / "out", regrade=True))
    assert (summary.graded, summary.faults) == (5, [])


def test_processes_do_not_import_what_lies_in_the_current_folder(done, tmp_path, monkeypatch):
    (tmp_path / "numpy.py").write_text("raise SystemExit('a student wrote this')")
    monkeypatch.chdir(tmp_path)
    assert run(settings(done / "in", tmp_path / "out")).faults == []


def test_a_page_that_cannot_be_made_does_not_end_the_batch(again, processes_with):
    processes_with("""
from grader.report import html as report
render, calls = report.render, []
def sometimes(document):
    calls.append(1)
    if len(calls) == 2:
        raise ValueError("a template")
    return render(document)
report.render = sometimes
""")
    summary = run(settings(again / "in", again / "out", regrade=True))
    assert summary.graded == 5 and len(summary.faults) == 1
    assert "its report could not be made: ValueError: a template" in summary.faults[0]


def test_a_submission_that_vanishes_is_a_sentence_and_is_graded_when_it_is_back(done, tmp_path, monkeypatch):
    shutil.copytree(done / "in", tmp_path / "in")
    path = tmp_path / "in" / "no_bias 0" / "task3.py"
    content = path.read_bytes()
    executor = batch._executor

    def late(*arguments):
        path.unlink()
        return executor(*arguments)

    monkeypatch.setattr(batch, "_executor", late)
    summary = run(settings(tmp_path / "in", tmp_path / "out"))
    assert summary.vanished == ["no_bias 0/task3.py"] and summary.graded == 5
    monkeypatch.undo()
    path.write_bytes(content)
    assert run(settings(tmp_path / "in", tmp_path / "out")).graded == 1
    assert documents(tmp_path / "out")["no_bias 0/task3.py"]["status"] == "graded"


# --- places that cannot be written ----------------------------------------------------------------------


def test_a_full_disk_keeps_what_was_done(again, processes_with, monkeypatch):
    processes_with(
        "from grader.report import html as report\ndef write(*a): raise OSError(28, 'No space left on device')\nreport.write = write"
    )
    with pytest.raises(LedgerError, match=r"No space left on device\. The results are kept"):
        run(settings(again / "in", again / "out", seed=9))
    monkeypatch.undo()
    summary = run(settings(again / "in", again / "out", seed=9))
    assert summary.unchanged >= 1 and summary.graded + summary.unchanged == 5


def test_out_that_cannot_be_written(done, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["batch", str(done / "in"), "--out", str(tmp_path / "file")]) == 2
    assert "The output folder" in capsys.readouterr().err
    assert main(["batch", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 2
    assert "There is no folder" in capsys.readouterr().err


def test_two_batches_do_not_write_to_one_place(again):
    with batch._alone_in(again / "out"), pytest.raises(UsageError, match="Another batch is writing"):
        run(settings(again / "in", again / "out"))


# --- killed and interrupted -----------------------------------------------------------------------------


def started(folder: Path, out: Path, *more: str) -> subprocess.Popen:
    command = [
        sys.executable,
        "-m",
        "grader",
        "batch",
        str(folder),
        "--out",
        str(out),
        "--seed",
        "7",
        "--jobs",
        "2",
        *more,
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def count(out: Path) -> int:
    try:
        return len(documents(out)) if (out / "ledger.sqlite").exists() else 0
    except LedgerError:
        return 0


def test_killed_at_any_moment_it_goes_on_to_the_same_end(tmp_path):
    folder = made(tmp_path / "in", copies=3)
    draw = random.Random(os.urandom(8))
    for at in (0, 1, 6):
        process = started(folder, tmp_path / "out")
        while count(tmp_path / "out") < at and process.poll() is None:
            time.sleep(0.01)
        time.sleep(draw.random() * 0.3)
        process.kill()
        process.communicate()
    last = started(folder, tmp_path / "out")
    told = last.communicate(timeout=120)
    assert last.returncode == 0, told
    assert main(["batch", str(folder), "--out", str(tmp_path / "whole"), "--seed", "7"]) == 0
    assert state(tmp_path / "out") == state(tmp_path / "whole")
    assert_pages_are_of_the_ledger(tmp_path / "out")
    assert _sandboxes(tmp_path) == []


def assert_pages_are_of_the_ledger(out: Path) -> None:
    """Byte for byte, so that equal ledgers have equal pages, times aside."""
    from grader.instructor.batch import publish
    from grader.instructor.grades.lateness import LatePolicy
    from grader.report import html
    from grader.result.hints import limited

    ledger = Ledger(out / "ledger.sqlite")
    for person, document in ledger.documents():
        name = job.report_name(person, document["task"], document["submission"])
        page = (out / "reports" / f"{name}.html").read_text(encoding="utf-8")
        assert page == html.render(limited(document, "explain"))
    ledger.close()
    names = ("index.html", "by-points.html", "by-time.html", "grades.csv", "results.jsonl")
    before = {name: (out / name).read_bytes() for name in names}
    publish.publish(out, LatePolicy(), "latest")
    assert {name: (out / name).read_bytes() for name in names} == before


@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
@pytest.mark.parametrize("kilobytes", [280, pytest.param(700, marks=pytest.mark.slow)])
def test_a_disk_that_is_really_full(tmp_path, kilobytes):
    """On a small file system of its own, which then gets room: the same command comes to the same end."""
    folder = made(tmp_path / "in", copies=2)
    (tmp_path / "disk").mkdir()
    command = f"'{sys.executable}' -m grader batch in --out disk/out --seed 7 --jobs 1"
    script = f"""
        mount -t tmpfs -o size={kilobytes}k tmpfs disk || exit 99
        {command}; echo "first $?"
        mount -o remount,size=64m disk; {command}; echo "second $?"
        cp -r disk/out out
    """
    process = subprocess.run(
        ["unshare", "-Urm", "bash", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
    )
    if process.returncode == 99 or "unshare failed" in process.stderr:
        pytest.skip("this machine lets nobody mount")
    assert "first 2" in process.stdout and "second 0" in process.stdout, process.stderr
    assert "make room" in process.stderr and "Traceback" not in process.stderr
    assert main(["batch", str(folder), "--out", str(tmp_path / "whole"), "--seed", "7"]) == 0
    assert state(tmp_path / "out") == state(tmp_path / "whole")
    assert_pages_are_of_the_ledger(tmp_path / "out")


def _sandboxes(folder: Path) -> list[int]:
    """Processes that still work on this folder."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                command = (place / "cmdline").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in command:
                found.append(int(place.name))
    return found


SLEEPS = "import time\ntime.sleep(50)\n"


def sleepers(folder: Path) -> Path:
    for name in ("ada", "bob"):
        (folder / name).mkdir(parents=True)
        (folder / name / "task3.py").write_text(SLEEPS)
    return folder


_WITH_A_CHILD = 6  # bwrap's two, the worker, and the keeper, the first process and the child of a submission


def running(process: subprocess.Popen) -> list[int]:
    """All that a batch has started, when both of its submissions are under way."""
    from grader.sandbox import process_tree

    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        found = [member.pid for member in process_tree.members(process.pid)]
        if sum(b"fork_server" in _command(pid) for pid in found) >= 2 * _WITH_A_CHILD:
            return found
        time.sleep(0.1)
    raise AssertionError(process.communicate())


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_whatever_way_a_batch_is_ended_nothing_is_left_running(tmp_path):
    for way in (signal.SIGKILL, signal.SIGTERM):
        process = started(sleepers(tmp_path / way.name), tmp_path / f"out-{way.name}")
        found = running(process)
        process.send_signal(way)
        process.communicate(timeout=30)
        assert gone(found, 15) == []


def gone(pids: list[int], seconds: float) -> list[int]:
    """Those that still live when the time is over."""
    deadline = time.monotonic() + seconds
    while (left := [pid for pid in pids if _alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


def test_interrupted_once_it_ends_what_is_running(tmp_path):
    folder = made(tmp_path / "in", copies=4)
    process = started(folder, tmp_path / "out")
    while count(tmp_path / "out") < 2 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Stopping: what is being graded is finished first" in told and "The same command goes on from here" in told
    assert (tmp_path / "out" / "index.html").exists()
    left = 20 - count(tmp_path / "out")
    assert f"Interrupted: {left} are left" in told and 0 < left < 20


def test_interrupted_twice_it_stops_at_once(tmp_path):
    process = started(sleepers(tmp_path / "in"), tmp_path / "out")
    found = running(process)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 130, told
    assert time.monotonic() - began < 15
    assert gone(found, 5) == []


# --- progress -------------------------------------------------------------------------------------------


class Terminal:
    def __init__(self, live):
        self.text, self.live = "", live

    def isatty(self):
        return self.live

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_plain_lines_where_there_is_no_terminal():
    stream = Terminal(False)
    progress = Progress(3, stream)
    for outcome in ("passed", "passed", "not passed"):
        progress.begin(0, "ada\x1b[31m")
        progress.end(0, outcome)
    progress.close()
    assert stream.text.startswith("3 of 3 (1 not passed, 2 passed), ") and "\x1b" not in stream.text


def test_a_live_line_on_a_terminal(monkeypatch):
    stream = Terminal(True)
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
    progress = Progress(4, stream)
    progress.begin(0, "Ada Lovelace/task3.py")
    progress.end(0, "passed")
    progress.begin(1, "Bob")
    shown = stream.text.split("\r")[-1]
    assert "[#####" in shown and "1 of 4 (1 passed)" in shown and "left" in shown and shown.endswith("Bob")
    assert all(len(line) < 200 for line in stream.text.split("\r"))


def test_the_time_left_goes_on_while_nothing_ends(monkeypatch):
    from grader.workers import progress as module

    monkeypatch.setattr(module, "_TICK", 0.01)
    stream = Terminal(True)
    progress = Progress(4, stream)
    progress.begin(0, "Ada")
    before = len(stream.text)
    waited = time.monotonic() + 5
    while stream.text.count("Ada") < 3 and time.monotonic() < waited:
        time.sleep(0.01)
    progress.close()
    assert len(stream.text) > before and stream.text.count("Ada") >= 3
    assert stream.text.split("\x1b[K")[-1].startswith("0 of 4, 0.0 a second\n")


@pytest.mark.parametrize(
    "text, shown", [("abcdef", "abcd"), ("日本語", "日本"), ("e\u0301e\u0301e\u0301e\u0301e", "e\u0301" * 4)]
)
def test_a_line_is_cut_where_the_terminal_ends(text, shown):
    assert cut(text, 4) == shown


def test_many_threads_may_report_at_once():
    import threading

    progress = Progress(2000, Terminal(True))
    progress._last = -1e9

    def work(number):
        for _ in range(250):
            progress.begin(number, "x")
            progress.end(number, "passed")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert progress.counts["passed"] == 2000


@pytest.mark.parametrize("seconds, text", [(0, "0 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")])
def test_durations(seconds, text):
    assert duration(seconds) == text


def test_automatic_jobs_mind_memory_and_cores(monkeypatch):
    import psutil

    jobs = [job.Job(Path("x"), catalog.find("task3"), "a", "a", "x", "k")]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)))
    for available, expected in ((1 << 40, 16), (6 << 30, 2), (7 << 30, 3), (1 << 20, 1)):  # with the processes' own
        monkeypatch.setattr(
            psutil, "virtual_memory", lambda available=available: type("", (), {"available": available})
        )
        assert warm.automatic_jobs(jobs) == expected


# --- the rule on lateness and the ledger ------------------------------------------------------------------


def arguments(base: Path, *more: str) -> list[str]:
    return ["batch", str(base / "in"), "--out", str(base / "out"), "--seed", "7", "--jobs", "1", *more]


def test_a_batch_that_is_run_again_keeps_the_rule_that_out_has(again, capsys):
    due = ["--due", "2001-01-01T10:00", "--late-penalty", "10", "--grace", "5"]
    assert main(arguments(again, *due)) == 0
    first = capsys.readouterr().out
    assert "by this rule: due 2001-01-01 10:00, 10 % off for each day begun, after 5 minutes of grace." in first
    assert "All files have nearly the same time" in first and "Late: 0 of 5" in first  # they were written just now
    grades = (again / "out" / "grades.csv").read_bytes()
    assert main(arguments(again)) == 0
    second = capsys.readouterr().out
    assert "The rule of the last run is kept: due 2001-01-01 10:00" in second
    assert (again / "out" / "grades.csv").read_bytes() == grades
    assert main(arguments(again, "--due", "none")) == 0
    assert "Late:" not in capsys.readouterr().out
    assert main(arguments(again)) == 0
    assert "rule" not in capsys.readouterr().out


def test_days_late_are_told(again, capsys):
    for number, path in enumerate(sorted((again / "in").rglob("*.py"))):
        os.utime(path, (978_339_600 + 86_400 * number, 978_339_600 + 86_400 * number))
    assert main(arguments(again, "--due", "2001-01-02", "--late-penalty", "10", "--dry-run")) == 0
    assert "Late: 3 of 5, up to 3 days, by this rule: due" in capsys.readouterr().out


@pytest.mark.parametrize("damage", ["gone", "empty", "cut", "text", "older", "json"])
def test_a_ledger_that_cannot_be_used_is_kept_aside_and_never_an_empty_class(again, capsys, damage):
    ledger = again / "out" / "ledger.sqlite"
    data = ledger.read_bytes()
    if damage == "gone":
        ledger.unlink()
    elif damage == "empty":
        ledger.write_bytes(b"")
    elif damage == "cut":
        ledger.write_bytes(data[: len(data) // 2])
    elif damage == "text":
        ledger.write_bytes(b"no database " * 1000)
    else:
        with sqlite3.connect(ledger) as database:
            if damage == "older":
                database.execute("ALTER TABLE results DROP COLUMN aside")
            else:
                database.execute("UPDATE meta SET value = '{' WHERE name = 'reading'")
        database.close()
    before = ledger.read_bytes() if ledger.exists() else b""
    assert main(["export", str(again / "out"), "--format", "csv"]) == 2
    told = capsys.readouterr().err
    assert "cannot be used" in told or "There is no batch" in told
    assert main(arguments(again)) == 0
    told = capsys.readouterr().err
    assert ("is not there" if damage == "gone" else "It is kept as ledger.sqlite.") in told
    kept = list((again / "out").glob("ledger.sqlite.*.kept"))
    assert [path.read_bytes() for path in kept] == ([] if damage == "gone" else [before])
    assert len(documents(again / "out")) == 5
    assert main(arguments(again)) == 0
    assert "ledger" not in capsys.readouterr().err


def test_two_students_of_one_name_have_two_titles(tmp_path):
    for number in (501, 502):
        target = tmp_path / "in" / f"Participant_{number}_assignsubmission_file_" / "task3.py"
        target.parent.mkdir(parents=True)
        shutil.copy(files()[0], target)
    assert main(arguments(tmp_path)) == 0
    names = {document["student"] for document in documents(tmp_path / "out").values()}
    assert names == {"Participant (501)", "Participant (502)"}
    grades = (tmp_path / "out" / "grades.csv").read_text(encoding="utf-8-sig")
    assert "Participant (501)," in grades and "Participant (502)," in grades
