"""Where the project's files are. Other modules ask here instead of using their own path, so they can be moved."""

from __future__ import annotations

import os


def package() -> str:
    """The folder ``grader`` itself."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def root() -> str:
    """The folder with tasks/, reference/ and templates/: in the wheel or in the checkout."""
    bundle = os.path.join(package(), "bundle")
    return bundle if os.path.isdir(bundle) else os.path.dirname(package())


def evaluation_digits() -> str:
    """The digits that trained models are judged on. A student's kit has no such file."""
    return os.path.join(package(), "checks", "training", "data", "mnist_evaluation.npz")


def whole() -> bool:
    """True for the instructor's edition; a student's kit has no references."""
    return os.path.isdir(os.path.join(root(), "reference"))
