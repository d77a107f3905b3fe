"""The Python files and notebooks under a folder, those in archives too; what else lies there is listed."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.base.clean import clean
from grader.base.errors import UsageError
from grader.base.language import say, say_n
from grader.instructor.intake import archive
from grader.instructor.intake.forms import is_receipt
from grader.submission.names import is_called_code

_IGNORED_FOLDERS = {
    "__pycache__",
    "__MACOSX",
    ".ipynb_checkpoints",
    ".git",
    ".github",
    ".venv",
    "venv",
    "node_modules",
    ".idea",
    ".vscode",
}
# Beside a solution these are its data, its description or a tool's own; anything else is listed.
_BESIDE = re.compile(
    r"(?i)\.(csv|tsv|npz?|npy|h5|keras|json|ya?ml|toml|cfg|ini|lock|md|rst|png|jpe?g|gif|svg|pyc|sh)$"
    r"|^(licen[cs]e|readme|requirements|makefile|dockerfile|thumbs\.db|desktop\.ini)(\.\w+)?$"
)
_OTHER_ARCHIVE = re.compile(r"(?i)\.(rar|7z|gz|bz2|xz|zst|z|cab|iso|dmg)$")
_TEST = re.compile(r"(?i)^(test_.*|.*_tests?|conftest|setup)\.py$")
# Endings of notebooks and of Python that browsers and mail programs have changed altogether.
_DISGUISED = re.compile(r"(?i)\.(json|txt|text)(\s?\(\d{1,3}\))?$")
_PYTHON = re.compile(rb"^(?:def +\w+ *\(|import +\w|from +[.\w]+ +import)", re.MULTILINE)
_PLACEHOLDER = re.compile(r"(?i)^\..+\.icloud$")
_LEDGER, _OUTPUT = "ledger.sqlite", ("gradescope", "reports", "unpacked")
_METADATA = re.compile(r"submission_metadata\.ya?ml")
_STAMP = "timestamp.txt"
# For one archive of a student's, for all of one person, and for all of a class.
_INNER_FILES, _INNER_BYTES, _INNER_SECONDS = 2_000, 512 << 20, 30.0
_PERSON_BYTES, _PERSON_SECONDS = 1 << 30, 60.0
_CLASS_SECONDS = 900.0
_MAX_CANDIDATES = 50_000
_TOLD, _TOLD_OF_FOLDER = 20, 1_000  # lines of one reason, for an archive and for a folder


def is_disguised(path: Path) -> bool:
    """Whether a .json or .txt file is a notebook or, with a task's name, Python by its content."""
    if not _DISGUISED.search(path.name) or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            start = file.read(64 << 10)
            file.seek(max(path.stat().st_size - (64 << 10), 0))
            end = file.read(64 << 10)
    except OSError:
        return False
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return b'"nbformat"' in start + end and (b'"cells"' in start + end or b'"worksheets"' in start + end)
    return "task" in path.name.lower() and bool(_PYTHON.search(start))


@dataclass(frozen=True)
class Found:
    """A candidate: ``parts`` are the folders above it, ``shown`` its path for people to read.

    ``modified`` is seconds since the epoch, as of when it was found: it may be gone before it is graded. For what
    lies in an archive, ``packed`` is the time of the archive and ``real`` how many of the parts lead to it, its own
    name included: what a student packed does not tell when it was handed in, or whose it is.
    """

    path: Path
    parts: tuple[str, ...]
    name: str
    shown: str
    modified: float
    real: int
    packed: float | None = None


