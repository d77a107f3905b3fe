"""``grader list``. It imports nothing heavy, so that it answers at once."""

from __future__ import annotations

from grader.base.language import now, say, say_n
from grader.task import catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from grader.task.declaration import Task


def table(tasks: list[Task]) -> list[str]:
    """One line for each task: name, slug, title, points, packages."""
    rows = [(say("task"), "slug", say("title"), say("points"), say("packages"))]
    rows += [(task.name, task.slug, now(task.title), str(task.points), ", ".join(task.tools)) for task in tasks]
    name, slug, title, points, _ = (max(map(len, column)) for column in zip(*rows))
    return [f"{row[0]:{name}}  {row[1]:{slug}}  {row[2]:{title}}  {row[3]:>{points}}  {row[4]}" for row in rows]


def options(parser: ArgumentParser) -> None:
    """There are none."""


def run(options: Namespace) -> int:
    tasks = catalog.tasks()
    print("\n".join(table(tasks)))
    print(
        say(
            "\n{points} in {tasks}. 'grader show TASK' prints an exercise.",
            points=say_n("{n} points", "{n} points", sum(task.points for task in tasks)),
            tasks=say_n("{n} tasks", "{n} tasks", len(tasks)),
        )
    )
    return 0
