"""The names that learning systems give to what is handed in: owner, time, lateness and the student's own name of it.

A form is read from one part of a path: a folder, an archive or a file. Each has its source beside it.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from pathlib import Path

from grader.base.language import say
from grader.instructor.intake.handed import _someone
from grader.instructor.intake.people import Person


@dataclass(frozen=True)
class Form:
    """What a part of a path says. ``file`` is the student's own name of it, empty for a folder of a person.

    ``submitted`` is seconds since the epoch, 0 if the name has no time; ``timed`` is whether the file's own time
    is that of handing in: Canvas gives its files that of the download.
    """

    person: Person
    file: str = ""
    late: bool = False
    submitted: float = 0.0
    timed: bool = True


# mod/assign of Moodle: a folder for each participant, or a file; "Group-Name" where teams hand in.
_MOODLE = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext|\w+?)(?:_(?P<file>.*))?$")
_GRADESCOPE = re.compile(r"^submission_(?P<id>\d+)$")

# content_zipper.rb of Canvas: name, LATE, the user's and the file's number; or an anonymous id.
_CANVAS = re.compile(r"^(?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_(?P<submission>\d+)_(?P<file>.+)$", re.IGNORECASE)
_CANVAS_ANONYMOUS = re.compile(r"^(?P<late>LATE_)?(?P<name>anon_(?P<id>[A-Za-z0-9]+))_\d+_(?P<file>.+)$")

# Brightspace's "Download All": numbers of the submission and of the folder, the name, the time, as files or folders.
_BRIGHTSPACE = re.compile(
    r"^\d+-\d+\s-\s(?P<name>.+?)\s-\s(?P<month>[A-Za-z]{3,9})\s(?P<day>\d{1,2}),\s(?P<year>\d{4})\s"
    r"(?P<clock>\d{3,4})\s?(?P<half>[AaPp][Mm])(?:\s-\s(?P<file>.+))?$"
)
# Blackboard's "Assignment File Download"; the same without a file's name is its receipt.
_BLACKBOARD = re.compile(
    r"^(?P<task>.+?)_(?P<login>[^_].*?)_attempt_(?P<time>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?P<file>.+))?$"
)
# nbgrader's exchange: user+assignment+time, with a random part where others may list the folder.
_NBGRADER = re.compile(
    r"^(?P<login>[^+]+)\+(?P<task>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d[:_.-]\d\d[:_.-]\d\d[^+]*)(?:\+.*)?$"
)
# Sakai's download: a folder "Last, First(login)" for each.
_SAKAI = re.compile(r"^(?P<name>[^(),]+,[^(),]+?)\s?\((?P<login>[^()\s]+)\)$")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def form_of(part: str, folder: bool) -> Form | None:
    """The form of a folder's or archive's name (``folder``) or of a file's; None if no system is known to write it."""
    if match := _MOODLE.match(part):
        if folder or match["file"]:
            return Form(replace(_someone(match["name"]), participant=match["id"]), match["file"] or "")
    elif folder and (match := _GRADESCOPE.match(part)):
        return Form(Person(part, say("submission {id}", id=match["id"]), id=match["id"]))
    elif match := _BRIGHTSPACE.match(part):
        if folder or match["file"]:
            return Form(_someone(match["name"]), match["file"] or "", submitted=_brightspace(match), timed=False)
    elif match := _BLACKBOARD.match(part):
        if folder or match["file"]:
            return _blackboard(match)
    elif folder and (match := _NBGRADER.match(part)):
        login = match["login"]
        return Form(replace(_someone(login), login=login), submitted=moment(match["time"]), timed=False)
    elif folder and (match := _SAKAI.match(part)):
        last, first = (word.strip() for word in match["name"].split(","))
        return Form(replace(_someone(f"{first} {last}"), login=match["login"]))
    elif match := _CANVAS.match(part) or _CANVAS_ANONYMOUS.match(part):
        someone = _someone(match["name"])
        person = replace(someone, key=f"{someone.key}#{match['id']}", canvas=match["id"])
        return Form(person, match["file"], bool(match["late"]), timed=False)
    return None


def is_receipt(name: str) -> bool:
    """Whether a file is what a system wrote about a submission, beside it."""
    stem = name.rpartition(".")[0]
    match = _BLACKBOARD.match(stem) if name.lower().endswith(".txt") else None
    return bool(match and not match["file"]) or name.lower() in ("index.html", "timestamp.txt")


def _blackboard(match: re.Match[str]) -> Form:
    """An underscore may be part of the exercise's name or of the login: the last word is the login's."""
    login = match["login"].rpartition("_")[2]
    submitted = _local(datetime.datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S"))
    file = match["file"] or ""
    return Form(replace(_someone(login), login=login), file, submitted=submitted, timed=False)


def _brightspace(match: re.Match[str]) -> float:
    month = match["month"][:3].lower()
    hour, minute = int(match["clock"][:-2]), int(match["clock"][-2:])
    hour = hour % 12 + 12 * (match["half"].lower() == "pm")
    try:
        return _local(datetime.datetime(int(match["year"]), _MONTHS.index(month) + 1, int(match["day"]), hour, minute))
    except ValueError:
        return 0.0


def _local(moment: datetime.datetime) -> float:
    """A wall-clock time here as seconds since the epoch; 0 if there is none."""
    try:
        return moment.timestamp()
    except (OverflowError, OSError, ValueError):
        return 0.0


_MOMENT = re.compile(
    r"^(\d{4})-?(\d\d)-?(\d\d)[ T_]?(\d\d)[:_.-]?(\d\d)[:_.-]?(\d\d)(?:\.?\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?\s*$",
    re.IGNORECASE,
)


def moment(text: str) -> float:
    """``2025-10-12 19:59:10 UTC`` or ``20251012195910123`` as seconds since the epoch; 0 if it is no such time."""
    match = _MOMENT.match(text.strip())
    if match is None:
        return 0.0
    zone = match[7]
    try:
        time = datetime.datetime(*(int(match[place]) for place in range(1, 7)))  # type: ignore[arg-type]
        if zone is None:
            return _local(time)
        hours = 0 if zone.upper() in ("Z", "UTC", "GMT") else int(zone[:3])
        minutes = 0 if not hours and zone[0] not in "+-" else int(zone[-2:]) * (-1 if zone[0] == "-" else 1)
        offset = datetime.timezone(datetime.timedelta(hours=hours, minutes=minutes))
        return time.replace(tzinfo=offset).timestamp()
    except (ValueError, OverflowError):
        return 0.0


def stamp(path: Path) -> float:
    """What a ``timestamp.txt`` of nbgrader or Sakai says; 0 if it says nothing."""
    try:
        with path.open("rb") as file:
            return moment(file.read(100).decode("ascii", "replace"))
    except OSError:
        return 0.0
