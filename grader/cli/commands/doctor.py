"""``grader doctor``: what is installed here, what is missing and what to do about it.

It imports none of the packages that it looks for, so it also works if they are missing or broken.
"""

from __future__ import annotations

import os
import sys

from grader.base import places
from grader.base.errors import GraderError, SandboxError
from grader.base.language import say
from grader.base.version import __version__
from grader.task import catalog, digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

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
    """What to print. ``problems`` are what the grader cannot do without, ``advice`` is what would be better."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []
        self.problems: list[str] = []
        self.advice: list[str] = []


def options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--attack",
        metavar="SANDBOX",
        nargs="?",
        const="auto",
        help=say("put hostile submissions to this machine's sandbox and say how many were held (takes minutes)"),
    )


def run(options: Namespace) -> int:
    if options.attack:
        from grader.author.attack.play import show

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
    import platform

    findings.rows.append(("grader", say("{version}, tasks in {root}", version=__version__, root=places.root())))
    found = sys.version_info[:2]
    findings.rows.append(
        (
            "Python",
            say(
                "{python_version} on {system} ({executable})",
                python_version=platform.python_version(),
                system=platform.system(),
                executable=sys.executable,
            ),
        )
    )
    if not OLDEST <= found <= NEWEST:
        findings.problems.append(
            say(
                "a Python from {oldest}.{oldest2} to {newest}.{newest2}: TensorFlow may have no package for this one.",
                oldest=OLDEST[0],
                oldest2=OLDEST[1],
                newest=NEWEST[0],
                newest2=NEWEST[1],
            )
        )


def _packages(findings: Findings) -> None:
    missing = []
    for name, published in PACKAGES.items():
        version = next(filter(None, map(_version, published)), "")
        findings.rows.append((name, version or say("missing")))
        if not version:
            missing.append(name)
    if missing:
        findings.problems.append(
            say(
                "{missing}. Install with: {executable} -m pip install {missing2}",
                missing=", ".join(missing),
                executable=sys.executable,
                missing2=" ".join(missing),
            )
        )


def _version(distribution: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


def _tasks(findings: Findings) -> None:
    try:
        tasks = catalog.tasks()
        findings.rows.append((say("tasks"), f"{len(tasks)}: {', '.join(task.name for task in tasks)}"))
    except GraderError as error:
        findings.rows.append((say("tasks"), say("broken")))
        findings.problems.append(say("tasks that load. {error}", error=error))


def _digits(findings: Findings) -> None:
    kit = not places.whole()
    shipped = digits.training_file().is_file() and (kit or os.path.isfile(places.evaluation_digits()))
    evaluation = "" if kit else say(" and 2,000 for evaluation")
    findings.rows.append(
        (say("digits"), say("10,000 for training{evaluation}", evaluation=evaluation) if shipped else say("missing"))
    )
    if not shipped:
        findings.problems.append(say("the digits that the package ships. Install grader again."))
    try:
        full = (
            str(digits.full_file())
            if digits.full_is_here()
            else say("not fetched; no task needs it ('grader data fetch')")
        )
    except ImportError:  # platformdirs, which is already listed as missing
        full = say("unknown")
    findings.rows.append((say("full MNIST"), full))


def _sandboxes(findings: Findings) -> None:
    from grader.sandbox import BACKENDS, choose

    chosen = ""
    for name in BACKENDS:
        try:
            choose(name)
            state = say("works: a child process with limits, no isolation") if name == "none" else say("works")
            if not chosen:
                chosen, state = name, say("{state}; this one is used", state=state)
        except SandboxError as error:
            state = say("not here: {reason}", reason=error.reason or error)
        findings.rows.append((say("sandbox {name}", name=name), state))
    if chosen == "none":
        findings.advice.append(
            say(
                "isolation for other people's code. On Linux install bubblewrap (apt install bubblewrap, dnf install "
                "bubblewrap), or pip install 'grader[sandbox]'. For your own solutions the child process is enough."
            )
        )
