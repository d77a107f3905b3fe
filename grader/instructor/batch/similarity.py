"""Pairs of submissions that share much code beyond the stub, by the library copydetect (MOSS's winnowing).

Names, comments and layout do not count: what is compared are the fingerprints of the filtered code.
Source: Schleimer, Wilkerson, Aiken, "Winnowing: Local Algorithms for Document Fingerprinting", 2003.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from grader.base.clean import clean
from grader.base.errors import UsageError
from grader.base.language import say
from grader.instructor.grades.gradebook import Gradebook
from grader.instructor.intake.people import told_apart
from grader.instructor.store.ledger import Ledger
from grader.task import catalog
from grader.workers.job import report_name

_K = 25  # letters of the filtered code in one fingerprint: shorter matches are noise
_WINDOW = 10
_LEAST = 8  # fingerprints beyond the stub; with fewer there is too little to compare


@dataclass(frozen=True)
class Pair:
    """Two people's files for one task; ``share`` of the smaller one stands in the other too.

    ``one`` and ``other`` are their names, ``reports`` what to open for each, from the class page.
    """

    task: str
    one: str
    other: str
    share: float
    reports: tuple[str, str]


@dataclass(frozen=True)
class _File:
    person: str
    name: str
    source: str
    report: str
    marks: frozenset[int]


def pairs_above(ledger: Ledger, threshold: float, book: Gradebook) -> list[Pair]:
    """All pairs of different people at or above ``threshold`` (0 to 1), the most alike first.

    Compared is what counts. A file that a group has handed in together is one file. Raises UsageError where copydetect is not installed.
    """
    try:
        from copydetect import CodeFingerprint
    except ImportError:
        raise UsageError(say("For --similarity, install copydetect: pip install 'grader[similarity]'.")) from None
    by_task: dict[str, list[_File]] = defaultdict(list)
    stubs: dict[str, frozenset[int]] = {}
    names = told_apart(row.person for row in book.rows)
    for row, grade, document in book.counted(ledger.documents()):
        person, task = row.person.key, grade.task
        if task not in stubs:
            text = catalog.path_of(catalog.find(task), "stub.py").read_text(encoding="utf-8")
            stubs[task] = _fingerprints(CodeFingerprint, text, window=1)
        found = _fingerprints(CodeFingerprint, document["source"], window=_WINDOW) - stubs[task]
        if len(found) >= _LEAST:
            report = f"reports/{report_name(person, task, grade.source)}.html"
            by_task[task].append(_File(person, clean(names[person]), grade.source, report, found))
    pairs = [pair for task, files in by_task.items() for pair in _alike(task, files, threshold)]
    return sorted(pairs, key=lambda pair: (-pair.share, pair.task, pair.one, pair.other))


def _fingerprints(code_fingerprint: Any, text: str, window: int) -> frozenset[int]:
    if not text.strip():
        return frozenset()
    found = code_fingerprint("submission.py", _K, window, fp=io.StringIO(text))
    return frozenset(map(int, found.hashes))


def _alike(task: str, files: list[_File], threshold: float) -> Iterator[Pair]:
    """Pairs by an index from fingerprint to files, so that only those that share one are looked at."""
    holders: dict[int, list[int]] = defaultdict(list)
    for position, file in enumerate(files):
        shared: Counter[int] = Counter(earlier for mark in file.marks for earlier in holders[mark])
        for earlier, count in shared.items():
            other = files[earlier]
            share = count / min(len(file.marks), len(other.marks))
            if share >= threshold and other.person != file.person and other.source != file.source:
                yield Pair(task, other.name, file.name, share, (other.report, file.report))
        for mark in file.marks:
            holders[mark].append(position)
