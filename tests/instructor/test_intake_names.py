"""Names of eight systems, whose truth is known: every hand-in goes to its owner or is listed, none to a wrong one."""

from __future__ import annotations

import datetime
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.instructor.intake.candidates import Found, Walk
from grader.instructor.intake.handed import Reading
from grader.instructor.intake.ownership import Assignment
from grader.instructor.intake.people import Directory, Person, _spellings
from grader.task import catalog

TASKS = catalog.tasks()
FIRST = [
    "Ada",
    "Zoë",
    "Łukasz",
    "Anna-Lena",
    "Jean Pierre",
    "Иван",
    "小明",
    "Søren",
    "José",
    "Mary",
    "Li",
    "Pat",
    "Lena",
]
LAST = [
    "Lovelace",
    "O'Neill",
    "Müller",
    "Żak",
    "van Dam",
    "Petrow",
    "Петров",
    "王",
    "Ødegård",
    "Núñez",
    "Hopper",
    "Berg",
]
SYSTEMS = ("moodle", "moodle flat", "canvas", "brightspace", "blackboard", "nbgrader", "gradescope", "plain", "unknown")
_COUNT = {"names": 0}


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(FIRST), st.sampled_from(LAST)), min_size=2, max_size=14, unique=True)
    )
    found = []
    for number, (first, last) in enumerate(pairs):
        name = f"{first} {last}"
        login = f"{_ascii(first)[:1]}{_ascii(last)[:6]}{number}".lower()
        found.append(Person(str(70_000 + number), name, f"{login}@uni.example", str(70_000 + number), login))
    return found


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("Ł", "L").replace("Ø", "O").replace("ø", "o"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha()) or "x"


def _canvas(person: Person) -> str:
    first, last = person.name.split(" ")[0], person.name.split(" ")[-1]
    middle = "".join(person.name.split(" ")[1:-1])
    return "".join(letter for letter in (last + first + middle).lower() if letter.isalnum())


def _path(
    system: str, person: Person, task: int, number: int, mark: dict[str, int]
) -> tuple[tuple[str, ...], str, int]:
    """(folders, file, how many folders are real) of one hand-in; ``mark`` are drawn numbers."""
    when = datetime.datetime(2025, 10, 1, 9, 5) + datetime.timedelta(minutes=mark["minutes"])
    file = [f"task{task}.py", f"Task {task} (1).ipynb", f"my_task-{task}.py", f"task{task}.ipynb.txt"][mark["file"]]
    packed = mark["packed"]
    late = "_LATE" if mark["late"] else ""
    half = when.strftime("%p")
    stamps = {
        "moodle": f"{person.name}_{500 + number}_assignsubmission_file_",
        "moodle flat": f"{person.name}_{500 + number}_assignsubmission_file_",
        "canvas": f"{_canvas(person)}{late}_{9000 + number}_{81000 + number}_",
        "brightspace": f"{10200 + number}-77120 - {person.name} - {when:%b} {when.day}, 2025 {when.hour % 12 or 12}{when:%M} {half} - ",
        "blackboard": f"Exercise {task}_{person.login}_attempt_{when:%Y-%m-%d-%H-%M-%S}_",
        "plain": f"{person.name.lower().replace(' ', '-')}-",
        "unknown": f"Portal {number} [{when:%d.%m.%Y}] {person.name} ({person.id}) ",
    }
    if system == "nbgrader":
        return (f"{person.login}+exercise+{when:%Y-%m-%d %H:%M:%S} UTC",), file, 1
    if system == "gradescope":
        return (f"submission_{100 + number}",), file, 1
    if system == "moodle":
        return (stamps[system], "work") if packed else (stamps[system],), file, 1
    if packed and system != "plain":  # the student's own archive, with other people's names in it
        return (f"{stamps[system]}hw final", "Ada Lovelace_1_assignsubmission_file_"), file, 1
    return (), stamps[system] + file, 0


hand_in = st.fixed_dictionaries(
    {
        "minutes": st.integers(0, 90_000),
        "file": st.integers(0, 3),
        "packed": st.integers(0, 1),
        "late": st.integers(0, 1),
        "task": st.integers(1, 10),
        "who": st.integers(0, 13),
    }
)


def read(files: list[Found], listed: list[Person], metadata: Path | None = None) -> Reading:
    walk = Walk(None)
    if metadata:
        walk.metadata[()] = metadata
    reading = Reading(roster=list(listed))
    Assignment(walk, TASKS, None, "in", Directory(listed)).assign(files, reading)
    return reading


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(people(), st.sampled_from(SYSTEMS), st.lists(hand_in, min_size=8, max_size=14), st.booleans(), st.integers(0, 3))
def test_every_hand_in_goes_to_its_owner_or_is_listed(tmp_path, class_, system, marks, decomposed, strangers):
    on_roster = class_[: max(len(class_) - strangers, 1)]  # the others are not on it, and are given to nobody of it
    keys = {person.key for person in on_roster}
    directory = Directory(on_roster)
    truth: dict[str, Person] = {}
    files, described = [], []
    for number, mark in enumerate(marks):
        person = class_[mark["who"] % len(class_)]
        folders, name, real = _path(system, person, mark["task"], number, mark)
        if decomposed:
            folders, name = (
                tuple(unicodedata.normalize("NFD", part) for part in folders),
                unicodedata.normalize("NFD", name),
            )
        shown = "/".join((*folders, name))
        if shown in truth:
            continue
        truth[shown] = person
        files.append(Found(Path(shown), folders, name, shown, 1e9, real))
        described.append(
            f"submission_{100 + number}:\n  :submitters:\n  - :name: {person.name}\n    :email: {person.email}\n"
        )
    _COUNT["names"] += len(files)
    metadata = tmp_path / "submission_metadata.yml"
    metadata.write_text("".join(described), encoding="utf-8")
    reading = read(files, on_roster, metadata if system == "gradescope" else None)
    listed = {name for name, _ in reading.unassigned}
    given_to: dict[str, set[str]] = {}
    for item in reading.handed:
        entry = directory.fitting(item.person)
        given_to.setdefault(item.source, set()).update(one.key for one in entry if len(entry) == 1)
    found = {item.source for item in reading.handed}
    for shown, person in truth.items():
        assert shown in found or shown in listed, shown
        assert given_to.get(shown, set()) <= {person.key} & keys, (shown, person.name, given_to[shown])
    # Not by listing everything: whose name nobody else's can be read as is found.
    spellings = [_spellings(person.name) for person in class_]
    clear = all(not (a & b) for place, a in enumerate(spellings) for b in spellings[:place])
    if clear and system not in ("unknown", "plain"):
        assert all(given_to[shown] == {person.key} & keys for shown, person in truth.items())


def test_at_least_two_thousand_names_were_tried():
    assert _COUNT["names"] == 0 or _COUNT["names"] >= 2_000


STRANGERS = [
    ("Lena Berg", "Anna-Lena Berg - task3.py"),
    ("Lena Berg", "anna-lena-berg-task-3.py"),
    ("Ada Lovelace", "Mary Ada Lovelace_task3.py"),
    ("Pat Hopper", "pat_hopper_junior_task3.py"),
]


@pytest.mark.parametrize("listed, name", STRANGERS)
def test_part_of_a_longer_name_is_somebody_else(listed, name):
    person = Person("1", listed, id="1")
    (item,) = read([Found(Path(name), (), name, name, 1e9, 0)], [person]).handed
    assert Directory([person]).fitting(item.person) == []
