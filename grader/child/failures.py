"""Errors of a student's code as data: an exception in a call or at the top level, and a syntax error."""

from __future__ import annotations

import errno
import re
from typing import Any

from . import wire
from .convert import type_name


class OutOfTime(BaseException):
    """Raised in top-level code that runs too long. What the code had defined by then is kept.

    A BaseException, so that a student's ``except Exception`` does not catch it.
    """


def syntax_problem(error: BaseException, cell: int, text: str, offset: int) -> dict[str, Any]:
    """A syntax error as data: its place, the line of source that it is in and Python's message.

    ``text`` is what was parsed; it begins after line ``offset`` of the file. The line is taken from it, since
    the error itself quotes a line of the whole file. ``cell`` is the notebook's cell, or 0.
    """
    line = int(getattr(error, "lineno", None) or 1)
    return {
        "cell": cell,
        "line": line + offset,
        "column": int(getattr(error, "offset", None) or 0),
        "text": wire.text_of("".join(text.split("\n")[line - 1 : line]), 200),
        "message": wire.text_of(str(getattr(error, "msg", None) or error or type(error).__name__), 300),
        "type": type(error).__name__,
    }


# errno of an OSError -> the limit that was reached.
_OVERRUNS = {
    errno.ENOSPC: "tmp",
    errno.EDQUOT: "tmp",
    errno.EFBIG: "file",
    errno.EMFILE: "open_files",
    errno.EAGAIN: "processes",
}

_TRACED = "in user code:"  # the start of tf.function's message about an error in code that it has rewritten

# Messages of Python and tf.function if the arguments do not fit the parameters.
_BAD_CALL = re.compile(
    r"required (positional|keyword-only) argument|positional arguments? but|unexpected keyword argument|"
    r"multiple values for argument|takes no (keyword )?arguments|positional-only arguments passed as keyword|"
    r"missing required argument|expected (at least |at most )?\d+ arguments?, got|"
    r"^Binding inputs to tf\.function failed|^missing a required|^too many positional arguments"
)


def describe_error(error: BaseException, path: str) -> dict[str, Any]:
    """An exception as data: its type, its text (cut), the student's own lines (outermost first) and flags.

    ``path`` is the student's file. The flags say what the grader words in its own way: ``not_written``,
    ``memory``, ``no_room`` (the limit's name), ``exit``, ``out_of_time`` and ``bad_call``.
    """
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
