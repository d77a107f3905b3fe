"""A student's file as source text with a map from lines to notebook cells."""

from __future__ import annotations

import codecs
import hashlib
import os
import stat
import tokenize
from io import BytesIO
from pathlib import Path

from grader.base.errors import Unreadable
from grader.base.language import say
from grader.submission.limits import MAX_NOTEBOOK, MAX_SOURCE, too_large
from grader.submission.names import student_of
from grader.submission.source import Submission


def read(path: str | os.PathLike[str]) -> Submission:
    """Read a ``.py`` or ``.ipynb`` file. Raises Unreadable with what to do about it."""
    path = Path(path)
    return from_bytes(content(path), path.name)


def from_bytes(data: bytes, name: str) -> Submission:
    """A file that was read already; its name says what it is. Raises Unreadable."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        source, cells, notes = _notebook(data, name) if name.lower().endswith(".ipynb") else _python(data, name)
        _size(source, name)
    except Unreadable as problem:
        problem.sha256 = digest
        raise
    return Submission(name, student_of(name), source, digest, cells, notes)


Text = tuple[str, tuple[tuple[int, int, int], ...], tuple[str, ...]]  # source, cells, notes


def _notebook(data: bytes, name: str) -> Text:
    from grader.submission.notebook import convert

    return convert(data, name)


def _python(data: bytes, name: str) -> Text:
    if _looks_like_notebook(data):
        raise Unreadable(
            say("{name} is a notebook with the name of a Python file.", name=name),
            hint=say("Give it a name that ends in .ipynb."),
        )
    source = _decode(data, name)
    if not source.strip():
        raise Unreadable(
            say("{name} is empty.", name=name),
            hint=say("Save your work, and check that this is the file you meant."),
        )
    return source, (), ()


def content(path: Path) -> bytes:
    """The file's bytes; nothing but a regular file is opened, and never more than the limit."""
    limit = MAX_NOTEBOOK if path.suffix.lower() == ".ipynb" else MAX_SOURCE
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Unreadable(
                say("{path} is a folder, not a file.", path=path), hint=say("Name the solution file inside it.")
            )
        if not stat.S_ISREG(mode):
            raise Unreadable(say("{path} is not a regular file.", path=path), hint=say("Name a .py or .ipynb file."))
        if path.suffix.lower() not in (".py", ".ipynb"):
            raise Unreadable(
                say("{name} is neither a Python file nor a notebook.", name=path.name),
                hint=say("Hand in a file that ends in .py or .ipynb."),
            )
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise Unreadable(
            say("There is no file {path}.", path=path), hint=say("Check the name and the folder you are in.")
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unreadable(
            say("{path} cannot be read: {reason}.", path=path, reason=reason), hint=say("Check the file's permissions.")
        ) from None
    if len(data) > limit:
        raise too_large(path.name, limit)
    return data


def _size(source: str, name: str) -> None:
    if len(source) > MAX_SOURCE:
        raise too_large(name, MAX_SOURCE)


def _looks_like_notebook(data: bytes) -> bool:
    head = data[:2000].lstrip()
    return head.startswith(b"{") and b'"cells"' in data[:100_000] and b'"nbformat"' in data


# Codecs that Python has, and that are no way to write a file: escapes, names of hosts, and one that always fails.
_NO_ALPHABETS = {"idna", "punycode", "undefined", "unicode-escape", "unicode_escape", "raw-unicode-escape", "utf-7"}


def _decode(data: bytes, name: str) -> str:
    """Text by byte order mark, else by the coding line, else UTF-8; line ends become \\n."""
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = data.decode("utf-16")
        else:
            encoding, _ = tokenize.detect_encoding(BytesIO(data).readline)
            if codecs.lookup(encoding).name in _NO_ALPHABETS:
                raise LookupError(encoding)
            text = data.decode(encoding)
        text.encode("utf-8")  # some codecs make halves of characters, which no file can hold
    except (SyntaxError, ValueError, LookupError):
        raise Unreadable(
            say("{name} is not text in UTF-8, and it names no other encoding that fits.", name=name),
            hint=say("Save it as UTF-8 in your editor."),
        ) from None
    if "\0" in text:
        raise Unreadable(
            say("{name} holds zero bytes, so it is not a Python file.", name=name),
            hint=say("Hand in the .py or .ipynb file."),
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
