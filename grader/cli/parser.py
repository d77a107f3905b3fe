"""TODO."""

from __future__ import annotations

import argparse
import os
from contextlib import contextmanager

from grader.base import language
from grader.base.language import mark, now, say
from grader.base.version import __version__
from grader.cli.options import batch_options, check_options, count, grading_rules, jobs, seed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any


EPILOG = mark(
    """examples:
  grader list                     what there is to solve
  grader start task3              put the stub and its data into this folder
  grader check task3              check the file here that is called like the task
  grader check task3 ada.ipynb --html ada.html

'grader COMMAND --help' explains a command."""
)


def _width() -> int:
    """argparse would import shutil for this, and with it five compression libraries."""
    try:
        return max(int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns, 40)
    except (OSError, ValueError):  # no terminal
        return 80


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str, **settings: Any) -> None:
        super().__init__(prog, **{**settings, "max_help_position": 26, "width": _width() - 2})


def _examples(command: str) -> str:
    from grader.cli.examples import epilog  # only where help is asked for

    return epilog(command)


class _Uncalled:
    """Stands for the parser of a command that was not called: to make them all would take longer than the rest."""

    def __getattr__(self, name: str) -> Callable[..., _Uncalled]:
        return lambda *values, **named: self


def _parser(argv: Sequence[str], whole: bool = False) -> argparse.ArgumentParser:
    """The parser with the options of the command that ``argv`` calls, or of all commands."""
    called = next((word for word in argv if not word.startswith("-")), "")

    def made(**settings: Any) -> Any:
        if not whole and not settings["prog"].endswith(f" {called}"):
            return _Uncalled()
        parsers.append(argparse.ArgumentParser(**settings))
        return parsers[-1]

    def texts(name: str, summary: str) -> dict[str, Any]:
        return {"description": summary, "epilog": _examples(name) if helps else "", "formatter_class": _Formatter}

    parsers: list[argparse.ArgumentParser] = []
    helps = whole or (called and ("-h" in argv or "--help" in argv))
    here = os.listdir(os.path.join(os.path.dirname(__file__), "commands"))
    parser_class: Any = made  # typed as a class, called as a function
    parser = argparse.ArgumentParser(
        prog="grader",
        description=say("Checks solutions of the workshop Practical Deep Learning with TensorFlow."),
        epilog=now(EPILOG),
        formatter_class=_Formatter,
    )
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    commands: Any = parser.add_subparsers(
        metavar="COMMAND", required=True, dest="command", prog="grader", parser_class=parser_class
    )

    def command(name: str, module: str, summary: str) -> Any:
        if f"{module}.py" not in here:  # a student's kit has fewer
            return _Uncalled()
        added: argparse.ArgumentParser = commands.add_parser(name, help=summary, **texts(name, summary))
        added.set_defaults(module=module)
        return added

    task: dict[str, Any] = {"metavar": "TASK", "help": say("task3, 3 or hidden-layers")}
    check_options(command("check", "check", say("Check a solution and say what is right and what is not.")), task)
    command("list", "tasks", say("List the tasks with their points and the packages that they need."))
    command("show", "show", say("Print the text of an exercise.")).add_argument("task", **task)

    start = command("start", "start", say("Put a task's stub and its data into a folder; nothing is overwritten."))
    start.add_argument("task", **task)
    start.add_argument("folder", metavar="DIR", nargs="?", default=".", help=say("where to (default: this folder)"))
    start.add_argument("--notebook", action="store_true", help=say("the stub as a notebook"))

    command("status", "status", say("Show how far you are in the workshop, by your own checks on this machine."))
    command("next", "status", say("Say what to do now."))
    doctor = command("doctor", "doctor", say("Say what is installed here, what is missing and what to do about it."))
    doctor.add_argument(
        "--attack",
        metavar="SANDBOX",
        nargs="?",
        const="auto",
        help=say("put hostile submissions to this machine's sandbox and say how many were held (takes minutes)"),
    )

    shells = command("completion", "completion", say("Print what makes a shell complete grader's words."))
    shells.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"))

    demo = command("demo", "demo", say("Make a small sample class in a new folder, grade it and write the reports."))
    demo.add_argument(
        "folder", metavar="DIR", nargs="?", help=say("a folder that does not exist yet (default: grader-demo)")
    )

    batch_options(command("batch", "batch", say("Grade a folder of submissions; run again, it goes on where it was.")))
    export = command("export", "export", say("Write the grades of a batch in the form that another system imports."))
    export.add_argument("out", metavar="OUT", help=say("the folder that 'grader batch --out' wrote"))
    export.add_argument(
        "--format", required=True, choices=("csv", "canvas", "moodle", "gradescope", "junit", "json", "xlsx")
    )
    export.add_argument(
        "--template", metavar="FILE", help=say("fill in this gradebook (Canvas) or grading worksheet (Moodle)")
    )
    export.add_argument("--task", metavar="TASK", help=say("this task alone; which one a worksheet is for"))
    grading_rules(export, say("the batch's own"))

    kits = command("kit", "kit", say("Pack the grader for where it has to run.")).add_subparsers(
        metavar="KIT", required=True, dest="kit"
    )
    packed = kits.add_parser(
        "gradescope",
        help=say("an autograder zip for one task"),
        **texts("kit gradescope", say("An autograder zip for one task.")),
    )
    packed.add_argument("task", **task)
    packed.add_argument("target", metavar="FILE", nargs="?", help=say("default: gradescope-TASK.zip"))

    handed = kits.add_parser(
        "student",
        help=say("what students are handed"),
        **texts(
            "kit student", say("A folder for students: stubs, data, exercises and a grader with public checks only.")
        ),
    )
    handed.add_argument("out", metavar="OUT", help=say("a folder that does not exist yet"))
    handed.add_argument(
        "--task", metavar="TASK", action="append", default=[], help=say("may be repeated; default: all")
    )
    handed.add_argument("--seed", metavar="N", type=seed, default=2026, help=say("of the public cases (default: 2026)"))

    scope = command("gradescope", "gradescope", say("Grade a submission as Gradescope's autograder (used by the kit)."))
    scope.add_argument("task", **task)
    scope.add_argument("folder", metavar="SUBMISSION", help=say("the folder with the submitted files"))
    scope.add_argument("results", metavar="RESULTS", help=say("the results.json to write"))
    scope.add_argument(
        "--visibility", choices=("visible", "hidden", "after_due_date", "after_published"), default="visible"
    )

    verify = command("verify", "verify", say("Grade again what a result or report was made from, and compare."))
    verify.add_argument(
        "result",
        metavar="RESULT",
        help=say("a result document (.json), a report (.html) or a batch's results (.jsonl)"),
    )
    verify.add_argument(
        "--file",
        metavar="FILE",
        help=say("the file that was graded, or the folder of a batch: its own code is graded again"),
    )
    verify.add_argument("--sandbox", choices=("auto", "bubblewrap", "landlock", "none"), default="auto")

    test = command("selftest", "selftest", say("Grade the grader: right variants, known mistakes, mutants."))
    test.add_argument("tasks", metavar="TASK", nargs="*", help=say("default: all"))
    test.add_argument("--seed", metavar="N", type=seed, default=1)
    test.add_argument(
        "--seeds", metavar="N", type=count, default=1, help=say("how many for each right variant (default: 1)")
    )
    test.add_argument("--no-mutants", action="store_true", help=say("the right and wrong files alone"))
    test.add_argument("--jobs", metavar="N", type=jobs, default=0, help=say("how many at once (default: auto)"))
    test.add_argument("--most", metavar="N", type=int, default=0, help=say("the first N mutants only"))
    test.add_argument("--json", metavar="FILE", help=say("also write what was found there"))
    test.add_argument("--sandbox", choices=("auto", "bubblewrap", "landlock", "none"), default="auto")

    new = command("new-task", "new_task", say("Make the folders of a new task, for an author to fill in."))
    new.add_argument("slug", metavar="SLUG", help=say("such as hidden-layers"))
    new.add_argument("--number", metavar="N", type=int, help=say("default: the next that is free"))
    new.add_argument("--title", metavar="TEXT", default="", help=say("default: made from the slug"))

    data = command("data", "data", say("The handwritten digits: what is here, and how to get the full set."))
    actions = data.add_subparsers(metavar="ACTION", required=True, dest="action")
    fetch = actions.add_parser(
        "fetch",
        help=say("get all 70,000 digits"),
        **texts("data fetch", say("Get all 70,000 digits through Keras's loader.")),
    )
    fetch.add_argument(
        "--from", metavar="FILE", dest="source", help=say("a mnist.npz that you have, instead of a download")
    )
    actions.add_parser(
        "info", help=say("say which digits are here"), **texts("data info", say("Say which digits are here."))
    )
    for made_parser in parsers:
        made_parser.add_argument("--language", metavar="XX", help=say("of messages and reports, such as en or pl"))
    return parser


@contextmanager
def argparse_too() -> Iterator[None]:
    """argparse looks its own words up by a function of its module; it has no other place for them."""
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
