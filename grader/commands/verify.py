"""``grader verify RESULT``: grade again what a result document or report was made from, and compare."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from grader import catalog, changes
from grader.engine import grade, unreadable
from grader.errors import Unreadable, UsageError
from grader.results import Status
from grader.submission import Submission, read
from grader.words import SOURCE, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any


def run(options: Namespace) -> int:
    from grader.sandbox import choose

    before = read_result(Path(options.result))
    task = catalog.find(before["task"])
    try:
        submission = the_file(Path(options.file), before) if options.file else the_code(before, options.result)
    except Unreadable as problem:
        after = unreadable(task, before["submission"], problem, before["seed"]).document()
        after = {**after, **{name: before[name] for name in ("seed", "sha256", "sandbox", "versions", "source")}}
    else:
        after = grade(
            task,
            submission,
            choose(options.sandbox),
            seed=before["seed"],
            only=tuple(before.get("only", ())),
            language=before.get("language", SOURCE),
        ).document()
    found = changes.between(before, after)
    print("\n".join(found.lines()))
    if after["status"] == Status.GRADER_FAULT.value:
        return 3
    return 0 if found.same else 1


def the_code(document: dict[str, Any], where: str) -> Submission:
    """The submission as the document holds it. Raises UsageError where it holds none."""
    if not document["source"].strip():
        raise UsageError(
            say(
                "{where} is of a submission that was not graded ({status}) and holds no code; "
                "name the file that was handed in: --file FILE.",
                where=where,
                status=document["status"],
            )
        )
    return Submission(
        name=document["submission"].rpartition("/")[2],
        student=document["student"],
        source=document["source"],
        sha256=document["sha256"],
        cells=tuple((first, second, third) for first, second, third in document["cells"]),
    )


def the_file(path: Path, document: dict[str, Any]) -> Submission:
    """The file itself, which has to be the one that was graded: what a document says its code is proves nothing.

    Raises UsageError where it is another file, Unreadable where it cannot be graded.
    """
    require_same_file(path, document)
    found = read(path)
    return replace(found, name=document["submission"].rpartition("/")[2], student=document["student"])


def read_result(path: Path) -> dict[str, Any]:
    """The document in a ``.json`` file, or the one that a report carries. Raises UsageError."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(say("{path} cannot be read: {error}.", path=path, error=error)) from error
    if path.suffix.lower() in (".html", ".htm"):
        from grader.report import embedded

        found = embedded(text)
        if found is None:
            raise UsageError(say("{path} carries no result; verify the JSON document instead.", path=path))
        return changes.require_document(found, str(path))
    try:
        return changes.require_document(json.loads(text), str(path))
    except (ValueError, RecursionError):
        raise UsageError(say("{path} is not JSON.", path=path)) from None


def require_same_file(path: Path, document: dict[str, Any]) -> None:
    """Raises UsageError where the file is not the one that was graded."""
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise UsageError(say("{path} cannot be read: {strerror}.", path=path, strerror=error.strerror)) from error
    if document["sha256"] and digest != document["sha256"]:
        raise UsageError(
            say(
                "{path} is not the file that was graded: its SHA-256 begins with {digest}.",
                path=path,
                digest=digest[:12],
            )
        )
