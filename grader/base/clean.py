"""Text that came from outside, made harmless to show: no control characters, no bidi tricks."""

from __future__ import annotations

import math
import re
from typing import Any

# C0 and C1 controls, DEL, surrogates, bidi embeddings, overrides, isolates and marks, other
# invisible format characters, and the specials block's non-characters.
UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u00ad\u061c\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]"
)
# A terminal's escape sequences go as a whole, so that no "[31m" is left behind.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")

# Where an object lay, as its repr() tells: another place in every run, and of use to nobody.
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}\b")

MAX_MESSAGE = 4000


def clean(text: str, *, lines: bool = False, limit: int | None = None) -> str:
    """``text`` without anything that a terminal or a page would act on; newlines kept if ``lines``.

    Addresses of objects are taken out too: with them no result would be the same twice.
    """
    text = _ESCAPES.sub("", text.replace("\r\n", "\n"))
    text = _ADDRESS.sub("at 0x…", text)
    text = UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    if not lines:
        text = re.sub(r"\s+", " ", text)
    if limit is not None and len(text) > limit:
        text = f"{text[:limit]}… ({len(text) - limit} more characters)"
    return text


def clean_tree(value: Any) -> Any:
    """The same for every string in nested dicts and lists; what JSON has no number for becomes text."""
    if isinstance(value, str):
        return clean(value, lines=True, limit=MAX_MESSAGE)
    if isinstance(value, dict):
        return {clean(str(key)): clean_tree(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean_tree(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    # A NumPy scalar, where a judge forgot to convert it.
    return clean_tree(value.item()) if hasattr(value, "item") else clean(str(value), limit=MAX_MESSAGE)
