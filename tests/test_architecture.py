"""Imports run downwards only: also those inside functions and those for type checkers alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "grader"

# From the ground up. A file may import its own package and those of lower floors.
FLOORS = (
    ("base", "child"),
    ("task", "result"),
    ("submission", "sandbox", "pictures", "report"),
    ("exam",),
    ("checks",),
    ("grading",),
    ("workers",),
    ("student", "instructor", "author"),
    ("cli",),
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
FACES = {"__init__", "__main__"}  # of the package as a whole: they hand names on
LONGEST = 400
LONGEST_OF_A_TASK = 350


def imports(path: Path) -> Iterator[str]:
    """The modules of this package that a file names in an import, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "grader":
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "grader")


def package_of(name: str) -> str:
    return name.split(".")[1] if "." in name else "__init__"


def files() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] not in FACES and "bundle" not in parts:
            yield parts[0], path


def test_every_import_leads_down() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for own, path in files()
        for name in imports(path)
        if package_of(name) != own and FLOOR.get(package_of(name), 99) >= FLOOR[own]
    ]
    assert not wrong, "\n".join(wrong)


def test_no_files_import_each_other_in_a_circle() -> None:
    """A package's own files import each other, never the face that hands their names on."""
    modules = {".".join(("grader", *path.relative_to(PACKAGE).with_suffix("").parts)): path for _, path in files()}
    modules = {name.removesuffix(".__init__"): path for name, path in modules.items()}
    graph: dict[str, set[str]] = {}
    for module, path in modules.items():
        named = {name if name in modules else name.rpartition(".")[0] for name in imports(path)}
        graph[module] = (named & modules.keys()) - {module}
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_what_runs_beside_a_students_code_imports_nothing_of_ours() -> None:
    assert not [(path.name, name) for own, path in files() if own == "child" for name in imports(path)]


def test_of_the_childs_code_only_the_wire_is_imported() -> None:
    found = {name for own, path in files() if own != "child" for name in imports(path) if package_of(name) == "child"}
    assert found <= {name for name in found if name.startswith("grader.child.wire")}


def test_no_file_is_longer_than_anybody_reads() -> None:
    assert not [str(path) for _, path in files() if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST]


LONGEST_FUNCTION = 60


def test_no_function_is_longer_than_a_screen() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}: {node.name}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not found


def test_no_file_of_a_task_is_longer_than_350_lines() -> None:
    files = sorted((PACKAGE.parent / "tasks").glob("*/**/*.py"))
    assert len(files) > 30
    assert not [str(path) for path in files if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_OF_A_TASK]