class Walk:
    """One pass over a folder. ``unassigned`` collects what is no candidate, with the reason.

    ``folders`` are the parts of every folder that was entered, ``archives`` of those that were archives, ``clones``
    of those that are Git's. ``metadata`` are the descriptions that Gradescope puts into an export, ``stamps`` the
    times that nbgrader and Sakai write beside a file: both count only where an instructor's download has them.
    ``beside`` are files that are no solution and are not listed as long as there is one. Archives are unpacked under
    ``unpack_to``. ``known`` are the names on the roster.
    """

    def __init__(self, unpack_to: Path | None, known: Collection[str] = ()) -> None:
        self.unassigned: list[tuple[str, str]] = []
        self.folders: list[tuple[str, ...]] = []
        self.archives: set[tuple[str, ...]] = set()
        self.clones: list[tuple[str, ...]] = []
        self.metadata: dict[tuple[str, ...], Path] = {}
        self.stamps: dict[tuple[str, ...], Path] = {}
        self.beside: list[tuple[tuple[str, ...], str, str]] = []
        self.notes: list[str] = []
        self._unpack_to = unpack_to
        self._known = known
        self._left = archive.MAX_TOTAL
        self._seconds = _CLASS_SECONDS
        self._spent: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
        self._told: Counter[tuple[str, str]] = Counter()
        self._candidates = 0
        self._within = ""  # the student's archive that is being read

    def files(
        self, folder: Path, within: tuple[str, ...] = (), inside: tuple[int, float] | None = None
    ) -> Iterable[Found]:
        """Every Python file and notebook under ``folder``; archives of single students are unpacked once.

        ``inside`` is how many of the parts are outside of the archive that ``folder`` was, and its time.
        """

        def unreadable(error: OSError) -> None:
            self._list(str(error.filename), say("cannot be read: {strerror}", strerror=error.strerror))

        for place, folders, names in os.walk(folder, onerror=unreadable, followlinks=False):
            parts = (*within, *Path(place).relative_to(folder).parts)
            if len(parts) > archive.MAX_DEPTH + len(within):
                self._list(shown_path("/".join(parts)), say("it lies in more than {n} folders", n=archive.MAX_DEPTH))
                folders.clear()
                continue
            if (
                _LEDGER in names and not inside
            ):  # --out inside the folder of submissions: what it unpacked are no new ones
                if parts:
                    self._list(shown_path("/".join(parts)), say("what a batch wrote"))
                    folders.clear()
                    continue
                folders[:] = [name for name in folders if name not in _OUTPUT]
            git = ".git" in folders or ".git" in names
            folders[:] = sorted(name for name in folders if name not in _IGNORED_FOLDERS and not name.startswith("."))
            self.folders.append(parts)
            if git and parts:
                self.clones.append(parts)
            links = [name for name in folders if os.path.islink(os.path.join(place, name))]
            for name in sorted([*names, *links]):
                yield from self._file(Path(place, name), parts, inside)

    def _told_of(self, where: str, most: int) -> None:
        """List the rest of what was only counted."""
        for (place, reason), count in list(self._told.items()):
            if place == where or not where:
                del self._told[place, reason]
                if count > most:
                    told = say_n("{n} more: {problem}", "{n} more: {problem}", count - most, problem=reason)
                    self.unassigned.append((f"{place}/…" if place else "…", told))

    def close(self) -> None:
        """List what was only counted."""
        self._told_of("", _TOLD_OF_FOLDER)

    def _file(self, path: Path, parts: tuple[str, ...], inside: tuple[int, float] | None) -> Iterable[Found]:
        name = path.name
        shown = shown_path("/".join((*parts, name)))
        candidate = is_called_code(name) or is_disguised(path)
        if name.startswith("."):
            if _PLACEHOLDER.match(name):
                self._list(shown, say("it is still in iCloud: download it first"))
            elif candidate and not name.startswith("._"):  # those are macOS's own
                self._list(shown, say("a hidden file"))
        elif path.is_symlink() or not path.is_file():
            self._list(shown, say("a link or a device, not a file"))
        elif candidate:
            self._candidates += 1
            if self._candidates > _MAX_CANDIDATES:
                self._list(shown, say("there are more than {n} files to grade", n=_MAX_CANDIDATES))
                return
            try:
                real, packed = inside or (len(parts), None)
                yield Found(path, parts, name, shown, path.stat().st_mtime, real, packed)
            except OSError as error:  # it was there a moment ago
                self._list(shown, say("cannot be read: {strerror}", strerror=error.strerror))
        elif archive.is_archive(path):
            if inside is None and self._unpack_to is not None:
                yield from self._archive(path, parts, shown)
            else:
                self._list(shown, say("an archive inside an archive"))
        elif _METADATA.fullmatch(name):
            self.metadata[parts] = path
        elif is_receipt(name):
            if name.lower() == _STAMP:
                self.stamps[parts] = path
        elif _OTHER_ARCHIVE.search(name):
            self._list(shown, say("an archive of a kind that is not read: unpack it, or ask for a ZIP"))
        elif not _BESIDE.search(name):
            self._list(shown, say("neither a Python file nor a notebook"))
        elif not inside:
            self.beside.append((parts, name, shown))

    def _archive(self, path: Path, parts: tuple[str, ...], shown: str) -> Iterable[Found]:
        assert self._unpack_to is not None
        target = self._unpack_to / "inner" / hashlib.sha256(shown.encode()).hexdigest()[:16]
        # Each within its bounds, those of one person, and all together: one student may hand in a thousand.
        person = parts[0] if parts else re.split(r"[\W_]+", path.name)[0]
        written, spent = self._spent[person]
        seconds = min(_INNER_SECONDS, _PERSON_SECONDS - spent, self._seconds)
        if seconds <= 0:
            self._list(shown, say("the archives take longer than {n} seconds to unpack", n=round(_PERSON_SECONDS)))
            return
        started = time.monotonic()
        unpacked = None
        try:
            unpacked = archive.unpack(
                path,
                target,
                max_files=_INNER_FILES,
                max_total=max(min(_INNER_BYTES, self._left, _PERSON_BYTES - written), 0),
                ratio=archive.RATIO,
                seconds=seconds,
                known=self._known,
            )
        except archive.NoRoom:
            raise
        except UsageError as error:
            self._list(shown, str(error))
        took = time.monotonic() - started
        self._seconds -= took
        self._spent[person] = (written + (unpacked.written if unpacked else 0), spent + took)
        if unpacked is None:
            archive.remove(target)
            return
        self._left -= unpacked.written
        if unpacked.note:
            self.notes.append(f"{shown}: {unpacked.note}")
        self._within = shown
        for inner, reason in unpacked.left_out:
            self._list(f"{shown}/{inner}", reason)
        place = (*parts, archive.stem(path.name))
        self.archives.add(place)
        yield from self.files(unpacked.folder, place, inside=(len(place), path.stat().st_mtime))
        self._told_of(shown, _TOLD)
        self._within = ""

    def _list(self, name: str, reason: str) -> None:
        """A line for what is no candidate: not more than a few of one reason for what lies in one archive."""
        where = self._within or clean(name.rpartition("/")[0], limit=200)
        self._told[where, reason] += 1
        if self._told[where, reason] <= (_TOLD if self._within else _TOLD_OF_FOLDER):
            self.unassigned.append((clean(name, limit=300), clean(reason, limit=500)))


def is_test(name: str, folders: Iterable[str]) -> bool:
    """Whether a file is called like a test of a solution, or lies in a folder of them."""
    return bool(_TEST.match(name)) or any(part.lower() in ("test", "tests") for part in folders)


def shown_path(path: str) -> str:
    """A path for people to read. Two paths never look the same: what had to be altered gets a mark."""
    text = clean(path)
    if text == path:
        return text
    return f"{text}~{hashlib.sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
