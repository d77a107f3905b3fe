"""The example of GitHub Actions: what it runs does run, and what it prints GitHub shows beside the student's lines."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml
from report_documents import check, documents, result

from grader.cli import main
from grader.report.annotations import workflow_commands
from grader.result.outcome import Outcome
from grader.task import catalog

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "github-classroom.yml"
WRONG = catalog.path_of(catalog.find("task3"), "wrong", "no_bias.py", kind="reference")


def steps():
    return yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))["jobs"]["check"]["steps"]


def annotations(text):
    """(file, line, title, message) of each workflow command, as GitHub's runner reads it."""
    found = []
    for line in text.splitlines():
        if match := re.fullmatch(r"::error file=([^,:]*),line=(\d+),title=([^,:]*)::(.*)", line):
            values = [
                value.replace("%3A", ":")
                .replace("%2C", ",")
                .replace("%0D", "\r")
                .replace("%0A", "\n")
                .replace("%25", "%")
                for value in match.groups()
            ]
            found.append((values[0], int(values[1]), values[2], values[3]))
    return found


def commands():
    return [line for step in steps() for line in step.get("run", "").splitlines() if line.startswith("grader ")]


def test_every_command_of_the_example_runs_and_annotates(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    source = WRONG.read_text(encoding="utf-8")
    Path("task3.py").write_text(source, encoding="utf-8")
    assert commands()
    for command in commands():
        assert main(shlex.split(command)[1:]) == 1
        shown = annotations(capsys.readouterr().out)
        assert shown and len(shown) <= 10
        for file, line, title, message in shown:
            assert file == "task3.py" and title and message
            assert 1 <= line <= len(source.splitlines())
        lines = source.splitlines()
        assert any("def hidden_layer" in lines[line - 1] or "return" in lines[line - 1] for _, line, _, _ in shown)
        assert any("bias" in message for _, _, _, message in shown)
    kept = [path for step in steps() for path in step.get("with", {}).get("path", "").split()]
    assert kept and all(Path(path).stat().st_size for path in kept)
    assert json.loads(Path("result.json").read_text())["passed"] is False


def test_a_right_solution_passes_without_a_word(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    solution = catalog.path_of(catalog.find("task3"), "solution.py", kind="reference")
    Path("task3.py").write_text(solution.read_text(encoding="utf-8"), encoding="utf-8")
    for command in commands():
        assert main(shlex.split(command)[1:]) == 0
        assert "::error" not in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_annotated_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("task3.py").write_text("x = 1\ndef (:\n")
    assert main(shlex.split(commands()[0])[1:]) == 2
    ((file, _, title, message),) = annotations(capsys.readouterr().out)
    assert (file, title) == ("task3.py", "Not graded") and "Line 2" in message


def test_the_example_caches_by_a_file_that_every_repository_has():
    """setup-python stops where no requirements.txt is there to cache by."""
    (setup,) = [step["with"] for step in steps() if step.get("uses", "").startswith("actions/setup-python")]
    assert "cache" not in setup or setup["cache-dependency-path"] == ".github/workflows/grade.yml"


@pytest.mark.parametrize("name", documents())
def test_any_result_makes_commands_that_the_runner_understands(name):
    lines = list(workflow_commands(documents()[name], "my,odd:task%3.py"))
    shown = annotations("\n".join(lines))
    assert len(shown) == len(lines) <= 11
    assert all(file == "my,odd:task%3.py" and line >= 1 for file, line, _, _ in shown)


def test_a_message_cannot_give_commands_of_its_own():
    odd = "x\n::set-output name=a::b\r\n::stop-commands::t%0A::error::\x1b[31m"
    document = result(checks=(check("a.b", Outcome.FAIL, message=odd, title=odd),)).document()
    (line,) = workflow_commands(document, "task3.py")
    assert "\n" not in line and "\r" not in line and len(annotations(line)) == 1
