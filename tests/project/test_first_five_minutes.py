"""A newcomer's first five minutes: what README.md says, done as it says it, on a new virtual environment."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = ROOT / "reference" / "task3_hidden_layers"
MINUTES = 5
PATIENCE = 30  # minutes for one command, on a machine that does other work
# What the NumPy tasks and their reports need, and what builds the wheel.
DOWNLOADED = (
    *("numpy", "psutil", "jinja2", "markupsafe", "platformdirs", "nbformat", "argcomplete"),
    *("matplotlib", "contourpy", "cycler", "fonttools", "kiwisolver", "packaging", "pillow", "pyparsing"),
    *("python-dateutil", "six", "hatchling", "pathspec", "pluggy", "trove-classifiers"),
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="the README's first command is for a POSIX shell"),
    pytest.mark.skipif(not importlib.util.find_spec("hatchling"), reason="needs hatchling: pip install '.[test]'"),
]


class Newcomer:
    """Somebody with a copy of the project and a shell in which its environment is active."""

    def __init__(self, project: Path, home: Path) -> None:
        self.here = project
        home.mkdir()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_", "VIRTUAL"))}
        path = f"{project / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self.environment = {**kept, "HOME": str(home), "PATH": path, "COLUMNS": "200"}
        for own in (".config/pip/pip.conf", ".pip/pip.conf"):  # where this machine gets its packages from
            if (Path.home() / own).is_file():
                self.environment.setdefault("PIP_CONFIG_FILE", str(Path.home() / own))

    def types(self, line: str, code: int = 0) -> str:
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=self.here,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60 * PATIENCE,
        )
        assert done.returncode == code, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def block_below(heading: str, text: str = README) -> list[str]:
    """The commands of the first shell block below a heading, without their comments."""
    below = text.split(f"\n{heading}\n", 1)[1]
    (block,) = re.findall(r"^```sh\n(.*?)^```", below.split("\n#")[0], flags=re.MULTILINE | re.DOTALL)[:1]
    return [line.split("  #")[0].strip() for line in block.splitlines()]


def link_package(name: str, packages: Path) -> None:
    """Put an installed package into another environment, without a copy where the disk allows that."""
    for file in importlib.metadata.files(name) or ():
        source = Path(str(file.locate()))
        if ".." in file.parts or not source.is_file():
            continue
        target = packages / file
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            try:
                os.link(source, target)
            except OSError:
                shutil.copyfile(source, target)


def set_up(newcomer: Newcomer) -> None:
    """The README's first command, but for the demo, which needs TensorFlow and has a test of its own.

    Packages of this environment stand for the download, which is not ours to time.
    """
    environment, install, demo = (part.strip() for part in block_below("## Try it")[0].split("&&"))
    newcomer.types(environment.replace("python3", f"'{sys.executable}'"))
    (packages,) = newcomer.here.glob(".venv/lib/python*/site-packages")
    for name in DOWNLOADED:
        link_package(name, packages)
    assert install == ".venv/bin/pip install ."
    newcomer.types(f"{install} --no-index --no-build-isolation --no-deps")
    assert demo == ".venv/bin/grader demo"


def newcomer_with_the_project(tmp_path: Path) -> Newcomer:
    left_out = shutil.ignore_patterns(
        ".git", ".venv", "dist", "build", "site", "__pycache__", ".*_cache", ".hypothesis"
    )
    shutil.copytree(ROOT, tmp_path / "grader", ignore=left_out)
    return Newcomer(tmp_path / "grader", tmp_path / "home")


def work_as_a_student(newcomer: Newcomer, folder: Path) -> Path:
    """From the stub to a useful hint, to a pass, to a report: the README's commands. Returns the report."""
    listing, start, check, report = block_below("### As a student")
    newcomer.here = folder  # away from the project, so that what is installed is what runs
    newcomer.here.mkdir()
    assert ".venv" in newcomer.types("python -c 'import grader; print(grader.__file__)'")
    assert "task3" in newcomer.types(listing)
    newcomer.types(start)
    untouched = newcomer.types(check, code=1)
    assert "hidden_layer is not written yet" in untouched

    stub = newcomer.here / "task3.py"
    stub.write_text((REFERENCE / "wrong" / "no_bias.py").read_text(encoding="utf-8"), encoding="utf-8")
    failed = newcomer.types(check, code=1)
    assert "the bias b is not added" in failed

    stub.write_text((REFERENCE / "solution.py").read_text(encoding="utf-8"), encoding="utf-8")
    assert "Passed: 20 of 20 points" in newcomer.types(check)
    assert "report.html" in newcomer.types(report)
    page = (newcomer.here / "report.html").read_text(encoding="utf-8")
    assert "Hidden layers" in page and "20" in page
    assert not re.findall(r"(?:src|href)=[\"']https?:", page), "the report would need a network"
    return newcomer.here / "report.html"


def test_from_nothing_to_a_report(tmp_path):
    newcomer = newcomer_with_the_project(tmp_path)
    started = time.monotonic()
    set_up(newcomer)
    work_as_a_student(newcomer, tmp_path / "work")
    assert time.monotonic() - started < 60 * MINUTES


def machine_time() -> float:
    """Seconds of processor time that the commands have taken: what a busy machine does not stretch."""
    used = os.times()
    return used.children_user + used.children_system


@pytest.mark.skipif(not os.environ.get("GRADER_DOWNLOAD"), reason="downloads TensorFlow: set GRADER_DOWNLOAD=1")
def test_with_the_real_download(tmp_path, capsys):
    """Every command as it stands, from a registry: gigabytes, so only where it is asked for."""
    newcomer = newcomer_with_the_project(tmp_path)
    began, processor = time.monotonic(), machine_time()

    (command, _) = (line for line in README.splitlines() if line.startswith("python3 -m venv "))
    assert command == block_below("## Try it")[0]
    shown = newcomer.types(command.replace("python3", f"'{sys.executable}'", 1))
    assert "index.html" in shown, shown
    report = work_as_a_student(newcomer, tmp_path / "work")
    if browser := next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None):
        newcomer.here = report.parent
        dom = newcomer.types(f"{browser} --headless --no-sandbox --disable-gpu --dump-dom '{report.as_uri()}'")
        assert "Hidden layers" in dom and "Passed" in dom

    taken, processor = time.monotonic() - began, machine_time() - processor
    with capsys.disabled():
        print(f"\nfrom nothing to a report: {taken / 60:.1f} minutes, {processor / 60:.1f} of them processor time")
    assert processor < 60 * MINUTES

    newcomer.here = tmp_path / "grader"
    install, doctor = block_below("## Setting up", (ROOT / "docs" / "instructor.md").read_text(encoding="utf-8"))
    newcomer.types(install.replace("python3", f"'{sys.executable}'", 1))
    assert "bubblewrap" in newcomer.types(doctor)
