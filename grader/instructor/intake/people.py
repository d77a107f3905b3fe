"""Who hands in: people, the roster that lists them, and how a name or a number finds its entry."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Person:
    """Someone who handed in, or should have. ``key`` is what identifies them within a batch.

    ``canvas`` is Canvas's own number of a user and ``participant`` Moodle's of someone in one assignment.
    Neither is the ``id`` that a school gives: taken for one, it may be somebody else's. ``also`` is another name
    of the same person, with a preferred first name.
    """

    key: str
    name: str
    email: str = ""
    id: str = ""
    login: str = ""
    canvas: str = ""
    participant: str = ""
    also: str = ""

    def known_by(self, other: Person) -> Person:
        """This person with the numbers by which ``other``, who is the same, came."""
        return replace(self, canvas=self.canvas or other.canvas, participant=other.participant or self.participant)


def told_apart(people: Iterable[Person]) -> dict[str, str]:
    """key -> the name to show; where several people bear it, with what tells them apart."""
    found = list(people)
    bearers = Counter(person.name.casefold() for person in found)
    return {person.key: person.name if bearers[person.name.casefold()] == 1 else _marked(person) for person in found}


def _marked(person: Person) -> str:
    mark = person.id or person.login or person.email or person.canvas or person.participant
    return f"{person.name} ({mark})" if mark else person.name


class Directory:
    """Finds the entry for a person among listed ones: by a system's number, by name in any order, by id, login or email."""

    def __init__(self, people: list[Person]) -> None:
        self._empty = not people
        self._people = people
        self._by_name: dict[str, dict[str, Person]] = defaultdict(dict)
        self._by_mark: dict[str, dict[str, Person]] = defaultdict(dict)
        self._by_number: dict[str, dict[str, Person]] = defaultdict(dict)
        for person in people:
            for spelling in _spellings(person.name) | _spellings(person.also):
                self._by_name[spelling][person.key] = person
            for mark in (person.id, person.login, person.email, person.email.partition("@")[0]):
                self._by_mark[mark.casefold()][person.key] = person
            for number in _numbers(person):
                self._by_number[number][person.key] = person

    def everybody(self) -> list[Person]:
        return self._people

    def entry(self, person: Person) -> Person:
        """The one entry that fits; ``person`` itself where none does, or several."""
        found = self.fitting(person)
        return found[0] if len(found) == 1 else person

    def fitting(self, person: Person) -> list[Person]:
        """The entries that may be meant, by the first kind of evidence that there is."""
        if self._empty:
            return []
        numbered = {key: entry for number in _numbers(person) for key, entry in self._by_number[number].items()}
        marks = (person.id, person.login, person.email, person.name)
        marked = self._marked(*marks)
        named = {key: entry for spelling in _spellings(person.name) for key, entry in self._by_name[spelling].items()}
        # Between people of one name a number may decide that alone would prove nothing.
        told = {**marked, **self._marked(person.canvas, person.participant)}
        for found in (numbered, {key: entry for key, entry in named.items() if key in told}, named, marked):
            if found:
                return list(found.values())
        return []

    def by_login(self, login: str) -> list[Person]:
        """Whose login, id or email it is."""
        return list(self._marked(login).values())

    def _marked(self, *marks: str) -> dict[str, Person]:
        return {key: entry for mark in marks if mark for key, entry in self._by_mark[mark.casefold()].items()}


def _numbers(person: Person) -> list[str]:
    pairs = (("canvas", person.canvas), ("participant", person.participant))
    return [f"{kind} {number}" for kind, number in pairs if number]


def _spellings(name: str) -> set[str]:
    """A name's words in the orders in which systems write them, with ä as a and as ae."""
    words = [word for word in re.split(r"[\s,]+", name) if word]
    orders = {"".join(order) for order in (words, words[::-1], words[-1:] + words[:-1], words[1:] + words[:1])}
    written_out = {order.casefold().translate(_WRITTEN_OUT) for order in orders if not order.isascii()}
    return {_squeezed(order) for order in orders | written_out} - {""}


def _squeezed(text: str) -> str:
    """Letters and digits alone, without accents: Zoë Łukasz and zoelukasz are spelled alike."""
    if text.isascii():
        return re.sub(r"[\W_]+", "", text.lower())
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).casefold().translate(_LETTERS))
    return re.sub(r"[\W_]+", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
