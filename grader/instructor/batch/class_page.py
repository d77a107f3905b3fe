"""The class at a glance: one page made from a batch's ledger and gradebook.

Results are read one at a time and only a line of each is kept, so that a page for thousands of
students takes little memory. There is no script: what is sorted otherwise is a page of its own, and
filters are the stylesheet's work.
"""

from __future__ import annotations

import itertools
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2.environment import TemplateStream

from grader.base.clean import clean
from grader.base.files import replaced
from grader.base.language import decimal, mark, now
from grader.base.version import __version__
from grader.instructor.grades.gradebook import Grade, Gradebook
from grader.instructor.grades.stored import stored_unassigned
from grader.instructor.intake.people import told_apart
from grader.instructor.store.ledger import Ledger
from grader.report.pages import anchor, environment, stylesheet
from grader.result.outcome import OUTCOME_WORDS, STATUS_WORDS
from grader.task import catalog
from grader.workers.job import report_name
from grader.workers.progress import duration

# One letter per outcome: a row of the map stays short, and is text for those who cannot see colours.
LETTERS = {
    "pass": "·",
    "fail": "F",
    "error": "E",
    "timeout": "T",
    "memory": "M",
    "crash": "C",
    "skipped": "–",
    "fault": "!",
}
BINS = 10
ORDERS = {"name": "index.html", "points": "by-points.html", "time": "by-time.html"}
ORDER_WORDS = {"name": mark("name"), "points": mark("points"), "time": mark("time")}
_NOT_LOST = ("pass", "skipped")
_HARDEST = 8
_MISTAKES = 12


@dataclass(frozen=True)
class Line:
    """One submission in the map: ``runs`` are (outcome, letters) of neighbouring checks alike."""

    person: str
    name: str
    report: str
    points: float
    max_points: int
    status: str
    seconds: float
    late_days: int
    attempts: int
    runs: tuple[tuple[str, str], ...]
    lost: tuple[str, ...]

    @property
    def marks(self) -> Iterator[tuple[str, str, str]]:
        """(outcome, letters, the lost check's id): a letter of its own for each check that was lost."""
        lost = iter(self.lost)
        for outcome, letters in self.runs:
            if outcome in _NOT_LOST:
                yield outcome, letters, ""
            else:
                yield from ((outcome, letter, next(lost)) for letter in letters)


@dataclass
class CheckCount:
    """How often a check came out how, over the class."""

    id: str
    title: str
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        return sum(self.outcomes.values())

    @property
    def share(self) -> float:
        return self.outcomes["pass"] / self.asked if self.asked else 0.0


