"""The kit for Gradescope: a zip with the grader and one task."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from grader.base import places
from grader.base.errors import UsageError
from grader.base.language import say
from grader.instructor.kits.requirements import requirements
from grader.task import catalog
from grader.task.declaration import Task

_EPOCH = (2026, 1, 1, 0, 0, 0)  # the same kit for the same sources, byte for byte
_SKIPPED = {"__pycache__", "bundle"}

# Gradescope's facts: setup.sh builds the image as root; run_autograder runs for each submission, finds
# the files in /autograder/submission and has to write /autograder/results/results.json
# (gradescope/autograder_samples docs/specs.md).
_SETUP = """#!/usr/bin/env bash
# Builds the image: Python, the sandbox and the packages that the exercises need.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends python3 python3-venv python3-pip bubblewrap libseccomp2
if ! python3 -c 'import sys; sys.exit(sys.version_info < ({python}))'; then
    echo "The image has $(python3 --version), and the grader needs {python_words} or newer: choose a newer Ubuntu." >&2
    exit 1
fi
python3 -m venv /autograder/venv
/autograder/venv/bin/pip install --no-cache-dir -r /autograder/source/requirements.txt
chmod -R go-rwx /autograder/source
"""

_RUN = """#!/usr/bin/env bash
# Grades one submission. Without a results.json the run counts as an error of the autograder, never as a zero.
set -euo pipefail
cd /autograder
rm -f /autograder/results/results.json
PYTHONPATH=/autograder/source/dist exec /autograder/venv/bin/python -m grader gradescope {task} \\
    /autograder/submission /autograder/results/results.json
"""


def gradescope_kit(task: Task, target: Path) -> Path:
    """Write the autograder zip for one task: setup.sh, run_autograder, the grader and this task.

    Other tasks are left out. Raises UsageError if ``target`` cannot be written.
    """
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
            _add(bundle, "setup.sh", _setup().encode(), executable=True)
            _add(bundle, "run_autograder", _RUN.format(task=task.name).encode(), executable=True)
            _add(bundle, "requirements.txt", ("\n".join(requirements(("sandbox",))) + "\n").encode())
            for name, path in _distribution(task):
                _add(bundle, f"dist/grader/{name}", path.read_bytes())
    except OSError as error:
        raise UsageError(
            say("{target} cannot be written: {strerror}.", target=target, strerror=error.strerror)
        ) from error
    return target


def _setup() -> str:
    oldest = re.search(r">=\s*(\d+)\.(\d+)", metadata.metadata("grader")["Requires-Python"])
    assert oldest is not None, "pyproject.toml says which Python is needed"
    return _SETUP.format(python=", ".join(oldest.groups()), python_words=f"Python {'.'.join(oldest.groups())}")


def _distribution(task: Task) -> Iterator[tuple[str, Path]]:
    """(name under grader/, file) of the package itself, the templates and one task."""
    package = Path(places.package()).resolve()
    yield from _files(package, "")
    root = Path(places.root())
    folder = catalog.folder_of(task)
    yield from _files(root / "templates", "bundle/templates/")
    yield from _files(root / "tasks" / folder, f"bundle/tasks/{folder}/")
    oracle = root / "reference" / folder / "oracle.py"
    yield f"bundle/reference/{folder}/oracle.py", oracle


def _files(folder: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if path.is_file() and not _SKIPPED & set(inner.parts) and path.suffix != ".pyc":
            yield prefix + inner.as_posix(), path


def _add(bundle: zipfile.ZipFile, name: str, content: bytes, executable: bool = False) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
    bundle.writestr(info, content)
