"""Runs one command and turns errors into messages and exit codes. Only the command that is called is imported."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from grader.base import door, language, surroundings
from grader.base.errors import GraderError, Unreadable
from grader.base.language import now, say
from grader.base.version import __version__
from grader.cli.parser import argparse_too, parser

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def _complete() -> None:
    """Answer a shell that asks for completions; argcomplete then ends the process."""
    import argcomplete

    from grader.cli import completers

    whole = parser([], whole=True)
    completers.add(whole)
    argcomplete.autocomplete(whole)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code; argparse's own exits become one, too."""
    closed = door.open_what_is_closed()
    surroundings.repair()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an old console lacks ᵀ and ✓: better a ? than a traceback
            stream.reconfigure(errors="replace")
    called = sys.argv[1:] if argv is None else list(argv)
    with language.use(_language(called)), door.doors():
        if closed:
            print(say("grader: standard output is closed; what it would show is lost."), file=sys.stderr)
        return _run(called)


def _language(called: Sequence[str]) -> str:
    """The value of ``--language``, or the environment's language.

    The line is searched by hand: help and errors of the parser need the language before anything is parsed.
    """
    for word, following in zip(called, [*called[1:], ""]):
        if word == "--language" or word.startswith("--language="):
            asked = following if word == "--language" else word.partition("=")[2]
            return language.fitting(asked) or language.SOURCE
    return language.preferred()


def _run(called: Sequence[str]) -> int:
    try:
        if "_ARGCOMPLETE" in os.environ:
            _complete()
        with argparse_too():
            options = parser(called).parse_args(called)
        if options.language and not language.fitting(options.language):
            print(
                say("grader: there is no translation into {language!r}; this is English.", language=options.language),
                file=sys.stderr,
            )
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    try:
        surroundings.require_files()
        code = int(import_module(f"grader.cli.commands.{options.module}").run(options))
        sys.stdout.flush()
        return code
    except door.Unwritable as error:
        _drop_output()
        print(f"grader: {error}", file=sys.stderr)
        return error.exit_code
    except GraderError as error:
        hint = f" {now(error.hint)}" if isinstance(error, Unreadable) and error.hint else ""
        print(f"grader: {error}{hint}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(say("\ngrader: interrupted; nothing more is done."), file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader, such as head, has seen enough
        _drop_output()
        return 141
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and str(error.name).startswith("grader.") and _is_kit():
            print(say("grader: a student's kit cannot do that."), file=sys.stderr)
            return 2
        return _fault(error)


def _drop_output() -> None:
    """Nothing more is written to standard output: what is still waiting goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _is_kit() -> bool:
    from grader.base import places

    return not places.whole()


def _fault(error: Exception) -> int:
    """Print a short traceback of a fault of the grader, and what a report of it needs. Returns the exit code 3."""
    import traceback

    lines = traceback.format_exception(type(error), error, error.__traceback__, limit=-4)
    print("".join(lines).rstrip(), file=sys.stderr)
    print(
        say(
            "grader: this is a fault of the grader, not of your solution. Please report the lines above together with "
            "the command and the output of 'grader doctor' (grader {version}).",
            version=__version__,
        ),
        file=sys.stderr,
    )
    return 3
