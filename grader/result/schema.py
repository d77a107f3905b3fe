"""Checks field by field whether a JSON value is a result document, before anything reads it."""

from __future__ import annotations

import json
import math
from collections import Counter
from typing import Any

from grader.base.errors import UsageError
from grader.base.language import say
from grader.result.document import SCHEMA
from grader.result.outcome import Outcome, Status

_FIELDS: dict[str, type | tuple[type, ...]] = {
    "task": str,
    "submission": str,
    "student": str,
    "status": str,
    "source": str,
    "cells": list,
    "seed": int,
    "checks": list,
    "points": int,
    "max_points": int,
    "score": (int, float),
    "passed": bool,
    "versions": dict,
    "sha256": str,
    "sandbox": dict,
    "output": str,
    "output_dropped": int,
    "advice": list,
    "seconds": (int, float),
}

_CHECK: dict[str, type] = {"id": str, "outcome": str, "points": int, "max_points": int}


def require_document(value: Any, where: str) -> dict[str, Any]:
    """Returns ``value`` if it is a result document with fields of the right kinds. Raises UsageError if not."""
    try:
        json.dumps(value, allow_nan=False)  # JSON parsers accept more (NaN, say) than a document may hold
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise UsageError(say("{where} holds no result of the form {schema}.", where=where, schema=SCHEMA))
    wrong = [name for name, kind in _FIELDS.items() if not _is(value.get(name), kind)]
    if not wrong:
        wrong += ["status"] * (value["status"] not in {member.value for member in Status})
        wrong += ["language"] * (not isinstance(value.get("language", ""), str))
        wrong += ["checks"] * (not all(_is_check(check, {m.value for m in Outcome}) for check in value["checks"]))
        wrong += ["cells"] * (not all(_is_cell(cell) for cell in value["cells"]))
        wrong += ["seed"] * (not 0 <= value["seed"] < 2**31)
        wrong += ["timeout"] * (not _is_timeout(value.get("timeout")))
        only = value.get("only", [])
        wrong += ["only"] * (not (isinstance(only, list) and all(isinstance(name, str) for name in only)))
    if wrong:
        raise UsageError(
            say(
                "{where} holds no result of the form {schema}: {fields} is missing or of the wrong kind.",
                where=where,
                schema=SCHEMA,
                fields=", ".join(wrong),
            )
        )
    for name, count in Counter(check["id"] for check in value["checks"]).items():
        if count > 1:  # with a repeated id, each reader could pick another check
            raise UsageError(say("{where} holds the check {name!r} more than once.", where=where, name=name))
    return value


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Like ``isinstance``, but a bool does not count as a number."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _is_timeout(value: Any) -> bool:
    return value is None or (_is(value, (int, float)) and math.isfinite(value) and value > 0)


def _is_check(check: Any, outcomes: set[str]) -> bool:
    return (
        isinstance(check, dict)
        and all(_is(check.get(name), kind) for name, kind in _CHECK.items())
        and check["outcome"] in outcomes
    )


def _is_cell(cell: Any) -> bool:
    return isinstance(cell, list) and len(cell) == 3 and all(_is(number, int) for number in cell)
