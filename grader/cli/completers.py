"""What the Tab key offers for a task and for a function of it. Imported only when a shell asks."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from grader.base.errors import GraderError
from grader.task import catalog


def add(parser: argparse.ArgumentParser) -> None:
    """Add completers to the arguments that take a task or a function of one."""
    for action in _actions(parser):
        if action.dest in ("task", "tasks"):
            action.completer = tasks  # type: ignore[attr-defined]
        elif action.dest == "only":
            action.completer = functions  # type: ignore[attr-defined]


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # argparse has no other way to its actions
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from _actions(inner)


def tasks(**asked: Any) -> list[str]:
    return [name for task in catalog.tasks() for name in (task.name, task.slug)]


def functions(parsed_args: argparse.Namespace, **asked: Any) -> list[str]:
    """The functions of the task that is on the line already; none if there is no such task."""
    try:
        return [function.name for function in catalog.find(str(parsed_args.task)).functions]
    except (AttributeError, GraderError):
        return []
