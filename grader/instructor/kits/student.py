"""The kit that an instructor hands to students: exercises, data, and an edition of the grader without answers.

A task in a kit has public cases (``grader.checks.public``) in place of its checks, its oracle and its references.
The edition is the whole package but for ``KEPT_BACK`` and the commands that need it.
"""

from __future__ import annotations

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
from grader.task.handout import public_files

PACKAGE = Path(places.package()).resolve()
SEED = 2026  # a public one; freezing keeps public draws apart from any grading's

# Folders of the package that students do not get. oracle and training hold formulas, thresholds and hidden data.
# bundle is where an installed grader has its tasks; a kit gets its own.
KEPT_BACK = ("instructor", "author", "checks/oracle", "checks/training", "bundle")
COMMANDS = ("check", "completion", "data", "doctor", "show", "start", "status", "tasks")
_NOT_PACKED = (".pyc", ".po", ".pot")
# The authors' face of the package imports oracle and training; public cases need no face.
_REPLACED = {"checks/__init__.py": '"""The checks of a student\'s kit; their cases are data."""\n'}

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
    """Write the kit into the new or empty folder ``out``. Raises UsageError if that cannot be done."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(say("{out} is there already; name a new folder.", out=out))
    try:
        rows = [_write_task(out, task, seed) for task in tasks]
        _write_edition(out / "dist", tasks)
        readme = _README.format(first=tasks[0].name, rows="\n".join(rows))
        _write(out / "README.md", readme)
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
    for name, path in public_files(task).items():
        _copy(path, folder / name)

    inner = out / "dist" / "grader" / "bundle" / "tasks" / catalog.folder_of(task)
    for name in ("task.py", "README.md", "stub.py", "stub.ipynb"):
        _copy(catalog.path_of(task, name), inner / name)
    for name, path in public_files(task).items():
        if path != digits.training_file():  # the package has those already
            _copy(path, inner / name)
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
    _write(inner / "public.json", text + "\n")
    return len(document["checks"]), sum(entry["points"] for entry in document["checks"])


def _write_edition(dist: Path, tasks: Sequence[Task]) -> None:
    package = dist / "grader"
    for name, path in packed_files():
        if path.suffix == ".py":
            text = _REPLACED.get(name) or path.read_text(encoding="utf-8")
            _write(package / name, text)
        else:
            _copy(path, package / name)
    for path in sorted(Path(places.root(), "templates").iterdir()):
        _copy(path, package / "bundle" / "templates" / path.name)
    dependencies = "\n".join(f'    "{line}",' for line in requirements(()))
    text = _PYPROJECT.format(version=__version__, dependencies=dependencies)
    _write(dist / "pyproject.toml", text)


def packed_files() -> Iterator[tuple[str, Path]]:
    """(name below ``grader/``, file) of everything in the package that students get."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        kept_back = any(name.startswith(f"{folder}/") for folder in KEPT_BACK)
        if path.is_file() and not kept_back and path.suffix not in _NOT_PACKED and _is_for_students(name):
            yield name, path


def _is_for_students(name: str) -> bool:
    """False for the module of a command that needs what is kept back."""
    folder, _, file = name.rpartition("/")
    return folder != "cli/commands" or file.removesuffix(".py") in (*COMMANDS, "__init__")


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8", newline="\n")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
