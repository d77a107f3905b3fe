"""The kit that an instructor hands to students: exercises, data, and an edition of the grader without answers.

In place of each task's checks, oracle and reference lie public cases (``grader.checks.frozen``). Which modules
go in is found from what the students' commands import, so that a new module neither is forgotten nor slips in.
"""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.base import places
from grader.base.errors import UsageError
from grader.base.language import say
from grader.base.version import __version__
from grader.checks import of_task
from grader.instructor.kits.requirements import requirements
from grader.task import catalog, digits
from grader.task.declaration import Task

PACKAGE = Path(places.package()).resolve()
SEED = 2026  # a public one; freezing keeps public draws apart from any grading's

COMMANDS = ("check", "completion", "data", "doctor", "show", "start", "status", "tasks")
# The last four are started as scripts, or loaded by one.
_ROOTS = (
    "__init__",
    "__main__",
    "cli",
    "magic",
    "pytest_plugin",
    "checks.frozen",
    "child",
    "inside",
    "zygote",
    "sandbox.warden",
)
# Formulas, thresholds and hidden data; what needs them is judged at grading.
_ANSWERS = {
    "checks.classifier",
    "checks.digits",
    "checks.functions",
    "checks.learning",
    "checks.roundoff",
    "datasets",
}
_INSTRUCTORS = {
    "attack",
    "batch",
    "cluster",
    "mutants",
    "selftest",
}  # what whole classes and the grader's own tests need
_REPLACED = {
    "checks.__init__": '"""The checks of a student\'s kit; their cases are data."""\n',
}
_KEPT_BACK = {"mnist_evaluation.npz"}

_PYPROJECT = """[build-system]
requires = ["hatchling>=1.24"]
build-backend = "hatchling.build"

[project]
name = "grader"
version = "{version}"
description = "Checks solutions of the workshop Practical Deep Learning with TensorFlow (students' edition)"
license = "MIT"
requires-python = ">=3.10"
dependencies = [
{dependencies}
]

[project.entry-points.pytest11]
grader = "grader.student.pytest_plugin"

[project.scripts]
grader = "grader.cli:main"

# A course's repository may ignore folders called dist or data.
[tool.hatch.build]
ignore-vcs = true

[tool.hatch.build.targets.wheel]
packages = ["grader"]
"""

_README = """# Practical Deep Learning with TensorFlow: the exercises

Each folder holds an exercise (`exercise.md`), a stub to fill in, as a Python file and as a notebook, and its data.
`dist/` holds the grader that tells you how far you are. Set it up once, in this folder:

```sh
python3 -m venv .venv && .venv/bin/pip install ./dist
```

On Windows: `py -m venv .venv; .venv\\Scripts\\pip install .\\dist`. Then write a function and check it:

```sh
cd {first}
../.venv/bin/grader check {first} {first}.py
../.venv/bin/grader check {first} {first}.py --html report.html
```

The checks here are the public ones: their inputs stay the same. At grading, hidden checks with other inputs and with
trained models are run as well, so solve the exercise, not the cases.

| task | title | public checks | points of the public checks | points in all |
|---|---|---|---|---|
{rows}
"""


