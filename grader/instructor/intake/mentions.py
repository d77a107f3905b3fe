"""Finds people of the roster in a longer name, such as ``10234-77120 - Ada Lovelace - Oct 12, 2025 - task3.py``."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from grader.instructor.intake.people import Person, _spellings, _squeezed
from grader.task.declaration import Task

_LONGEST = 8  # words of a name, or of an e-mail address
_MOST_WORDS = 60
# What is written beside a name and is no part of it.
_BESIDE = """
task exercise assignment homework hw ex lab labs problem set sheet week unit solution submission attempt final
my our the of by from for and und i et y with file files online text copy new old late draft version v group team
section notebook nb py ipynb am pm jan feb mar apr may jun jul aug sep sept oct nov dec january february march
april june july august september october november december mon tue wed thu fri sat sun student name id login user
download upload uploaded graded done fixed updated hidden layers aufgabe übung ubung blatt abgabe lösung losung
zadanie praca rozwiązanie rozwiazanie devoir tarea ejercicio compito done ok zip gz tar attachment attachments
resubmission resubmitted project code script answer answers work mine assignsubmission anon
"""
_WORDS = frozenset(_BESIDE.split())
_JOINING = frozenset(["and", "und", "i", "et", "y", "e", "en", "og", "och", "with"])


@dataclass(frozen=True)
class _Run:
    """Words of a name that are somebody's, by evidence of a ``rank``: whole names and addresses first."""

    start: int
    end: int
    people: tuple[str, ...]
    rank: int
    guarded: bool


class Mentions:
    """Whose login, id, e-mail address or whole name stands in a text as a run of its words.

    ``texts`` are all names that are read: a word that many of them have is their system's.
    """

    def __init__(self, people: list[Person], tasks: list[Task], texts: Iterable[str] = ()) -> None:
        self._people = {person.key: person for person in people}
        self._known: dict[str, dict[str, tuple[int, bool]]] = defaultdict(dict)
        own = {word for person in people for word in _words(person.name)}
        for person in people:
            self._add(person, own)
        self._beside = _WORDS | {word for task in tasks for word in (*_words(task.title), *_words(task.slug))}
        if people:
            counts = Counter(word for text in set(texts) for word in set(_words(text)))
            most = max(2, len(set(texts)) // 5) if texts else 2
            self._beside |= {word for word, count in counts.items() if count >= most and word not in own}

    def _add(self, person: Person, own: set[str]) -> None:
        def known(text: str, rank: int, guarded: bool) -> None:
            if text and text not in self._beside_words:
                former = self._known[text].get(person.key, (9, True))
                self._known[text][person.key] = min(former, (rank, guarded))

        for spelling in _spellings(person.name) | _spellings(person.also):
            alone = len(_words(person.name)) < 2
            known(spelling, 1 if alone and spelling.isascii() else 0, True)
        known(_squeezed(person.email) if "@" in person.email else "", 0, False)
        login = person.login or (person.email.partition("@")[0] if len(person.email.partition("@")[0]) > 3 else "")
        plain = _squeezed(login)
        if len(plain) > 1:
            known(plain, 1, plain.isalpha() and (plain in own or len(plain) < 5))
        id = _squeezed(person.id)
        if len(id) > 3 and not re.fullmatch(r"(19|20)\d\d", id):  # a shorter number may be anything's
            known(id, 2, False)

    _beside_words = _WORDS

    def people(self, text: str) -> tuple[Person, ...]:
        """The people, several if they are a group; nobody if it is not certain."""
        words = list(re.finditer(r"[^\W_]+", _plain(text)))[:_MOST_WORDS]
        runs = self._runs([_squeezed(word[0]) for word in words])
        inner = [run for run in runs if any(_within(run, other) for other in runs)]
        runs = [run for run in runs if run not in inner]
        runs = [run for run in runs if not run.guarded or not self._part_of_more(run, runs, words)]
        for rank in range(3):
            found = [run for run in runs if run.rank == rank]
            if found:
                taken = {place for run in runs for place in range(run.start, run.end)}
                together = _together(found, taken, words)
                return self._certain(together, [*runs, *inner])
        return ()

    def _runs(self, words: list[str]) -> list[_Run]:
        found = []
        for start in range(len(words)):
            text = ""
            for end in range(start, min(start + _LONGEST, len(words))):
                text += words[end]
                entries = self._known.get(text)
                if entries:
                    rank = min(rank for rank, _ in entries.values())
                    guarded = all(guard for _, guard in entries.values())
                    found.append(_Run(start, end + 1, tuple(entries), rank, guarded))
        return found

    def _part_of_more(self, run: _Run, runs: list[_Run], words: list[re.Match[str]]) -> bool:
        """Whether the run stands in a longer name: Lena Berg in Anna-Lena Berg."""
        taken = {place for other in runs if other.rank == run.rank for place in range(other.start, other.end)}
        for place, left, right in ((run.start - 1, run.start - 1, run.start), (run.end, run.end - 1, run.end)):
            if 0 <= place < len(words) and place not in taken:
                between = words[left].string[words[left].end() : words[right].start()]
                word = _squeezed(words[place][0])
                if re.fullmatch(r"[\s._-]", between) and word.isalpha() and word not in self._beside:
                    return True
        return False

    def _certain(self, found: list[_Run], all_runs: list[_Run]) -> tuple[Person, ...]:
        keys: dict[str, None] = {}
        for run in found:
            fitting = set(run.people)
            if len(fitting) > 1:  # of one name: what else is said decides
                for other in all_runs:
                    if other is not run and len(other.people) == 1:
                        fitting = fitting & set(other.people) or fitting
            if len(fitting) > 1:
                return ()
            keys.update(dict.fromkeys(fitting))
        return tuple(self._people[key] for key in keys)


def _together(found: list[_Run], taken: set[int], words: list[re.Match[str]]) -> list[_Run]:
    """The first run and those that follow it at once: a name later on is in the student's own name of the file."""
    ordered = sorted(found, key=lambda run: run.start)
    group = ordered[:1]
    for run in ordered[1:]:
        last = group[-1]
        between = range(last.end, run.start)
        text = words[0].string[words[last.end - 1].end() : words[run.start].start()]
        joined = {_squeezed(words[place][0]) for place in between if place not in taken}
        # A login or a number may follow each name; then a sign or a word joins them.
        if not joined <= _JOINING or (between and not joined and not re.search("[&+,;/]", text)):
            break
        group.append(run)
    return group


def _within(run: _Run, other: _Run) -> bool:
    return other.start <= run.start and run.end <= other.end and other.end - other.start > run.end - run.start


def _plain(text: str) -> str:
    return re.sub("['’‘`´ʼ]", "", unicodedata.normalize("NFC", text))


def _words(text: str) -> list[str]:
    return [_squeezed(word) for word in re.findall(r"[^\W_]+", _plain(text))]
