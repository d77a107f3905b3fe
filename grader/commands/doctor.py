"""``grader doctor``: what is installed here, what is missing, what to do. Imports no package to find out."""

from __future__ import annotations

import importlib.metadata
import platform
import sys

from grader import __version__, catalog, mnist
from grader.errors import GraderError
from grader.words import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

OLDEST, NEWEST = (3, 10), (3, 13)
# What solutions and the grader need, under the names that the package is published by.
PACKAGES = {
    "numpy": ("numpy",),
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-macos", "tensorflow-intel", "tf-nightly"),
    "scikit-learn": ("scikit-learn",),
    "pandas": ("pandas",),
    "matplotlib": ("matplotlib",),
    "nbformat": ("nbformat",),
    "jinja2": ("jinja2",),
    "platformdirs": ("platformdirs",),
    "psutil": ("psutil",),
}


class Findings:
    """What to print, and the remedies for what is missing. ``problems`` stop the grader, ``advice`` does not."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        self.problems: list[str] = []
        self.advice: list[str] = []


def run(options: Namespace) -> int:
    if options.attack:
        from grader.attack import show

        return show(options.attack)
    findings = examine()
    width = max(len(name) for name, _ in findings.rows)
    for name, what in findings.rows:
        print(say("{name:{width}}  {what}", name=name, width=width, what=what))
    print()
    for problem in findings.problems:
        print(say("Missing: {problem}", problem=problem))
    for advice in findings.advice:
        print(say("Better: {advice}", advice=advice))
    if not findings.problems:
        print(say("Everything that is needed is here."))
    return 1 if findings.problems else 0


def examine() -> Findings:
    findings = Findings()
    _python(findings)
    _packages(findings)
    _tasks(findings)
    _digits(findings)
    _sandboxes(findings)
    return findings


def _python(findings: Findings) -> None:
    findings.rows.append(("grader", f"{__version__}, tasks in {catalog.root()}"))
    found = sys.version_info[:2]
    findings.rows.append(("Python", f"{platform.python_version()} on {platform.system()} ({sys.executable})"))
    if not OLDEST <= found <= NEWEST:
        findings.problems.append(
            f"a Python from {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}: TensorFlow may have no package for this one."
        )


def _packages(findings: Findings) -> None:
    missing = []
    for name, published in PACKAGES.items():
        version = next(filter(None, map(_version, published)), "")
        findings.rows.append((name, version or "missing"))
        if not version:
            missing.append(name)
    if missing:
        findings.problems.append(
            f"{', '.join(missing)}. Install with: {sys.executable} -m pip install {' '.join(missing)}"
        )


def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _tasks(findings: Findings) -> None:
    try:
        tasks = catalog.tasks()
        findings.rows.append(("tasks", f"{len(tasks)}: {', '.join(task.name for task in tasks)}"))
    except GraderError as error:
        findings.rows.append(("tasks", "broken"))
        findings.problems.append(f"tasks that load. {error}")


def _digits(findings: Findings) -> None:
    kit = not catalog.whole()
    shipped = mnist.training_file().is_file() and (kit or mnist.evaluation_file().is_file())
    evaluation = "" if kit else " and 2,000 for evaluation"
    findings.rows.append(("digits", f"10,000 for training{evaluation}" if shipped else "missing"))
    if not shipped:
        findings.problems.append("the digits that the package ships. Install grader again.")
    try:
        full = str(mnist.full_file()) if mnist.full_is_here() else "not fetched; no task needs it ('grader data fetch')"
    except ImportError:  # platformdirs, which is already listed as missing
        full = "unknown"
    findings.rows.append(("full MNIST", full))


def _sandboxes(findings: Findings) -> None:
    from grader.sandbox import BACKENDS, choose

    chosen = ""
    for name in BACKENDS:
        try:
            choose(name)
            state = "works: a child process with limits, no isolation" if name == "none" else "works"
            if not chosen:
                chosen, state = name, f"{state}; this one is used"
        except GraderError as error:
            state = f"not here: {str(error).partition('does not work here: ')[2] or error}"
        findings.rows.append((f"sandbox {name}", state))
    if chosen == "none":
        findings.advice.append(
            "isolation for other people's code. On Linux install bubblewrap (apt install bubblewrap, dnf install "
            "bubblewrap), or pip install 'grader[sandbox]'. For your own solutions the child process is enough."
        )
