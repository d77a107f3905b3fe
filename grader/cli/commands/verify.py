"""``grader verify RESULT``: grade again what a result document or report was made from, and compare."""

from __future__ import annotations

from pathlib import Path

from grader.instructor.verify import is_page, read_lines, read_result, read_text, verify, verify_each
from grader.workers.warm import Warmth

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    from grader.sandbox import choose

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
