"""``grader status`` and ``grader next``: how far a student is, and what to do now."""

from __future__ import annotations

from grader.base.clean import clean
from grader.base.language import now, say, say_n
from grader.student import progress
from grader.task import catalog
from grader.task.declaration import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any

_BAR = 20


def options(parser: ArgumentParser) -> None:
    """Neither has any."""


def run(options: Namespace) -> int:
    entries = progress.load()
    tasks = catalog.tasks()
    if options.command == "next":
        print(next_step(tasks, entries))
    else:
        print("\n".join(lines(tasks, entries)))
    return 0


def lines(tasks: list[Task], entries: dict[str, dict[str, Any]]) -> list[str]:
    """A line with a bar for each task, and how many are passed."""
    width = max(len(now(task.title)) for task in tasks)
    shown = []
    for task in tasks:
        entry = entries.get(task.name, {})
        points = min(int(entry.get("points", 0)), task.points)
        filled = _BAR * points // task.points
        word = say("passed") if entry.get("passed") else say("begun") if entry else ""
        bar = "#" * filled + "." * (_BAR - filled)
        title = now(task.title)
        shown.append(f"{task.name:7} {title:{width}}  [{bar}] {points:3}/{task.points:<3} {word}".rstrip())
    done = sum(bool(entries.get(task.name, {}).get("passed")) for task in tasks)
    return [
        *shown,
        say_n(
            "{done} of {n} tasks passed. 'grader next' says what to do now.",
            "{done} of {n} tasks passed. 'grader next' says what to do now.",
            len(tasks),
            done=done,
        ),
    ]


def next_step(tasks: list[Task], entries: dict[str, dict[str, Any]]) -> str:
    """What to do now: go on with the task that was checked last, or begin the first one that is not passed."""
    left = [task for task in tasks if not entries.get(task.name, {}).get("passed")]
    if not left:
        return say("All tasks are passed. Well done.")
    begun = [task for task in left if task.name in entries]
    if not begun:
        task = left[0]
        return say(
            "Begin {name}, {title}:\n    grader start {name}\n    grader check {name}", name=task.name, title=task.title
        )
    task = max(begun, key=lambda task: int(entries[task.name].get("time", 0)))
    entry = entries[task.name]
    last = entry.get("last", {})
    told = [
        say_n(
            "Go on with {name}, {title}: {points} of {n} points so far.",
            "Go on with {name}, {title}: {points} of {n} points so far.",
            task.points,
            name=task.name,
            title=task.title,
            points=entry["points"],
        )
    ]
    if last.get("check"):
        told.append(say("Next: {title} ({check}).", title=clean(str(last["title"])), check=clean(str(last["check"]))))
        told += [say("Hint: {hint}", hint=clean(str(last["hint"])))] if last.get("hint") else []
    told.append(f"    grader check {task.name} {clean(str(entry.get('file', '')))}".rstrip())
    return "\n".join(told)
