"""``grader status`` and ``grader next``: how far one is, and what comes now."""

from __future__ import annotations

from grader import catalog, journal
from grader.task import Task
from grader.text import clean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any

_BAR = 20


def run(options: Namespace) -> int:
    entries = journal.load()
    tasks = catalog.tasks()
    if options.command == "next":
        print(next_step(tasks, entries))
    else:
        print("\n".join(lines(tasks, entries)))
    return 0


def lines(tasks: list[Task], entries: dict[str, dict[str, Any]]) -> list[str]:
    """A bar per task, and the sum."""
    width = max(len(task.title) for task in tasks)
    shown = []
    for task in tasks:
        entry = entries.get(task.name, {})
        points = min(int(entry.get("points", 0)), task.points)
        filled = _BAR * points // task.points
        word = "passed" if entry.get("passed") else "begun" if entry else ""
        bar = "#" * filled + "." * (_BAR - filled)
        shown.append(f"{task.name:7} {task.title:{width}}  [{bar}] {points:3}/{task.points:<3} {word}".rstrip())
    done = sum(bool(entries.get(task.name, {}).get("passed")) for task in tasks)
    return [*shown, f"{done} of {len(tasks)} tasks passed. 'grader next' says what to do now."]


def next_step(tasks: list[Task], entries: dict[str, dict[str, Any]]) -> str:
    """What to do now: mend what was last checked, or begin the first task that is not passed."""
    left = [task for task in tasks if not entries.get(task.name, {}).get("passed")]
    if not left:
        return "All tasks are passed. Well done."
    begun = [task for task in left if task.name in entries]
    if not begun:
        task = left[0]
        return f"Begin {task.name}, {task.title}:\n    grader start {task.name}\n    grader check {task.name}"
    task = max(begun, key=lambda task: int(entries[task.name].get("time", 0)))
    entry = entries[task.name]
    last = entry.get("last", {})
    told = [f"Go on with {task.name}, {task.title}: {entry['points']} of {task.points} points so far."]
    if last.get("check"):
        told.append(f"Next: {clean(str(last['title']))} ({clean(str(last['check']))}).")
        told += [f"Hint: {clean(str(last['hint']))}"] if last.get("hint") else []
    told.append(f"    grader check {task.name} {clean(str(entry.get('file', '')))}".rstrip())
    return "\n".join(told)
