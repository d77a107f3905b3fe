"""``grader export OUT --format FORMAT``."""

from __future__ import annotations

from pathlib import Path

from grader import catalog
from grader.errors import UsageError
from grader.words import say, say_n

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from grader.gradebook import Gradebook


def run(options: Namespace) -> int:
    from grader import export, gradebook
    from grader.ledger import Ledger

    out = Path(options.out)
    if not (out / "ledger.sqlite").is_file():
        raise UsageError(say("There is no batch in {out}: name the folder that 'grader batch --out' wrote.", out=out))
    late = gradebook.LatePolicy(gradebook.parse_due(options.due) if options.due else None, options.late_penalty)
    ledger = Ledger(out / "ledger.sqlite")
    try:
        book = gradebook.build(ledger, late, options.attempts)
        if options.template:
            return _fill(book, out, options)
        titles = {task.name: task.title for task in catalog.tasks()}
        print(export.write_all(out, options.format, ledger, book, titles))
    except OSError as error:
        raise UsageError(say("{out} cannot be written: {strerror}.", out=out, strerror=error.strerror)) from error
    finally:
        ledger.close()
    return 0


def _fill(book: Gradebook, out: Path, options: Namespace) -> int:
    from grader import worksheet

    template, tasks = Path(options.template), catalog.tasks()
    if options.format == "canvas":
        filled = worksheet.fill_canvas(book, template, out / "canvas.csv", tasks)
    elif options.format == "moodle":
        only = catalog.find(options.task).name if options.task else ""
        filled = worksheet.fill_moodle(book, template, out / "moodle.csv", tasks, only)
    else:
        raise UsageError(say("--template is for the formats canvas and moodle."))
    print(say_n("{path}: {n} grades filled in.", "{path}: {n} grades filled in.", filled.grades, path=filled.path))
    for names, what in ((filled.missing, say("Not in the file")), (filled.skipped, say("Locked there"))):
        if names:
            print(f"{what} ({len(names)}): {', '.join(names)}")
    return 0
