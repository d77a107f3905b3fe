"""The door: parse, call, print. ``main`` is what the command ``grader`` runs."""

from grader.cli.main import main

__all__ = ["main"]
