"""TODO."""

from __future__ import annotations

from collections.abc import Callable

from grader.base.frozen import Record
from grader.exam.exam import Exam
from grader.result.outcome import Verdict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.checks.recipe import Recipe


def custom(
    id: str,
    title: str,
    kind: str,
    points: int,
    judge: Callable[[Exam], Verdict],
    hint: str,
    needs: tuple[str, ...] = (),
    required: bool = True,
) -> Check:
    """A check with a judge of its own."""
    return Check(id, title, kind, points, judge, hint, needs, required)


KINDS = ("shape", "numerics", "property", "gradient", "accuracy", "learning", "source")


class Check(Record):
    """One question put to a submission.

    ``judge`` asks the child through the exam and returns a verdict; ``needs`` are ids of checks
    without which this one cannot be judged; ``hint`` helps where no known mistake fits.
    A check that is not ``required`` does not decide whether the task is passed. ``recipe`` says how
    it was made, where it can be made again from frozen cases (``grader.checks.frozen``).
    """

    SENTENCES = ("title", "hint")

    id: str
    title: str
    kind: str
    points: int
    judge: Callable[[Exam], Verdict]
    hint: str
    needs: tuple[str, ...] = ()
    required: bool = True
    recipe: Recipe | None = None

    @property
    def function(self) -> str:
        """The function whose check this is: the id up to its dot."""
        return self.id.partition(".")[0]
