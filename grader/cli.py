"""The command line: parse, call, print; no logic. Commands are imported only when they are called."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from grader import __version__
from grader.errors import GraderError, Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

EPILOG = """examples:
  grader list                     what there is to solve
  grader start task3              put the stub and its data into this folder
  grader check task3              check the file here that is called like the task
  grader check task3 ada.ipynb --html ada.html

'grader COMMAND --help' explains a command."""


def _width() -> int:
    """argparse would import shutil for this, and with it five compression libraries."""
    try:
        return max(int(os.environ.get("COLUMNS", "0")) or os.get_terminal_size().columns, 40)
    except (OSError, ValueError):  # no terminal
        return 80


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str, **settings: Any) -> None:
        super().__init__(prog, **{**settings, "max_help_position": 26, "width": _width() - 2})


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds above 0")
    return value


_positive.__name__ = "number"


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError(f"{text} does not lie between 0 and 2147483647")
    return value


_seed.__name__ = "whole number"


def _examples(command: str) -> str:
    from grader.examples import epilog  # only where help is asked for

    return epilog(command)


class _Uncalled:
    """Stands for the parser of a command that was not called: to make them all would take longer than the rest."""

    def __getattr__(self, name: str) -> Callable[..., _Uncalled]:
        return lambda *values, **named: self


def _parser(argv: Sequence[str], whole: bool = False) -> argparse.ArgumentParser:
    """The parser with the options of the command that ``argv`` calls, or of all commands."""
    called = next((word for word in argv if not word.startswith("-")), "")

    def made(**settings: Any) -> Any:
        wanted = whole or settings["prog"].endswith(f" {called}")
        return argparse.ArgumentParser(**settings) if wanted else _Uncalled()

    def texts(name: str, summary: str) -> dict[str, Any]:
        return {"description": summary, "epilog": _examples(name) if helps else "", "formatter_class": _Formatter}

    helps = whole or (called and ("-h" in argv or "--help" in argv))
    here = os.listdir(os.path.join(os.path.dirname(__file__), "commands"))
    parser_class: Any = made  # typed as a class, called as a function
    parser = argparse.ArgumentParser(
        prog="grader",
        description="Checks solutions of the workshop Practical Deep Learning with TensorFlow.",
        epilog=EPILOG,
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

    task: dict[str, Any] = {"metavar": "TASK", "help": "task3, 3 or hidden-layers"}
    _check_options(command("check", "check", "Check a solution and say what is right and what is not."), task)
    command("list", "tasks", "List the tasks with their points and the packages that they need.")
    command("show", "show", "Print the text of an exercise.").add_argument("task", **task)

    start = command("start", "start", "Put a task's stub and its data into a folder; nothing is overwritten.")
    start.add_argument("task", **task)
    start.add_argument("folder", metavar="DIR", nargs="?", default=".", help="where to (default: this folder)")
    start.add_argument("--notebook", action="store_true", help="the stub as a notebook")

    command("status", "status", "Show how far you are in the workshop, by your own checks on this machine.")
    command("next", "status", "Say what to do now.")
    doctor = command("doctor", "doctor", "Say what is installed here, what is missing and what to do about it.")
    doctor.add_argument(
        "--attack",
        metavar="SANDBOX",
        nargs="?",
        const="auto",
        help="put hostile submissions to this machine's sandbox and say how many were held (takes minutes)",
    )

    shells = command("completion", "completion", "Print what makes a shell complete grader's words.")
    shells.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"))

    demo = command("demo", "demo", "Make a small sample class in a new folder, grade it and write the reports.")
    demo.add_argument(
        "folder", metavar="DIR", nargs="?", help="a folder that does not exist yet (default: grader-demo)"
    )

    _batch_options(command("batch", "batch", "Grade a folder of submissions; run again, it goes on where it was."))
    export = command("export", "export", "Write the grades of a batch in the form that another system imports.")
    export.add_argument("out", metavar="OUT", help="the folder that 'grader batch --out' wrote")
    export.add_argument(
        "--format", required=True, choices=("csv", "canvas", "moodle", "gradescope", "junit", "json", "xlsx")
    )
    export.add_argument(
        "--template", metavar="FILE", help="fill in this gradebook (Canvas) or grading worksheet (Moodle)"
    )
    export.add_argument("--task", metavar="TASK", help="which task a worksheet is for")
    _grading_rules(export)

    kits = command("kit", "kit", "Pack the grader for where it has to run.").add_subparsers(
        metavar="KIT", required=True, dest="kit"
    )
    packed = kits.add_parser(
        "gradescope",
        help="an autograder zip for one task",
        **texts("kit gradescope", "An autograder zip for one task."),
    )
    packed.add_argument("task", **task)
    packed.add_argument("target", metavar="FILE", nargs="?", help="default: gradescope-TASK.zip")

    handed = kits.add_parser(
        "student",
        help="what students are handed",
        **texts("kit student", "A folder for students: stubs, data, exercises and a grader with public checks only."),
    )
    handed.add_argument("out", metavar="OUT", help="a folder that does not exist yet")
    handed.add_argument("--task", metavar="TASK", action="append", default=[], help="may be repeated; default: all")
    handed.add_argument("--seed", metavar="N", type=_seed, default=2026, help="of the public cases (default: 2026)")

    scope = command("gradescope", "gradescope", "Grade a submission as Gradescope's autograder (used by the kit).")
    scope.add_argument("task", **task)
    scope.add_argument("folder", metavar="SUBMISSION", help="the folder with the submitted files")
    scope.add_argument("results", metavar="RESULTS", help="the results.json to write")
    scope.add_argument(
        "--visibility", choices=("visible", "hidden", "after_due_date", "after_published"), default="visible"
    )

    verify = command("verify", "verify", "Grade again what a result or report was made from, and compare.")
    verify.add_argument("result", metavar="RESULT", help="a result document (.json) or a report (.html)")
    verify.add_argument("--file", metavar="FILE", help="also make sure that this is the file that was graded")
    verify.add_argument("--sandbox", choices=("auto", "bubblewrap", "landlock", "none"), default="auto")

    test = command("selftest", "selftest", "Grade the grader: right variants, known mistakes, mutants.")
    test.add_argument("tasks", metavar="TASK", nargs="*", help="default: all")
    test.add_argument("--seed", metavar="N", type=_seed, default=1)
    test.add_argument("--no-mutants", action="store_true", help="the right and wrong files alone")
    test.add_argument("--most", metavar="N", type=int, default=0, help="the first N mutants only")
    test.add_argument("--json", metavar="FILE", help="also write what was found there")
    test.add_argument("--sandbox", choices=("auto", "bubblewrap", "landlock", "none"), default="auto")

    new = command("new-task", "new_task", "Make the folders of a new task, for an author to fill in.")
    new.add_argument("slug", metavar="SLUG", help="such as hidden-layers")
    new.add_argument("--number", metavar="N", type=int, help="default: the next that is free")
    new.add_argument("--title", metavar="TEXT", default="", help="default: made from the slug")

    data = command("data", "data", "The handwritten digits: what is here, and how to get the full set.")
    actions = data.add_subparsers(metavar="ACTION", required=True, dest="action")
    fetch = actions.add_parser(
        "fetch", help="get all 70,000 digits", **texts("data fetch", "Get all 70,000 digits through Keras's loader.")
    )
    fetch.add_argument("--from", metavar="FILE", dest="source", help="a mnist.npz that you have, instead of a download")
    actions.add_parser("info", help="say which digits are here", **texts("data info", "Say which digits are here."))
    return parser


def _check_options(check: argparse.ArgumentParser, task: dict[str, Any]) -> None:
    check.add_argument("task", **task)
    check.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help=".py or .ipynb (default: the one file here that is called like the task)",
    )
    check.add_argument("--json", metavar="FILE", help="write the result document there; - is standard output")
    check.add_argument("--html", metavar="FILE", help="write a report for the browser there")
    check.add_argument("--seed", metavar="N", type=_seed, help="draw the same inputs as a run that showed this seed")
    check.add_argument("--timeout", metavar="S", type=_positive, help="seconds that one call of a function may take")
    check.add_argument(
        "--only", metavar="CHECK", action="append", default=[], help="this check or function alone; may be repeated"
    )
    check.add_argument(
        "--hints", choices=("off", "name", "explain"), default="explain", help="how much to tell (default: explain)"
    )
    check.add_argument("--all", action="store_true", help="tell of every failure, not of the first alone")
    check.add_argument("--watch", action="store_true", help="check again whenever the file is saved")
    check.add_argument("--annotate", action="store_true", help="also print failures as GitHub Actions annotations")
    check.add_argument("--verbose", action="store_true", help="also what passed, how long it took and what was printed")
    check.add_argument(
        "--sandbox",
        choices=("auto", "bubblewrap", "landlock", "none"),
        default="auto",
        help="where the code runs (default: the strongest that works here)",
    )


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError(f"{text} does not lie between 0 and 1")
    return value


_share.__name__ = "number"


def _per_cent(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text} is no percentage")
    return value


_per_cent.__name__ = "number"


def _jobs(text: str) -> int:
    if text == "auto":
        return 0
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("there has to be at least one job")
    return value


_jobs.__name__ = "whole number"


def _grading_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--due", metavar="DATE", help="when it was due: 2026-05-31 or 2026-05-31T18:00")
    parser.add_argument(
        "--late-penalty", metavar="PERCENT", type=_per_cent, default=0.0, help="of the points, for each day begun"
    )
    parser.add_argument(
        "--attempts", choices=("latest", "best"), default="latest", help="which attempt counts (default: latest)"
    )


def _batch_options(batch: argparse.ArgumentParser) -> None:
    batch.add_argument("folder", metavar="FOLDER", help="a folder of submissions, or a ZIP or tar of one")
    batch.add_argument("--out", metavar="OUT", required=True, help="where ledger, reports and grades go")
    batch.add_argument("--task", metavar="TASK", help="what all files are for, where their names do not say it")
    batch.add_argument("--roster", metavar="CSV", help="names, emails and ids of everybody")
    batch.add_argument("--dry-run", action="store_true", help="only say what was understood of the folder")
    batch.add_argument("--jobs", metavar="N", type=_jobs, default=0, help="how many at once (default: auto)")
    batch.add_argument("--seed", metavar="N", type=_seed, help="default: drawn once and kept in OUT")
    batch.add_argument("--secret-seed", metavar="FILE", help="make the seed from a secret text in this file")
    batch.add_argument("--timeout", metavar="S", type=_positive, help="seconds that one call of a function may take")
    batch.add_argument("--hints", choices=("off", "name", "explain"), default="explain", help="how much reports tell")
    batch.add_argument("--pictures", action="store_true", help="draw pictures in the reports (takes longer)")
    batch.add_argument("--regrade", action="store_true", help="grade unchanged submissions too")
    batch.add_argument("--cold", action="store_true", help="a new process for each submission, not a warm worker's")
    _grading_rules(batch)
    batch.add_argument(
        "--similarity", metavar="SHARE", type=_share, nargs="?", const=0.8, help="list pairs that share that much code"
    )
    batch.add_argument("--executor", choices=("local", "dask"), default="local")
    batch.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster, for --executor dask")
    batch.add_argument("--sandbox", choices=("auto", "bubblewrap", "landlock", "none"), default="auto")


def _complete() -> None:
    """Answer a shell that asks for completions; argcomplete then ends the process."""
    import argcomplete

    argcomplete.autocomplete(_parser([], whole=True))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code, also where argparse would have ended the process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an old console lacks ᵀ and ✓: better a ? than a traceback
            stream.reconfigure(errors="replace")
    try:
        words = sys.argv[1:] if argv is None else list(argv)
        if "_ARGCOMPLETE" in os.environ:
            _complete()
        options = _parser(words).parse_args(words)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    try:
        code = int(import_module(f"grader.commands.{options.module}").run(options))
        sys.stdout.flush()
        return code
    except GraderError as error:
        hint = f" {error.hint}" if isinstance(error, Unreadable) and error.hint else ""
        print(f"grader: {error}{hint}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\ngrader: interrupted; nothing more is done.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 141
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and str(error.name).startswith("grader.") and _is_kit():
            print("grader: a student's kit cannot do that.", file=sys.stderr)
            return 2
        return _fault(error)


def _is_kit() -> bool:
    from grader import catalog

    return not catalog.whole()


def _fault(error: Exception) -> int:
    """Our own mistake: short, and with what a report of it needs."""
    import traceback

    lines = traceback.format_exception(type(error), error, error.__traceback__, limit=-4)
    print("".join(lines).rstrip(), file=sys.stderr)
    print(
        "grader: this is a fault of the grader, not of your solution. Please report the lines above together with "
        f"the command and the output of 'grader doctor' (grader {__version__}).",
        file=sys.stderr,
    )
    return 3
