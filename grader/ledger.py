"""The state of a batch: one SQLite file, a row per submission, written when it ends.

A killed batch goes on where it was, and an unchanged submission is not graded again. A row's
``grade_key`` says what its result depends on: content, task, seed, versions, limits.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.errors import GraderError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS results (
    person TEXT NOT NULL, task TEXT NOT NULL, source TEXT NOT NULL, grade_key TEXT NOT NULL,
    status TEXT NOT NULL, passed INTEGER NOT NULL, score REAL NOT NULL, points INTEGER NOT NULL,
    max_points INTEGER NOT NULL, seconds REAL NOT NULL, finished REAL NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (person, task, source)
);
CREATE TABLE IF NOT EXISTS history (
    person TEXT NOT NULL, task TEXT NOT NULL, source TEXT NOT NULL, grade_key TEXT NOT NULL,
    score REAL NOT NULL, points INTEGER NOT NULL, finished REAL NOT NULL, versions TEXT NOT NULL
);
"""


class LedgerError(GraderError):
    """The ledger cannot be read or written: what was done before is kept."""

    exit_code = 2


class Ledger:
    """``OUT/ledger.sqlite``. One thread at a time; every write is committed at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise LedgerError(
                f"The ledger {path} cannot be opened: {error}. Name another folder with --out."
            ) from error

    def close(self) -> None:
        self._db.close()

    def meta(self, name: str, default: str) -> str:
        """A setting of the batch: the stored one, or ``default``, which is then stored."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        if row:
            return str(row[0])
        self.set_meta(name, default)
        return default

    def set_meta(self, name: str, value: str) -> None:
        self._write("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def keys(self) -> dict[tuple[str, str, str], str]:
        """(person, task, source) -> grade key of every result that is not a fault of ours."""
        rows = self._db.execute("SELECT person, task, source, grade_key FROM results WHERE status != 'grader_fault'")
        return {(person, task, source): key for person, task, source, key in rows}

    def record(self, person: str, task: str, source: str, grade_key: str, document: dict[str, Any]) -> None:
        """Write one result; a former one of the same file goes to the history."""
        self._write(
            "INSERT INTO history SELECT person, task, source, grade_key, score, points, finished,"
            " json_extract(document, '$.versions') FROM results WHERE person = ? AND task = ? AND source = ?",
            (person, task, source),
        )
        values = (
            person,
            task,
            source,
            grade_key,
            document["status"],
            int(document["passed"]),
            document["score"],
            document["points"],
            document["max_points"],
            document["seconds"],
            time.time(),
            json.dumps(document, ensure_ascii=True, allow_nan=False),
        )
        self._write(f"INSERT OR REPLACE INTO results VALUES ({', '.join('?' * len(values))})", values)

    def forget_all_but(self, wanted: set[tuple[str, str, str]]) -> None:
        """Drop the results of files that are no longer handed in."""
        rows = self._db.execute("SELECT person, task, source FROM results").fetchall()
        for row in rows:
            if tuple(row) not in wanted:
                self._write("DELETE FROM results WHERE person = ? AND task = ? AND source = ?", tuple(row))

    def document(self, person: str, task: str, source: str) -> dict[str, Any] | None:
        row = self._db.execute(
            "SELECT document FROM results WHERE person = ? AND task = ? AND source = ?", (person, task, source)
        ).fetchone()
        return dict(json.loads(row[0])) if row else None

    def documents(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(person, document) one at a time, by person and task: never all in memory at once."""
        for person, text in self._db.execute("SELECT person, document FROM results ORDER BY person, task, source"):
            yield str(person), dict(json.loads(text))

    def scores(self) -> list[tuple[str, str, str, str, float, int, int]]:
        """(person, task, source, status, score, points, max_points) of every result."""
        return list(self._db.execute("SELECT person, task, source, status, score, points, max_points FROM results"))

    def history(self, person: str, task: str, source: str) -> list[tuple[float, int, dict[str, str]]]:
        """(score, points, versions) of former results of one file, oldest first."""
        rows = self._db.execute(
            "SELECT score, points, versions FROM history WHERE person = ? AND task = ? AND source = ? ORDER BY finished",
            (person, task, source),
        )
        return [(score, points, json.loads(versions)) for score, points, versions in rows]

    def _write(self, statement: str, values: tuple[Any, ...]) -> None:
        try:
            self._db.execute(statement, values)
        except sqlite3.Error as error:
            raise LedgerError(
                f"The ledger {self.path} cannot be written: {error}. What was graded before is kept; "
                "make room or mend the permissions and run the same command again."
            ) from error
