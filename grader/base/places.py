"""Where files of the project are: every other module asks here, so that it can be moved."""

from __future__ import annotations

import os


def package() -> str:
    """The folder ``grader`` itself."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def root() -> str:
    """The folder that holds tasks/, reference/ and templates/: in the wheel or in the checkout."""
    bundle = os.path.join(package(), "bundle")
    return bundle if os.path.isdir(bundle) else os.path.dirname(package())


def evaluation_digits() -> str:
    """The digits that trained models are judged on. A student's kit has no such file."""
    return os.path.join(package(), "checks", "training", "data", "mnist_evaluation.npz")


def whole() -> bool:
    """Whether this is the instructor's edition; a student's kit has no references."""
    return os.path.isdir(os.path.join(root(), "reference"))
