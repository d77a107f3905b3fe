"""Writes a file completely or not at all: under another name first, then renamed."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yields the file to write; it replaces ``path`` if the block ends without an error.

    Its name is ``.NAME.PID.part``: a batch looks for such names and deletes what a killed process left behind.
    """
    target = Path(path)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def replace_text(path: str | os.PathLike[str], text: str) -> None:
    """Write UTF-8 text without changing its line ends. Raises OSError; ``path`` is then unchanged."""
    with replaced(path) as part:
        part.write_text(text, encoding="utf-8", newline="")


def replace_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write bytes. Raises OSError; ``path`` is then unchanged."""
    with replaced(path) as part:
        part.write_bytes(data)
