"""Writes a file so that it is there whole or not at all: it is written beside its place and then renamed."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replaced(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yields the file to write; it takes the place of ``path`` when the block ends without an error.

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
    """Write UTF-8 text with the line ends that it has. Raises OSError; then ``path`` is as it was before."""
    with replaced(path) as part:
        part.write_text(text, encoding="utf-8", newline="")


def replace_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """The same for bytes."""
    with replaced(path) as part:
        part.write_bytes(data)