def write(out: Path, tasks: Sequence[Task], seed: int = SEED) -> Path:
    """Write the kit into the new or empty folder ``out``. Raises UsageError where that cannot be done."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(say("{out} is there already; name a new folder.", out=out))
    try:
        rows = [_write_task(out, task, seed) for task in tasks]
        _write_edition(out / "dist", tasks)
        readme = _README.format(first=tasks[0].name, rows="\n".join(rows))
        (out / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            say("{value} cannot be written: {strerror}.", value=error.filename or out, strerror=error.strerror)
        ) from error
    return out


def _write_task(out: Path, task: Task, seed: int) -> str:
    """The student's folder of a task and its part of the edition; returns its row of the table."""
    folder = out / task.name
    for ending in ("py", "ipynb"):
        _copy(catalog.path_of(task, f"stub.{ending}"), folder / f"{task.name}.{ending}")
    _copy(catalog.path_of(task, "README.md"), folder / "exercise.md")
    for name in task.data:
        shipped = digits.training_file() if name == "mnist_train.npz" else catalog.path_of(task, "data", name)
        _copy(shipped, folder / "data" / name)

    inner = out / "dist" / "grader" / "bundle" / "tasks" / catalog.folder_of(task)
    for name in ("task.py", "README.md", "stub.py", "stub.ipynb"):
        _copy(catalog.path_of(task, name), inner / name)
    for name in task.data:
        if name != "mnist_train.npz":  # that one lies in the package
            _copy(catalog.path_of(task, "data", name), inner / "data" / name)
    count, points = _write_public(inner, task, seed)
    return f"| {task.name} | {task.title} | {count} | {points} | {task.points} |"


def _write_public(inner: Path, task: Task, seed: int) -> tuple[int, int]:
    import numpy as np

    from grader.checks.public import freeze

    document, arrays = freeze(task, of_task.checks(task), of_task.oracle(task), seed)
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **arrays)
    (inner / "public.npz").write_bytes(packed.getvalue())
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    (inner / "public.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return len(document["checks"]), sum(entry["points"] for entry in document["checks"])


def _write_edition(dist: Path, tasks: Sequence[Task]) -> None:
    package = dist / "grader"
    for name in sorted(modules()):
        path = _file_of(name)
        target = package / path.relative_to(PACKAGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_REPLACED.get(name, path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
    for path in _other_files():
        _copy(path, package / path.relative_to(PACKAGE))
    for path in sorted(Path(places.root(), "templates").iterdir()):
        _copy(path, package / "bundle" / "templates" / path.name)
    dependencies = "\n".join(f'    "{line}",' for line in requirements(()))
    text = _PYPROJECT.format(version=__version__, dependencies=dependencies)
    (dist / "pyproject.toml").write_text(text, encoding="utf-8", newline="\n")


def _other_files() -> Iterator[Path]:
    """Data of the package: whatever is no program, but for what stays with the grader."""
    for path in sorted(PACKAGE.rglob("*")):
        kept_back = path.suffix in (".py", ".pyc", ".po", ".pot") or path.name in _KEPT_BACK
        if path.is_file() and not kept_back and path.relative_to(PACKAGE).parts[0] != "bundle":
            yield path


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())


# --- which modules -------------------------------------------------------------------------------------


def modules() -> set[str]:
    """The modules of the students' edition, named below ``grader``: all that its roots import, but no answers."""
    found: set[str] = set()
    queue = [*_ROOTS, *(f"commands.{name}" for name in COMMANDS)]
    while queue:
        name = queue.pop()
        if name in found or name in _ANSWERS | _INSTRUCTORS:
            continue
        found.add(name)
        if "." in name:
            queue.append(f"{name.rpartition('.')[0]}.__init__")
        text = _REPLACED.get(name, _file_of(name).read_text(encoding="utf-8"))
        queue.extend(_imported(ast.parse(text)))
    return found


def _file_of(name: str) -> Path:
    return PACKAGE.joinpath(*name.split(".")).with_suffix(".py")


def _imported(tree: ast.Module) -> Iterator[str]:
    """The modules of this package that a module imports anywhere, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "grader":
            inner = node.module.partition(".")[2]
            candidates = [inner, *(f"{inner}.{alias.name}".lstrip(".") for alias in node.names)]
        elif isinstance(node, ast.Import):
            candidates = [alias.name.partition(".")[2] for alias in node.names if alias.name.startswith("grader.")]
        else:
            continue
        for name in filter(None, candidates):
            if _file_of(name).is_file():
                yield name
            elif (_file_of(name).with_suffix("") / "__init__.py").is_file():
                yield f"{name}.__init__"
