"""Whose grade counts: lateness, attempts, and what the ledger keeps."""

from __future__ import annotations

import datetime
import sqlite3
import time

import pytest
from batches import graded, handed, person, stored, with_points
from hypothesis import given
from hypothesis import strategies as st

from grader.base.errors import UsageError
from grader.instructor.grades.gradebook import build
from grader.instructor.grades.lateness import (
    LatePolicy,
    Time,
    are_copied,
    days_of,
    last_moment,
    parse_due,
    summary,
)
from grader.instructor.intake.people import Person
from grader.instructor.store.ledger import Ledger, LedgerError

DAY = 86_400.0
points = st.integers(0, 50)


@given(points, points, st.floats(0, 100), st.integers(0, 30), st.integers(0, 30))
def test_lateness_never_gives_and_never_goes_below_zero(earned, more, percent, days, later):
    policy = LatePolicy(0.0, percent)
    most = earned + more
    left = policy.points(earned, most, days)
    assert 0 <= left <= earned
    assert policy.points(earned, most, 0) == earned
    assert policy.points(earned, most, days + later) <= left


@given(st.floats(0, 1e9), st.floats(-1e7, 1e7), st.booleans())
def test_days_are_those_begun(due, over, marked):
    days = LatePolicy(due, 10).days(due + over, marked)
    if due + over <= due:
        assert days == int(marked)
    else:
        assert days >= 1 and (days - 1) * DAY <= over * (1 + 1e-9) + 1e-6
    assert LatePolicy(None, 10).days(due + over, marked) == 0


def test_due_dates():
    day = parse_due("2026-05-31")
    assert day == datetime.datetime(2026, 6, 1).timestamp()
    assert parse_due("2026-05-31T18:00") == datetime.datetime(2026, 5, 31, 18).timestamp()
    assert parse_due("2026-05-31T18:00+02:00") == 1780243200.0
    for odd in ("soon", "31.5.2026", "", "2026-13-01"):
        with pytest.raises(UsageError, match="is no date"):
            parse_due(odd)


def attempts(out, *entries):
    """(points, seconds after the due date) for each attempt of one person."""
    rows = []
    for number, (earned, submitted) in enumerate(entries):
        item = handed(person(1), source=f"a/task2-{number}.py", attempt=number, submitted=1000.0 + submitted)
        rows.append((item, graded(item, **with_points(earned))))
    return stored(out, rows)


def test_latest_and_best(tmp_path):
    ledger = attempts(tmp_path, (5, 0), (9, 0), (7, 0))
    assert [build(ledger, attempts=rule).rows[0].grades["task2"].points for rule in ("latest", "best")] == [7, 9]
    assert build(ledger).rows[0].grades["task2"].attempts == 3


def test_best_is_after_lateness(tmp_path):
    ledger = attempts(tmp_path, (6, -10), (9, 3 * DAY))
    grade = build(ledger, LatePolicy(1000.0, 20), "best").rows[0].grades["task2"]
    assert (grade.points, grade.earned, grade.late_days) == (6, 6, 0)
    grade = build(ledger, LatePolicy(1000.0, 20), "latest").rows[0].grades["task2"]
    assert (grade.points, grade.earned, grade.late_days) == (3, 9, 3)


@given(st.lists(st.tuples(st.integers(0, 10), st.floats(-DAY, 9 * DAY)), min_size=1, max_size=5), st.floats(0, 100))
def test_best_is_never_worse_than_latest(entries, percent):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        ledger = attempts(Path(folder), *entries)
        try:
            policy = LatePolicy(1000.0, percent)
            best, latest = (build(ledger, policy, rule).rows[0].grades["task2"] for rule in ("best", "latest"))
        finally:
            ledger.close()
    assert best.points >= latest.points and best.attempts == latest.attempts == len(entries)


def test_the_best_is_not_guessed_where_attempts_are_not_graded(tmp_path):
    ledger = attempts(tmp_path, (5, 0), (9, 0))
    ledger.set_aside_all_but({(person(1).key, "task2", "a/task2-1.py")})
    assert build(ledger).rows[0].grades["task2"].points == 9
    with pytest.raises(UsageError, match="--attempts best first"):
        build(ledger, attempts="best")


def test_rows_are_by_name_and_everybody_is_there(tmp_path):
    items = [
        handed(Person("b", "bob"), "task3"),
        handed(Person("a", "Ada"), "task10"),
        handed(Person("a", "Ada"), "task3"),
    ]
    ledger = stored(tmp_path, [(item, graded(item)) for item in items], roster=[Person("c", "Cem")])
    book = build(ledger)
    assert [row.person.name for row in book.rows] == ["Ada", "bob", "Cem"]
    assert list(book.tasks) == ["task3", "task10"]
    assert book.rows[2].grades == {} and book.rows[2].total == 0


# --- the ledger -----------------------------------------------------------------------------------------


def test_a_result_is_replaced_and_its_former_score_kept(tmp_path):
    item = handed(person(1))
    ledger = stored(tmp_path, [(item, graded(item, **with_points(4)))])
    row = (item.person.key, "task2", item.source)
    ledger.record(row, "new", graded(item, **with_points(8)))
    assert [found[5] for found in ledger.scores()] == [8]
    assert [(score, earned) for score, earned, _ in ledger.history(row)] == [(0.4, 4)]
    assert ledger.keys() == {row: "new"}


