"""``grader show TASK``: the exercise's text."""

from __future__ import annotations

from grader import catalog
from grader.errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    task = catalog.find(options.task)
    path = catalog.path_of(task, "README.md")
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogError(f"{path} cannot be read: {error.strerror}.") from error
    print(text.rstrip())
    print(f"\n'grader start {task.name}' puts the stub and the data into this folder.")
    return 0
