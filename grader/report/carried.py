"""The result document inside its own report, so that the report can be verified: packs it and reads it back."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

_META = "grader-result"
_MOST_BYTES = 64 << 20


def pack(document: Mapping[str, Any]) -> str:
    """The document as text for an attribute, so that a report alone can be verified. Pictures are left out: the page
    has them."""
    kept = {name: value for name, value in document.items() if name != "pictures"}
    text = json.dumps(kept, ensure_ascii=True, allow_nan=False)
    return base64.b64encode(zlib.compress(text.encode("ascii"), 9)).decode("ascii")


def embedded(page: str) -> Any:
    """The document in a report; None if there is none that can be read."""
    finder = _MetaFinder()
    finder.feed(page)
    if finder.content is None:
        return None
    try:
        packed = base64.b64decode(finder.content, validate=True)
        text = zlib.decompressobj().decompress(packed, _MOST_BYTES)  # a limit, whatever the page claims
        return json.loads(text)
    except (ValueError, zlib.error, RecursionError):
        return None


# A picture as the template writes it: an image and its text, with no tags inside.
_FIGURE = r'<figure>\n<img src="data:image/svg\+xml;base64,[\w+/=]*" alt="[^"<>]*">\n<figcaption>[^<>]*</figcaption>\n</figure>\n'

PICTURES = re.compile(
    r'<section aria-labelledby="pictures">\n<h2 id="pictures">[^<>]*</h2>\n<div class="drawn">\n'
    rf"(?:{_FIGURE})*</div>\n</section>\n|{_FIGURE}"
)

PACKED = re.compile(r'(?<=<meta name="grader-result" content=")[^"]*')


class _MetaFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.content: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "meta" and found.get("name") == _META and self.content is None:
            self.content = found.get("content") or ""
