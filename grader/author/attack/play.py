"""Runs the corpus of hostile submissions against this machine's sandbox and reports which were held.

The first lines of each file of the corpus list the known attacks that it represents, the expected result, and the back
ends on which that is promised::

    # attack: 14 32
    # task: task3
    # limits: call_seconds=0.5 memory_mb=300
    # expect: passed=false score<=0.2 outcome=timeout says=0.5
    # on: bubblewrap landlock

An attack is held if the result is as expected **and** nothing happened outside. That is: the secret, which is in a file
and in the grader's environment, appears nowhere in the result. The folder that is offered for writing is empty. Nobody
connected to the sockets. The neighbouring process still runs, and no process of the submission is left.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from grader.author.attack.bait import Bait, bait
from grader.author.attack.corpus import GROUPS, Attack, selected
from grader.base.errors import GraderError
from grader.base.language import SOURCE, say
from grader.grading.engine import grade
from grader.grading.terms import Terms
from grader.result.document import TaskResult
from grader.sandbox import Backend
from grader.submission.source import Submission
from grader.task import catalog
from grader.task.declaration import Limits

LEAKED = "LEAKED:"

# What neither a terminal nor a page may receive: controls except newline, bidi overrides, surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Played:
    """The result of one attack: ``problems`` is empty if it was held."""

    attack: Attack
    problems: tuple[str, ...]
    result: TaskResult
    seconds: float

    @property
    def held(self) -> bool:
        return not self.problems


def play(attack: Attack, backend: Backend, seed: int = 7) -> Played:
    """Grade one hostile submission and check its result and what it has reached."""
    task = catalog.find(attack.task)
    kinds = {name: type(getattr(Limits(), name)) for name in attack.limits}
    limits = task.limits.replace(**{name: kinds[name](value) for name, value in attack.limits.items()})
    terms = Terms(seed=seed, limits=limits, language=SOURCE)  # the attacks' "says=" texts are English
    with bait() as made:
        source = made.fill(attack)
        submission = Submission(attack.file_name, "student", source, "")
        name = f"GRADER_CANARY_{made.nap.partition('.')[2]}"
        os.environ[name] = made.secret
        started = time.monotonic()
        try:
            result = grade(task, submission, backend, terms)
        finally:
            del os.environ[name]
        seconds = time.monotonic() - started
        problems = [*_unexpected(attack, result), *_shown(made, result), *made.damage()]
    return Played(attack, tuple(problems), result, seconds)


def _unexpected(attack: Attack, result: TaskResult) -> Iterator[str]:
    outcomes = {check.outcome.value for check in result.checks}
    said = " ".join([result.message, *(check.message for check in result.checks)])
    tests: dict[str, Callable[[str], bool]] = {
        "status=": lambda wanted: result.status.value == wanted,
        "passed=": lambda wanted: result.passed == (wanted == "true"),
        "score<=": lambda wanted: result.score <= float(wanted),
        "score>=": lambda wanted: result.score >= float(wanted),
        "outcome=": lambda wanted: wanted in outcomes,
        "says=": lambda wanted: wanted in said,
    }
    if result.status.value == "grader_fault":
        faults = [check.message for check in result.checks if check.outcome.value == "fault"]
        yield say("the grader itself failed: {value}", value=(faults or [result.message])[0][:200])
    for wish in attack.expect:
        key = next((key for key in tests if wish.startswith(key)), None)
        if key is None:
            yield say("{wish} is not understood", wish=wish)
        elif not tests[key](wish.removeprefix(key)):
            came = f"{result.status.value}, {result.points}/{result.max_points}, {', '.join(sorted(outcomes))}"
            yield say("{wish} was expected; it got {came}", wish=wish, came=came)


def _shown(made: Bait, result: TaskResult) -> Iterator[str]:
    """Problems if the result contains the secret, anything that a submission marks as leaked, or control codes."""
    document = result.document()
    document.pop("source")
    text = json.dumps(document, ensure_ascii=False)
    if made.secret in text:
        yield say("the secret is in the result")
    if LEAKED in result.output:
        yield result.output[result.output.index(LEAKED) :].splitlines()[0][:200]
    if any(_UNSAFE.search(value) for value in _strings(document)):
        yield say("the result holds characters that a terminal or a page would act on")


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _strings(key)
            yield from _strings(value)
    elif isinstance(tree, (list, tuple)):
        for value in tree:
            yield from _strings(value)


def run(backend: Backend, *, slow: bool = True, seen: Callable[[Played, int, int], None] | None = None) -> list[Played]:
    """Run every attack that must be held on ``backend`` and call ``seen`` with each result.

    Needs a POSIX machine. Raises GraderError elsewhere.
    """
    if sys.platform == "win32":
        raise GraderError(say("The attacks are written for Linux and macOS."))
    attacks = selected(backend.name, slow)
    played: list[Played] = []
    for attack in attacks:
        played.append(play(attack, backend))
        if seen is not None:
            seen(played[-1], len(played), len(attacks))
    return played


def table(played: Iterable[Played]) -> str:
    """How many of each group were held, and which were not."""
    rows = list(played)
    lines = []
    for group in GROUPS:
        mine = [row for row in rows if row.attack.group == group]
        if mine:
            lines.append(
                say(
                    "{group:10} {mine:3} of {count:3} held",
                    group=group,
                    mine=sum(row.held for row in mine),
                    count=len(mine),
                )
            )
    lines.append(
        say(
            "{part:10} {rows:3} of {count:3} held", part=say("all"), rows=sum(row.held for row in rows), count=len(rows)
        )
    )
    for row in rows:
        lines += [say("NOT HELD  {id}: {problem}", id=row.attack.id, problem=problem) for problem in row.problems]
    return "\n".join(lines)


def show(name: str) -> int:
    """Run all attacks promised for the back end called ``name`` and print the table. Returns 0 if all were held."""
    from grader.sandbox import choose

    backend = choose(name)
    print(say("Putting hostile submissions to the sandbox {name!r} …", name=backend.name), flush=True)

    def seen(played: Played, number: int, total: int) -> None:
        if sys.stderr.isatty():
            print(
                say("\r{number} of {total}  {id:40}", number=number, total=total, id=played.attack.id[:40]),
                end="",
                file=sys.stderr,
                flush=True,
            )

    played = run(backend, slow=False, seen=seen)
    if sys.stderr.isatty():
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    print(table(played))
    if backend.name == "none":
        print(say("This back end promises little: what a hostile submission reads or writes outside was not tried."))
    elif not backend.seccomp:
        print(say("No seccomp filter is in force: pip install 'grader[sandbox]'"))
    return 0 if all(each.held for each in played) else 1
