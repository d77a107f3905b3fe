"""The handwritten digits: the subset that the package ships, and the full set where it was fetched.

Paths and sizes only are known without numpy; ``evaluation()`` and ``training()`` load arrays.
"""

from __future__ import annotations

from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.wire import Array

_SHIPPED = Path(__file__).resolve().parent / "data"


def training_file() -> Path:
    """10,000 training digits as ``x_train (10000, 28, 28)`` uint8 and ``y_train``: public."""
    return _SHIPPED / "mnist_train.npz"


def evaluation_file() -> Path:
    """2,000 digits of the test split as ``x`` and ``y``: they stay with the grader."""
    return _SHIPPED / "mnist_evaluation.npz"


def training() -> tuple[Array, Array]:
    """The shipped training digits: images (10000, 28, 28) uint8, labels (10000,) uint8."""
    return _load(training_file(), "x_train", "y_train")


def evaluation() -> tuple[Array, Array]:
    """The shipped evaluation digits: images (2000, 28, 28) uint8, labels (2000,) uint8."""
    return _load(evaluation_file(), "x", "y")


def _load(path: Path, x: str, y: str) -> tuple[Array, Array]:
    import numpy as np

    with np.load(path, allow_pickle=False) as data:
        return data[x], data[y]
