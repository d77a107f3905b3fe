"""Due dates and what is taken off for each day late."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from grader.base.errors import UsageError
from grader.base.language import say

_DAY = 86_400.0


@dataclass(frozen=True)
class LatePolicy:
    """``due`` in seconds since the epoch; ``percent`` of the maximum taken off per started day."""

    due: float | None = None
    percent: float = 0.0

    def days(self, submitted: float, marked: bool) -> int:
        """Started days of lateness; a file that the system marked as late is at least one day late."""
        if self.due is None:
            return 0
        over = max(math.ceil((submitted - self.due) / _DAY), 1) if submitted > self.due else 0
        return max(over, 1) if marked else over

    def points(self, points: float, max_points: int, days: int) -> float:
        """What is left: never below zero, never above what was earned."""
        return max(min(points, points - max_points * self.percent / 100 * days), 0.0)


def parse_due(text: str) -> float:
    """An ISO date or time; a date alone means its end, a time without a zone is local. Raises UsageError."""
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(say("{text!r} is no date. Write it as 2026-05-31 or 2026-05-31T18:00.", text=text)) from None
    if len(text) <= 10:
        moment += datetime.timedelta(days=1)
    return moment.timestamp()
