"""The pictures of one examined submission: what its task draws, and where failed arrays differ.

Only reports have them, and nothing that goes wrong here changes a verdict. If the submission's code fails, the
picture is left out; if the grader's own code fails, a note says so as well.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from grader.base.language import say
from grader.checks.of_task import is_public
from grader.child.wire import WireError
from grader.exam.exam import Exam
from grader.exam.failures import Unloadable
from grader.pictures.difference import difference
from grader.result.document import CheckResult, Picture
from grader.result.outcome import Failed, Outcome
from grader.sandbox import Lost
from grader.task import catalog
from grader.task.declaration import Task

SECONDS = 20.0  # how long all pictures of a submission together may wait for its code
MAX_DIFFERENCES = 6
_STILL_PRINTING = 0.05  # seconds to wait for the last output of the checks

Draw = Callable[[], "Picture | None"]


def drawn(exam: Exam, results: Sequence[CheckResult], whole: bool) -> tuple[Picture, ...]:
    """Every picture that could be drawn; the task's own only if all its checks were judged (``whole``).

    Call it after the last check, since it asks the child more.
    """
    time.sleep(_STILL_PRINTING)
    exam.output.stop()  # what the code prints for a picture does not belong to the result
    exam.hurry(SECONDS)
    found = []
    for name, draw in _all(exam, results, whole):
        exam.begin(f"picture:{name}")
        picture = _guarded(exam, name, draw)
        if picture is not None:
            found.append(picture)
    return tuple(found)


def _all(exam: Exam, results: Sequence[CheckResult], whole: bool) -> Iterator[tuple[str, Draw]]:
    failed = [result for result in results if result.outcome is Outcome.FAIL and result.id in exam.differences]
    for result in failed[:MAX_DIFFERENCES]:
        yield result.id, partial(difference, result.id, exam.differences[result.id])
    if not whole:
        return
    try:
        pictures = of_task(exam.task)
    except Exception as error:
        exam.notes.append(_note(say("its pictures"), error))
        return
    for picture in pictures:
        yield picture.__name__, partial(picture, exam)


def of_task(task: Task) -> tuple[Callable[[Exam], Picture | None], ...]:
    """``PICTURES`` of ``tasks/<folder>/pictures.py``; none if there is no such file, and none in a student's kit."""
    if is_public(task) or not catalog.path_of(task, "pictures.py").is_file():
        return ()
    return tuple(catalog.load_module("tasks", catalog.folder_of(task), "pictures").PICTURES)


def _guarded(exam: Exam, name: str, draw: Draw) -> Picture | None:
    try:
        with np.errstate(all="ignore"):
            return draw()
    except (Failed, Lost, WireError, Unloadable):  # the submission's fault, which its checks report
        return None
    except Exception as error:
        exam.notes.append(_note(say("the picture {name}", name=name), error))
        return None


def _note(what: str, error: Exception) -> str:
    return say(
        "The grader could not draw {what} ({kind}: {error}). That is not your mistake, and changes no points.",
        what=what,
        kind=type(error).__name__,
        error=error,
    )
