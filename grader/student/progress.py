"""A student's own progress through the workshop, kept on their machine and nowhere else.

One small JSON file in the user's data folder. If it cannot be read or written, a check works all the same.
Imports nothing heavy.
"""

from __future__ import annotations

import json
import os
import time

from grader.base.files import replace_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def path() -> str:
    """The file; the environment variable GRADER_JOURNAL names another one."""
    named = os.environ.get("GRADER_JOURNAL")
    if named:
        return named
    from platformdirs import user_data_dir

    return os.path.join(user_data_dir("grader", appauthor=False), "journal.json")


def load() -> dict[str, dict[str, Any]]:
    """Task -> its best and its last result; empty if the file does not exist or cannot be read."""
    try:
        with open(path(), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {task: entry for task, entry in found.items() if isinstance(entry, dict) and "points" in entry}


def record(document: dict[str, Any], file: str) -> bool:
    """Add a result, unless it is of single checks only. False if the file could not be written."""
    if document["status"] != "graded" or document.get("only"):
        return True
    entries = load()
    former = entries.get(document["task"], {})
    lost = next((c for c in document["checks"] if c["outcome"] not in ("pass", "skipped")), None)
    entries[document["task"]] = {
        "points": max(document["points"], int(former.get("points", 0))),
        "max_points": document["max_points"],
        "passed": bool(document["passed"] or former.get("passed")),
        "file": os.path.abspath(file),
        "last": {
            "points": document["points"],
            "check": lost["id"] if lost else "",
            "title": lost["title"] if lost else "",
            "hint": lost["hint"] if lost else "",
        },
        "time": int(time.time()),
    }
    target = path()
    try:
        os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
        replace_text(target, json.dumps(entries))
    except OSError:
        return False
    return True
