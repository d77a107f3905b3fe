"""The state of a batch: one SQLite file, a row per submission, written when it ends.

A killed batch goes on where it was, and an unchanged submission is not graded again. A row's
``grade_key`` says what its result depends on: content, task, seed, versions, limits. Nothing is ever
deleted: a row whose file is no longer handed in is set aside, and counts again when the file is back.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.base.errors import GraderError
from grader.base.language import say
from grader.instructor.store import condition

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS results (
    person TEXT NOT NULL, task TEXT NOT NULL, source TEXT NOT NULL, grade_key TEXT NOT NULL,
    status TEXT NOT NULL, passed INTEGER NOT NULL, score REAL NOT NULL, points INTEGER NOT NULL,
    max_points INTEGER NOT NULL, seconds REAL NOT NULL, finished REAL NOT NULL, document TEXT NOT NULL,
    aside INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (person, task, source)
);
CREATE TABLE IF NOT EXISTS history (
    person TEXT NOT NULL, task TEXT NOT NULL, source TEXT NOT NULL, grade_key TEXT NOT NULL,
    score REAL NOT NULL, points INTEGER NOT NULL, finished REAL NOT NULL, versions TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS pictures (
    person TEXT NOT NULL, task TEXT NOT NULL, source TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (person, task, source)
);
"""


Row = tuple[str, str, str]  # person, task, source


class LedgerError(GraderError):
    """The ledger cannot be read or written: what was done before is kept."""

    exit_code = 2


def _packed(pictures: list[dict[str, Any]]) -> bytes:
    return zlib.compress(json.dumps(pictures, ensure_ascii=True, allow_nan=False).encode("ascii"))


class Ledger:
    """``OUT/ledger.sqlite``. One thread at a time; every write is committed at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=2.0)
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=FULL")
                self._db.executescript(_SCHEMA)
            except sqlite3.Error:
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise LedgerError(
                say(
                    "The ledger {path} cannot be opened: {error}. Name another folder with --out.",
                    path=path,
                    error=error,
                )
            ) from error

    def close(self) -> None:
        self._db.close()

    def meta(self, name: str, default: str) -> str:
        """A setting of the batch: the stored one, or ``default``, which is then stored."""
        row = next(self._read("SELECT value FROM meta WHERE name = ?", (name,)), None)
        if row:
            return str(row[0])
        self.set_meta(name, default)
        return default

    def set_meta(self, name: str, value: str) -> None:
        self._write([("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))])

    def keys(self) -> dict[Row, str]:
        """(person, task, source) -> grade key of every result that is not a fault of ours."""
        rows = self._read("SELECT person, task, source, grade_key FROM results WHERE status != 'grader_fault'")
        return {(person, task, source): key for person, task, source, key in rows}

    def record(self, row: Row, grade_key: str, document: dict[str, Any]) -> None:
        """Write one result; a former one of the same file goes to the history. All of it or nothing.

        Pictures are kept apart from the document: only its report needs them again.
        """
        pictures = document.get("pictures", [])
        document = {name: value for name, value in document.items() if name != "pictures"}
        values = (
            *row,
            grade_key,
            document["status"],
            int(document["passed"]),
            document["score"],
            document["points"],
            document["max_points"],
            document["seconds"],
            time.time(),
            json.dumps(document, ensure_ascii=True, allow_nan=False),
            0,
        )
        self._write(
            [
                (
                    "INSERT INTO history SELECT person, task, source, grade_key, score, points, finished,"
                    " json_extract(document, '$.versions') FROM results WHERE person = ? AND task = ? AND source = ?",
                    row,
                ),
                (f"INSERT OR REPLACE INTO results VALUES ({', '.join('?' * len(values))})", values),
                ("DELETE FROM pictures WHERE person = ? AND task = ? AND source = ?", row),
                *(("INSERT INTO pictures VALUES (?, ?, ?, ?)", (*row, _packed(pictures))) for _ in pictures[:1]),
            ]
        )

    def set_aside_all_but(self, wanted: set[Row]) -> int:
        """Leave out the results of files that are not in ``wanted``; how many had counted before."""
        rows = list(self._read("SELECT person, task, source, aside FROM results"))
        gone = [row[:3] for row in rows if row[:3] not in wanted and not row[3]]
        back = [row[:3] for row in rows if row[:3] in wanted and row[3]]
        change = "UPDATE results SET aside = ? WHERE person = ? AND task = ? AND source = ?"
        self._write([(change, (1, *row)) for row in gone] + [(change, (0, *row)) for row in back])
        return len(gone)

    def document(self, row: Row) -> dict[str, Any] | None:
        found = self._read("SELECT document FROM results WHERE person = ? AND task = ? AND source = ?", row)
        return next((dict(json.loads(text)) for (text,) in found), None)

    def pictures(self, row: Row) -> list[dict[str, Any]]:
        """The pictures that were drawn for a result, as its document had them."""
        found = self._read("SELECT content FROM pictures WHERE person = ? AND task = ? AND source = ?", row)
        return next((list(json.loads(zlib.decompress(content))) for (content,) in found), [])

    def documents(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(person, document) of what counts, one at a time: never all in memory at once."""
        for person, text in self._read(
            "SELECT person, document FROM results WHERE NOT aside ORDER BY person, task, source"
        ):
            yield str(person), dict(json.loads(text))

    def scores(self) -> list[tuple[str, str, str, str, float, int, int]]:
        """(person, task, source, status, score, points, max_points) of every result that counts."""
        return list(
            self._read("SELECT person, task, source, status, score, points, max_points FROM results WHERE NOT aside")
        )

    def history(self, row: Row) -> list[tuple[float, int, dict[str, str]]]:
        """(score, points, versions) of former results of one file, oldest first."""
        found = self._read(
            "SELECT score, points, versions FROM history WHERE person = ? AND task = ? AND source = ? ORDER BY finished",
            row,
        )
        return [(score, points, json.loads(versions)) for score, points, versions in found]

    def _read(self, statement: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise LedgerError(say("The ledger {path} cannot be read: {error}.", path=self.path, error=error)) from error

    def _write(self, statements: list[tuple[str, tuple[Any, ...]]]) -> None:
        """Carry out all of the statements or none."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                self._db.execute(statement, values)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):  # the disk may be gone altogether
                self._db.execute("ROLLBACK")
            raise LedgerError(
                say(
                    "The ledger {path} cannot be written: {error}. What was graded before is kept; "
                    "make room or mend the permissions and run the same command again.",
                    path=self.path,
                    error=error,
                )
            ) from error


def of_a_batch(path: Path) -> Ledger:
    """The ledger that a batch left.

    Raises LedgerError if it is missing, empty or damaged: it is not taken for a class in which nobody handed in.
    """
    if reason := condition.problem(path, finished=True):
        raise LedgerError(
            say(
                "The ledger {path} cannot be used: {reason}. Run 'grader batch' again: it keeps this one aside and "
                "grades anew.",
                path=path,
                reason=reason,
            )
        )
    return Ledger(path)
