"""How one submission is graded: the record that goes from the command line to the engine."""

from __future__ import annotations

from grader.base.frozen import Record
from grader.task.declaration import Limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Terms(Record):
    """How one submission is graded. Each default leaves the choice to the task or to the grader.

    ``seed`` is drawn if it is None. ``limits`` replaces the task's own limits; ``call_seconds`` is the option ``--timeout``:
    the seconds that one call of a student's function may take. ``only`` names checks or functions; if empty, all
    checks are judged. ``until_failure`` stops at the first check that does not pass. ``pictures`` adds the report's
    pictures once everything is judged. ``language`` is that of the result, by default the one in use; a worker
    thread must name it, since a new thread does not inherit it.
    """

    seed: int | None = None
    limits: Limits | None = None
    call_seconds: float | None = None
    only: tuple[str, ...] = ()
    until_failure: bool = False
    pictures: bool = False
    language: str = ""

    def document(self) -> dict[str, Any]:
        """As a JSON object; ``terms_from`` reads it."""
        return {**self.__dict__, "limits": self.limits.__dict__ if self.limits else None}


def terms_from(document: Mapping[str, Any]) -> Terms:
    """The terms that ``Terms.document`` wrote."""
    limits = document["limits"]
    return Terms(**{**document, "limits": Limits(**limits) if limits else None, "only": tuple(document["only"])})


DEFAULT = Terms()
