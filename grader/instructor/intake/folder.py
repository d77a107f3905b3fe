"""Reads a folder of submissions as instructors have them: which file is whose, for which task.

Understood are: a folder per student; a flat folder of ``student_task3.py``; a folder per task; the
downloads of Moodle, Canvas and Gradescope; GitHub Classroom clones (a folder per repository); and a
ZIP or tar of any of these. What cannot be assigned is listed with the reason, never dropped.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.language import say, say_n
from grader.instructor.intake import archive
from grader.instructor.intake.candidates import Walk
from grader.instructor.intake.handed import Reading
from grader.instructor.intake.ownership import Assignment
from grader.instructor.intake.people import Directory, Person
from grader.instructor.intake.roster import Roster, read_roster
from grader.task.declaration import Task


def read_folder(
    folder: Path, tasks: list[Task], only: Task | None = None, roster: Path | None = None, unpack_to: Path | None = None
) -> Reading:
    """Read a folder or an archive. ``only`` is the task that all files are for, where it is known.

    Archives are unpacked under ``unpack_to``. Raises UsageError where there is nothing to read.
    """
    listed = read_roster(roster) if roster else Roster(())
    reading = Reading(roster=list(listed.people), note=listed.note)
    known = [person.name for person in reading.roster]
    called = archive.stem(folder.name) if folder.is_file() else folder.resolve().name
    if unpack_to is not None:
        archive.remove(unpack_to)  # of an earlier version of the archive
    if folder.is_file():
        if not archive.is_archive(folder):
            raise UsageError(
                say("{folder} is a file. Name a folder of submissions, or a ZIP or tar of one.", folder=folder)
            )
        if unpack_to is None:
            raise UsageError(say("{folder} is an archive, and there is no place to unpack it to.", folder=folder))
        unpacked = archive.unpack(folder, unpack_to / "archive", known=known)
        reading.unassigned += unpacked.left_out
        reading.note = f"{reading.note} {unpacked.note}".strip()
        folder = unpacked.folder
    if not folder.is_dir():
        raise UsageError(say("There is no folder {folder}.", folder=folder))
    walk = Walk(unpack_to, known)
    files = list(walk.files(folder))
    walk.close()
    reading.unassigned += walk.unassigned
    reading.note = " ".join([reading.note, *walk.notes]).strip()
    directory = Directory(reading.roster)
    Assignment(walk, tasks, only, called, directory).assign(files, reading)
    if reading.roster:
        _enrol(reading, directory)
    return reading


def _enrol(reading: Reading, listed: Directory) -> None:
    """Give each file to the roster's entry for its person, and name those for whom there is none."""
    entries: dict[Person, Person] = {}
    for item in reading.handed:
        if item.person not in entries:
            fitting = listed.fitting(item.person)
            entries[item.person] = fitting[0].known_by(item.person) if len(fitting) == 1 else item.person
            if len(fitting) != 1:
                several = say_n("fits {n} people of the roster", "fits {n} people of the roster", len(fitting))
                why = several if fitting else say("is not on the roster")
                reading.strangers.append((item.person, why))
    reading.handed = [replace(item, person=entries[item.person]) for item in reading.handed]
