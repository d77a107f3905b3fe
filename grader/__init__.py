"""grader: automated grading for numerical and deep-learning exercises.

``from grader import check`` gives the function behind ``grader check``.
"""

from __future__ import annotations

from grader.base.version import __version__

__all__ = ["__version__", "check"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.grading.check import check


def load_ipython_extension(shell: object) -> None:
    """``%load_ext grader`` in a notebook: the magic ``%grade``."""
    from grader.student.magic import load

    load(shell)


def __getattr__(name: str) -> object:
    # Kept out of the import of the package: ``grader --help`` must not load numpy.
    if name == "check":
        from grader.grading.check import check

        return check
    raise AttributeError(f"module 'grader' has no attribute {name!r}")
