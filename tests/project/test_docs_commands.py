"""What the pages tell their readers to type is typed: each page's commands, in their order, in a folder of its own.

What cannot be typed here (a download, a cluster) names the test that does it.
"""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_export import GRADEBOOK, WORKSHEET
from test_readme import commands

from grader.cli import main
from grader.task import catalog

ROOT = Path(__file__).resolve().parents[2]
PAGES = {page.name: page for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]}
REFERENCE = ROOT / "reference" / "task3_hidden_layers"

# How a line begins -> the test that does what it says.
ELSEWHERE = {
    "python3 -m venv .venv && .venv/bin/pip install . &&": "test_first_five_minutes.py::test_from_nothing_to_a_report",
    "python3 -m venv .venv && .venv/bin/pip install -e '.[test]'": "test_readme.py::test_ci_runs_the_readmes_test_command",
    "python3 -m venv .venv && .venv/bin/pip install '.[sandbox]'": "test_first_five_minutes.py::test_with_the_real_download",
    ".venv/bin/grader doctor": "test_first_five_minutes.py::test_with_the_real_download",
    ".venv/bin/pip install -e '.[dev]'": "test_docs_commands.py::test_ci_types_what_developers_are_told",
    ".venv/bin/ruff check": "test_docs_commands.py::test_ci_types_what_developers_are_told",
    "grader check task3 --watch": "test_student_tools.py::test_watch_checks_again_after_a_save",
    "pytest --grader": "test_student_tools.py::test_pytest_shows_each_check_as_a_test",
    "grader data fetch --from": "test_data.py::test_a_local_file_is_checked_and_kept",
    "grader data fetch": "test_data.py::test_fetching_goes_through_keras_in_a_process_of_its_own",
    "grader doctor --attack": "test_hostile.py::test_is_held",
    "pip install": "test_docs_commands.py::test_every_extra_that_a_page_names_is_there",
    "grader selftest task2 task3 --no-mutants --seeds": "test_selftest.py::test_right_variants_are_graded_with_several_seeds",
    "python benchmarks/calibrate.py": "test_docs_commands.py::test_tools_of_authors_explain_themselves",
    "python benchmarks/batch.py": "test_docs_commands.py::test_tools_of_authors_explain_themselves",
    "pybabel init": "test_papers.py::test_a_new_language_begins_with_an_empty_catalogue",
    "python docs/make_words.py": "test_papers.py::test_a_new_language_begins_with_an_empty_catalogue",
    "python tasks/make_notebooks.py": "test_tasks.py::test_notebook_is_made_from_the_stub",
    "python -m pytest tests/task/test_tasks.py": "test_tasks.py::test_right_files_get_full_marks",
}
# Grading with TensorFlow, kits of all tasks, mutants: minutes.
SLOW = ("grader demo", "grader kit student handout", "grader selftest task3", "grader check task3 --seed")


def test_what_is_typed_elsewhere_is_there() -> None:
    for where in ELSEWHERE.values():
        file, _, name = where.partition("::")
        (path,) = (ROOT / "tests").rglob(file)
        assert f"def {name}" in path.read_text(encoding="utf-8"), where


# --- what the commands find in the reader's folder ------------------------------------------------------


def a_class(folder: Path) -> None:
    folder.mkdir()
    for name, source in (("ada", "solution.py"), ("blaise", "wrong/no_bias.py")):
        shutil.copyfile(REFERENCE / source, folder / f"{name}_task3.py")


def notebook(path: Path) -> None:
    import nbformat

    cell = nbformat.v4.new_code_cell((REFERENCE / "solution.py").read_text(encoding="utf-8"))
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


FILES = {
    "submissions": a_class,
    "ada_task3.ipynb": notebook,
    "ada.ipynb": notebook,
    "my_try.py": lambda path: shutil.copyfile(REFERENCE / "solution.py", path),
    "roster.csv": lambda path: path.write_text("name,id\nAda,1\nBlaise,2\n"),
    "class.csv": lambda path: path.write_text("name,id\nAda,1\nBlaise,2\n"),
    "seed.txt": lambda path: path.write_text("a long random text"),
    "gradebook.csv": lambda path: path.write_text(
        GRADEBOOK.replace("Forward propagation", "Hidden layers"), encoding="utf-8"
    ),
    "Grades-Course-Task 3.csv": lambda path: path.write_text(WORKSHEET, encoding="utf-8"),
    "submissions.zip": lambda path: zipped(path),
    "ada.html": lambda path: main(["check", "task3", str(REFERENCE / "solution.py"), "--html", str(path)]),
    "ada.json": lambda path: main(["check", "task3", str(REFERENCE / "solution.py"), "--json", str(path)]),
}
WRITTEN_BY = {"--html", "--json", "--out", ">", ">>"}  # what follows is no file that has to be there


def zipped(path: Path) -> None:
    a_class(path.with_suffix(""))
    shutil.make_archive(str(path.with_suffix("")), "zip", path.with_suffix(""))


def make_what_is_named(words: list[str], folder: Path) -> None:
    for before, word in zip(["", *words], words):
        name = word.rstrip("/")
        if name in FILES and before not in WRITTEN_BY and not (folder / name).exists():
            FILES[name](folder / name)


