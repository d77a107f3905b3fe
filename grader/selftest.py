"""The grader graded: does it catch every mistake, and let every right solution pass?

For each task the right variants in ``reference/<task>/right`` must pass, each wrong file must lose
exactly the checks that its header names, and mutants of the solution must not pass. A mutant that
computes the same is listed in ``reference/<task>/equivalent.json`` with the reason why.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from grader import catalog, engine
from grader.errors import CatalogError
from grader.results import TaskResult
from grader.sandbox import Backend
from grader.submission import Submission
from grader.task import Task
from grader.words import say

KILLED_SHARE = 0.99


@dataclass
class Report:
    """What a self-test of one task found."""

    task: str
    right: int = 0
    right_failed: list[str] = field(default_factory=list)
    wrong: int = 0
    wrong_missed: list[str] = field(default_factory=list)
    mutants: int = 0
    killed_by: Counter[str] = field(default_factory=Counter)
    survived: list[str] = field(default_factory=list)
    equivalent: list[tuple[str, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        return sum(self.killed_by.values())

    @property
    def share(self) -> float:
        """Killed mutants among those that are not equivalent."""
        counted = self.killed + len(self.survived)
        return self.killed / counted if counted else 1.0

    @property
    def good(self) -> bool:
        return not self.right_failed and not self.wrong_missed and self.share >= KILLED_SHARE


def submission_of(name: str, text: str) -> Submission:
    return Submission(name, "", text, sha256(text.encode()).hexdigest())


def run(
    task: Task,
    backend: Backend,
    seed: int,
    mutants: bool = True,
    tell: Callable[[str], None] = lambda line: None,
    most: int = 0,
) -> Report:
    """Self-test one task; ``tell`` hears of each finding, ``most`` bounds the mutants (0: all)."""
    report = Report(task.name)

    def grade(name: str, text: str, until_failure: bool = False) -> TaskResult:
        return engine.grade(task, submission_of(name, text), backend, seed=seed, until_failure=until_failure)

    for path in right_files(task):
        report.right += 1
        lost = lost_checks(grade(path.name, path.read_text(encoding="utf-8")))
        if lost:
            report.right_failed.append(f"{path.name}: {' '.join(lost)}")
            tell(say("right, but failed: {right_failed}", right_failed=report.right_failed[-1]))
    for path in wrong_files(task):
        report.wrong += 1
        text = path.read_text(encoding="utf-8")
        expected = header(text, "loses")
        lost = lost_checks(grade(path.name, text))
        if set(lost) != set(expected):
            report.wrong_missed.append(
                say(
                    "{name}: lost {value}, not {expected}",
                    name=path.name,
                    value=" ".join(lost) or say("nothing"),
                    expected=" ".join(expected),
                )
            )
            tell(say("wrong, but not as its header says: {wrong_missed}", wrong_missed=report.wrong_missed[-1]))
    if mutants:
        _run_mutants(task, report, grade, tell, most)
    return report


def _run_mutants(
    task: Task, report: Report, grade: Callable[..., TaskResult], tell: Callable[[str], None], most: int
) -> None:
    from grader.mutants import mutants

    path = catalog.path_of(task, "solution.py", kind="reference")
    equivalent = known_equivalents(task)
    used = set()
    found = mutants(path.read_text(encoding="utf-8"))
    for mutant in found[:most] if most else found:
        report.mutants += 1
        reason = equivalent.get((mutant.before, mutant.after))
        if reason is not None:
            used.add((mutant.before, mutant.after))
            report.equivalent.append((mutant.difference, reason))
            continue
        lost = lost_checks(grade("mutant.py", mutant.source, until_failure=True))
        if lost:
            report.killed_by[lost[0]] += 1
        else:
            report.survived.append(f"{mutant.operator}, {mutant.difference}")
            tell(say("survived: {survived}", survived=report.survived[-1]))
    if not most:
        report.unused = [f"{before}  ->  {after}" for before, after in equivalent if (before, after) not in used]


def lost_checks(result: TaskResult) -> list[str]:
    """Ids of the checks that did not pass, in their order; a status of its own where nothing was graded."""
    if result.status.value != "graded":
        return [result.status.value]
    return [check.id for check in result.checks if check.outcome.value != "pass"]


def right_files(task: Task) -> list[Path]:
    folder = catalog.path_of(task, kind="reference")
    return [folder / "solution.py", *sorted((folder / "right").glob("*.py"))]


def wrong_files(task: Task) -> list[Path]:
    return sorted((catalog.path_of(task, kind="reference") / "wrong").glob("*.py"))


def header(text: str, name: str) -> list[str]:
    """The words of a ``# name: …`` line among the first lines of a file."""
    for line in text.split("\n")[:6]:
        if line.startswith(f"# {name}:"):
            return line.partition(":")[2].split()
    return []


def known_equivalents(task: Task) -> dict[tuple[str, str], str]:
    """(line before, line after) -> why the mutant computes the same."""
    path = catalog.path_of(task, "equivalent.json", kind="reference")
    if not path.is_file():
        return {}
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {(entry["before"], entry["after"]): entry["reason"] for entry in entries}
    except (ValueError, KeyError, TypeError) as error:
        raise CatalogError(
            say("{path}: each entry needs before, after and reason ({error}).", path=path, error=error)
        ) from error


def summary(reports: list[Report]) -> Iterator[str]:
    """The table that is printed at the end."""
    words = (
        say("task"),
        say("right"),
        say("wrong"),
        say("mutants"),
        say("killed"),
        say("equal"),
        say("left"),
        say("share"),
    )
    yield "{:8} {:>7} {:>7} {:>8} {:>7} {:>6} {:>5} {:>7}".format(*words)
    for r in reports:
        right = f"{r.right - len(r.right_failed)}/{r.right}"
        wrong = f"{r.wrong - len(r.wrong_missed)}/{r.wrong}"
        yield (
            f"{r.task:8} {right:>7} {wrong:>7} {r.mutants:>8} {r.killed:>7} {len(r.equivalent):>6} "
            f"{len(r.survived):>5} {100 * r.share:>6.1f}%"
        )


def document(report: Report) -> dict[str, Any]:
    """The report as JSON."""
    return {**report.__dict__, "killed": report.killed, "share": report.share, "good": report.good}
