"""TODO."""

from __future__ import annotations

import argparse

from grader.base.language import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(say("{text} is no number of seconds above 0", text=text))
    return value


_positive.__name__ = "number"


def seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError(say("{text} does not lie between 0 and 2147483647", text=text))
    return value


seed.__name__ = "whole number"


def check_options(check: argparse.ArgumentParser, task: dict[str, Any]) -> None:
    check.add_argument("task", **task)
    check.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help=say(".py or .ipynb (default: the one file here that is called like the task)"),
    )
    check.add_argument("--json", metavar="FILE", help=say("write the result document there; - is standard output"))
    check.add_argument("--html", metavar="FILE", help=say("write a report for the browser there"))
    check.add_argument(
        "--seed", metavar="N", type=seed, help=say("draw the same inputs as a run that showed this seed")
    )
    check.add_argument(
        "--timeout", metavar="S", type=_positive, help=say("seconds that one call of a function may take")
    )
    check.add_argument(
        "--only",
        metavar="CHECK",
        action="append",
        default=[],
        help=say("this check or function alone; may be repeated"),
    )
    check.add_argument(
        "--hints",
        choices=("off", "name", "explain"),
        default="explain",
        help=say("how much to tell (default: explain)"),
    )
    check.add_argument("--all", action="store_true", help=say("tell of every failure, not of the first alone"))
    check.add_argument("--watch", action="store_true", help=say("check again whenever the file is saved"))
    check.add_argument("--annotate", action="store_true", help=say("also print failures as GitHub Actions annotations"))
    check.add_argument(
        "--verbose", action="store_true", help=say("also what passed, how long it took and what was printed")
    )
    check.add_argument(
        "--sandbox",
        choices=("auto", "bubblewrap", "landlock", "none"),
        default="auto",
        help=say("where the code runs (default: the strongest that works here)"),
    )


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(say("{text} does not lie between 0 and 1", text=text))
    return value


_share.__name__ = "number"


def _per_cent(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(say("{text} is no percentage", text=text))
    return value


_per_cent.__name__ = "number"


def jobs(text: str) -> int:
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


def grading_rules(parser: argparse.ArgumentParser, stored: str = "") -> None:
    """``stored`` says what is taken where nothing is given, in place of no due date and the latest attempt."""
    default = say(" (default: {what})", what=stored) if stored else ""
    due, penalty = say("when it was due: 2026-05-31 or 2026-05-31T18:00"), say("of the points, for each day begun")
    parser.add_argument("--due", metavar="DATE", help=f"{due}{default}")
    parser.add_argument(
        "--late-penalty",
        metavar="PERCENT",
        type=_per_cent,
        default=None if stored else 0.0,
        help=f"{penalty}{default}",
    )
    parser.add_argument(
        "--attempts",
        choices=("latest", "best"),
        default=None if stored else "latest",
        help=say("which attempt counts (default: {what})", what=stored or "latest"),
    )


def batch_options(batch: argparse.ArgumentParser) -> None:
    batch.add_argument("folder", metavar="FOLDER", help=say("a folder of submissions, or a ZIP or tar of one"))
    batch.add_argument("--out", metavar="OUT", required=True, help=say("where ledger, reports and grades go"))
    batch.add_argument("--task", metavar="TASK", help=say("what all files are for, where their names do not say it"))
    batch.add_argument("--roster", metavar="CSV", help=say("names, emails and ids of everybody"))
    batch.add_argument("--dry-run", action="store_true", help=say("only say what was understood of the folder"))
    batch.add_argument("--jobs", metavar="N", type=jobs, default=0, help=say("how many at once (default: auto)"))
    batch.add_argument("--seed", metavar="N", type=seed, help=say("default: drawn once and kept in OUT"))
    batch.add_argument("--secret-seed", metavar="FILE", help=say("make the seed from a secret text in this file"))
    batch.add_argument(
        "--timeout", metavar="S", type=_positive, help=say("seconds that one call of a function may take")
    )
    batch.add_argument(
        "--hints", choices=("off", "name", "explain"), default="explain", help=say("how much reports tell")
    )
    batch.add_argument("--pictures", action="store_true", help=say("draw pictures in the reports (takes longer)"))
    batch.add_argument("--regrade", action="store_true", help=say("grade unchanged submissions too"))
    batch.add_argument(
        "--cold", action="store_true", help=say("a new process for each submission, not a warm worker's")
    )
    grading_rules(batch)
    batch.add_argument(
        "--similarity",
        metavar="SHARE",
        type=_share,
        nargs="?",
        const=0.8,
        help=say("list pairs that share that much code"),
    )
    batch.add_argument("--executor", choices=("local", "dask"), default="local")
    batch.add_argument("--scheduler", metavar="ADDRESS", help=say("of a Dask cluster, for --executor dask"))
    batch.add_argument("--sandbox", choices=("auto", "bubblewrap", "landlock", "none"), default="auto")
