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

from grader import catalog
from grader.errors import UsageError
from grader.ledger import Ledger
from grader.text import clean
from grader.words import say

_K = 25  # letters of the filtered code in one fingerprint: shorter matches are noise
_WINDOW = 10
_LEAST = 8  # fingerprints beyond the stub; with fewer there is too little to compare


@dataclass(frozen=True)
class Pair:
    """Two people's files for one task; ``share`` of the smaller one stands in the other too."""

    task: str
    one: str
    other: str
    share: float


def pairs_above(ledger: Ledger, threshold: float) -> list[Pair]:
    """All pairs of different people at or above ``threshold`` (0 to 1), the most alike first.

    Raises UsageError where copydetect is not installed.
    """
    try:
        from copydetect import CodeFingerprint
    except ImportError:
        raise UsageError(say("For --similarity, install copydetect: pip install 'grader[similarity]'.")) from None
    by_task: dict[str, list[tuple[str, str, frozenset[int]]]] = defaultdict(list)
    stubs: dict[str, frozenset[int]] = {}
    for person, document in ledger.documents():
        task = document["task"]
        if task not in stubs:
            text = catalog.path_of(catalog.find(task), "stub.py").read_text(encoding="utf-8")
            stubs[task] = _fingerprints(CodeFingerprint, text, window=1)
        found = _fingerprints(CodeFingerprint, document["source"], window=_WINDOW) - stubs[task]
        if len(found) >= _LEAST:
            by_task[task].append((person, clean(document["student"]), found))
    pairs = [pair for task, files in by_task.items() for pair in _alike(task, files, threshold)]
    return sorted(pairs, key=lambda pair: (-pair.share, pair.task, pair.one, pair.other))


def _fingerprints(code_fingerprint: Any, text: str, window: int) -> frozenset[int]:
    if not text.strip():
        return frozenset()
    found = code_fingerprint("submission.py", _K, window, fp=io.StringIO(text))
    return frozenset(map(int, found.hashes))


def _alike(task: str, files: list[tuple[str, str, frozenset[int]]], threshold: float) -> Iterator[Pair]:
    """Pairs by an index from fingerprint to files, so that only those that share one are looked at."""
    holders: dict[int, list[int]] = defaultdict(list)
    for position, (person, name, found) in enumerate(files):
        shared: Counter[int] = Counter(earlier for mark in found for earlier in holders[mark])
        for earlier, count in shared.items():
            other_person, other_name, other_found = files[earlier]
            share = count / min(len(found), len(other_found))
            if share >= threshold and other_person != person:
                yield Pair(task, other_name, name, share)
        for mark in found:
            holders[mark].append(position)
