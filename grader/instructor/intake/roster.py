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
from grader.instructor.intake import zip_names
from grader.instructor.intake.headers import COLUMNS, GRADE, IDENTIFIER, STAFF, STUDENT, plain
from grader.instructor.intake.people import Person

_PARTICIPANT = re.compile(r"^\D+?\s?(\d+)$")
_PAGES = {"cp1252": "Windows-1252", "cp1250": "Windows-1250", "iso8859-2": "ISO 8859-2"}
# Titles without accents that tell of Central Europe all the same.
_CENTRAL = (
    "nazwisko",
    "imie",
    "adres e mail",
    "numer id",
    "numer indeksu",
    "nr albumu",
    "ocena",
    "grupa",
    "jmeno",
    "nev",
)
_LONGEST = 1_000  # characters of a cell
_TOLD = 20


@dataclass(frozen=True)
class Roster:
    """``note`` says what had to be guessed about the file, for who wonders about a name."""

    people: tuple[Person, ...]
    note: str = ""


def read_roster(path: Path) -> Roster:
    """A CSV of names, emails and ids, with a header of the usual column names. Raises UsageError."""
    text, note = _text(path)
    rows = [[clean(cell).strip() for cell in row] for row in _rows(text, path) if any(cell.strip() for cell in row)]
    if not rows:
        raise UsageError(say("The roster {path} is empty.", path=path))
    titles = [plain(title) for title in rows[0]]
    where = {
        kind: next((titles.index(title) for title in known if title in titles), -1) for kind, known in COLUMNS.items()
    }
    if all(where[kind] < 0 for kind in ("name", "first", "last", "email", "login", "id")):
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
    people, left_out = [], []
    for row in rows[1:]:
        if "Points Possible" in row[0]:  # the maxima in a Canvas gradebook
            continue
        role = _cell(row, where["role"])
        person = _person(row, where, worksheet)
        if person is None:
            left_out.append(", ".join(cell for cell in row if cell)[:60])
        elif STAFF.search(role) and not STUDENT.search(role):
            left_out.append(f"{person.name} ({role})")
        else:
            people.append(person)
    if not people:
        raise UsageError(say("The roster {path} has no row with a student.", path=path))
    return Roster(tuple({person.key: person for person in people}.values()), _notes(path, note, people, left_out))


def _notes(path: Path, note: str, people: list[Person], left_out: list[str]) -> str:
    """What to say of the file: how it was read, rows of one person, and who was left out."""
    notes = [note] if note else []
    twice = sorted(key for key, count in Counter(person.key for person in people).items() if count > 1)
    if twice:
        keys = ", ".join(twice)
        notes.append(
            say("The roster {path} has more than one row for {keys}: the last one counts.", path=path, keys=keys)
        )
    if left_out:
        names = ", ".join(left_out[:_TOLD]) + (", …" if len(left_out) > _TOLD else "")
        notes.append(say("Left out of the roster ({count}): {names}.", count=len(left_out), names=names))
    return " ".join(notes)


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
    page = _code_page(data)
    told = say(
        "The roster {path} is not in UTF-8 and was read as {encoding}: save it as UTF-8 where names look odd.",
        path=path,
        encoding=_PAGES[page],
    )
    return data.decode(page, "replace"), told


def _code_page(data: bytes) -> str:
    """Of a Western and the Central European code pages, the one with known titles and letters that belong in words."""

    def score(page: str) -> tuple[int, int, int]:
        text = data.decode(page, "replace")
        titles = [plain(title) for title in re.split(r'[,;\t"]', text.partition("\n")[0])]
        known = sum(not title.isascii() and any(title in names for names in COLUMNS.values()) for title in titles)
        central = page != "cp1252" and any(title in _CENTRAL for title in titles)
        return zip_names.oddness(text) - 3 * known - central, -known, list(_PAGES).index(page)

    return min(_PAGES, key=score)


def _rows(text: str, path: Path) -> list[list[str]]:
    first, _, rest = text.partition("\n")
    delimiter = max(",;\t", key=first.count)
    if match := re.fullmatch(r'"?sep=(.)"?\s*', first):  # Excel's own first line
        text = rest
        delimiter = match[1] if match[1] in ",;\t|" else max(",;\t", key=rest.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UsageError(say("The roster {path} cannot be read: {error}.", path=path, error=error)) from error
    for number, row in enumerate(rows, start=1):
        if any(len(cell) > _LONGEST or cell.count("\n") > 3 for cell in row):
            raise UsageError(
                say("The roster {path} has a quotation mark that is not closed, in row {n}.", path=path, n=number)
            )
    return rows


def _cell(row: list[str], place: int) -> str:
    return row[place] if 0 <= place < len(row) else ""


def _person(row: list[str], where: dict[str, int], worksheet: bool) -> Person | None:
    """The row's person, named by whatever it has; None if it has nothing."""
    first, preferred, last = (_cell(row, where[kind]) for kind in ("first", "preferred", "last"))
    email, id, login, canvas = (_cell(row, where[kind]).lstrip("#") for kind in ("email", "id", "login", "canvas"))
    if preferred and last and preferred.endswith(f" {last}"):
        preferred = preferred.removesuffix(last).strip()
    whole = _cell(row, where["name"]) or f"{first or preferred} {last}".strip()
    name = whole or email or (id if re.search(r"[^\W\d_]", id) else "") or login or id
    if not name:
        return None
    also = f"{preferred} {last}".strip() if preferred and last else preferred if " " in preferred else ""
    participant = ""
    if worksheet and (match := _PARTICIPANT.search(row[0])):
        id, participant = "" if where["id"] == 0 else id, match[1]
    key = id or email or (canvas and f"canvas {canvas}") or (participant and f"participant {participant}") or login
    return Person(key or name.casefold(), name, email, id, login, canvas, participant, also if also != name else "")