@dataclass
class Section:
    """One task: its submissions, its checks, and the mistakes that were recognised."""

    task: str
    title: str
    lines: list[Line] = field(default_factory=list)
    checks: dict[str, CheckCount] = field(default_factory=dict)
    mistakes: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    missing: list[str] = field(default_factory=list)

    @property
    def functions(self) -> list[tuple[str, int]]:
        """(function, how many checks it has), in the order of the map's columns."""
        names = (id.partition(".")[0] for id in self.checks)
        return [(name, len(list(group))) for name, group in itertools.groupby(names)]

    @property
    def hardest(self) -> list[CheckCount]:
        """Checks that somebody did not pass, the fewest passes first."""
        lost = [count for count in self.checks.values() if count.share < 1]
        return sorted(lost, key=lambda count: count.share)[:_HARDEST]

    @property
    def common_mistakes(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """(mistake, where, (name, report) of who made it), the most frequent first."""
        found = [(name.replace("-", " "), where, people) for (name, where), people in self.mistakes.items()]
        return sorted(found, key=lambda entry: -len(entry[2]))[:_MISTAKES]

    @property
    def bins(self) -> list[int]:
        """How many submissions have a score in each tenth; full marks belong to the last."""
        counts = [0] * BINS
        for line in self.lines:
            counts[min(int(BINS * line.points / line.max_points), BINS - 1) if line.max_points else 0] += 1
        return counts

    @property
    def passed(self) -> int:
        return sum(line.status == "passed" for line in self.lines)

    @property
    def median(self) -> float:
        return statistics.median([line.points for line in self.lines]) if self.lines else 0.0

    @property
    def seconds(self) -> str:
        return duration(sum(line.seconds for line in self.lines))

    @property
    def slowest(self) -> Line | None:
        return max(self.lines, key=lambda line: line.seconds, default=None)


def write(ledger: Ledger, book: Gradebook, path: Path, pairs: Sequence[Any] = ()) -> Path:
    """Write ``index.html`` (by name) and beside it the pages in the other orders."""
    sections = collect(ledger, book)
    unassigned = stored_unassigned(ledger)
    for order, name in ORDERS.items():
        for section in sections:
            section.lines.sort(key=_KEYS[order])
        with replaced(path.with_name(name)) as part:
            page(sections, book, order, unassigned, pairs, ledger.meta("seed", "")).dump(str(part), encoding="utf-8")
    return path


def _by_name(line: Line) -> tuple[str, str]:
    return line.name.casefold(), line.person


def _by_score(line: Line) -> tuple[float, str, str]:
    return line.points, *_by_name(line)


def _by_time(line: Line) -> tuple[float, str, str]:
    return -line.seconds, *_by_name(line)


_KEYS: dict[str, Callable[[Line], Any]] = {"name": _by_name, "points": _by_score, "time": _by_time}


def collect(ledger: Ledger, book: Gradebook) -> list[Section]:
    """One section per task, from the results that count."""
    names = told_apart(row.person for row in book.rows)
    titles = {task.name: now(task.title) for task in catalog.tasks()}
    sections = {task: Section(task, titles.get(task, task)) for task in book.tasks}
    for row, grade, document in book.counted(ledger.documents()):
        _add(sections[grade.task], row.person.key, clean(names[row.person.key]), grade, document)
    for task, section in sections.items():
        section.missing = [clean(names[row.person.key]) for row in book.rows if task not in row.grades]
    return list(sections.values())


def _add(section: Section, person: str, name: str, grade: Grade, document: dict[str, Any]) -> None:
    report = f"reports/{report_name(person, section.task, document['submission'])}.html"
    checks = document["checks"]
    for check in checks:
        count = section.checks.setdefault(check["id"], CheckCount(clean(check["id"]), clean(check["title"])))
        count.outcomes[check["outcome"]] += 1
        if check["mistake"]:
            section.mistakes[clean(check["mistake"]), clean(check["id"])].append(
                (name, f"{report}#{anchor(check['id'])}")
            )
    section.lines.append(
        Line(
            person=person,
            name=name,
            report=report,
            points=grade.points,
            max_points=grade.max_points,
            status=_status(document),
            seconds=document["seconds"],
            late_days=grade.late_days,
            attempts=grade.attempts,
            runs=tuple(_runs(check["outcome"] for check in checks)),
            lost=tuple(section.checks[check["id"]].id for check in checks if check["outcome"] not in _NOT_LOST),
        )
    )


def _status(document: dict[str, Any]) -> str:
    if document["status"] == "graded":
        return "passed" if document["passed"] else "not passed"
    return {"unreadable": "unreadable", "grader_fault": "grader fault"}[document["status"]]


def _runs(outcomes: Iterable[str]) -> Iterable[tuple[str, str]]:
    run, letters = "", ""
    for outcome in outcomes:
        if outcome != run and letters:
            yield run, letters
            letters = ""
        run, letters = outcome, letters + LETTERS[outcome]
    if letters:
        yield run, letters


def heat_map(section: Section) -> list[tuple[str, str]]:
    """(outcome, SVG path) over all submissions, the best first: a unit square per check, a row per submission."""
    paths: dict[str, list[str]] = defaultdict(list)
    for y, line in enumerate(sorted(section.lines, key=_by_score, reverse=True)):
        x = 0
        for outcome, letters in line.runs:
            paths[outcome].append(f"M{x} {y}h{len(letters)}v1h-{len(letters)}z")
            x += len(letters)
    return [(outcome, "".join(paths[outcome])) for outcome in LETTERS if outcome in paths]


def page(
    sections: list[Section],
    book: Gradebook,
    order: str,
    unassigned: Sequence[tuple[str, str]],
    pairs: Sequence[Any],
    seed: str,
) -> TemplateStream:
    """The page, as a function of what was collected; in pieces, since that of a large class is large."""
    return (
        environment()
        .get_template("class.html.j2")
        .stream(
            style=stylesheet(),
            sections=sections,
            total=sum(len(section.lines) for section in sections),
            book=book,
            order=order,
            orders=ORDERS,
            order_words=ORDER_WORDS,
            unassigned=[(clean(name), clean(reason)) for name, reason in unassigned],
            pairs=pairs,
            seed=seed,
            version=__version__,
            letters=LETTERS,
            outcome_words=OUTCOME_WORDS,
            status_words=STATUS_WORDS,
            heat_map=heat_map,
            anchor=anchor,
            number=_number,
        )
    )


def _number(value: float) -> str:
    return decimal(f"{value:.1f}".removesuffix(".0"))
