"""How much a result reveals: everything, only the names of mistakes, or no hints at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LEVELS = ("off", "name", "explain")


def limited(document: Mapping[str, Any], level: str) -> dict[str, Any]:
    """A copy of a result document at one of the LEVELS.

    ``explain`` changes nothing. ``name`` replaces each hint by the name of the recognised mistake, if there is one.
    ``off`` removes hints, names and advice.
    """
    if level == "explain":
        return dict(document)
    checks = []
    for check in document["checks"]:
        name = check["mistake"] if level == "name" else ""
        checks.append({**check, "hint": name.replace("-", " "), "mistake": name})
    return {**document, "checks": checks, "advice": list(document["advice"]) if level == "name" else []}
