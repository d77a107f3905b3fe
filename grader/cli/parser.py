"""The parser: a table of the commands, and the options of the one that is called."""

from __future__ import annotations

import argparse
import os
from contextlib import contextmanager
from importlib import import_module

from grader.base import language
from grader.base.language import mark, now, say
from grader.base.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

# (name, its module in grader/cli/commands, summary), in the order in which help lists them.
COMMANDS = (
    ("check", "check", mark("Check a solution and say what is right and what is not.")),
    ("list", "tasks", mark("List the tasks with their points and the packages that they need.")),
    ("show", "show", mark("Print the text of an exercise.")),
    ("start", "start", mark("Put a task's stub and its data into a folder; nothing is overwritten.")),
    ("status", "status", mark("Show how far you are in the workshop, by your own checks on this machine.")),
    ("next", "status", mark("Say what to do now.")),
    ("doctor", "doctor", mark("Say what is installed here, what is missing and what to do about it.")),
    ("completion", "completion", mark("Print what makes a shell complete grader's words.")),
    ("demo", "demo", mark("Make a small sample class in a new folder, grade it and write the reports.")),
    ("batch", "batch", mark("Grade a folder of submissions; run again, it goes on where it was.")),
    ("export", "export", mark("Write the grades of a batch in the form that another system imports.")),
    ("kit", "kit", mark("Pack the grader for where it has to run.")),
    ("gradescope", "gradescope", mark("Grade a submission as Gradescope's autograder (used by the kit).")),
    ("verify", "verify", mark("Grade again what a result or report was made from, and compare.")),
    ("selftest", "selftest", mark("Grade the grader: right variants, known mistakes, mutants.")),
    ("new-task", "new_task", mark("Make the folders of a new task, for an author to fill in.")),
    ("data", "data", mark("The handwritten digits: what is here, and how to get the full set.")),
)

EPILOG = mark(
    """examples:
  grader list                     what there is to solve
  grader start task3              put the stub and its data into this folder
  grader check task3              check the file here that is called like the task
  grader check task3 ada.ipynb --html ada.html

'grader COMMAND --help' explains a command."""
)


def _width() -> int:
    """The width for help. argparse would import shutil for this, and with it five compression libraries."""
    try:
        return max(int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns, 40)
    except (OSError, ValueError):  # no terminal
        return 80


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str, **settings: Any) -> None:
        super().__init__(prog, **{**settings, "max_help_position": 26, "width": _width() - 2})


class _Parser(argparse.ArgumentParser):
    """A parser whose help ends with the command's examples. argparse makes parsers below it of the same class."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **settings})

    def format_help(self) -> str:
        from grader.cli.examples import epilog  # only when help is asked for

        self.epilog = self.epilog or epilog(self.prog.removeprefix("grader "))
        return super().format_help()


def _if_called(called: bool, **settings: Any) -> _Parser | None:
    """The parser of a command; None for one that is not called: sixteen of them would take longer than the rest."""
    return _Parser(**settings) if called else None


def parser(argv: Sequence[str], whole: bool = False) -> argparse.ArgumentParser:
    """The parser for ``argv``: all commands are listed, but only the one that is called gets its options.

    ``whole``: all commands get their options, for completion and documentation. This imports every command.
    """
    called = next((word for word in argv if not word.startswith("-")), "")
    made = _Parser(
        prog="grader",
        description=say("Checks solutions of the workshop Practical Deep Learning with TensorFlow."),
        epilog=now(EPILOG),
    )
    made.add_argument("--version", action="version", version=f"grader {__version__}")
    make: Any = _if_called  # typed as a class, called as a function
    commands = made.add_subparsers(metavar="COMMAND", required=True, dest="command", prog="grader", parser_class=make)
    here = os.listdir(os.path.join(os.path.dirname(__file__), "commands"))
    for name, module, summary in COMMANDS:
        if f"{module}.py" not in here:  # a student's kit has fewer
            continue
        command = commands.add_parser(name, help=now(summary), description=now(summary), called=whole or name == called)
        if command is None:  # help lists it all the same
            continue
        command.set_defaults(module=module)
        import_module(f"grader.cli.commands.{module}").options(command)
        command.add_argument("--language", metavar="XX", help=say("of messages and reports, such as en or pl"))
    return made


@contextmanager
def argparse_too() -> Iterator[None]:
    """argparse in the language in use. Its texts can be replaced only through the ``_`` of its module."""
    if language.language() == language.SOURCE:
        yield
        return
    marked = (
        mark("usage: "),
        mark("options"),
        mark("positional arguments"),
        mark("show this help message and exit"),
        mark("show program's version number and exit"),
        mark("%(prog)s: error: %(message)s\n"),
        mark("argument %(argument_name)s: %(message)s"),
        mark("the following arguments are required: %s"),
        mark("unrecognized arguments: %s"),
        mark("invalid choice: %(value)r (choose from %(choices)s)"),
        mark("invalid %(type)s value: %(value)r"),
        mark("expected one argument"),
        mark("ambiguous option: %(option)s could match %(matches)s"),
        mark("ignored explicit argument %r"),
    )
    said = {str(message): now(message) for message in marked}
    its: Any = argparse
    former, its._ = its._, lambda text: said.get(text, text)
    try:
        yield
    finally:
        its._ = former
