"""Due dates and what is taken off for each day late."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.base.errors import UsageError
from grader.base.language import say, say_n

_DAY = 86_400.0
_OF_A_COPY = 600.0  # seconds within which a copy of a class is made
_MINUTE = 59.999


@dataclass(frozen=True)
class LatePolicy:
    """``due`` in seconds since the epoch; ``percent`` of the maximum taken off per started day; minutes of ``grace``."""

    due: float | None = None
    percent: float = 0.0
    grace: float = 0.0

    def days(self, submitted: float, marked: bool) -> int:
        """Started days of lateness; a file that the system marked as late is at least one day late.

        Day k begins k - 1 days of the calendar after the due time, so that a night in which the clocks change is
        one day. Within the grace nobody is late; after it the days are counted from the due time.
        """
        if self.due is None:
            return 0
        over = _days_after(self.due, submitted) if submitted > self.due + 60 * self.grace else 0
        return max(over, 1) if marked else over

    def points(self, points: float, max_points: int, days: int) -> float:
        """What is left: never below zero, never above what was earned."""
        return max(min(points, points - max_points * self.percent / 100 * days), 0.0)

    def told(self) -> str:
        """The rule in words."""
        if self.due is None:
            return say("no due date")
        due = datetime.datetime.fromtimestamp(self.due).isoformat(" ", "minutes")
        text = say("due {due}, {percent} % off for each day begun", due=due, percent=f"{self.percent:g}")
        return text + (", " + say("after {grace} minutes of grace", grace=f"{self.grace:g}") if self.grace else "")


def _days_after(due: float, submitted: float) -> int:
    """How many days of the local calendar have begun since the due time, at least 1."""
    try:
        wall = datetime.datetime.fromtimestamp(due)
        day = max(int((submitted - due) // _DAY) - 1, 0)
        while submitted > _moment(wall + datetime.timedelta(days=day)):
            day += 1
    except (OverflowError, OSError, ValueError):  # a time that no calendar has
        return max(int((submitted - due) // _DAY) + 1, 1)
    return max(day, 1)


def _moment(wall: datetime.datetime) -> float:
    """A time of the local clock; the later one if the clock shows it twice or, in spring, never."""
    return max(wall.replace(fold=fold).timestamp() for fold in (0, 1))


def parse_due(text: str) -> float:
    """An ISO date or time; a date alone means its end, a time without a zone is local. Raises UsageError."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(say("{text!r} is no date. Write it as 2026-05-31 or 2026-05-31T18:00.", text=text)) from None
    if len(text) <= 10:
        moment += datetime.timedelta(days=1)
    return moment.timestamp()


def last_moment(text: str) -> float:
    """The last moment of a due date or time: a time without seconds includes its minute. Raises UsageError."""
    whole = re.search(r"[T ]\d\d(:?\d\d)?(Z|[+-]\d\d(:?\d\d)?)?$", text)
    return parse_due(text) + (_MINUTE if whole and len(text) > 10 else 0.0)


@dataclass(frozen=True)
class Time:
    """When something was handed in. ``clock`` is ``file`` if the file's own time says so."""

    person: str
    submitted: float
    late: bool
    clock: str = ""


def are_copied(times: Iterable[Time], late: LatePolicy) -> bool:
    """Whether the files' own times are those of a copy: several people's, nearly one, and after the due date."""
    found = [time for time in times if time.clock == "file"]
    if late.due is None or len({time.person for time in found}) < 2:
        return False
    first, last = min(time.submitted for time in found), max(time.submitted for time in found)
    return first > late.due + 60 * late.grace and last - first <= _OF_A_COPY


def days_of(time: Time, late: LatePolicy, copied: bool) -> int:
    """How many days late it is; the time of a copy charges nobody."""
    return late.days(0.0 if copied and time.clock == "file" else time.submitted, time.late)


def summary(days: list[int], late: LatePolicy, copied: bool, marked: bool = False) -> list[str]:
    """One line on who is late by which rule, and one more if the times are those of a copy.

    Without a due date there is a line only if the system ``marked`` something as late.
    """
    if late.due is None:
        return [say("Late: not counted. There is no due date (--due).")] if marked else []
    over = [day for day in days if day]
    upto = say_n("up to {n} day", "up to {n} days", max(over, default=0))
    lines = [
        say(
            "Late: {n} of {all}, {upto}, by this rule: {rule}.", n=len(over), all=len(days), upto=upto, rule=late.told()
        )
    ]
    if copied:
        lines.append(
            say(
                "All files have nearly the same time, after the due date. It is the time of a copy, so nobody loses points "
                "for it. Copy with the times kept (cp -a), or use the system's own download."
            )
        )
    return lines
