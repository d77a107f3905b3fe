"""``grader selftest [TASK …]``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.language import say, say_n
from grader.cli.options import add_sandbox, count, jobs, seed
from grader.task import catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from grader.author.selftest import Report
    from grader.author.trials import Trial, Trials
    from grader.result.document import TaskResult
    from grader.task.declaration import Task


def options(parser: ArgumentParser) -> None:
    parser.add_argument("tasks", metavar="TASK", nargs="*", help=say("default: all"))
    parser.add_argument("--seed", metavar="N", type=seed, default=1)
    parser.add_argument(
        "--seeds", metavar="N", type=count, default=1, help=say("how many for each right variant (default: 1)")
    )
    parser.add_argument("--no-mutants", action="store_true", help=say("the right and wrong files alone"))
    parser.add_argument("--jobs", metavar="N", type=jobs, default=0, help=say("how many at once (default: auto)"))
    parser.add_argument("--most", metavar="N", type=int, default=0, help=say("the first N mutants only"))
    parser.add_argument("--json", metavar="FILE", help=say("also write what was found there"))
    add_sandbox(parser)


def run(options: Namespace) -> int:
    from grader.author import selftest
    from grader.author.trials import Trials
    from grader.sandbox import choose
    from grader.workers.warm import at_once

    if not options.no_mutants:
        _require_tools()
    tasks = [catalog.find(name) for name in options.tasks] or catalog.tasks()
    jobs = options.jobs or at_once(max(task.limits.memory_mb for task in tasks))
    trials = Trials(choose(options.sandbox), jobs, options.seed)
    reports = []
    for task in sorted(tasks, key=lambda task: (task.tools, task.number)):
        print(f"{task.name}: {task.title}", flush=True)
        reports.append(_report(task, trials, options))
        if reports[-1].stopped:
            break
    else:
        trials.close()
    print("\n".join(selftest.summary(reports)))
    if options.json:
        Path(options.json).write_text(json.dumps([selftest.document(r) for r in reports], indent=1), encoding="utf-8")
    if reports[-1].stopped:
        told = say(
            "Stopped in {task}, after {n} of its files and mutants.", task=reports[-1].task, n=reports[-1].graded
        )
        print(told, file=sys.stderr)
        return 130
    return 0 if all(report.good for report in reports) else 1


def _report(task: Task, trials: Trials, options: Namespace) -> Report:
    from grader.author import selftest
    from grader.workers.progress import Progress

    progress = Progress(0)

    def results(planned: Sequence[Trial]) -> Iterator[TaskResult]:
        progress.total = len(planned)
        return trials.results(task, planned, progress)

    def tell(line: str) -> None:
        progress.hide()
        _print_line(line)

    report = selftest.run(task, results, not options.no_mutants, tell, options.most, options.seeds)
    progress.close()
    for line in report.unused:
        tell(say("listed as equivalent, but no mutant is like it: {line}", line=line))
    for check, killed in report.killed_by.most_common():
        tell(say_n("{n:4} mutants killed by {check}", "{n:4} mutants killed by {check}", killed, check=check))
    return report


def _print_line(line: str) -> None:
    print(f"    {line}", flush=True)


def _require_tools() -> None:
    try:
        import cosmic_ray  # noqa: F401
        import libcst  # noqa: F401
    except ImportError as error:
        raise UsageError(
            say(
                "Mutants need {name}: pip install 'grader[selftest]', or leave them out with --no-mutants.",
                name=error.name,
            )
        ) from None
