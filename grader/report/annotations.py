"""Failures as annotations of GitHub Actions: workflow commands on standard output.

Source: GitHub's documentation of workflow commands, "Setting an error message".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from grader.base.clean import clean
from grader.base.language import say

_MOST = 10  # GitHub shows no more errors of one step


def workflow_commands(document: Mapping[str, Any], path: str) -> Iterator[str]:
    """One line for each failed check, with the student's line number if it is known."""
    if document["status"] != "graded":
        yield _command(path, 1, say("Not graded"), document["message"])
    lost = [check for check in document["checks"] if check["outcome"] not in ("pass", "skipped")]
    for check in lost[:_MOST]:
        span = document["functions"].get(check["id"].partition(".")[0], [1])
        line = check["lines"][-1] if check["lines"] else span[0]
        text = "\n".join(part for part in (check["message"], check["hint"]) if part)
        yield _command(path, 1 if document["cells"] else line, check["title"], text)


def _command(path: str, line: int, title: str, text: str) -> str:
    return f"::error file={_value(path)},line={line},title={_value(title)}::{_data(text)}"


def _data(text: str) -> str:
    return clean(text, lines=True).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
