"""Tests the grader itself: does it catch every mistake, and does every right solution pass?

For each task the right variants in ``reference/<task>/right`` must pass, each wrong file must lose exactly the checks
that its header names, and mutants of the solution must not pass. A mutant that computes the same is listed in
``reference/<task>/equivalent.json`` with the reason.
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.author.trials import Trial
from grader.base.errors import CatalogError
from grader.base.language import say
from grader.result.document import TaskResult
from grader.result.outcome import Outcome, Status
from grader.task import catalog
from grader.task.declaration import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.author.mutants import Mutant

Results = Callable[[Sequence[Trial]], Iterator[TaskResult]]
Tell = Callable[[str], None]

KILLED_SHARE = 0.99
SLOW = 10  # a variant with "# slow: yes" (sessions, retracing, training) is graded with a tenth of the seeds


@dataclass
class Report:
    """What a self-test of one task found. ``right`` counts gradings: the right variants times their seeds."""

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
    faults: list[str] = field(default_factory=list)
    graded: int = 0
    stopped: bool = False

    @property
    def killed(self) -> int:
        return sum(self.killed_by.values())

    @property
    def share(self) -> float:
        """The share of killed mutants among those that are not equivalent."""
        counted = self.killed + len(self.survived)
        return self.killed / counted if counted else 1.0

    @property
    def good(self) -> bool:
        clean = not (self.right_failed or self.wrong_missed or self.faults or self.stopped)
        return clean and self.share >= KILLED_SHARE


def run(
    task: Task,
    results: Results,
    mutants: bool = True,
    tell: Tell = lambda line: None,
    most: int = 0,
    seeds: int = 1,
) -> Report:
    """Self-test one task.

    ``tell`` is called with each finding, in the order of the files and mutants, whatever the number of jobs behind
    ``results``. ``most`` limits the number of mutants (0: all). Each right variant is graded with ``seeds`` consecutive
    seeds; one with ``# slow: yes`` with a tenth of them. If the run is interrupted, the report contains what was found
    so far and ``stopped`` is set.
    """
    report = Report(task.name)
    planned = [*_right(task, seeds), *_wrong(task)]
    if mutants:
        planned += _mutants(task, report, most)
    try:
        for plan, result in zip(planned, results([plan.trial for plan in planned])):
            report.graded += 1
            if result.status is Status.GRADER_FAULT:
                report.faults.append(f"{plan.trial.name}: {result.message}")
                tell(say("the grader failed: {fault}", fault=report.faults[-1]))
            else:
                plan.take(report, result, tell)
    except KeyboardInterrupt:
        report.stopped = True
    return report


@dataclass(frozen=True)
class Plan:
    """A text to grade, and how its result enters the report."""

    trial: Trial
    take: Callable[[Report, TaskResult, Tell], None]


def _right(task: Task, seeds: int) -> Iterator[Plan]:
    def take(report: Report, result: TaskResult, tell: Tell) -> None:
        report.right += 1
        if lost := lost_checks(result):
            report.right_failed.append(
                say(
                    "{name} with the seed {seed}: {checks}",
                    name=result.submission,
                    seed=result.seed,
                    checks=" ".join(lost),
                )
            )
            tell(say("right, but failed: {right_failed}", right_failed=report.right_failed[-1]))

    texts = [(path.name, path.read_text(encoding="utf-8")) for path in right_files(task)]
    for round in range(seeds):  # the outer loop: if the run is stopped early, all variants have had about as many seeds
        for name, text in texts:
            if round < max(1, seeds // SLOW) or not header(text, "slow"):
                yield Plan(Trial(name, text, round=round), take)


def _wrong(task: Task) -> Iterator[Plan]:
    def take(expected: list[str], report: Report, result: TaskResult, tell: Tell) -> None:
        report.wrong += 1
        lost = lost_checks(result)
        if set(lost) != set(expected):
            told = say(
                "{name}: lost {value}, not {expected}",
                name=result.submission,
                value=" ".join(lost) or say("nothing"),
                expected=" ".join(expected),
            )
            report.wrong_missed.append(told)
            tell(say("wrong, but not as its header says: {wrong_missed}", wrong_missed=told))

    for path in wrong_files(task):
        text = path.read_text(encoding="utf-8")
        yield Plan(Trial(path.name, text), functools.partial(take, header(text, "loses")))


def _mutants(task: Task, report: Report, most: int) -> Iterator[Plan]:
    """The mutants that are not listed as equivalent. Listed ones are entered in the report at once."""
    from grader.author.mutants import mutants

    def take(mutant: Mutant, report: Report, result: TaskResult, tell: Tell) -> None:
        report.mutants += 1
        if killer := first_lost(result):
            report.killed_by[killer] += 1
        else:
            report.survived.append(f"{mutant.operator}, {mutant.difference}")
            tell(say("survived: {survived}", survived=report.survived[-1]))

    equivalent = known_equivalents(task)
    used = set()
    found = mutants(catalog.path_of(task, "solution.py", kind="reference").read_text(encoding="utf-8"))
    for mutant in found[:most] if most else found:
        changed = (mutant.before, mutant.after)
        if changed in equivalent:
            used.add(changed)
            report.mutants += 1
            report.equivalent.append((mutant.difference, equivalent[changed]))
        else:
            trial = Trial(say("mutant of line {line}", line=mutant.line), mutant.source, until_failure=True)
            yield Plan(trial, functools.partial(take, mutant))
    if not most:
        report.unused = [f"{before}  ->  {after}" for before, after in equivalent if (before, after) not in used]


def lost_checks(result: TaskResult) -> list[str]:
    """Ids of the checks that did not pass, in their order; the status instead if nothing was graded."""
    if result.status.value != "graded":
        return [result.status.value]
    return [check.id for check in result.checks if check.outcome.value != "pass"]


def first_lost(result: TaskResult) -> str:
    """The first check that notices a mutant. A timeout is marked, since on a busy machine it proves less."""
    lost = lost_checks(result)
    if lost and result.checks and result.checks[-1].outcome is Outcome.TIMEOUT:
        return f"{lost[0]} (timeout)"
    return lost[0] if lost else ""


def right_files(task: Task) -> list[Path]:
    folder = catalog.path_of(task, kind="reference")
    return [folder / "solution.py", *sorted((folder / "right").glob("*.py"))]


def wrong_files(task: Task) -> list[Path]:
    return sorted((catalog.path_of(task, kind="reference") / "wrong").glob("*.py"))


def header(text: str, name: str) -> list[str]:
    """The words of a ``# name: …`` line among the first six lines of a file."""
    for line in text.split("\n")[:6]:
        if line.startswith(f"# {name}:"):
            return line.partition(":")[2].split()
    return []


def known_equivalents(task: Task) -> dict[tuple[str, str], str]:
    """(line before, line after) -> why the mutant computes the same. Raises CatalogError for a damaged file."""
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
    """The lines of the table that is printed at the end."""
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
    yield "{:8} {:>11} {:>7} {:>8} {:>7} {:>6} {:>5} {:>7}".format(*words)
    for r in reports:
        right = f"{r.right - len(r.right_failed)}/{r.right}"
        wrong = f"{r.wrong - len(r.wrong_missed)}/{r.wrong}"
        yield (
            f"{r.task:8} {right:>11} {wrong:>7} {r.mutants:>8} {r.killed:>7} {len(r.equivalent):>6} "
            f"{len(r.survived):>5} {100 * r.share:>6.1f}%"
        )


def document(report: Report) -> dict[str, Any]:
    """The report as JSON."""
    return {**report.__dict__, "killed": report.killed, "share": report.share, "good": report.good}
