"""Makes text from outside harmless to show: no control characters, no bidi tricks."""

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
# Escape sequences of a terminal are removed whole, so that no "[31m" is left behind.
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")

# The address in an object's repr(): different in every run and useless to the reader.
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,16}\b")

MAX_MESSAGE = 4000


def clean(text: str, *, lines: bool = False, limit: int | None = None) -> str:
    """``text`` without anything that a terminal or a page would act on. Newlines are kept if ``lines`` is set.

    Addresses of objects are removed too: with them no two results would be equal.
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
    """Apply ``clean`` to every string in nested dicts and lists. Numbers that JSON cannot hold (NaN, infinities) become
    text."""
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
    # a NumPy scalar that a judge forgot to convert
    return clean_tree(value.item()) if hasattr(value, "item") else clean(str(value), limit=MAX_MESSAGE)
