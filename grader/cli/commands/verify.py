"""``grader verify RESULT``: grade the submission of a result document or report again, and compare."""

from __future__ import annotations

from pathlib import Path

from grader.base.language import say
from grader.cli.options import add_sandbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "result",
        metavar="RESULT",
        help=say("a result document (.json), a report (.html) or a batch's results (.jsonl)"),
    )
    parser.add_argument(
        "--file",
        metavar="FILE",
        help=say("the file that was graded, or the folder of a batch: its own code is graded again"),
    )
    add_sandbox(parser)


def run(options: Namespace) -> int:
    from grader.instructor.verify import is_page, read_lines, read_result, read_text, verify, verify_each
    from grader.sandbox import choose
    from grader.workers.warm import Warmth

    path = Path(options.result)
    text = read_text(path)
    warmth = Warmth(choose(options.sandbox), warm=path.suffix.lower() == ".jsonl")
    try:
        if path.suffix.lower() == ".jsonl":
            return verify_each(read_lines(text, path), options.file, warmth)
        code, lines = verify(
            read_result(text, path), options.result, options.file, warmth, text if is_page(path) else None
        )
        print("\n".join(lines))
        return code
    finally:
        warmth.close()
