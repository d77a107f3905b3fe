"""TODO."""

from __future__ import annotations

import errno
import re
from typing import Any

from . import wire
from .convert import type_name


class OutOfTime(BaseException):
    """Raised in top-level code that runs too long, so that what it had defined is kept."""


def syntax_problem(error: BaseException, cell: int, text: str, offset: int) -> dict[str, Any]:
    """``text`` is what was parsed, from line ``offset`` + 1 of the file on; the error itself quotes a line of the file."""
    line = int(getattr(error, "lineno", None) or 1)
    return {
        "cell": cell,
        "line": line + offset,
        "column": int(getattr(error, "offset", None) or 0),
        "text": wire.text_of("".join(text.split("\n")[line - 1 : line]), 200),
        "message": wire.text_of(str(getattr(error, "msg", None) or error or type(error).__name__), 300),
        "type": type(error).__name__,
    }


# Which of its limits an OSError tells of.
_OVERRUNS = {
    errno.ENOSPC: "tmp",
    errno.EDQUOT: "tmp",
    errno.EFBIG: "file",
    errno.EMFILE: "open_files",
    errno.EAGAIN: "processes",
}

_TRACED = "in user code:"  # how tf.function begins what it tells of an error in the code that it has rewritten

# How Python and tf.function say that the arguments do not fit the parameters.
_BAD_CALL = re.compile(
    r"required (positional|keyword-only) argument|positional arguments? but|unexpected keyword argument|"
    r"multiple values for argument|takes no (keyword )?arguments|positional-only arguments passed as keyword|"
    r"missing required argument|expected (at least |at most )?\d+ arguments?, got|"
    r"^Binding inputs to tf\.function failed|^missing a required|^too many positional arguments"
)


def describe_error(error: BaseException, path: str) -> dict[str, Any]:
    """An exception as data: its type, its text (cut) and the student's own lines, outermost first."""
    frames = []
    innermost_is_students = False
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        innermost_is_students = code.co_filename == path
        if innermost_is_students:
            frames.append({"line": trace.tb_lineno, "name": wire.text_of(str(code.co_name), 80)})
        trace = trace.tb_next
    try:
        text = wire.text_of(str(error), 2000)
    except BaseException:  # an exception whose str() raises
        text = ""
    if traced := text.startswith(_TRACED):
        lines = re.findall(rf'File "{re.escape(path)}", line (\d+), in (\S+)', text)
        frames = [{"line": int(line), "name": name[:80]} for line, name in lines]
        text = text.strip().rpartition("\n\n")[2].strip().removeprefix(f"{type_name(error)}: ")
    return {
        "type": type_name(error),
        "text": text,
        "frames": frames[:3] + frames[3:][-5:],
        "not_written": isinstance(error, NotImplementedError) and (innermost_is_students or traced),
        "memory": isinstance(error, MemoryError),
        "no_room": _OVERRUNS.get(getattr(error, "errno", None) or 0, "") if isinstance(error, OSError) else "",
        "exit": isinstance(error, SystemExit),
        "out_of_time": isinstance(error, OutOfTime),
        "bad_call": isinstance(error, TypeError) and not frames and bool(_BAD_CALL.search(text)),
    }
