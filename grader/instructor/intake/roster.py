"""Reads a roster: any of the tables that learning systems and spreadsheets write."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from grader.base.clean import clean
from grader.base.errors import UsageError
from grader.base.language import say
from grader.instructor.intake.people import Person

# As spreadsheets, Canvas, Moodle, Gradescope and GitHub Classroom call them; _ and - count as a space.
_COLUMNS = {
    "name": ("name", "student", "student name", "full name", "fullname", "vollständiger name", "imię i nazwisko"),
    "first": ("first name", "firstname", "given name", "vorname", "imię"),
    "last": ("last name", "lastname", "surname", "family name", "nachname", "nazwisko"),
    "email": ("email", "email address", "e mail", "e mail address", "mail", "e mail adresse", "adres e mail"),
    "id": (
        *(
            "sis user id",
            "sid",
            "student id",
            "student number",
            "id number",
            "idnumber",
            "id nummer",
            "numer id",
            "matriculation number",
        ),
        *("matrikelnummer", "numer indeksu", "nr albumu", "identifier", "user id", "id"),
    ),
    "login": ("login", "sis login id", "username", "user name", "login id", "github username", "github"),
    "role": ("role",),
}

# Moodle's grading worksheet, in some of its languages: the first column's name, and that of the grades.
IDENTIFIER = ("identifier", "id", "identifiant", "identificador", "identificatore", "identyfikator")
GRADE = ("grade", "bewertung", "note", "nota", "calificación", "cijfer", "valutazione", "betyg", "karakter", "ocena")
_PARTICIPANT = re.compile(r"^\D+?\s?(\d+)$")


@dataclass(frozen=True)
class Roster:
    """``note`` says what had to be guessed about the file, for who wonders about a name."""

    people: tuple[Person, ...]
    note: str = ""


def read_roster(path: Path) -> Roster:
    """A CSV of names, emails and ids, with a header of the usual column names. Raises UsageError."""
    text, note = _text(path)
    rows = [[clean(cell).strip() for cell in row] for row in _rows(text) if any(cell.strip() for cell in row)]
    if not rows:
        raise UsageError(say("The roster {path} is empty.", path=path))
    titles = [re.sub(r"[\s_-]+", " ", title.casefold()).strip() for title in rows[0]]
    where = {
        kind: next((titles.index(title) for title in known if title in titles), -1) for kind, known in _COLUMNS.items()
    }
    if where["name"] < 0 and (where["first"] < 0 or where["last"] < 0) and where["email"] < 0:
        raise UsageError(
            say(
                "The roster {path} has no column called name or email; its header is {rows}.",
                path=path,
                rows=", ".join(rows[0]),
            )
        )
    # A gradebook of Canvas: its column "ID" holds Canvas's own numbers.
    where["canvas"] = titles.index("id") if "sis login id" in titles and "id" in titles else -1
    if where["canvas"] == where["id"]:
        where["id"] = -1
    worksheet = titles[0] in IDENTIFIER and any(title in GRADE for title in titles)  # "Participant 12345"
    people = [_person(row, where, worksheet) for row in rows[1:] if _is_student(row, where)]
    twice = sorted(key for key, count in Counter(person.key for person in people).items() if count > 1)
    if twice:
        keys = ", ".join(twice)
        note += " " + say(
            "The roster {path} has more than one row for {keys}: the last one counts.", path=path, keys=keys
        )
    return Roster(tuple({person.key: person for person in people}.values()), note.strip())


def _text(path: Path) -> tuple[str, str]:
    try:
        data = path.read_bytes()
    except OSError as error:
        told = say("The roster {path} cannot be read: {error}.", path=path, error=error.strerror)
        raise UsageError(told) from error
    for encoding in ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig",):
        try:
            return data.decode(encoding), ""
        except UnicodeDecodeError:
            continue
    if b"\0" in data:
        raise UsageError(say("The roster {path} cannot be read: it is no text. Save it as CSV in UTF-8.", path=path))
    told = say(
        "The roster {path} is not in UTF-8 and was read as Windows-1252: save it as UTF-8 where names look odd.",
        path=path,
    )
    return data.decode("cp1252", "replace"), told


def _rows(text: str) -> list[list[str]]:
    first, _, rest = text.partition("\n")
    if re.fullmatch(r'"?sep=(.)"?\s*', first):  # Excel's own first line
        return list(csv.reader(io.StringIO(rest, newline=""), delimiter=first.strip().strip('"')[-1]))
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count)))


def _is_student(row: list[str], where: dict[str, int]) -> bool:
    """Not the maxima or the blank lines of a Canvas gradebook, and no instructor of a Gradescope roster."""
    role = row[where["role"]].casefold() if 0 <= where["role"] < len(row) else ""
    return "Points Possible" not in row[0] and role in ("", "student") and bool(_name(row, where))


def _cell(row: list[str], place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""


def _name(row: list[str], where: dict[str, int]) -> str:
    whole = f"{_cell(row, where['first'])} {_cell(row, where['last'])}".strip()
    return _cell(row, where["name"]) or whole or _cell(row, where["email"])


def _person(row: list[str], where: dict[str, int], worksheet: bool) -> Person:
    name, (email, id, login, canvas) = (
        _name(row, where),
        (_cell(row, where[k]) for k in ("email", "id", "login", "canvas")),
    )
    participant = ""
    if worksheet and (match := _PARTICIPANT.search(row[0])):
        id, participant = "" if where["id"] == 0 else id, match[1]
    key = id or email or (canvas and f"canvas {canvas}") or (participant and f"participant {participant}")
    return Person(key or name.casefold(), name, email, id, login, canvas, participant)
