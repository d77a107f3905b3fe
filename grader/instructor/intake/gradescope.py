"""What a Gradescope export says about its submissions: ``submission_metadata.yml``.

The file holds the results of every submission and may be large, so that it is read as a stream of events, of
which only the submitters and the time are kept. Nothing in it is built but text.
"""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.base.clean import clean
from grader.base.language import say
from grader.instructor.intake.people import Person

Submission = tuple[tuple[Person, ...], float]  # submitters, when
_MAX_BYTES = 64 << 20
_MAX_SECONDS = 60.0
_MAX_SUBMISSIONS, _MAX_SUBMITTERS, _MAX_TEXT = 20_000, 100, 200


def read_metadata(path: Path) -> tuple[dict[str, Submission], str]:
    """(submission folder -> submitters and when, what is wrong with the file). What came before the fault is kept."""
    import yaml

    found: dict[str, Submission] = {}
    try:
        if path.stat().st_size > _MAX_BYTES:
            return {}, say("larger than {max_file} MB", max_file=_MAX_BYTES >> 20)
        with path.open("rb") as file:
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            for name, entry in _entries(yaml.parse(file, Loader=loader)):
                if known := _submitters(entry):
                    found[name] = (known, _seconds(entry.get("created_at")))
                if len(found) > _MAX_SUBMISSIONS:
                    return found, say("it lists more than {n} submissions", n=_MAX_SUBMISSIONS)
    except Exception as error:  # a damaged file is nobody's end
        reason = clean(str(error), limit=200) or type(error).__name__
        return found, say("cannot be read: {strerror}", strerror=reason)
    return found, ""


def _entries(events: Iterator[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, its entry) for each key of the file's mapping; of an entry only ``submitters`` and ``created_at``."""
    stream = _Stream(events)
    stream.skip_to_content()
    if stream.kind() != "MappingStart":
        return
    stream.next()
    while stream.kind() not in ("MappingEnd", ""):
        name = stream.scalar()
        entry: dict[str, Any] = {}
        if stream.kind() == "MappingStart":
            stream.next()
            while stream.kind() not in ("MappingEnd", ""):
                key = (stream.scalar() or "").lstrip(":")
                if key == "created_at":
                    entry[key] = stream.scalar()
                elif key == "submitters":
                    entry[key] = stream.people()
                else:
                    stream.skip()
            stream.next()
        else:
            stream.skip()
        if name is not None:
            yield name, entry


class _Stream:
    """Events one at a time; aliases are not followed, so nothing grows."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._ends = time.monotonic() + _MAX_SECONDS
        self._event = next(events, None)

    def kind(self) -> str:
        return type(self._event).__name__.removesuffix("Event") if self._event is not None else ""

    def next(self) -> Any:
        if time.monotonic() > self._ends:
            raise TimeoutError(say("it takes longer than {n} seconds to read", n=round(_MAX_SECONDS)))
        event, self._event = self._event, next(self._events, None)
        return event

    def skip_to_content(self) -> None:
        while self.kind() in ("StreamStart", "DocumentStart"):
            self.next()

    def scalar(self) -> str | None:
        """The text of a scalar; anything else is passed over."""
        if self.kind() == "Scalar":
            return str(self.next().value)[:_MAX_TEXT]
        self.skip()
        return None

    def skip(self) -> None:
        """Pass over one value, however deep."""
        depth = 0
        while self._event is not None:
            kind = self.kind()
            if kind in ("MappingStart", "SequenceStart"):
                depth += 1
            elif kind in ("MappingEnd", "SequenceEnd"):
                depth -= 1
            self.next()
            if depth <= 0:
                return

    def people(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []
        if self.kind() != "SequenceStart":
            self.skip()
            return found
        self.next()
        while self.kind() not in ("SequenceEnd", ""):
            if self.kind() != "MappingStart":
                self.skip()
                continue
            self.next()
            fields: dict[str, str] = {}
            while self.kind() not in ("MappingEnd", ""):
                key, value = (self.scalar() or "").lstrip(":"), self.scalar()
                if key in ("name", "email", "sid") and value and value not in ("null", "~"):
                    fields[key] = clean(value)
            self.next()
            if len(found) < _MAX_SUBMITTERS:
                found.append(fields)
        self.next()
        return found


def _submitters(entry: dict[str, Any]) -> tuple[Person, ...]:
    people = []
    for fields in entry.get("submitters", []):
        email, identity = fields.get("email", ""), fields.get("sid", "")
        shown = fields.get("name") or email or identity
        if shown:
            people.append(Person(identity or email or shown.casefold(), shown, email, identity))
    return tuple(people)


_DATE = re.compile(r"^\s*(\d{4}-\d\d-\d\d)[T\s]+(\d\d:\d\d:\d\d)(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?\s*$", re.IGNORECASE)


def _seconds(moment: str | None) -> float:
    """YAML's or an ISO date with a time as seconds since the epoch; 0 if it is neither. Without a zone it is UTC."""
    match = _DATE.match(moment or "")
    if match is None:
        return 0.0
    zone = (match[4] or "Z").upper().replace(":", "")
    offset = "+0000" if zone == "Z" else zone
    try:
        whole = datetime.datetime.strptime(f"{match[1]} {match[2]} {offset}", "%Y-%m-%d %H:%M:%S %z").timestamp()
    except (ValueError, OverflowError):
        return 0.0
    return whole + float(match[3] or 0)
