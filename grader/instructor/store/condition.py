"""Whether a ledger is whole; one that is not is kept aside under another name, never overwritten."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from pathlib import Path

from grader.base.language import say

# The columns that this version reads and writes.
_COLUMNS = {
    "meta": {"name", "value"},
    "results": {
        *("person", "task", "source", "grade_key", "status", "passed", "score", "points", "max_points", "seconds"),
        *("finished", "document", "aside"),
    },
    "history": {"person", "task", "source", "grade_key", "score", "points", "finished", "versions"},
}
_JSON = ("reading", "rules")


def problem(path: Path, finished: bool = False) -> str:
    """What is wrong with the ledger ``path``; empty if it is whole. Nothing is changed.

    If a batch has ``finished``, the ledger has to say of whom the class is.
    """
    try:
        if not path.is_file():
            return say("it is not there")
        if not path.stat().st_size and not _beside(path, "-wal").exists():
            return say("it is empty")
        with contextlib.closing(sqlite3.connect(path, timeout=2.0)) as database:
            found = database.execute("PRAGMA quick_check(1)").fetchone()
            if found is None or found[0] != "ok":
                return say("it is damaged")
            for table, columns in _COLUMNS.items():
                present = {row[1] for row in database.execute(f"PRAGMA table_info({table})")}
                if not present:
                    return say("it is not one of this grader's")
                if not columns <= present:
                    return say("it is of an older version")
            for name, value in database.execute("SELECT name, value FROM meta"):
                if name in _JSON and not isinstance(json.loads(value), dict):
                    return say("it is damaged")
            if finished and not database.execute("SELECT 1 FROM meta WHERE name = 'reading'").fetchone():
                return say("it holds no class")
            for (text,) in database.execute("SELECT document FROM results"):
                json.loads(text)
    except sqlite3.OperationalError:
        return ""  # locked or not to be read: no damage, and whoever opens it says so
    except (sqlite3.DatabaseError, ValueError, RecursionError, TypeError):
        return say("it is damaged")
    except OSError:
        return ""
    return ""


def set_aside(path: Path) -> str:
    """Rename a ledger that is not whole, with what belongs to it; the sentence on it, empty if it is whole or new."""
    if not path.exists():
        reports = any((path.parent / "reports").glob("*.html"))
        told = say(
            "The ledger {path} is not there, though there are reports: everything is graded anew, and the rule on "
            "lateness has to be given again.",
            path=path,
        )
        return told if reports else ""
    reason = problem(path)
    if not reason:
        return ""
    kept = path.with_name(f"{path.name}.{time.strftime('%Y%m%d-%H%M%S')}.kept")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.{time.strftime('%Y%m%d-%H%M%S')}-{number}.kept")
    path.rename(kept)
    for ending in ("-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            _beside(path, ending).rename(_beside(kept, ending))
    return say(
        "The ledger {path} cannot be used: {reason}. It is kept as {kept}; everything is graded anew, and the rule on "
        "lateness has to be given again.",
        path=path,
        reason=reason,
        kept=kept.name,
    )


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
