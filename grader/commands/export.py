"""``grader export OUT --format FORMAT``."""

from __future__ import annotations

from pathlib import Path

from grader import catalog
from grader.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    from grader import export, gradebook
    from grader.ledger import Ledger

    out = Path(options.out)
    if not (out / "ledger.sqlite").is_file():
        raise UsageError(f"There is no batch in {out}: name the folder that 'grader batch --out' wrote.")
    late = gradebook.LatePolicy(gradebook.parse_due(options.due) if options.due else None, options.late_penalty)
    ledger = Ledger(out / "ledger.sqlite")
    try:
        book = gradebook.build(ledger, late, options.attempts)
        titles = {task.name: task.title for task in catalog.tasks()}
        print(export.write_all(out, options.format, ledger, book, titles))
    finally:
        ledger.close()
    return 0
