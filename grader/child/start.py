"""Starts this folder as the package ``_grader_child``: ``python start.py MODULE`` runs its ``main``.

A script, so that a child needs nothing of the grader on its path. All other files are imported, and so come
from ``__pycache__`` without being compiled again.
"""

import sys

_HERE = sys.path.pop(0)  # this folder: a student's ``import source`` must not find a file of ours

import importlib  # noqa: E402
import types  # noqa: E402

PACKAGE = "_grader_child"


def run(module: str) -> None:
    """Make the package and call ``main()`` of one of its modules."""
    package = types.ModuleType(PACKAGE)
    package.__path__ = [_HERE]
    sys.modules[PACKAGE] = package
    importlib.import_module(f"{PACKAGE}.{module}").main()


if __name__ == "__main__":
    run(sys.argv.pop())
