"""What every test takes for granted."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from grader.instructor.store.ledger import Ledger

# A shell that starts pytest in the background has it ignore Ctrl-C, and so would every process that
# the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Most tests pin English sentences, on a developer's machine in any language.
os.environ["GRADER_LANGUAGE"] = "en"

# No verdict by the clock of a busy machine. CI asks the same examples each time, so that a change is
# judged by itself; a developer's run looks for new ones.
settings.register_profile(
    "grader", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("grader")


@pytest.fixture(autouse=True)
def ledgers_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Python 3.13 warns of a database that is forgotten open, and a warning is an error here."""
    opened: list[Ledger] = []
    open_ledger = Ledger.__init__

    def noted(ledger: Ledger, path: Path) -> None:
        open_ledger(ledger, path)
        opened.append(ledger)

    monkeypatch.setattr(Ledger, "__init__", noted)
    yield
    for ledger in opened:
        ledger.close()
