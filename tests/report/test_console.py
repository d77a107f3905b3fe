"""The console's text: a pure function of the result document."""

from __future__ import annotations

import io

import pytest

from grader.report import console


def check(id: str, outcome: str = "pass", **more):
    points = {"points": 2 if outcome == "pass" else 0, "max_points": 2}
    return {
        "id": id, "title": f"title of {id}", "kind": "shape", "outcome": outcome, "message": "", "hint": "",
        "seconds": 0.01, "required": True, "mistake": "", "lines": [], "evidence": {}, **points, **more,
    }  # fmt: skip


def document(*checks, **more):
    points, total = sum(c["points"] for c in checks), sum(c["max_points"] for c in checks)
    return {
        "schema": "grader.result/1", "task": "task3", "slug": "hidden-layers", "title": "Hidden layers",
        "submission": "ada.py", "student": "ada", "status": "graded", "passed": points == total,
        "score": points / total if total else 0.0, "points": points, "max_points": total, "checks": list(checks),
        "seconds": 0.5, "seed": 7, "sandbox": {"kind": "bubblewrap", "network": False, "memory_mb": 2048},
        "message": "", "hint": "", "notes": [], "output": "", "output_dropped": 0, "only": [], **more,
    }  # fmt: skip


def test_table_and_summary():
    text = console.render(document(check("f.shape"), check("f.values", "fail", message="It is off.", hint="Look.")))
    lines = text.split("\n")
    assert lines[0] == "task3 · Hidden layers · ada.py"
    assert lines[1].split() == ["check", "outcome", "points"]
    assert lines[2].split() == ["f.shape", "pass", "2/2"]
    assert lines[3].split() == ["f.values", "fail", "0/2"]
    assert lines[4].split() == ["total", "2/4"]
    assert "    It is off.\n    Hint: Look." in text
    assert "Not passed yet: 2 of 4 points (50 %)." in text


def test_one_reason_for_many_checks_is_told_once():
    same = {"message": "f is not written yet.", "hint": "Write it."}
    text = console.render(document(check("f.shape", "error", **same), check("f.large", "error", **same)))
    assert text.count("f is not written yet.") == 1 and "For the same reason" in text


def test_skipped_checks_are_grouped_by_reason():
    text = console.render(
        document(check("f.a", "skipped", message="Needs x."), check("f.b", "skipped", message="Needs x."))
    )
    assert "f.a, f.b\n    Needs x." in text


@pytest.mark.parametrize("width", [10, 40, 60, 80, 300])
def test_no_line_is_wider_than_the_window(width):
    long = check("a_function_with_a_long_name.and_a_long_check", "fail", message="word " * 60, hint="more " * 30)
    text = console.render(document(long, check("f.shape"), notes=["note " * 40]), width=width, verbose=True)
    assert max(map(len, text.split("\n"))) <= max(width, console.MIN_WIDTH)


def test_code_and_caret_stay_under_each_other():
    message = "Line 1 is not valid Python (SyntaxError: invalid syntax).\n    def f(:\n          ^"
    text = console.render(document(status="unreadable", passed=False, message=message, hint="Look there."))
    assert "\n    def f(:\n          ^\nHint: Look there." in text


def test_nothing_from_outside_reaches_the_terminal_raw():
    evil = "\x1b[2J\x1b]0;title\x07 \u202etxt\x00\x9b31m"
    fields = {"submission": evil, "notes": [evil], "output": evil, "message": evil}
    text = console.render(document(check("f.a", "fail", message=evil, hint=evil), **fields), verbose=True)
    assert not set(text) & set("\x1b\x07\x00\x9b\u202e")


def test_colour_only_where_asked():
    result = document(check("f.a"), check("f.b", "fail", message="x"))
    assert "\x1b" not in console.render(result)
    coloured = console.render(result, colour=True)
    assert "\x1b[32mpass\x1b[0m" in coloured and "\x1b[31mfail\x1b[0m" in coloured


class Terminal(io.StringIO):
    def isatty(self):
        return True

    def fileno(self):
        raise OSError("no descriptor")


@pytest.mark.parametrize(
    "stream, environment, colour",
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_plain_where_it_must_be(stream, environment, colour):
    assert console.settings(stream, environment)["colour"] is colour


def test_width_comes_from_columns():
    assert console.settings(io.StringIO(), {"COLUMNS": "66"})["width"] == 66
    assert console.settings(io.StringIO(), {"COLUMNS": "many"})["width"] == 100


def test_without_isolation_it_says_so():
    line = "ran without isolation"
    assert line in console.render(document(check("f.a"), sandbox={"kind": "none"}))
    assert line not in console.render(document(check("f.a")))


def test_notes_are_shown():
    assert "Line 3 raised NameError" in console.render(document(check("f.a"), notes=["Line 3 raised NameError."]))


def test_our_fault_is_named_as_ours():
    text = console.render(document(check("f.a", "fault", message="x"), status="grader_fault", passed=False))
    assert "fault of the grader, not of your solution" in text and "seed 7" in text


def test_verbose_shows_passes_times_and_output():
    result = document(check("f.a", message="Right for 4 sizes."), output="line\n" * 60, output_dropped=12)
    plain, verbose = console.render(result), console.render(result, verbose=True)
    assert "Right for 4 sizes." not in plain and "Right for 4 sizes." in verbose
    assert "0.01" in verbose and "… and 20 more lines" in verbose and "12 bytes" in verbose


def test_almost_everything_is_not_a_hundred_per_cent():
    checks = [check(f"f.{n}") for n in range(499)] + [check("g.a", "fail", message="x")]
    assert "(99 %)" in console.render(document(*checks))
