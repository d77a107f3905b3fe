"""Seeds: one number from all that a draw may depend on, so that any part of an exam can be repeated alone."""

from __future__ import annotations

import hashlib


def entropy(*parts: object) -> int:
    """A 63-bit seed from any parts: the same for the same parts, on every machine."""
    text = "\x1f".join(map(str, parts)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 1