def test_a_fault_has_no_key(tmp_path):
    from grader.result.outcome import Status

    item = handed(person(1))
    ledger = stored(tmp_path, [(item, graded(item, status=Status.GRADER_FAULT))])
    assert ledger.keys() == {}


def test_nothing_is_deleted(tmp_path):
    items = [handed(person(number)) for number in range(3)]
    ledger = stored(tmp_path, [(item, graded(item)) for item in items])
    rows = [(item.person.key, "task2", item.source) for item in items]
    assert ledger.set_aside_all_but({rows[0]}) == 2
    assert [found[2] for found in ledger.scores()] == [items[0].source]
    assert len(ledger.keys()) == 3 and ledger.document(rows[2]) is not None
    assert ledger.set_aside_all_but(set(rows)) == 0
    assert len(ledger.scores()) == 3


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough to be looked at" * 20, b"SQLite format 3\0" + b"\xff" * 4096]
)
def test_a_damaged_ledger_is_a_sentence(tmp_path, content):
    (tmp_path / "ledger.sqlite").write_bytes(content)
    with pytest.raises(LedgerError, match=r"ledger\.sqlite cannot be (opened|read)"):
        Ledger(tmp_path / "ledger.sqlite").keys()


def test_a_full_disk_is_a_sentence_and_keeps_what_was_there(tmp_path):
    item, other = handed(person(1)), handed(person(2))
    ledger = stored(tmp_path, [(item, graded(item))])
    ledger._db.execute("PRAGMA max_page_count = 1")  # SQLite's own full disk
    with pytest.raises(LedgerError, match=r"cannot be written: database or disk is full.*is kept"):
        for number in range(200):
            ledger.record(
                (other.person.key, "task2", f"{other.source}{number}"), "key", graded(other, output="x" * 5000)
            )
    ledger.close()
    assert (item.person.key, "task2", item.source) in dict(Ledger(tmp_path / "ledger.sqlite").keys())


def test_killed_between_two_statements_nothing_is_half_written(tmp_path):
    item = handed(person(1))
    ledger = stored(tmp_path, [(item, graded(item, **with_points(4)))])
    row = (item.person.key, "task2", item.source)
    document = graded(item, **with_points(8))
    document["max_points"] = None  # the second statement fails: NOT NULL
    with pytest.raises(LedgerError):
        ledger.record(row, "new", document)
    assert ledger.history(row) == [] and ledger.keys() == {row: "key"}
    with sqlite3.connect(tmp_path / "ledger.sqlite") as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    other.close()


# --- lateness by the calendar -----------------------------------------------------------------------------


@pytest.fixture
def berlin(monkeypatch):
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone cannot be set here")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def local(text: str) -> float:
    return datetime.datetime.fromisoformat(text).timestamp()


@pytest.mark.parametrize(
    "due, submitted, days",
    [
        # The night of 29 March 2026 has 23 hours, that of 25 October 25.
        ("2026-03-28T18:00", "2026-03-29T18:00:30", 1),
        ("2026-03-28T18:00", "2026-03-29T18:01:30", 2),
        ("2026-10-24T18:00", "2026-10-25T18:00:30", 1),
        ("2026-10-24T18:00", "2026-10-25T17:30:00", 1),
        ("2026-10-24T18:00", "2026-10-25T18:01:30", 2),
        ("2026-10-24T18:00", "2026-11-03T17:00:00", 10),
        ("2026-05-31T18:00", "2026-05-31T18:00:59", 0),
        ("2026-05-31T18:00", "2026-05-31T18:01:00", 1),
        ("2026-05-31T18:00:00", "2026-05-31T18:00:01", 1),
        ("2026-05-31", "2026-05-31T23:59:59", 0),
        ("2026-05-31", "2026-06-01T00:00:01", 1),
        ("2026-03-28T02:30", "2026-03-29T03:29:00", 1),  # there is no half past two that night
    ],
)
def test_day_k_begins_at_the_due_time_k_minus_1_days_later(berlin, due, submitted, days):
    assert LatePolicy(last_moment(due), 10).days(local(submitted), False) == days


def test_grace_is_for_the_first_minutes_alone():
    policy = LatePolicy(0.0, 10, grace=15)
    assert [policy.days(60.0 * minute, False) for minute in (14, 15, 16, 1439, 1441)] == [0, 0, 1, 1, 2]
    assert policy.days(0.0, True) == 1


def test_the_time_of_a_copy_charges_nobody():
    policy = LatePolicy(1000.0, 10)
    copy = [Time(str(n), 5000.0 + n, False, "file") for n in range(5)]
    assert are_copied(copy, policy) and days_of(copy[0], policy, True) == 0
    assert not are_copied(copy[:1], policy)  # one file may be late
    assert not are_copied([*copy, Time("x", 900.0, False, "file")], policy)
    assert not are_copied([*copy, Time("x", 9000.0, False, "file")], policy)
    assert not are_copied([Time(one.person, one.submitted, False, "system") for one in copy], policy)
    marked = Time("x", 5000.0, True, "file")
    assert days_of(marked, policy, True) == 1  # what the system says still counts
    told = summary([0, 1, 3], policy, True)
    assert told[0].startswith("Late: 2 of 3, up to 3 days, by this rule: due ") and "the time of a copy" in told[1]
