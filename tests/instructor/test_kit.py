"""The autograder kit for Gradescope: unpacked and run as Gradescope would, with other paths."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest
from test_export import GRADESCOPE

from grader.base.errors import UsageError
from grader.cli import main
from grader.task import catalog

TASK = catalog.find("task3")
SOLUTION = Path(catalog.path_of(TASK, "solution.py", kind="reference"))


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit")
    assert main(["kit", "gradescope", "task3", str(folder / "kit.zip")]) == 0
    with zipfile.ZipFile(folder / "kit.zip") as bundle:
        bundle.extractall(folder / "source")
    return folder


def names(kit):
    with zipfile.ZipFile(kit / "kit.zip") as bundle:
        return bundle.namelist()


def graded(kit, tmp_path, files):
    """run_autograder with /autograder in another place; the packages are those of this Python."""
    (tmp_path / "submission").mkdir(parents=True, exist_ok=True)
    (tmp_path / "results").mkdir(exist_ok=True)
    for name, text in files.items():
        (tmp_path / "submission" / name).write_text(text, encoding="utf-8")
    script = (kit / "source" / "run_autograder").read_text()
    script = script.replace("/autograder/venv/bin/python", sys.executable)
    script = script.replace("/autograder/source", str(kit / "source")).replace("/autograder", str(tmp_path))
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    run = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=120)
    path = tmp_path / "results" / "results.json"
    return run, json.loads(path.read_text()) if path.exists() else None


def test_what_gradescope_asks_for_is_at_the_root(kit):
    with zipfile.ZipFile(kit / "kit.zip") as bundle:
        for name in ("setup.sh", "run_autograder"):
            assert bundle.getinfo(name).external_attr >> 16 & 0o111
            assert bundle.read(name).startswith(b"#!/usr/bin/env bash\n") and b"\r" not in bundle.read(name)
    for name in ("setup.sh", "run_autograder"):
        assert subprocess.run(["bash", "-n", kit / "source" / name]).returncode == 0


def test_no_other_task_and_no_solution_is_in_it(kit):
    folder = catalog.folder_of(TASK)
    for name in names(kit):
        parts = name.split("/")
        if "tasks" in parts or "reference" in parts:
            assert folder in parts
        assert "solution" not in name and "wrong" not in parts and "right" not in parts
        assert not parts[-1].endswith(".pyc") and "__pycache__" not in parts


def test_the_same_kit_byte_for_byte(kit, tmp_path):
    assert main(["kit", "gradescope", "task3", str(tmp_path / "again.zip")]) == 0
    assert (tmp_path / "again.zip").read_bytes() == (kit / "kit.zip").read_bytes()


def test_it_asks_for_what_it_needs(kit):
    asked = (kit / "source" / "requirements.txt").read_text()
    for name in ("tensorflow", "numpy", "scikit-learn", "jinja2", "nbformat"):
        assert name in asked
    assert "pytest" not in asked


def test_a_right_solution(kit, tmp_path):
    run, results = graded(kit, tmp_path, {"task3.py": SOLUTION.read_text(encoding="utf-8")})
    assert run.returncode == 0, run.stderr
    jsonschema.validate(results, GRADESCOPE)
    assert results["score"] == TASK.points and all(test["status"] == "passed" for test in results["tests"])


@pytest.mark.parametrize(
    "files, told",
    [
        ({}, "No Python file and no notebook"),
        ({"a.py": "", "b.py": ""}, "Several files fit"),
        ({"task3.py": "def (:\n"}, "Line 1"),
        ({"task3.ipynb": "{}"}, "notebook"),
    ],
)
def test_what_cannot_be_graded_is_zero_points_with_a_reason(kit, tmp_path, files, told):
    run, results = graded(kit, tmp_path, files)
    assert run.returncode == 0, run.stderr
    jsonschema.validate(results, GRADESCOPE)
    assert results["score"] == 0 and told in results["output"]


def test_what_a_repository_holds_beside_the_solution_is_no_second_one(tmp_path):
    from grader.cli.commands.gradescope import submitted_file

    for name in (
        "src/task3.py",
        "tests/test_task3.py",
        "src/.ipynb_checkpoints/task3-checkpoint.ipynb",
        "__MACOSX/._task3.py",
        "task3_old.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x = 1\n")
    assert submitted_file(TASK, tmp_path) == tmp_path / "src" / "task3.py"
    (tmp_path / "task3.ipynb").write_text("{}")
    with pytest.raises(UsageError, match=r"Several files fit task3: task3\.ipynb, task3_old\.py, src/task3\.py\."):
        submitted_file(TASK, tmp_path)


def test_a_fault_of_ours_leaves_no_result(kit, tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "results.json").write_text('{"score": 100}')
    broken = {name: (kit / "source" / "run_autograder").read_text() for name in ("run_autograder",)}
    (tmp_path / "kit").mkdir()
    (tmp_path / "kit" / "source").symlink_to(kit / "source")
    script = broken["run_autograder"].replace("gradescope task3", "gradescope task99")
    script = script.replace("/autograder/venv/bin/python", sys.executable)
    script = script.replace("/autograder/source", str(kit / "source")).replace("/autograder", str(tmp_path))
    run = subprocess.run(["bash", "-c", script], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
    assert run.returncode != 0 and not (tmp_path / "results" / "results.json").exists()


@pytest.fixture(scope="module")
def container(kit, tmp_path_factory):
    """Gradescope's container, of which nothing lasts but /autograder: a function that runs a script in it.

    There are no packages to be had, so apt-get says only what it was asked, and pip finds those of this Python.
    """
    if not shutil.which("bwrap"):
        pytest.skip("needs bubblewrap")
    base = tmp_path_factory.mktemp("container")
    for name in ("source", "submission", "results"):
        (base / "autograder" / name).mkdir(parents=True)
    shutil.copytree(kit / "source", base / "autograder" / "source", dirs_exist_ok=True)
    (base / "bin").mkdir()
    (base / "bin" / "apt-get").write_text('#!/bin/sh\necho apt-get "$@"\n')
    (base / "bin" / "apt-get").chmod(0o755)
    view = ["--unshare-user", "--uid", "0", "--gid", "0", "--tmpfs", "/"]
    for name in sorted(set(os.listdir("/")) - {"proc", "dev", "tmp"}):
        place = f"/{name}"
        view += ["--symlink", os.readlink(place), place] if os.path.islink(place) else ["--ro-bind", place, place]
    view += ["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp", "--ro-bind", str(base / "bin"), "/tmp/bin"]
    command = ["bwrap", *view, "--bind", str(base / "autograder"), "/autograder"]
    path = f"/tmp/bin:{sys.base_prefix}/bin:/usr/local/bin:/usr/bin:/bin"

    def run(script, *more, **variables):
        environment = {"PATH": path, "HOME": "/root", **variables}
        whole = [*command, *more, "--chdir", "/", "bash", "-c", script]
        return subprocess.run(whole, env=environment, capture_output=True, text=True, timeout=300)

    if run("true").returncode:
        pytest.skip("this machine gives nobody a namespace")
    return base / "autograder", run


@pytest.mark.slow  # pip looks through all that it would install
def test_from_the_image_to_the_result_in_gradescopes_own_places(container):
    """setup.sh builds the image, run_autograder grades in it, each as it is and under /autograder."""
    autograder, run = container
    site = next(path for path in sys.path if path.endswith("site-packages"))
    for name in ("setup.sh", "run_autograder"):
        (autograder / "source" / name).chmod(0o755)
    setup = run("/autograder/source/setup.sh", PYTHONPATH=site, PIP_NO_INDEX="1")
    assert setup.returncode == 0, setup.stdout + setup.stderr
    assert "apt-get install -y --no-install-recommends python3 " in setup.stdout
    assert (autograder / "source").stat().st_mode & 0o077 == 0
    packages = next((autograder / "venv" / "lib").glob("python*/site-packages")).relative_to(autograder)
    installed = ("--ro-bind", site, f"/autograder/{packages}")
    for name, status, points in (("solution.py", "graded", TASK.points), ("wrong/no_bias.py", "graded", None)):
        text = catalog.path_of(TASK, name, kind="reference").read_text(encoding="utf-8")
        (autograder / "submission" / "task3.py").write_text(text, encoding="utf-8")
        done = run("cp /autograder/source/run_autograder /autograder/ && /autograder/run_autograder", *installed)
        assert done.returncode == 0, done.stderr
        results = json.loads((autograder / "results" / "results.json").read_text())
        jsonschema.validate(results, GRADESCOPE)
        assert results["extra_data"]["status"] == status
        assert results["score"] == points if points else 0 < results["score"] < TASK.points


def test_an_image_with_an_old_python_is_a_sentence(container):
    _, run = container
    old = 'python3() { [ "$1" = --version ] && echo Python 3.8.10; return 1; }; export -f python3; '
    done = run(old + "bash /autograder/source/setup.sh")
    assert done.returncode == 1
    assert "has Python 3.8.10, and the grader needs Python 3.10 or newer: choose a newer Ubuntu" in done.stderr


def test_a_target_that_cannot_be_written(tmp_path, capsys):
    assert main(["kit", "gradescope", "task3", str(tmp_path / "no" / "kit.zip")]) == 2
    assert "cannot be written" in capsys.readouterr().err