# --- typing -------------------------------------------------------------------------------------------------


def elsewhere(line: str) -> bool:
    return line.startswith(tuple(ELSEWHERE))


def lines_of(page: str) -> list[str]:
    """The page's shell lines, and on the pages for its users the commands in its sentences; scripts are left out."""
    text = PAGES[page].read_text(encoding="utf-8")
    text = re.sub(r"^```sh\n#!.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    inline = [code for code in re.findall(r"`(grader [^`\n]+)`", prose) if not re.search(r"\b[A-Z]{2,}\b|…", code)]
    return [*commands(text), *(dict.fromkeys(inline) if page in ("student.md", "instructor.md") else ())]


def expected_code(words: list[str], folder: Path) -> tuple[int, ...]:
    """A stub is not passed; a machine may lack what doctor looks for."""
    if words[0] == "doctor":
        return 0, 1
    if words[0] == "check" and "task3" in words and not (folder / "my_try.py").exists():
        stub = catalog.path_of(catalog.find("task3"), "stub.py").read_bytes()
        named = [word for word in words[2:] if word.endswith((".py", ".ipynb"))]
        begun = folder / (named[0] if named else "task3.py")
        alone = named or not (folder / "ada_task3.ipynb").exists()
        return (1,) if alone and begun.exists() and begun.read_bytes() == stub else (0,)
    return (0,)


def typed(page: str, slow: bool) -> list[str]:
    return [line for line in lines_of(page) if not elsewhere(line) and line.startswith(SLOW) == slow]


# The tutorial for authors is followed by test_author.py; what the command line's page shows are the examples.
FOLLOWED = [page for page in PAGES if page not in ("author.md", "cli.md")]


@pytest.mark.parametrize("slow", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["quick", "slow"])
@pytest.mark.parametrize("page", [page for page in FOLLOWED if lines_of(page)])
def test_a_pages_commands_do_what_it_says(
    page: str, slow: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADER_JOURNAL", str(tmp_path / "journal.json"))
    for line in typed(page, slow):
        if "10.0.0.1" in line:  # a cluster's
            continue
        words = shlex.split(line)
        assert words[0] == "grader", f"{page}: nobody types {line!r}; run it here, or say in ELSEWHERE where"
        make_what_is_named(words, tmp_path)
        redirected = next((place for place, word in enumerate(words) if word in (">", ">>")), len(words))
        code = main(words[1:redirected])
        told = capsys.readouterr()
        assert code in expected_code(words[1:], tmp_path), f"{page}: {line}\n{told.out}{told.err}"
        for option, target in zip(words, words[1:]):
            if option in ("--html", "--json", "--out"):
                assert Path(target).exists(), line


def test_ci_types_what_developers_are_told() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for line in lines_of("README.md"):
        if line.startswith((".venv/bin/pip install -e", ".venv/bin/ruff")):
            for part in line.split(" && ")[: -1 if "pytest" in line else None]:
                assert part.replace("install -e", "install -q -e") in script, part


def test_every_extra_that_a_page_names_is_there() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = project.split("[project.optional-dependencies]")[1].split("\n[")[0]
    named = set()
    for page in PAGES.values():
        for group in re.findall(r"(?:grader|\.)\[([a-z,]+)\]'", page.read_text(encoding="utf-8")):
            named |= set(group.split(","))
    assert {"sandbox", "dask", "selftest", "test", "dev"} <= named
    assert [name for name in named if not re.search(rf"^{name} = \[", extras, flags=re.MULTILINE)] == []


@pytest.mark.parametrize("tool", ["benchmarks/calibrate.py", "benchmarks/batch.py"])
def test_tools_of_authors_explain_themselves(tool: str) -> None:
    done = subprocess.run([sys.executable, str(ROOT / tool), "--help"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0 and "usage" in done.stdout


def test_scripts_for_a_cluster_are_shell() -> None:
    scripts = re.findall(r"^```sh\n(#!.*?)^```", PAGES["scaling.md"].read_text(encoding="utf-8"), flags=re.M | re.S)
    assert scripts
    for script in scripts:
        assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX shell")
def test_a_cluster_as_the_page_starts_it(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    lines = [line for line in lines_of("scaling.md") if "10.0.0.1" in line]
    assert [line.split()[0] for line in lines] == ["dask", "dask", "grader"]
    local = [
        line.replace("10.0.0.1:8786", f"127.0.0.1:{port}").replace("10.0.0.1", "127.0.0.1").replace("8786", str(port))
        .replace("--nworkers 16", "--nworkers 1")
        for line in lines
    ]  # fmt: skip
    a_class(tmp_path / "submissions")
    started = []
    try:
        for line in local[:2]:
            command = [
                sys.executable,
                "-m",
                "distributed.cli.dask_" + line.split()[1],
                *line.split()[2:],
                "--no-dashboard",
            ]
            started.append(subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL))
            time.sleep(2)
        command = [sys.executable, "-m", "grader", *local[2].split()[1:]]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    with open(tmp_path / "graded" / "grades.csv", encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2
