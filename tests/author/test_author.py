"""The author's way: a new task is scaffolded, found, passes its self-test, and a broken one is told of."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.base import places
from grader.base.errors import CatalogError
from grader.checks import of_task
from grader.cli import main
from grader.task import catalog


@pytest.fixture
def own_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalogue of our own, so that the project's is not touched."""
    for name in ("tasks", "reference"):
        (tmp_path / name).mkdir()
    shutil.copytree(Path(places.root(), "templates"), tmp_path / "templates")
    monkeypatch.setattr(places, "root", lambda: str(tmp_path))
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    """Task modules are loaded once by their name; another root has others by the same name."""
    for name in [name for name in sys.modules if name.startswith(("grader_tasks.", "grader_reference."))]:
        del sys.modules[name]


def test_a_new_task_holds_at_once(own_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-task", "scaling", "--title", "Scaling"]) == 0
    assert (own_root / "tasks" / "task1_scaling" / "checks.py").is_file()
    capsys.readouterr()
    assert main(["list"]) == 0
    assert "Scaling" in capsys.readouterr().out
    assert main(["selftest", "scaling", "--no-mutants"]) == 0
    assert "3/3" in capsys.readouterr().out
    stub = own_root / "tasks" / "task1_scaling" / "stub.py"
    assert main(["check", "task1", str(stub)]) == 1
    assert "scale is not written yet" in capsys.readouterr().out


def test_the_mutants_of_a_new_task_are_killed(own_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("cosmic_ray", reason="mutants need the extra selftest")
    pytest.importorskip("libcst", reason="mutants need the extra selftest")
    main(["new-task", "scaling-more"])
    assert main(["selftest", "task1"]) == 0
    assert "100.0%" in capsys.readouterr().out


@pytest.mark.parametrize("slug", ["Hidden", "a b", "../x", "a--b", "", "1st"])
def test_bad_slugs_are_refused(own_root: Path, slug: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new-task", slug]) == 2
    assert not list((own_root / "tasks").iterdir())


def test_a_taken_name_or_number_is_refused(own_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["new-task", "scaling"])
    assert main(["new-task", "scaling"]) == 2
    assert main(["new-task", "other", "--number", "1"]) == 2
    assert "2 is free" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("checks.py", '"scale", scale_cases, 1)', '"scale", scale_cases, 3)', "worth 7 points, but task.py says 5"),
        ("checks.py", 'shape("scale"', 'shape("scales"', "must be a function of the task"),
        ("checks.py", "import Mistake", "import Mistke", "does not import"),
        ("task.py", 'slug="scaling"', 'slug="scales"', "should be called task1_scales"),
        ("task.py", "TASK =", "TSK =", "defines no TASK"),
    ],
)
def test_a_broken_task_is_told_with_its_file(own_root: Path, file: str, old: str, new: str, said: str) -> None:
    main(["new-task", "scaling"])
    path = own_root / "tasks" / "task1_scaling" / file
    path.write_text(path.read_text().replace(old, new, 1))
    forget()
    with pytest.raises(CatalogError, match=said) as found:
        of_task.checks(catalog.find("1"))
    assert f"task1_scaling/{file}" in str(found.value)


# --- the tutorial ---

PAGE = Path(__file__).resolve().parents[2] / "docs" / "author.md"
TITLE = "## Your first task in ten minutes"
MUTANTS = all(importlib.util.find_spec(name) for name in ("cosmic_ray", "libcst"))


def steps() -> list[tuple[str, str]]:
    """What the tutorial has its reader do: ("", a shell line) or (a file's name, its text), in order."""
    text = PAGE.read_text(encoding="utf-8")
    section = text[text.index(TITLE) + len(TITLE) :].split("\n## ")[0]
    found = []
    for file, language, block in re.findall(
        r"(?:^`([\w./]+)`\n\n)?^```(\w+)\n(.*?)^```", section, flags=re.MULTILINE | re.DOTALL
    ):
        if language == "sh":
            found += [("", line) for line in block.splitlines()]
        else:
            assert file, f"a block of the tutorial stands below no file's name: {block[:60]}"
            found.append((file, block))
    return found


def follow(line: str, root: Path) -> int:
    if not line.startswith("grader "):
        return subprocess.run(line, shell=True, cwd=root, timeout=30).returncode
    words = shlex.split(line, comments=True)[1:]
    if words[0] == "selftest" and not MUTANTS and "--no-mutants" not in words:
        words.append("--no-mutants")
    forget()  # each command of the reader's is a process of its own
    return main(words)


def test_the_tutorial_leads_to_a_task_that_holds(
    own_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(own_root)
    monkeypatch.setenv("XDG_DATA_HOME", str(own_root / "home"))
    done = steps()
    assert len(done) > 10
    for file, text in done:
        if file:
            assert (own_root / file).parent.is_dir(), file
            (own_root / file).write_text(text, encoding="utf-8")
            continue
        code = follow(text, own_root)
        said = capsys.readouterr().out
        assert code == ("# not passed" in text), f"{text}\n{said}"
        for quoted in re.findall(r'#.*"(.+)"', text):
            assert quoted in said.lower()
    forget()
    made = catalog.find("task11")
    assert sum(check.points for check in of_task.checks(made)) == made.points == 7
