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


def whole() -> bool:
    """Whether this is the instructor's edition; a student's kit has no references."""
    return os.path.isdir(os.path.join(root(), "reference"))
