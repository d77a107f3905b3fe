"""``grader kit gradescope TASK``: the grader packed for where it has to run."""

from __future__ import annotations

from pathlib import Path

from grader import catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    from grader import kit

    task = catalog.find(options.task)
    target = kit.gradescope_kit(task, Path(options.target or f"gradescope-{task.name}.zip"))
    print(f"{target}: upload it as the autograder of the assignment.")
    return 0
