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
from grader.base.language import Message, now, say
from grader.submission.kind import foreign, holds_python, is_notebook, may_be_notebook
from grader.submission.limits import MAX_NOTEBOOK, MAX_SOURCE, too_large
from grader.submission.names import is_called_code, is_called_notebook, student_of
from grader.submission.script import lost_by_colab
from grader.submission.source import Submission


def read(path: str | os.PathLike[str]) -> Submission:
    """Read a Python file or a notebook, whatever its name ends in. Raises Unreadable with what to do about it."""
    path = Path(path)
    return from_bytes(content(path), path.name)


def from_bytes(data: bytes, name: str) -> Submission:
    """A file that was read already: a notebook or Python, as its content says. Raises Unreadable."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        source, cells, notes = _notebook(data, name) if is_notebook(data, name) else _python(data, name)
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
    if sentence := foreign(data):
        raise Unreadable(now(Message(sentence, name=name)), hint=say("Hand in the .py or .ipynb file."))
    if not is_called_code(name) and not holds_python(data):
        raise _neither(name)
    source = _decode(data, name)
    if not source.strip():
        raise Unreadable(
            say("{name} is empty.", name=name),
            hint=say("Save your work, and check that this is the file you meant."),
        )
    return source, (), lost_by_colab(source)


def _neither(name: str) -> Unreadable:
    return Unreadable(
        say("{name} is neither a Python file nor a notebook.", name=name),
        hint=say("Hand in a file that ends in .py or .ipynb."),
    )


def content(path: Path) -> bytes:
    """The file's bytes; nothing but a regular file is opened, and never more than the limit."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise Unreadable(
                say("{path} is a folder, not a file.", path=path), hint=say("Name the solution file inside it.")
            )
        if not stat.S_ISREG(mode):
            raise Unreadable(say("{path} is not a regular file.", path=path), hint=say("Name a .py or .ipynb file."))
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(MAX_SOURCE + 1)
            large = is_called_notebook(path.name) or may_be_notebook(data)
            limit = MAX_NOTEBOOK if large else MAX_SOURCE
            if large and len(data) > MAX_SOURCE:
                data += file.read(limit - MAX_SOURCE)
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
        if sentence := foreign(data):
            raise Unreadable(now(Message(sentence, name=path.name)), hint=say("Hand in the .py or .ipynb file."))
        raise too_large(path.name, limit) if is_called_code(path.name) or large else _neither(path.name)
    return data


def _size(source: str, name: str) -> None:
    if len(source) > MAX_SOURCE:
        raise too_large(name, MAX_SOURCE)


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
