"""The Python files and notebooks under a folder, those in archives too; what else lies there is listed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.base.clean import clean
from grader.base.errors import UsageError
from grader.base.language import say
from grader.instructor.intake import archive

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
_LEDGER, _OUTPUT = "ledger.sqlite", ("gradescope", "reports", "unpacked")
_METADATA = re.compile(r"submission_metadata\.ya?ml")
_TEST = re.compile(r"(?i)^(test_.*|.*_tests?|conftest|setup)\.py$")
_LEDGER, _OUTPUT = "ledger.sqlite", ("gradescope", "reports", "unpacked")
_METADATA = re.compile(r"submission_metadata\.ya?ml")
_INNER_FILES, _INNER_BYTES = 2_000, 512 << 20


@dataclass(frozen=True)
class Found:
    """A candidate: ``parts`` are the folders above it, ``shown`` its path for people to read.

    ``modified`` is seconds since the epoch, as of when it was found: it may be gone before it is graded.
    """

    path: Path
    parts: tuple[str, ...]
    name: str
    shown: str
    modified: float


class Walk:
    """One pass over a folder. ``unassigned`` collects what is no candidate, with the reason.

    ``folders`` are the parts of every folder that was entered, ``clones`` of those that are Git's,
    ``metadata`` the descriptions that Gradescope puts into an export. Archives are unpacked under
    ``unpack_to``, all of them together within the bounds of one.
    """

    def __init__(self, unpack_to: Path | None) -> None:
        self.unassigned: list[tuple[str, str]] = []
        self.folders: list[tuple[str, ...]] = []
        self.clones: list[tuple[str, ...]] = []
        self.metadata: list[Path] = []
        self._unpack_to = unpack_to
        self._left = archive.MAX_TOTAL

    def files(self, folder: Path, within: tuple[str, ...] = (), archives: bool = True) -> Iterable[Found]:
        """Every .py and .ipynb under ``folder``; archives of single students are unpacked once."""

        def unreadable(error: OSError) -> None:
            self._list(str(error.filename), say("cannot be read: {strerror}", strerror=error.strerror))

        for place, folders, names in os.walk(folder, onerror=unreadable, followlinks=False):
            parts = (*within, *Path(place).relative_to(folder).parts)
            if _LEDGER in names:  # --out inside the folder of submissions: what it unpacked are no new ones
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
                yield from self._file(Path(place, name), parts, archives)

    def _file(self, path: Path, parts: tuple[str, ...], archives: bool) -> Iterable[Found]:
        name = path.name
        shown = shown_path("/".join((*parts, name)))
        candidate = name.lower().endswith((".py", ".ipynb"))
        if name.startswith("."):
            if candidate and not name.startswith("._"):  # those are macOS's own
                self._list(shown, say("a hidden file"))
        elif path.is_symlink() or not path.is_file():
            self._list(shown, say("a link or a device, not a file"))
        elif candidate:
            try:
                yield Found(path, parts, name, shown, path.stat().st_mtime)
            except OSError as error:  # it was there a moment ago
                self._list(shown, say("cannot be read: {strerror}", strerror=error.strerror))
        elif archive.is_archive(path):
            if archives and self._unpack_to is not None:
                yield from self._archive(path, parts, shown)
            else:
                self._list(shown, say("an archive inside an archive"))
        elif _METADATA.fullmatch(name):
            self.metadata.append(path)
        elif _OTHER_ARCHIVE.search(name):
            self._list(shown, say("an archive of a kind that is not read: unpack it, or ask for a ZIP"))
        elif not _BESIDE.search(name):
            self._list(shown, say("neither a Python file nor a notebook"))

    def _archive(self, path: Path, parts: tuple[str, ...], shown: str) -> Iterable[Found]:
        assert self._unpack_to is not None
        target = self._unpack_to / "inner" / hashlib.sha256(shown.encode()).hexdigest()[:16]
        try:
            # Each within its bounds, and all together: one student may hand in a thousand.
            unpacked = archive.unpack(path, target, max_files=_INNER_FILES, max_total=min(_INNER_BYTES, self._left))
        except archive.NoRoom:
            raise
        except UsageError as error:
            self._list(shown, str(error))
            return
        self._left -= unpacked.written
        for inner, reason in unpacked.left_out:
            self._list(f"{shown}/{inner}", reason)
        yield from self.files(unpacked.folder, (*parts, archive.stem(path.name)), archives=False)

    def _list(self, name: str, reason: str) -> None:
        self.unassigned.append((clean(name), reason))


def is_test(name: str, folders: Iterable[str]) -> bool:
    """Whether a file is called like a test of a solution, or lies in a folder of them."""
    return bool(_TEST.match(name)) or any(part.lower() in ("test", "tests") for part in folders)


def shown_path(path: str) -> str:
    """A path for people to read. Two paths never look the same: what had to be altered gets a mark."""
    text = clean(path)
    if text == path:
        return text
    return f"{text}~{hashlib.sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
