"""``grader start TASK [DIR]``: copies a stub and its data into a folder. It never overwrites a file."""

from __future__ import annotations

import contextlib
from pathlib import Path

from grader.base.errors import CatalogError, UsageError
from grader.base.language import say
from grader.cli.options import add_task
from grader.task import catalog
from grader.task.handout import handed_out

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def place(source: Path, target: Path) -> bool:
    """Copy a file. Returns False, and copies nothing, if ``target`` exists.

    A file that could be written only in part is removed. Raises CatalogError if ``source`` cannot be read and UsageError
    if ``target`` cannot be written.
    """
    try:
        content = source.read_bytes()
    except OSError as error:
        raise CatalogError(
            say("{source} cannot be read: {strerror}.", source=source, strerror=error.strerror)
        ) from error
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with open(target, "xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                with contextlib.suppress(OSError):
                    target.unlink()
                raise
    except FileExistsError:
        if target.parent.is_dir():
            return False
        raise UsageError(say("{parent} is a file, not a folder. Name another folder.", parent=target.parent)) from None
    except OSError as error:
        raise UsageError(
            say("{target} cannot be written: {strerror}. Name another folder.", target=target, strerror=error.strerror)
        ) from error
    return True


def options(parser: ArgumentParser) -> None:
    add_task(parser)
    parser.add_argument("folder", metavar="DIR", nargs="?", default=".", help=say("where to (default: this folder)"))
    parser.add_argument("--notebook", action="store_true", help=say("the stub as a notebook"))


def run(options: Namespace) -> int:
    task = catalog.find(options.task)
    folder = Path(options.folder)
    if folder.exists() and not folder.is_dir():
        raise UsageError(say("{folder} is a file, not a folder. Name another folder.", folder=folder))
    files = handed_out(task, options.notebook)
    for name, source in files.items():
        target = folder / name
        if place(source, target):
            print(say("{target} written", target=target))
        else:
            print(say("{target} was already there and is left as it is", target=target))
    solution = folder / next(iter(files))
    print(say("\nThe exercise stands at the top of {solution}. When you have written a function:", solution=solution))
    print(f"    grader check {task.name} {solution}")
    return 0
