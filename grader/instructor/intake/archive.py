"""Unpacks a ZIP or tar of submissions, within bounds and never outside its folder.

Only regular files come out. Links, devices, absolute names and names with ``..`` are listed and left
in the archive; so is what would exceed the bounds on count, size and compression.
"""

from __future__ import annotations

import contextlib
import errno
import lzma
import os
import shutil
import stat
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from grader.base.errors import UsageError
from grader.base.language import say

MAX_FILES = 200_000
MAX_FILE = 128 << 20
MAX_TOTAL = 8 << 30
_UTC_TIME = 0x5455
_UTF8 = 0x800  # the flag of a ZIP's entry that its name is in UTF-8
SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")


class NoRoom(UsageError):
    """The disk is full: no fault of the archive."""


@dataclass
class Unpacked:
    """``written`` is the number of bytes that came out."""

    folder: Path
    written: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Member:
    name: str
    size: int
    modified: float
    problem: str
    open: Callable[[], IO[bytes]]


def is_archive(path: Path) -> bool:
    return path.name.lower().endswith(SUFFIXES)


def stem(name: str) -> str:
    """The name without an archive's suffix."""
    suffix = max((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), key=len, default="")
    return name[: len(name) - len(suffix)]


def unpack(
    archive: Path, folder: Path, *, max_files: int = MAX_FILES, max_file: int = MAX_FILE, max_total: int = MAX_TOTAL
) -> Unpacked:
    """Unpack ``archive`` into ``folder``. Raises UsageError where it is no archive that can be read, NoRoom."""
    result = Unpacked(folder)
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    try:
        for member in _members(archive):
            problem = member.problem or _bad_name(member.name)
            if not problem and member.size > max_file:
                problem = say("larger than {max_file} MB", max_file=max_file >> 20)
            if not problem and (count >= max_files or result.written + member.size > max_total):
                problem = say(
                    "the archive holds more than {max_files} files or {max_total} MB",
                    max_files=max_files,
                    max_total=max_total >> 20,
                )
            if problem:
                result.left_out.append((member.name, problem))
                continue
            count += 1
            # Sizes are announced, not proven: what is written is counted.
            result.written += _write(member, folder, min(max_file, max_total - result.written), result)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise NoRoom(
                say(
                    "{name} cannot be unpacked to {folder}: {strerror}. Make room and run the same command again.",
                    name=archive.name,
                    folder=folder,
                    strerror=error.strerror,
                )
            ) from error
        raise UsageError(say("{name} cannot be unpacked: {error}.", name=archive.name, error=error)) from error
    return result


def _members(archive: Path) -> Iterator[_Member]:
    if archive.name.lower().endswith(".zip"):
        with zipfile.ZipFile(archive) as bundle:
            for info in bundle.infolist():
                if not info.is_dir():
                    yield _Member(
                        _zip_name(info),
                        info.file_size,
                        _zip_time(info),
                        _zip_problem(info),
                        partial(bundle.open, info),
                    )
        return
    with tarfile.open(archive) as bundle_tar:
        for member in bundle_tar:
            if member.isdir():
                continue
            problem = "" if member.isreg() else say("a link or a device, not a file")
            yield _Member(
                member.name, member.size, float(member.mtime), problem, partial(_tar_file, bundle_tar, member)
            )


def _tar_file(bundle: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    opened = bundle.extractfile(member)
    if opened is None:
        raise tarfile.TarError(say("{name} holds no data", name=member.name))
    return opened


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name. Without its flag for UTF-8, zipfile takes it for a PC's code page: macOS and others write UTF-8."""
    if not info.flag_bits & _UTF8:
        with contextlib.suppress(UnicodeError):
            return info.filename.encode("cp437").decode("utf-8")
    return info.filename


def _zip_problem(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return say("a link or a device, not a file")
    if info.flag_bits & 1:
        return "encrypted"
    return ""


def _zip_time(info: zipfile.ZipInfo) -> float:
    """When the file was handed in, for who keeps to a due date.

    Most programs note the time in UTC too (PKWARE's APPNOTE, extra field 0x5455); else a ZIP knows the local
    time of where it was packed, which is taken for ours.
    """
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UTC_TIME and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return float(struct.unpack("<i", extra[5:9])[0])
        extra = extra[4 + size :]
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def _bad_name(name: str) -> str:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        return say("its name points outside the archive")
    if not path.parts or "\0" in name or any(len(part.encode("utf-8", "replace")) > 240 for part in path.parts):
        return say("its name is not one for a file")
    return ""


def _write(member: _Member, folder: Path, limit: int, result: Unpacked) -> int:
    target = folder.joinpath(*PurePosixPath(member.name.replace("\\", "/")).parts)
    if os.path.lexists(target):  # two of one name: the first stays, and the second is not lost in silence
        result.left_out.append((member.name, say("another entry has the same name")))
        return 0
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with member.open() as source, target.open("wb") as file:
            written = 0
            while piece := source.read(1 << 20):
                written += len(piece)
                if written > limit:
                    break
                file.write(piece)
        with contextlib.suppress(OverflowError, OSError):  # a time that no file can have
            os.utime(target, (member.modified, member.modified))
    except (FileExistsError, IsADirectoryError, NotADirectoryError):
        result.left_out.append((member.name, say("another entry has the same name")))
        return 0
    if written > limit:
        target.unlink()
        result.left_out.append((member.name, say("larger than it says it is")))
    return written


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
