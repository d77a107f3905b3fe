"""``grader check TASK [FILE]``."""

from __future__ import annotations

import os
import sys

from grader.base.door import write_commands
from grader.base.errors import UsageError
from grader.base.language import say
from grader.cli.options import add_sandbox, add_task, add_timeout, seed
from grader.report import console
from grader.task import catalog
from grader.task.declaration import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any


def options(parser: ArgumentParser) -> None:
    add_task(parser)
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help=say(".py or .ipynb (default: the one file here that is called like the task)"),
    )
    parser.add_argument("--json", metavar="FILE", help=say("write the result document there; - is standard output"))
    parser.add_argument("--html", metavar="FILE", help=say("write a report for the browser there"))
    parser.add_argument(
        "--seed", metavar="N", type=seed, help=say("draw the same inputs as a run that showed this seed")
    )
    add_timeout(parser)
    parser.add_argument(
        "--only",
        metavar="CHECK",
        action="append",
        default=[],
        help=say("this check or function alone; may be repeated"),
    )
    parser.add_argument(
        "--hints",
        choices=("off", "name", "explain"),
        default="explain",
        help=say("how much to tell (default: explain)"),
    )
    parser.add_argument("--all", action="store_true", help=say("tell of every failure, not of the first alone"))
    parser.add_argument("--watch", action="store_true", help=say("check again whenever the file is saved"))
    parser.add_argument(
        "--annotate", action="store_true", help=say("also print failures as GitHub Actions annotations")
    )
    parser.add_argument(
        "--verbose", action="store_true", help=say("also what passed, how long it took and what was printed")
    )
    add_sandbox(parser, help=say("where the code runs (default: the strongest that works here)"))


def run(options: Namespace) -> int:
    task = catalog.find(options.task)
    path = options.file or find_file(task)
    quiet = options.json == "-"
    if not options.file:
        print(say("Checking {path}.", path=path), file=sys.stderr if quiet else sys.stdout, flush=True)
    for target in (options.json, options.html):
        refuse_target(target, path)

    if options.watch:
        return watch(options, task, path)
    from grader.grading.check import check
    from grader.result.document import document_json
    from grader.result.hints import limited

    result = check(
        task.name,
        path,
        seed=options.seed,
        timeout=options.timeout,
        only=options.only,
        sandbox=options.sandbox,
        pictures=bool(options.html),
    )
    document = limited(result.document(), options.hints)
    if quiet:
        print(document_json(document))
    else:
        print(console.render(document, verbose=options.verbose, folded=folded(options), **console.settings(sys.stdout)))
    if options.json and not quiet:
        write(options.json, document_json(document) + "\n")
        print(say("Result document: {json}", json=options.json))
    if options.annotate:
        from grader.report.annotations import workflow_commands

        write_commands("\n".join(workflow_commands(document, path)), sys.stderr if quiet else sys.stdout)
    if options.html:
        write_html(options.html, document)
        print(say("Report: {html}", html=options.html), file=sys.stderr if quiet else sys.stdout)
    from grader.student import progress

    progress.record(document, path)
    return result.exit_code


def watch(options: Namespace, task: Task, path: str) -> int:
    """Check again after each save, until Ctrl-C. Returns the exit code of the last result."""
    from grader.grading.terms import Terms
    from grader.result.hints import limited
    from grader.student import progress
    from grader.student.watch import results

    terms = Terms(
        seed=options.seed, call_seconds=options.timeout, only=tuple(options.only), pictures=bool(options.html)
    )
    code = 1
    print(say("Watching {path}; Ctrl-C ends it.", path=path), flush=True)
    try:
        for result in results(task, path, options.sandbox, terms):
            code = result.exit_code
            document = limited(result.document(), options.hints)
            settings = console.settings(sys.stdout)
            if settings["colour"]:
                print("\x1b[2J\x1b[H", end="")
            print(console.render(document, verbose=options.verbose, folded=folded(options), **settings), flush=True)
            print(say("({seconds:.2f} s; waiting for the next save)", seconds=result.seconds), flush=True)
            if options.html:
                write_html(options.html, document)
            progress.record(document, path)
    except KeyboardInterrupt:
        print()
    return code


def folded(options: Namespace) -> bool:
    """True if only the first failure is shown in full: on a terminal, without ``--all`` and ``--verbose``."""
    return sys.stdout.isatty() and not options.all and not options.verbose


def find_file(task: Task, folder: str = ".") -> str:
    """The one file in the folder that is called like the task. Raises UsageError if there is none or more than one."""
    from grader.submission.names import is_called_code, task_in_name

    tasks = catalog.tasks()
    names = sorted(os.listdir(folder))
    fitting = [
        name
        for name in names
        if is_called_code(name) and os.path.isfile(os.path.join(folder, name))
        if (found := task_in_name(name, tasks)) is not None and found.name == task.name
    ]
    if len(fitting) > 1:
        fitting = begun(task, fitting, folder)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        listed = "".join(f"\n    {name}" for name in fitting)
        raise UsageError(
            say("Several files here fit {name}; name the one to check:{listed}", name=task.name, listed=listed)
        )
    raise UsageError(
        say(
            "No file in this folder is called like {name}: name one, as in 'grader check {name} FILE', "
            "or begin with 'grader start {name}'.",
            name=task.name,
        )
    )


def begun(task: Task, names: list[str], folder: str) -> list[str]:
    """The files that differ from the stubs. If all of them are untouched stubs: the last by name, so the ``.py``."""
    from pathlib import Path

    stubs = {catalog.path_of(task, f"stub.{ending}").read_bytes() for ending in ("py", "ipynb")}
    untouched = [name for name in names if Path(folder, name).read_bytes() in stubs]
    return [name for name in names if name not in untouched] or sorted(untouched, reverse=True)[:1]


def refuse_target(target: str | None, submission: str) -> None:
    """Raise UsageError if a report cannot be written to ``target``, or would replace the submission.

    This is asked before the checking, so that no result is lost.
    """
    if not target or target == "-":
        return
    if os.path.isdir(target):
        raise UsageError(say("{target} is a folder; name a file to write.", target=target))
    if os.path.exists(target) and os.path.exists(submission) and os.path.samefile(target, submission):
        raise UsageError(say("{target} is the file that is to be checked; name another one to write.", target=target))
    folder = os.path.dirname(target) or "."
    if not os.path.isdir(folder):
        raise UsageError(
            say("There is no folder {folder} to write {target} into.", folder=folder, target=os.path.basename(target))
        )


def write(target: str, text: str) -> None:
    try:
        with open(target, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(
            say("{target} cannot be written: {strerror}.", target=target, strerror=error.strerror)
        ) from error


def write_html(target: str, document: dict[str, Any]) -> None:
    from grader.report.html import render

    write(target, render(document))
