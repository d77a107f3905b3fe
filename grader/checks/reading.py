"""Checks of a function that reads points from a CSV file with the header ``x1,x2,label``.

The file is written into the child's folder under a name that no exercise mentions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say
from grader.checks.asking import function_of, observed_parts
from grader.checks.check import Check, Recipe, custom
from grader.checks.closeness import require_close
from grader.checks.numbers import U32
from grader.checks.observed import array_of, require_shape
from grader.checks.point_file import to_csv
from grader.exam.exam import Exam
from grader.exam.values import DataFile, Observed
from grader.result.outcome import Failed, Verdict, passed

REPEATED = 2  # rows that stand in a file once more
ROWS = (7, 41, 1, 1203)  # one row, and more than anybody would think to stop at


@dataclass(frozen=True)
class Points:
    """A file and what it holds: X (n, 2), y in the shape that is asked for."""

    file: DataFile
    X: Array
    y: Array


def points(rng: np.random.Generator, rows: int, column: bool) -> Points:
    """``rows`` of them. Of several, the last two repeat an earlier row, and some numbers are 0, whole, or so small or
    large that Python writes them with an exponent. Every other file ends without a line break."""
    X = rng.normal(0.0, 3.0, (rows, 2))
    y = rng.permutation(np.arange(rows) % 2)
    if rows > REPEATED + 1:
        X[2], X[3], X[4] = (0.0, -2.0), (3.7e-5, 0.0), (-1.25e17, 41.0)
        X[-REPEATED:], y[-REPEATED:] = X[1], y[1]
    content = to_csv(X, y)
    file = DataFile(f"points-{int(rng.integers(10**6)):06}.csv", content[:-1] if rng.integers(2) else content)
    return Points(file, X, y.reshape(-1, 1) if column else y)


def reading(name: str, point_values: tuple[int, int, int], *, column: bool) -> tuple[Check, Check, Check]:
    """Three checks of ``name(path)`` that returns X (n, 2) and y, ``column`` says (n, 1), else (n,)."""
    reader = _Reading(name, column)
    shape_points, value_points, file_points = point_values
    needs = (f"{name}.shape",)
    checks = (
        custom(
            f"{name}.shape",
            mark("{name} returns the right shapes", name=name),
            "shape",
            shape_points,
            reader.shapes,
            "The first line of the file is its header; each line after it is one row.",
        ),
        custom(
            f"{name}.values",
            mark("{name} returns what stands in the file", name=name),
            "numerics",
            value_points,
            reader.content,
            "Print the first rows and compare them with the file: x1 and x2 go to X, label to y.",
            needs,
        ),
        custom(
            f"{name}.file",
            mark("{name} reads the file that it is given", name=name),
            "property",
            file_points,
            reader.given_file,
            "Use the argument, not a fixed file name.",
            needs,
        ),
    )
    first, second, third = (
        check.replace(recipe=Recipe("reading", name, {"column": column, "index": index}))
        for index, check in enumerate(checks)
    )
    return first, second, third


@dataclass(frozen=True)
class _Reading:
    """The judges of the three checks."""

    name: str
    column: bool

    def _points(self, exam: Exam, rows: int) -> Points:
        return points(exam.rng, rows, self.column)

    def _read(self, exam: Exam, wanted: Points, by_keyword: bool = False) -> list[tuple[str, Observed]]:
        (argument,) = function_of(exam, self.name).arguments
        observed = exam.call(self.name, **{argument: wanted.file}) if by_keyword else exam.call(self.name, wanted.file)
        return observed_parts(exam, self.name, observed)

    def shapes(self, exam: Exam) -> Verdict:
        for rows in ROWS:
            wanted = self._points(exam, rows)
            (_, X), (_, y) = parts = self._read(exam, wanted, by_keyword=rows == ROWS[-1])
            _require_all_rows(self.name, rows, X, y)
            for (what, value), target in zip(parts, (wanted.X, wanted.y)):
                require_shape(value, what, target.shape, say(" for a file of {rows} rows", rows=rows))
        return passed()

    def content(self, exam: Exam) -> Verdict:
        worst = 0.0
        for rows in ROWS:
            wanted = self._points(exam, rows)
            (what_x, X), (what_y, y) = self._read(exam, wanted)
            require_shape(X, what_x, wanted.X.shape)
            require_shape(y, what_y, wanted.y.shape)
            came = array_of(X, what_x)
            swapped = {"columns-swapped": (say("x1 and x2 are swapped"), wanted.X[:, ::-1])}
            worst = max(worst, require_close(came, wanted.X, 2 * U32 * np.abs(wanted.X), what_x, swapped))
            flipped = {"labels-flipped": (say("0 and 1 are swapped"), 1.0 - wanted.y)}
            require_close(array_of(y, what_y, integers=True), wanted.y.astype(float), 0.0, what_y, flipped)
        return passed(margin=worst)

    def given_file(self, exam: Exam) -> Verdict:
        one, other = self._points(exam, ROWS[1]), self._points(exam, ROWS[1])
        found = []
        for wanted in (one, other, one):
            (what, X), _ = self._read(exam, wanted)
            require_shape(X, what, wanted.X.shape)
            found.append(array_of(X, what))
        if np.array_equal(found[0], found[1]):
            raise Failed(
                say("{name} returned the same points for two different files.", name=self.name),
                hint=say("Open the file whose path is passed in, not one with a fixed name."),
                mistake="path-ignored",
            )
        again = DataFile(one.file.name, other.file.content)  # the same path, another content
        (what, X), _ = self._read(exam, Points(again, other.X, other.y))
        require_shape(X, what, other.X.shape)
        if not np.array_equal(array_of(X, what), found[1]):
            raise Failed(
                say("{name} returned the former content of a file that was written anew.", name=self.name),
                hint=say("Read the file at each call, and keep nothing of it between calls."),
                mistake="left-over",
            )
        if not np.array_equal(found[0], found[2]):
            raise Failed(
                say("{name} returned other points when it read the same file again.", name=self.name),
                hint=say(
                    "Each call starts from nothing: keep no list or array between calls, and leave the order as it is."
                ),
                mistake="not-repeatable",
            )
        return passed()


def _require_all_rows(name: str, rows: int, X: Observed, y: Observed) -> None:
    """Raises Failed with the likely reason where both parts have one row too few or too many."""
    lengths = {value.array.shape[0] for value in (X, y) if value.array is not None and value.array.ndim}
    if lengths == {rows - 1}:
        raise Failed(
            say(
                "{name} returned {rows} rows for a file of {rows2} rows: one is missing.",
                name=name,
                rows=rows - 1,
                rows2=rows,
            ),
            hint=say("Only the header is to be skipped; look at whether a row of data is taken for a header too."),
            mistake="row-lost",
        )
    if lengths == {rows - REPEATED}:
        raise Failed(
            say(
                "{name} returned {rows} rows for a file of {rows2} rows, {repeated} of which stand there already.",
                name=name,
                rows=rows - REPEATED,
                rows2=rows,
                repeated=REPEATED,
            ),
            hint=say("Each line of the file is a row, also where it says the same as another."),
            mistake="repeated-rows-dropped",
        )
    if lengths == {rows + 1}:
        raise Failed(
            say(
                "{name} returned {rows} rows for a file of {rows2} rows: one is too many.",
                name=name,
                rows=rows + 1,
                rows2=rows,
            ),
            hint=say("The first line is the header, not a row of data."),
            mistake="header-as-row",
        )
