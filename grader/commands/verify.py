"""``grader verify RESULT``: grade again what a result document or report was made from, and compare."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from grader import catalog, changes
from grader.errors import UsageError
from grader.words import SOURCE, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any


def run(options: Namespace) -> int:
    from grader.engine import grade
    from grader.sandbox import choose
    from grader.submission import Submission

    before = read_result(Path(options.result))
    if before["status"] != "graded":
        raise UsageError(
            say(
                "{result} is of a submission that was not graded ({status}).",
                result=options.result,
                status=before["status"],
            )
        )
    if options.file:
        require_same_file(Path(options.file), before)
    submission = Submission(
        name=before["submission"].rpartition("/")[2],
        student=before["student"],
        source=before["source"],
        sha256=before["sha256"],
        cells=tuple((int(a), int(b), int(c)) for a, b, c in before["cells"]),
    )
    task = catalog.find(before["task"])
    after = grade(
        task,
        submission,
        choose(options.sandbox),
        seed=before["seed"],
        only=tuple(before.get("only", ())),
        language=str(before.get("language", SOURCE)),
    ).document()
    found = changes.between(before, after)
    print("\n".join(found.lines()))
    if after["status"] == "grader_fault":
        return 3
    return 0 if found.same else 1


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
    if digest != document["sha256"]:
        raise UsageError(
            say(
                "{path} is not the file that was graded: its SHA-256 begins with {digest}.",
                path=path,
                digest=digest[:12],
            )
        )
