"""``grader kit gradescope TASK`` and ``grader kit student OUT``: the grader packed for where it has to run."""

from __future__ import annotations

from pathlib import Path

from grader.base.language import say
from grader.task import catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    return student(options) if options.kit == "student" else gradescope(options)


def gradescope(options: Namespace) -> int:
    from grader.instructor.kits import gradescope

    task = catalog.find(options.task)
    target = gradescope.gradescope_kit(task, Path(options.target or f"gradescope-{task.name}.zip"))
    print(say("{target}: upload it as the autograder of the assignment.", target=target))
    return 0


def student(options: Namespace) -> int:
    from grader.instructor.kits import student

    tasks = [catalog.find(name) for name in dict.fromkeys(options.task)] or catalog.tasks()
    out = student.write(Path(options.out), tasks, options.seed)
    print(say("{out}: hand this folder to your students; its README.md tells them how to begin.", out=out))
    print(say("It holds stubs, data, exercises and public checks; no reference, no oracle and no hidden seed."))
    return 0
