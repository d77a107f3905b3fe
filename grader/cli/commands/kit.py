"""``grader kit gradescope TASK`` and ``grader kit student OUT``: the grader packed for where it runs."""

from __future__ import annotations

from pathlib import Path

from grader.base.language import say
from grader.cli.options import add_task, seed
from grader.task import catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def options(parser: ArgumentParser) -> None:
    kits = parser.add_subparsers(metavar="KIT", required=True, dest="kit")
    packed = kits.add_parser(
        "gradescope", help=say("an autograder zip for one task"), description=say("An autograder zip for one task.")
    )
    add_task(packed)
    packed.add_argument("target", metavar="FILE", nargs="?", help=say("default: gradescope-TASK.zip"))

    handed = kits.add_parser(
        "student",
        help=say("what students are handed"),
        description=say("A folder for students: stubs, data, exercises and a grader with public checks only."),
    )
    handed.add_argument("out", metavar="OUT", help=say("a folder that does not exist yet"))
    handed.add_argument(
        "--task", metavar="TASK", action="append", default=[], help=say("may be repeated; default: all")
    )
    handed.add_argument("--seed", metavar="N", type=seed, default=2026, help=say("of the public cases (default: 2026)"))


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
