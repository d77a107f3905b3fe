"""``grader selftest [TASK …]``."""

from __future__ import annotations

import json
from pathlib import Path

from grader import catalog, selftest
from grader.errors import UsageError
from grader.words import say, say_n

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    from grader.executors import Warmth
    from grader.sandbox import choose

    if not options.no_mutants:
        _require_tools()
    tasks = [catalog.find(name) for name in options.tasks] or catalog.tasks()
    warmth = Warmth(choose(options.sandbox), warm=True)
    reports = []
    try:
        for task in sorted(tasks, key=lambda task: (task.tools, task.number)):
            print(f"{task.name}: {task.title}", flush=True)
            backend = warmth.backend(task)
            report = selftest.run(task, backend, options.seed, not options.no_mutants, _tell, options.most)
            for line in report.unused:
                _tell(say("listed as equivalent, but no mutant is like it: {line}", line=line))
            for check, count in report.killed_by.most_common():
                _tell(say_n("{n:4} mutants killed by {check}", "{n:4} mutants killed by {check}", count, check=check))
            reports.append(report)
    finally:
        warmth.close()
    print("\n".join(selftest.summary(reports)))
    if options.json:
        Path(options.json).write_text(json.dumps([selftest.document(r) for r in reports], indent=1), encoding="utf-8")
    return 0 if all(report.good for report in reports) else 1


def _tell(line: str) -> None:
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
