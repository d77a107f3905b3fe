"""The wheel as it is installed elsewhere: built, put into a new environment, run outside the checkout."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from grader import __version__
from grader.task import catalog

ROOT = Path(__file__).resolve().parents[2]
# What a check of a NumPy task needs; copied from this environment, so that nothing is downloaded.
NEEDED = ("numpy", "psutil", "jinja2", "markupsafe", "platformdirs", "nbformat")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    pytest.importorskip("hatchling", reason="the wheel is built with hatchling: pip install '.[test]'")
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)])
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The scripts folder of a new environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("installed")
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / "python")
    _run([sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", str(wheel)])
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(_run([python, "-c", code]).stdout.strip())
    for name in NEEDED:
        for file in importlib.metadata.files(name) or ():
            source = Path(str(file.locate()))
            if ".." not in file.parts and source.is_file():
                (packages / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, packages / file)
    return scripts


def _run(command, cwd=None, code=0):
    plain = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    run = subprocess.run(command, cwd=cwd, env=plain, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert run.returncode == code, f"{command}\n{run.stdout}\n{run.stderr}"
    return run


def test_the_wheel_holds_what_it_needs(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for part in ("tasks", "reference", "templates"):
        for path in (ROOT / part).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert f"grader/bundle/{path.relative_to(ROOT).as_posix()}" in names
    for file in (
        "py.typed",
        "task/data/mnist_train.npz",
        "checks/training/data/mnist_evaluation.npz",
        "bundle/templates/report.html.j2",
    ):
        assert f"grader/{file}" in names


def test_the_wheel_holds_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    strangers = [name for name in names if not name.startswith(("grader/", f"grader-{__version__}.dist-info/"))]
    assert strangers == []
    assert [name for name in names if "__pycache__" in name or name.endswith(".pyc")] == []


def test_it_runs_outside_the_checkout(installed, tmp_path):
    grader = str(installed / "grader")
    listed = _run([grader, "list"], cwd=tmp_path).stdout
    assert all(task.name in listed for task in catalog.tasks())
    _run([grader, "start", "task3"], cwd=tmp_path)
    assert "not written yet" in _run([grader, "check", "task3"], cwd=tmp_path, code=1).stdout
    solution = catalog.path_of(catalog.find("task3"), "solution.py", kind="reference")
    (tmp_path / "task3.py").write_text(solution.read_text(encoding="utf-8"), encoding="utf-8")
    checked = _run([grader, "check", "task3", "--html", "report.html"], cwd=tmp_path).stdout
    assert "20 of 20 points" in checked
    assert "task3" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_it_runs_from_the_installed_files(installed, tmp_path):
    code = "import grader, grader.base.places; print(grader.__file__); print(grader.base.places.root())"
    places = _run([str(installed / "python"), "-c", code], cwd=tmp_path).stdout.splitlines()
    assert not any(place.startswith(str(ROOT)) for place in places)
