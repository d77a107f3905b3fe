"""What a Gradescope export says about its submissions: ``submission_metadata.yml``."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path

from grader.base.clean import clean
from grader.base.errors import UsageError
from grader.base.language import say
from grader.instructor.intake.people import Person


def gradescope_metadata(paths: Iterable[Path]) -> dict[str, tuple[tuple[Person, ...], float]]:
    """Submission folder -> (submitters, when), of all exports: Gradescope's numbers are its own over all courses."""
    found: dict[str, tuple[tuple[Person, ...], float]] = {}
    for path in paths:
        found.update(_read(path))
    return found


def _read(path: Path) -> dict[str, tuple[tuple[Person, ...], float]]:
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError(say("{path} cannot be read: {error}.", path=path, error=error)) from error
    found = {}
    for name, entry in content.items() if isinstance(content, dict) else []:
        if not isinstance(entry, dict):
            continue
        entry = {str(key).lstrip(":"): value for key, value in entry.items()}
        submitters = entry.get("submitters")
        people = [_submitter(person) for person in submitters] if isinstance(submitters, list) else []
        if known := tuple(person for person in people if person is not None):
            found[str(name)] = (known, _seconds(entry.get("created_at")))
    return found


def _submitter(entry: object) -> Person | None:
    if not isinstance(entry, dict):
        return None
    fields = {str(key).lstrip(":"): clean(str(value)) for key, value in entry.items() if value is not None}
    email, identity = fields.get("email", ""), fields.get("sid", "")
    shown = fields.get("name") or email or identity
    return Person(identity or email or shown.casefold(), shown, email, identity) if shown else None


def _seconds(moment: object) -> float:
    """YAML's or an ISO date with a time as seconds since the epoch; 0 where it is neither."""
    if isinstance(moment, str):
        try:
            moment = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
        except ValueError:
            return 0.0
    if not isinstance(moment, datetime.datetime):
        return 0.0
    if moment.tzinfo is None:  # PyYAML has turned it into UTC
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return moment.timestamp()
