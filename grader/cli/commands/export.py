"""``grader export OUT --format FORMAT``."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.language import say, say_n
from grader.cli.options import add_grading_rules, late_policy
from grader.task import catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from grader.instructor.grades.gradebook import Gradebook


def options(parser: ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", help=say("the folder that 'grader batch --out' wrote"))
    parser.add_argument(
        "--format", required=True, choices=("csv", "canvas", "moodle", "gradescope", "junit", "json", "xlsx")
    )
    parser.add_argument(
        "--template", metavar="FILE", help=say("fill in this gradebook (Canvas) or grading worksheet (Moodle)")
    )
    parser.add_argument("--column", metavar="HEADER", help=say("the column of the template to fill, for one --task"))
    parser.add_argument("--task", metavar="TASK", help=say("this task alone; which one a worksheet is for"))
    add_grading_rules(parser, say("the batch's own"))


def run(options: Namespace) -> int:
    from grader.instructor.grades import documents, gradebook, spreadsheets, stored
    from grader.instructor.store.ledger import of_a_batch

    out = Path(options.out)
    if not (out / "ledger.sqlite").is_file():
        raise UsageError(say("There is no batch in {out}: name the folder that 'grader batch --out' wrote.", out=out))
    ledger = of_a_batch(out / "ledger.sqlite")
    try:
        late, attempts = stored.stored_rules(ledger)
        book = gradebook.build(ledger, late_policy(options, late), options.attempts or attempts)
        for line in book.late:
            print(line, file=sys.stderr)
        if options.template:
            return _fill(book, out, options)
        if options.task:
            book = book.only(catalog.find(options.task).name)
        titles = {task.name: task.title for task in catalog.tasks()}
        print(documents.write_all(out, options.format, ledger, book, titles))
        for why, names in spreadsheets.left_out(book, options.format):
            told = say("Left out ({count}). {why}: {names}", count=len(names), why=why, names=", ".join(names))
            print(told, file=sys.stderr)
    except OSError as error:
        raise UsageError(say("{out} cannot be written: {strerror}.", out=out, strerror=error.strerror)) from error
    finally:
        ledger.close()
    return 0


def _fill(book: Gradebook, out: Path, options: Namespace) -> int:
    from grader.instructor.grades import worksheet

    template, tasks, column = Path(options.template), catalog.tasks(), options.column or ""
    only = catalog.find(options.task).name if options.task else ""
    if options.format == "canvas":
        filled = worksheet.fill_canvas(book, template, out / "canvas.csv", tasks, only, column)
    elif options.format == "moodle":
        filled = worksheet.fill_moodle(book, template, out / "moodle.csv", tasks, only, column)
    else:
        raise UsageError(say("--template is for the formats canvas and moodle."))
    print(say_n("{path}: {n} grades filled in.", "{path}: {n} grades filled in.", filled.grades, path=filled.path))
    if filled.changed:
        changed = say_n(
            "{n} of these changed a grade that was there:",
            "{n} of these changed a grade that was there:",
            len(filled.changed),
        )
        print(changed)
        for line in filled.changed:
            print(f"    {line}")
    for line in filled.unclear:
        print(line)
    told = (
        (filled.missing, say("Not in the file")),
        (filled.skipped, say("Locked or excused there")),
        (filled.twice, say("Several people for one row, so neither is filled in")),
    )
    for names, what in told:
        if names:
            print(f"{what} ({len(names)}): {', '.join(names)}")
    return 0
