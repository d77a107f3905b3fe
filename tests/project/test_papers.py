"""The papers of the project name what is there: files, packages, builders, the steps of a release."""

from __future__ import annotations

import pkgutil
import re
import runpy
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml
from test_architecture import FLOORS

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "tests" / "hostile" / "README.md"]
PAGES += sorted((ROOT / "docs").glob("*.md"))
PICTURE = ROOT / "docs" / "img" / "architecture.svg"
FILE = re.compile(r"`((?:grader|tests|docs|reference|benchmarks|templates)/[\w./]+)`")
MADE_ON_THE_WAY = re.compile("task11_")  # by the reader of the tutorial


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def cells(text: str) -> list[list[str]]:
    """The rows of all tables of a page, with their cells."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_and_modules_that_a_page_names_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    missing = [name for name in FILE.findall(text) if not (ROOT / name).exists() and not MADE_ON_THE_WAY.search(name)]
    assert missing == []
    for name in re.findall(r"`(grader(?:\.[A-Za-z_]+)+)`", text):
        pkgutil.resolve_name(name)


def test_the_table_of_floors_is_what_the_imports_are_held_to() -> None:
    rows = [row for row in cells(page("architecture.md")) if row[0].isdigit()]
    told: dict[int, set[str]] = {}
    for number, package, *_ in rows:
        told.setdefault(int(number), set()).add(package.strip("`"))
    assert told == {number: set(names) for number, names in enumerate(FLOORS, start=1)}


def test_the_picture_shows_every_package_and_loads_nothing() -> None:
    text = PICTURE.read_text(encoding="utf-8")
    shown = {element.text for element in ET.fromstring(text).iter("{http://www.w3.org/2000/svg}text")}
    assert {name for names in FLOORS for name in names} <= shown
    assert not re.search(r"url\(|@import|@font-face|href|<script|<image", text)


def test_terms_are_a_line_each_in_order() -> None:
    terms = re.findall(r"^- \*\*(.+?)\*\*: .+\.$", page("terms.md"), flags=re.MULTILINE)
    assert len(terms) >= 25 and terms == sorted(terms)
    assert len(terms) == page("terms.md").count("\n- ")


def test_the_builders_that_authors_are_told_of_exist() -> None:
    named = {name for first, *_ in cells(page("checks.md")) for name in re.findall(r"`(?:raise )?([\w.]+)[(`]", first)}
    assert len(named) > 30
    for name in named:
        if name == "exam.rng":  # made by the exam's begin
            continue
        whole = name.replace("exam.", "grader.exam.exam.Exam.")
        pkgutil.resolve_name(whole if whole.startswith("grader.") else f"grader.checks.{name}")


def test_the_examples_of_checks_run(tmp_path: Path) -> None:
    blocks = re.findall(r"^```python\n(.*?)^```", page("checks.md"), flags=re.MULTILINE | re.DOTALL)
    example = tmp_path / "checks.py"
    example.write_text("".join(blocks), encoding="utf-8")
    names = runpy.run_path(str(example))
    assert len(names["HIDDEN"]) > 8 and names["rows_add_up"].id == "softmax.rows"


def test_a_new_language_begins_with_an_empty_catalogue(tmp_path: Path) -> None:
    pytest.importorskip("babel")
    locale = ROOT / "grader" / "base" / "locale"
    lines = [line for line in page("translating.md").splitlines() if line.startswith("pybabel init")]
    assert lines and all(line in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8") for line in lines)
    shutil.copytree(locale, tmp_path / "grader" / "base" / "locale")
    command = [sys.executable, "-m", "babel.messages.frontend", *lines[0].split()[1:]]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    made = tmp_path / "grader" / "base" / "locale" / "de" / "LC_MESSAGES" / "grader.po"
    assert "Plural-Forms" in made.read_text(encoding="utf-8")


def test_a_release_is_published_from_a_tag_that_is_the_version() -> None:
    workflow = yaml.safe_load((ROOT / "docs" / "examples" / "publish.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["publish"]["permissions"] == {"id-token": "write"}
    (compared,) = [
        step["run"] for step in workflow["jobs"]["build"]["steps"] if step.get("name") == "The tag is the version"
    ]
    code = re.search(r"python -c '(.+?)'", compared)
    assert code is not None and code[1] in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = subprocess.run([sys.executable, "-c", code[1]], cwd=ROOT, capture_output=True, text=True, check=True)
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", told.stdout.strip())


def test_hooks_run_what_ci_runs() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert {hook["entry"] for hook in hooks} == {"ruff check", "ruff format --check", "mypy", "codespell"}
    for hook in hooks:
        assert f".venv/bin/{hook['entry']}" in script
