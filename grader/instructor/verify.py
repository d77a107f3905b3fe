"""Grades again what a result, a report or a batch's results were made from, and compares."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tokenize
from dataclasses import replace
from pathlib import Path

from grader.base.clean import clean
from grader.base.errors import Unreadable, UsageError
from grader.base.language import SOURCE, say, use
from grader.grading import engine
from grader.grading.check import read_or_unreadable
from grader.grading.terms import Terms
from grader.result import comparison, schema
from grader.result.comparison import Changes
from grader.result.document import TaskResult
from grader.result.outcome import Status
from grader.submission.file import content
from grader.submission.source import Submission
from grader.task import catalog
from grader.workers.warm import Warmth, imports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def verify_each(documents: list[dict[str, Any]], folder: str | None, warmth: Warmth) -> int:
    """Verify each result of a batch, with its file in the batch's folder; returns the highest exit code."""
    codes = []
    for document in documents:
        name = document["submission"]
        try:
            code, lines = verify(document, name, os.path.join(folder, name) if folder else None, warmth)
        except UsageError as problem:
            code, lines = 2, [str(problem)]
        codes.append(code)
        print(clean(f"{name}: {' '.join(lines)}"), flush=True)
    print(say("The same: {same} of {count}.", same=codes.count(0), count=len(codes)))
    return max(codes)


def verify(
    before: dict[str, Any], where: str, file: str | None, warmth: Warmth, page: str | None = None
) -> tuple[int, list[str]]:
    """The exit code and the lines to print. Raises UsageError if nothing can be graded again."""
    result = grade_again(before, where, file, warmth)
    after = json.loads(result.json())
    unproved = not file and is_notebook(before)  # only the file shows what was left out of the cells
    found = comparison.throughout(before, after, ("notes",) if unproved else ())
    if found.same and found.rest is not None and page is not None:
        found = with_page(found, page, before)
    lines = found.lines()
    if before.get("timeout"):
        lines.append(say("A call had {timeout:g} s, as the result says.", timeout=before["timeout"]))
    if unproved:
        lines.append(say("That the code is the notebook's, only the file can show: --file FILE."))
    if result.status is Status.GRADER_FAULT:
        return 3, lines
    return 0 if found.same else 1, lines


def grade_again(before: dict[str, Any], where: str, file: str | None, warmth: Warmth) -> TaskResult:
    """Grade the file, or the code in the result if none is named. Raises UsageError if neither can be used.

    The terms are those of the result. There is no advice: it is not compared.
    """
    task = catalog.find(before["task"])
    terms = Terms(
        seed=before["seed"],
        call_seconds=before.get("timeout"),
        only=tuple(before.get("only", ())),
        language=before.get("language", SOURCE),
    )
    found: Submission | TaskResult
    if file:
        data = the_file(Path(file), before)
        with use(terms.language):
            found = read_or_unreadable(task, name_of(before), terms, data)
    else:
        found = the_code(before, where)
    if not isinstance(found, Submission):
        return found
    return engine.grade(task, found, warmth.backend(task, imports(found.source)), terms)


def with_page(found: Changes, page: str, document: dict[str, Any]) -> Changes:
    """The changes, with a difference between the report's page and the page that its result gives."""
    from grader.report.html import difference

    parting = difference(page, document)
    if parting is None:
        return found
    return replace(found, rest=((say("the page"), *comparison.parted(*parting)),))


def the_code(document: dict[str, Any], where: str) -> Submission:
    """The submission that the document holds. Raises UsageError if it holds none, or that of another file."""
    if not document["source"].strip():
        raise UsageError(
            say(
                "{where} is of a submission that was not graded ({status}) and holds no code; "
                "name the file that was handed in: --file FILE.",
                where=where,
                status=document["status"],
            )
        )
    name = name_of(document)
    if not is_notebook(document) and not could_be(document["source"], document["sha256"]):
        raise UsageError(
            say(
                "The code in {where} has not the SHA-256 of the file that was graded; "
                "name the file that was handed in: --file FILE.",
                where=where,
            )
        )
    return Submission(
        name=name,
        student=document["student"],
        source=document["source"],
        sha256=document["sha256"],
        cells=tuple((first, second, third) for first, second, third in document["cells"]),
    )


def name_of(document: dict[str, Any]) -> str:
    return str(document["submission"].rpartition("/")[2])


def is_notebook(document: dict[str, Any]) -> bool:
    """Whether the file that was graded was a notebook: then the document holds its cells."""
    return bool(document["cells"])


def is_page(path: Path) -> bool:
    return path.suffix.lower() in (".html", ".htm")


def could_be(source: str, sha256: str) -> bool:
    """Whether a Python file with this text can have this hash, in an encoding and with line ends that editors write."""
    encodings = {"utf-8", "utf-8-sig", "utf-16"}
    try:
        encodings.add(tokenize.detect_encoding(io.BytesIO(source.encode("utf-8", "replace")).readline)[0])
    except SyntaxError:
        return False
    return any(
        hashlib.sha256(source.replace("\n", end).encode(encoding, "replace")).hexdigest() == sha256
        for encoding in encodings
        for end in ("\n", "\r\n", "\r")
    )


def the_file(path: Path, document: dict[str, Any]) -> bytes:
    """The file's bytes. It must be the file that was graded, by its SHA-256.

    Raises UsageError if it is another file, or if the document has no SHA-256.
    """
    try:
        data = content(path)
    except Unreadable as problem:
        raise UsageError(str(problem)) from problem
    digest = hashlib.sha256(data).hexdigest()
    if not document["sha256"]:
        raise UsageError(say("The result holds no SHA-256, so no file can be shown to be the one that it is of."))
    if digest != document["sha256"]:
        raise UsageError(
            say(
                "{path} is not the file that was graded: its SHA-256 begins with {digest}.",
                path=path,
                digest=digest[:12],
            )
        )
    return data


def read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(say("{path} cannot be read: {error}.", path=path, error=error)) from error


def read_result(text: str, path: Path) -> dict[str, Any]:
    """The document in a ``.json`` file, or the one that a report carries. Raises UsageError."""
    if is_page(path):
        from grader.report.carried import embedded

        found = embedded(text)
        if found is None:
            raise UsageError(say("{path} carries no result; verify the JSON document instead.", path=path))
        return schema.require_document(found, str(path))
    try:
        return schema.require_document(json.loads(text), str(path))
    except (ValueError, RecursionError):
        raise UsageError(say("{path} is not JSON.", path=path)) from None


def read_lines(text: str, path: Path) -> list[dict[str, Any]]:
    """The documents of a batch's ``results.jsonl``. Raises UsageError that names the line."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise UsageError(say("{path} is empty.", path=path))
    return [read_result(line, Path(f"{path}:{number}")) for number, line in lines]
