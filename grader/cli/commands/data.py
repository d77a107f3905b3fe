"""``grader data fetch|info``: the handwritten digits."""

from __future__ import annotations

from pathlib import Path

from grader.base import places
from grader.base.language import say
from grader.task import digits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def options(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True, dest="action")
    fetch = actions.add_parser(
        "fetch", help=say("get all 70,000 digits"), description=say("Get all 70,000 digits through Keras's loader.")
    )
    fetch.add_argument(
        "--from", metavar="FILE", dest="source", help=say("a mnist.npz that you have, instead of a download")
    )
    actions.add_parser("info", help=say("say which digits are here"), description=say("Say which digits are here."))


def run(options: Namespace) -> int:
    return fetch(options.source) if options.action == "fetch" else info()


def fetch(source: str | None) -> int:
    if source is None and digits.full_is_here():
        print(say("The full MNIST set is already here: {full_file}", full_file=digits.full_file()))
        return 0
    if source is None:
        print(say("Fetching MNIST through Keras's loader (11 MB); this may take a minute."), flush=True)
    path = digits.take(source) if source else digits.fetch()
    print(say("The full MNIST set is checked (SHA-256) and kept: {path}", path=path))
    return 0


def info() -> int:
    shipped = [(say("10,000 training digits, handed out with the tasks"), digits.training_file())]
    if places.whole():
        shipped.append((say("2,000 evaluation digits, which stay with the grader"), Path(places.evaluation_digits())))
    for what, path in shipped:
        state = (
            say("{st_size:.1f} MB", st_size=path.stat().st_size / 1e6)
            if path.is_file()
            else say("MISSING: install the package again")
        )
        print(f"{what}: {path} ({state})")
    if digits.full_is_here():
        print(
            say(
                "all 70,000 digits: {full_file} ({st_size:.1f} MB)",
                full_file=digits.full_file(),
                st_size=digits.full_file().stat().st_size / 1e6,
            )
        )
    else:
        print(say("all 70,000 digits: not fetched. No task needs them; 'grader data fetch' gets them."))
    return 0
