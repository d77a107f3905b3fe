"""The evaluation digits, on which accuracy is measured. Their labels never reach a student's process."""

from __future__ import annotations

import functools
from pathlib import Path

from grader.base import places
from grader.task.digits import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.base.arrays import Array


def evaluation_file() -> Path:
    """2,000 digits of the test split as ``x`` and ``y``. The file stays with the grader."""
    return Path(places.evaluation_digits())


@functools.cache
def evaluation() -> tuple[Array, Array]:
    """The shipped evaluation digits: images (2000, 28, 28) uint8, labels (2000,) uint8. Callers must not write to
    them."""
    return load(evaluation_file(), "x", "y")
