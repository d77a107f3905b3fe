"""The command line: parse, call, print. The command ``grader`` runs ``main``."""

from grader.cli.main import main

__all__ = ["main"]
