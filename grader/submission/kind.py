"""What a file is by its content: a notebook, Python, or something else. Its name decides only what that leaves open."""

from __future__ import annotations

import re

from grader.base.language import mark
from grader.submission.names import is_called_notebook

_PYTHON = re.compile(
    rb"^[ \t]*(?:(?:async[ \t]+)?def[ \t]+\w+[ \t]*[(\[]|class[ \t]+\w+[ \t]*[(\[:]|import[ \t]+\w+|"
    rb"from[ \t]+[.\w]+[ \t]+import\b)",
    re.MULTILINE,
)
_LOOKED_AT = 1 << 20

# How files begin that are handed in by mistake, and what to say of each.
_FOREIGN = (
    (re.compile(rb"<(?:!doctype|html|\?xml)", re.IGNORECASE), mark("{name} is a web page, not a Python file.")),
    (re.compile(rb"PK\x03\x04"), mark("{name} is an archive or an office document, not a Python file.")),
    (re.compile(rb"Rar!|7z\xbc\xaf|\x1f\x8b"), mark("{name} is an archive, not a Python file.")),
    (re.compile(rb"%PDF-"), mark("{name} is a PDF document, not a Python file.")),
    (re.compile(rb"\{\\rtf"), mark("{name} is a text document (RTF), not a Python file.")),
    (re.compile(rb"bplist00"), mark("{name} is a placeholder of iCloud, not the file itself.")),
)


def _start(data: bytes) -> bytes:
    """How the text begins; in UTF-16 without its zero bytes."""
    return data[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")


def may_be_notebook(start: bytes) -> bool:
    """Whether a file that begins like this may be JSON, and so larger than a Python file may be."""
    return _start(start).startswith(b"{")


def is_notebook(data: bytes, name: str) -> bool:
    """A notebook by its content; by its name, if the content is neither that nor Python."""
    start = _start(data)
    if start.startswith(b"{"):
        return is_called_notebook(name) or (b'"nbformat"' in data and (b'"cells"' in data or b'"worksheets"' in data))
    return is_called_notebook(name) and not holds_python(data)


def holds_python(data: bytes) -> bool:
    """Whether a line defines or imports something, as in Python."""
    if _start(data).startswith((b"{", b"<")):
        return False
    return bool(_PYTHON.search(data[:_LOOKED_AT].replace(b"\0", b"").replace(b"\r", b"\n")))


def foreign(data: bytes) -> str:
    """What to say of a file that is neither Python nor a notebook, with a place for its name; empty if that is open."""
    start = _start(data)
    return next((sentence for form, sentence in _FOREIGN if form.match(start)), "")
