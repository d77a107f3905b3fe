"""The digits that no student's process ever sees: accuracy is measured on them."""

from __future__ import annotations

import functools
from pathlib import Path

from grader.base import places
from grader.task.digits import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.base.arrays import Array


def evaluation_file() -> Path:
    """2,000 digits of the test split as ``x`` and ``y``: they stay with the grader."""
    return Path(places.evaluation_digits())


@functools.cache
def evaluation() -> tuple[Array, Array]:
    """The shipped evaluation digits: images (2000, 28, 28) uint8, labels (2000,) uint8. Not to be written to."""
    return load(evaluation_file(), "x", "y")
