"""What the documentation says is so: its commands parse, its links lead somewhere, its tables are whole."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from grader.checks.check import KINDS
from grader.cli.parser import parser
from grader.result.document import CheckResult, TaskResult
from grader.result.outcome import Outcome, Status
from grader.task import catalog

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


# Tasks that a tutorial has its reader make, and that tests/author/test_author.py makes.
MADE_ON_THE_WAY = {
    f"task{number}"
    for page in PAGES
    for number in re.findall(r"^grader new-task .*--number (\d+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
}


def commands(text: str) -> list[str]:
    """The lines of the shell blocks, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    lines = [re.sub(r"\s+#.*", "", line).strip() for block in blocks for line in _joined(block)]
    return [line for line in lines if line and not line.startswith("#")]


def _joined(block: str) -> list[str]:
    return block.replace("\\\n", " ").splitlines()


def set_ups() -> list[str]:
    return [line for line in commands(README) if line.startswith("python3 -m venv ")]


def test_there_are_two_commands_and_each_is_one_line():
    demo, tests = set_ups()
    assert demo.endswith("grader demo") and tests.endswith("-m pytest")
    for line in (demo, tests):
        assert line.startswith("python3 -m venv .venv && .venv/bin/pip install ")
        assert all(part.strip() for part in line.split("&&")) and "\\" not in line


def test_ci_runs_the_readmes_test_command():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    (pattern,) = re.findall(r"grep -E '(.+)' README\.md", script)
    found = [line for line in README.splitlines() if re.search(pattern, line)]
    assert found == [set_ups()[1]]


def grader_commands() -> list:
    found = []
    for page in PAGES:
        for line in commands(page.read_text(encoding="utf-8")):
            for part in re.split(r"&&|;|\|", line):
                words = shlex.split(part.partition(">")[0])
                if words and Path(words[0]).name == "grader":
                    found.append(pytest.param(words[1:], id=f"{page.name}: {part.strip()}"))
    return found


@pytest.mark.parametrize("words", grader_commands())
def test_every_command_that_is_shown_can_be_given(words):
    options = parser(words).parse_args(words)
    named = getattr(options, "task", None) or []
    for task in [named] if isinstance(named, str) else named:
        if task != "TASK" and task not in MADE_ON_THE_WAY:
            catalog.find(task)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links {target}"


def test_every_field_of_the_result_document_is_described():
    text = (ROOT / "docs" / "result.md").read_text(encoding="utf-8")
    document = TaskResult("task3", "s", "t", "f.py", "", Status.GRADED).document()
    check = CheckResult("f.a", "t", "shape", Outcome.PASS, 1, 1).document()
    words = [*document, *check, *(item.value for item in Outcome), *(item.value for item in Status), *KINDS]
    missing = [word for word in words if f"`{word}`" not in text]
    assert missing == []


def test_the_checks_that_authors_are_told_of_exist():
    import grader.checks

    text = (ROOT / "docs" / "author.md").read_text(encoding="utf-8")
    table = text[text.index("| check | kind |") :].split("\n\n")[0]
    for name in re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE):
        assert hasattr(grader.checks, name), name
