"""Unpacks a ZIP or tar of submissions, within bounds and never outside its folder.

Only regular files come out. Links, devices, absolute names and names with ``..`` are listed and left
in the archive; so is what would exceed the bounds on count, size, length of names, depth and compression.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import struct
import tarfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from grader.base.clean import clean
from grader.base.errors import UsageError
from grader.base.language import say, say_n
from grader.instructor.intake import streams, zip_names
from grader.instructor.intake.streams import Bounds, TooMuch

MAX_FILES = 100_000
MAX_FILE = 128 << 20
MAX_TOTAL = 8 << 30
MAX_DEPTH = 32
MAX_SECONDS = 900.0
RATIO = 250.0  # a notebook full of outputs reaches 20
_NEVER_TOO_MUCH = 16 << 20  # up to this size a file may expand as it likes
_LIST_BYTES = 320  # of a ZIP's list, for each file that it may hold
_SKIPPED_TOO = 5  # times as many members as files may be looked at
_TOLD = 20  # lines of one reason, for each archive
_NAME, _PATH = 240, 1_000  # bytes of a part, and of a whole path
_UTC_TIME = 0x5455
# Windows takes what is before a colon for a drive or a file; elsewhere nbgrader's times hold colons.
_DRIVE = re.compile(r".*:" if os.name == "nt" else r"[A-Za-z]:")
SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")


class NoRoom(UsageError):
    """The disk is full: no fault of the archive."""


@dataclass
class Unpacked:
    """``written`` is the number of bytes that came out; ``note`` says what had to be guessed of its names."""

    folder: Path
    written: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""


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
    archive: Path,
    folder: Path,
    *,
    max_files: int = MAX_FILES,
    max_file: int = MAX_FILE,
    max_total: int = MAX_TOTAL,
    ratio: float = 0.0,
    seconds: float = MAX_SECONDS,
    known: Collection[str] = (),
) -> Unpacked:
    """Unpack ``archive`` into ``folder``. Raises UsageError if it cannot be read or is too much, NoRoom.

    ``ratio`` bounds how much larger the whole may become; 0 is for an archive of the instructor's own.
    ``known`` are names of people, by which the code page of a ZIP's names is decided.
    """
    result = Unpacked(folder)
    folder.mkdir(parents=True, exist_ok=True)
    whole = 4 * max_total if ratio else 1 << 50
    bounds = Bounds(max_files, max_file, max_total, whole, ratio or 1e12, seconds)
    bounds.begin()
    left_out: Counter[str] = Counter()
    try:
        for name, problem in _unpacked(archive, bounds, result, known):
            left_out[problem] += 1
            if left_out[problem] <= _TOLD:
                result.left_out.append((clean(name, limit=200), problem))
    except UsageError as error:
        raise type(error)(say("{name} cannot be unpacked: {error}.", name=clean(archive.name), error=error)) from error
    except Exception as error:  # whatever a file makes the readers of archives do is that file's fault
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            raise NoRoom(
                say(
                    "{name} cannot be unpacked to {folder}: {strerror}. Make room and run the same command again.",
                    name=clean(archive.name),
                    folder=folder,
                    strerror=error.strerror,
                )
            ) from error
        reason = clean(str(error), limit=200) or type(error).__name__
        raise UsageError(say("{name} cannot be unpacked: {error}.", name=clean(archive.name), error=reason)) from error
    for problem, count in left_out.items():
        if count > _TOLD:
            more = count - _TOLD
            result.left_out.append(("…", say_n("{n} more: {problem}", "{n} more: {problem}", more, problem=problem)))
    return result


def _unpacked(archive: Path, bounds: Bounds, result: Unpacked, known: Collection[str]) -> Iterator[tuple[str, str]]:
    """Write what may come out; yields (name, reason) of what stays in the archive."""
    count = 0
    for seen, member in enumerate(_members(archive, bounds, result, known), start=1):
        bounds.clock()
        if seen > _SKIPPED_TOO * bounds.files:
            raise TooMuch(say("it lists more than {n} files", n=_SKIPPED_TOO * bounds.files))
        problem = member.problem or _bad_name(member.name)
        if not problem and member.size > bounds.file:
            problem = say("larger than {max_file} MB", max_file=bounds.file >> 20)
        if not problem and (count >= bounds.files or result.written + member.size > bounds.total):
            problem = say(
                "the archive holds more than {max_files} files or {max_total} MB",
                max_files=bounds.files,
                max_total=bounds.total >> 20,
            )
        if not problem:
            count += 1
            # Sizes are announced, not proven: what is written is counted.
            written, problem = _write(member, result.folder, min(bounds.file, bounds.total - result.written), bounds)
            result.written += written
        if problem:
            yield member.name, problem


def _members(archive: Path, bounds: Bounds, result: Unpacked, known: Collection[str]) -> Iterator[_Member]:
    with archive.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if zipped or archive.name.lower().endswith(".zip"):
        most = _SKIPPED_TOO * bounds.files if bounds.files < MAX_FILES else bounds.files
        streams.check_list(archive, most, most * _LIST_BYTES)
        with zipfile.ZipFile(archive) as bundle:
            infos = bundle.infolist()
            names, result.note = zip_names.names(infos, known)
            for info, name in zip(infos, names):
                if not name.endswith(("/", "\\")):
                    yield _Member(name, info.file_size, _zip_time(info), _zip_problem(info), partial(bundle.open, info))
        return
    with streams.opened_tar(archive, bounds) as bundle_tar:
        for member in streams.members(bundle_tar):
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


def _zip_problem(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return say("a link or a device, not a file")
    if info.flag_bits & 1:
        return "encrypted"
    if info.compress_type not in _METHODS:
        return say("packed in a way that is not read")
    if info.file_size > max(info.compress_size * RATIO, _NEVER_TOO_MUCH):
        return say("it unpacks to far more than is usual")
    return ""


_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


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
    if len(name) > _PATH or "\0" in name:
        return say("its name is not one for a file")
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and _DRIVE.match(path.parts[0])):
        return say("its name points outside the archive")
    if not path.parts or any(len(part.encode("utf-8", "replace")) > _NAME for part in path.parts):
        return say("its name is not one for a file")
    if len(path.parts) > MAX_DEPTH:
        return say("it lies in more than {n} folders", n=MAX_DEPTH)
    return ""


def _write(member: _Member, folder: Path, limit: int, bounds: Bounds) -> tuple[int, str]:
    """(bytes written, what is wrong with it)."""
    target = folder.joinpath(*PurePosixPath(member.name.replace("\\", "/")).parts)
    if os.path.lexists(target):  # two of one name: the first stays, and the second is not lost in silence
        return 0, say("another entry has the same name")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with member.open() as source, target.open("wb") as file:
            written = 0
            while piece := source.read(1 << 20):
                bounds.clock()
                written += len(piece)
                if written > limit:
                    break
                file.write(piece)
        with contextlib.suppress(OverflowError, OSError, ValueError):  # a time that no file can have
            os.utime(target, (member.modified, member.modified))
    except (FileExistsError, IsADirectoryError, NotADirectoryError):
        return 0, say("another entry has the same name")
    if written > limit:
        target.unlink()
        return written, say("larger than it says it is")
    return written, ""


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
