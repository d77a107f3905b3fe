"""``grader gradescope TASK SUBMISSION RESULTS``: the autograder kit runs this for each submission."""

from __future__ import annotations

import json
from pathlib import Path

from grader.base.errors import GraderError, Unreadable, UsageError
from grader.base.files import replace_text
from grader.base.language import say, say_n
from grader.cli.options import add_task
from grader.task import catalog
from grader.task.declaration import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from typing import Any


def options(parser: ArgumentParser) -> None:
    add_task(parser)
    parser.add_argument("folder", metavar="SUBMISSION", help=say("the folder with the submitted files"))
    parser.add_argument("results", metavar="RESULTS", help=say("the results.json to write"))
    parser.add_argument(
        "--visibility", choices=("visible", "hidden", "after_due_date", "after_published"), default="visible"
    )


def run(options: Namespace) -> int:
    from grader.instructor.grades.documents import gradescope

    task = catalog.find(options.task)
    target = Path(options.results)
    document = _document(task, Path(options.folder))
    if document["status"] == "grader_fault":
        raise GraderError(
            say("The grader itself failed, so no result is written: {message}", message=document["message"])
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    replace_text(target, json.dumps(gradescope(document, options.visibility), indent=1))
    print(
        say_n(
            "{points} of {n} points: {target}",
            "{points} of {n} points: {target}",
            document["max_points"],
            points=document["points"],
            target=target,
        )
    )
    return 0


def _document(task: Task, folder: Path) -> dict[str, Any]:
    from grader.grading import engine
    from grader.grading.check import check

    try:
        path = submitted_file(task, folder)
    except UsageError as problem:
        hint = say("Hand in one file whose name says the task, such as {name}.py.", name=task.name)
        return engine.unreadable(task, folder.name, Unreadable(str(problem), hint)).document()
    return dict(check(task.name, path).document())


def submitted_file(task: Task, folder: Path) -> Path:
    """The file that is called like the task, or the only file. Tests and the copies that tools make do not count.

    Raises UsageError if there is none or more than one.
    """
    from grader.instructor.intake.candidates import Walk, is_test
    from grader.submission.names import student_of, task_in_name

    if not folder.is_dir():
        raise UsageError(say("There is no folder {folder}.", folder=folder))
    files = list(Walk(None).files(folder))
    files = [file for file in files if not is_test(file.name, file.parts)] or files
    tasks = catalog.tasks()
    named = [file for file in files if (found := task_in_name(file.name, tasks)) and found.name == task.name]
    plain = [file for file in named if not student_of(file.name)]
    fitting = plain if len(plain) == 1 else named or files
    if len(fitting) == 1:
        return fitting[0].path
    if not fitting:
        raise UsageError(say("No Python file and no notebook was handed in."))
    raise UsageError(
        say("Several files fit {name}: {fitting}.", name=task.name, fitting=", ".join(file.shown for file in fitting))
    )
