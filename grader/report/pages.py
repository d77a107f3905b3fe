"""Shared by the HTML pages: the Jinja environment, the stylesheet, anchors."""

from __future__ import annotations

import base64
import functools
import hashlib
import os
import re
from dataclasses import dataclass
from typing import Any

import jinja2
from markupsafe import Markup, escape

from grader.base import places
from grader.base.language import decimal, language, now, say, say_n
from grader.result.outcome import OUTCOME_WORDS as WORDS
from grader.result.outcome import VERSION_WORDS


@functools.cache
def environment() -> jinja2.Environment:
    """Jinja2 as every page uses it: autoescape always on, an unknown name is an error."""
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(os.path.join(places.root(), "templates")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    found.filters["thousands"] = lambda number: decimal(f"{number:,}")
    found.filters["now"] = now
    found.globals.update(
        words=WORDS, version_words=VERSION_WORDS, language=language, say=_said, say_n=_said_n, decimal=decimal
    )
    return found


def _said(message: str, **values: Any) -> str:
    """``say`` for a page. If the sentence itself contains tags, the values put into it are escaped here."""
    return Markup(say(message, **_escaped(values))) if "<" in message else say(message, **values)


def _said_n(one: str, many: str, n: int, **values: Any) -> str:
    tagged = "<" in one
    return Markup(say_n(one, many, n, **_escaped(values))) if tagged else say_n(one, many, n, **values)


def _escaped(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, (int, float)) else escape(now(value)) for name, value in values.items()}


@dataclass(frozen=True)
class Stylesheet:
    """``text`` is the page's only style element; the page's policy allows nothing but its ``digest``."""

    text: Markup
    digest: str


@functools.cache
def stylesheet() -> Stylesheet:
    with open(os.path.join(places.root(), "templates", "style.css"), encoding="utf-8") as file:
        text = "\n" + file.read()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Stylesheet(Markup(text), f"sha256-{digest}")  # our own file, not a student's


def anchor(check: str) -> str:
    """The page's id of a check: ``check-sigmoid.values``."""
    return "check-" + re.sub(r"[^A-Za-z0-9_.-]", "-", check)
