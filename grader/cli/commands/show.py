"""``grader show TASK``: the exercise's text."""

from __future__ import annotations

from grader.base.errors import CatalogError
from grader.base.language import say
from grader.cli.options import add_task
from grader.task import catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def options(parser: ArgumentParser) -> None:
    add_task(parser)


def run(options: Namespace) -> int:
    task = catalog.find(options.task)
    path = catalog.path_of(task, "README.md")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogError(say("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror)) from error
    print(text.rstrip())
    print(say("\n'grader start {name}' puts the stub and the data into this folder.", name=task.name))
    return 0
