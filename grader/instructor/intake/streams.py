"""Reads a tar or the list of a ZIP within bounds: nothing is read into memory because an archive says so.

Python's tarfile reads a member's long name, its extended header or its map of holes whole, whatever their size,
and zipfile the whole list of entries. Here their sizes are asked first.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from grader.base.errors import UsageError
from grader.base.language import say

_HEADER = 64 << 10  # the longest extended header of a tar: a long name, or the attributes that macOS keeps
_HEADERS = 4 << 20  # of all headers that are for the rest of the archive
_XZ_MEMORY = 160 << 20  # more than xz -9 needs
_FREE = 16 << 20  # up to here nothing expands too much
_PIECE = 1 << 20


class TooMuch(UsageError):
    """An archive goes beyond a bound."""


@dataclass
class Bounds:
    """What one archive may cost. ``unpacked`` counts all bytes that come out, those of members that are skipped too."""

    files: int
    file: int
    total: int
    unpacked: int
    ratio: float
    seconds: float
    started: float = 0.0

    def begin(self) -> None:
        self.started = time.monotonic()

    def clock(self) -> None:
        """Raises TooMuch if the time is over."""
        if time.monotonic() - self.started > self.seconds:
            raise TooMuch(say("it takes longer than {n} seconds to unpack", n=round(self.seconds)))

    def spent(self) -> float:
        return time.monotonic() - self.started


class Bounded(io.RawIOBase):
    """A stream that is read forward only, within bounds on bytes, on their share of ``packed``, and on time."""

    def __init__(self, source: IO[bytes], bounds: Bounds, packed: int) -> None:
        self._source = source
        self._bounds = bounds
        self._most = int(min(bounds.unpacked, max(packed * bounds.ratio, _FREE)))
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        pieces = []
        left = size if size >= 0 else self._most + 1
        while left > 0 and (piece := self._source.read(min(left, _PIECE))):
            self._bounds.clock()
            self._place += len(piece)
            if self._place > self._most:
                raise TooMuch(say("it unpacks to more than {n} MB", n=self._most >> 20))
            pieces.append(piece)
            left -= len(piece)
        return b"".join(pieces)

    def tell(self) -> int:
        return self._place

    def seek(self, place: int, whence: int = 0) -> int:
        if whence != 0 or place < self._place:
            raise TooMuch(say("it cannot be read from its beginning to its end"))
        while self._place < place and self.read(min(place - self._place, _PIECE)):
            pass
        return self._place


class _Xz(io.RawIOBase):
    """An xz file of which the reading takes bounded memory, which lzma.open does not offer."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._decompressor = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while True:
            packed = self._file.read(64 << 10) if self._decompressor.needs_input else b""
            if self._decompressor.needs_input and not packed:
                raise EOFError(say("the archive ends too early"))
            if data := self._decompressor.decompress(packed, size):
                return data
            if self._decompressor.eof:  # the end, or another stream behind this one
                rest = (self._decompressor.unused_data or self._file.read(64 << 10)).lstrip(b"\0")
                if not rest:
                    return b""
                self._decompressor = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
                if data := self._decompressor.decompress(rest, size):
                    return data

    def close(self) -> None:
        self._file.close()
        super().close()


class _Member(tarfile.TarInfo):
    """A member of a tar whose headers are asked for their size before they are read."""

    def _proc_member(self, tar: tarfile.TarFile) -> tarfile.TarInfo:
        extended = (
            *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
            *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
        )
        if self.type in extended:
            if self.size > _HEADER:
                raise tarfile.ReadError(say("a name or a header in it is longer than {n} KB", n=_HEADER >> 10))
            if self.type == tarfile.XGLTYPE:
                spent = getattr(tar, "headers_read", 0) + self.size
                if spent > _HEADERS:
                    raise tarfile.ReadError(say("its headers are longer than {n} MB", n=_HEADERS >> 20))
                tar.headers_read = spent  # type: ignore[attr-defined]
        elif self.type == tarfile.GNUTYPE_SPARSE:
            self._holes()
        return cast(tarfile.TarInfo, super()._proc_member(tar))  # type: ignore[misc]

    def _holes(self, *_: Any) -> None:
        """The map of a file with holes may be as long as it likes, and no solution has holes."""
        raise tarfile.ReadError(say("it holds a file with holes"))

    _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = _holes


@contextmanager
def opened_tar(path: Path, bounds: Bounds) -> Iterator[tarfile.TarFile]:
    """The tar, plain or packed by gzip, bzip2 or xz, as its first bytes say."""
    with path.open("rb") as file:
        start = file.read(6)
    kinds: dict[bytes, Any] = {b"\x1f\x8b": gzip.GzipFile, b"BZh": bz2.BZ2File, b"\xfd7zXZ": _Xz}
    opened = next((kind for magic, kind in kinds.items() if start.startswith(magic)), io.FileIO)
    with opened(path) as source:
        stream = Bounded(source, bounds, path.stat().st_size)
        with tarfile.open(fileobj=cast(IO[bytes], stream), mode="r:", tarinfo=_Member) as tar:
            yield tar


def members(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The members, one at a time: TarFile would keep them all."""
    while (member := tar.next()) is not None:
        yield member
        tar.members.clear()  # type: ignore[attr-defined]


def check_list(path: Path, most_entries: int, most_bytes: int) -> None:
    """Raises TooMuch if the list of a ZIP's entries is longer than that: zipfile reads it whole."""
    with path.open("rb") as file:
        end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if not end:
        raise zipfile.BadZipFile(say("it is no ZIP, or not all of one"))
    entries, size = end[4], end[5]
    if entries > most_entries or size > most_bytes:
        raise TooMuch(say("it lists more than {n} files", n=most_entries))
