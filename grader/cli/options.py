"""Arguments that several commands share, and functions that turn a word of the line into a value.

These functions are argparse's ``type``; it shows their ``__name__`` in error messages.
"""

from __future__ import annotations

import argparse

from grader.base.language import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from grader.instructor.grades.lateness import LatePolicy


# --- types: each raises ValueError or ArgumentTypeError ------------------------------------------------


def seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(say("{text} is no number of seconds above 0", text=text))
    return value


seconds.__name__ = "number"


def seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError(say("{text} does not lie between 0 and 2147483647", text=text))
    return value


seed.__name__ = "whole number"


def share(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(say("{text} does not lie between 0 and 1", text=text))
    return value


share.__name__ = "number"


def per_cent(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(say("{text} is no percentage", text=text))
    return value


per_cent.__name__ = "number"


def jobs(text: str) -> int:
    """A number of processes; 0 stands for ``auto``."""
    if text == "auto":
        return 0
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(say("there has to be at least one job"))
    return value


jobs.__name__ = "whole number"


def count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(say("there has to be at least one"))
    return value


count.__name__ = "whole number"


# --- arguments -----------------------------------------------------------------------------------------


def add_task(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("task", metavar="TASK", help=say("task3, 3 or hidden-layers"))


def add_timeout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout", metavar="S", type=seconds, help=say("seconds that one call of a function may take")
    )


def add_sandbox(parser: argparse.ArgumentParser, **settings: Any) -> None:
    parser.add_argument("--sandbox", choices=("auto", "bubblewrap", "landlock", "none"), default="auto", **settings)


def minutes(text: str) -> float:
    value = float(text)
    if not 0 <= value < 1e6:
        raise argparse.ArgumentTypeError(say("{text} is no number of minutes", text=text))
    return value


minutes.__name__ = "number"


def add_grading_rules(parser: argparse.ArgumentParser, stored: str) -> None:
    """``--due``, ``--late-penalty``, ``--grace`` and ``--attempts``; None if not given: then those that are stored hold."""
    default = say(" (default: {what})", what=stored)
    due, penalty = say("when it was due: 2026-05-31 or 2026-05-31T18:00"), say("of the points, for each day begun")
    grace = say("minutes after the due date in which nobody is late")
    parser.add_argument("--due", metavar="DATE", help=f"{due}{default}")
    parser.add_argument("--late-penalty", metavar="PERCENT", type=per_cent, help=f"{penalty}{default}")
    parser.add_argument("--grace", metavar="MINUTES", type=minutes, help=f"{grace}{default}")
    parser.add_argument(
        "--attempts", choices=("latest", "best"), help=say("which attempt counts (default: {what})", what=stored)
    )


def late_policy(options: argparse.Namespace, stored: LatePolicy) -> LatePolicy:
    """The rule on lateness: what the command line says, else what is ``stored``. ``--due none`` takes the date away."""
    from grader.instructor.grades.lateness import LatePolicy, last_moment

    due = stored.due
    if options.due:
        due = None if options.due == "none" else last_moment(options.due)
    percent = stored.percent if options.late_penalty is None else options.late_penalty
    return LatePolicy(due, percent, stored.grace if options.grace is None else options.grace)
