"""Two arrays that should agree, as heat maps that show where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.pictures.draw import INK, _range, _size, draw, number
from grader.result.document import Picture
from grader.result.outcome import Difference

MAX_CELLS = 32  # rows and columns of a heat map


def difference(check: str, found: Difference) -> Picture | None:
    """Expected, received and their difference as three heat maps; None if a single number says it all."""
    cut = _cut(found)
    if cut is None:
        return None
    expected, came, wrong, where = cut
    with np.errstate(all="ignore"):
        off = np.where(wrong, came - expected, 0.0)
    low, high = _range(expected)
    largest = _size(off)
    count, size = int(np.sum(found.wrong)), int(np.size(found.wrong))
    alt = say(
        "Three heat maps for {check}{where}: expected values from {low} to {high}, received ones from "
        "{came}; {count} of {size} values differ, by up to {largest}.",
        check=check,
        where=where,
        low=number(low),
        high=number(high),
        came=say(" to ").join(map(number, _range(came))),
        count=count,
        size=size,
        largest=number(largest),
    )

    def paint(*axes: Any) -> None:
        scale = _scaled((expected, came), low, high)
        for panel, name, shade, values in zip(axes, (say("expected"), say("received")), scale, (expected, came)):
            panel.set_title(name)
            _cells(panel, shade, "Blues", 0.0, 1.15, values)
        axes[2].set_title(say("difference"))
        with np.errstate(all="ignore"):
            shade = np.nan_to_num(off / largest, nan=1.0, posinf=1.0, neginf=-1.0) if largest else off
        _cells(axes[2], shade, "PuOr_r", -1.4, 1.4, np.where(wrong, off, np.nan))

    rows, columns = expected.shape
    height = min(max(6.6 / 3 * rows / columns, 0.45), 2.6) + 0.55
    margins = (0.35, 0.05, 0.3, 0.25)
    title = say("{part}: expected, received and their difference", part=check.partition(".")[0])
    return draw(title, alt, paint, panels=3, size=(6.6, height), margins=margins, check=check)


def _cut(found: Difference) -> tuple[Array, Array, Array, str] | None:
    """A two-dimensional part, at most 32 by 32, around the worst place, and words for what was left out."""
    came, expected, wrong = (np.asarray(part) for part in (found.came, found.expected, found.wrong))
    if came.size < 2 or came.shape != expected.shape or wrong.shape != came.shape:
        return None
    with np.errstate(all="ignore"):
        off = np.nan_to_num(np.abs(came - expected), nan=np.inf)
    worst = tuple(map(int, np.unravel_index(int(np.argmax(np.where(wrong, off, -1.0))), came.shape)))
    where = ""
    if came.ndim == 1:
        came, expected, wrong, worst = came[None], expected[None], wrong[None], (0, *worst)
    elif came.ndim > 2:  # images (n, h, w, c): the plane of the worst place
        plane = (1, 2) if came.ndim == 4 else (came.ndim - 2, came.ndim - 1)
        index = tuple(slice(None) if axis in plane else int(at) for axis, at in enumerate(worst))
        came, expected, wrong = came[index], expected[index], wrong[index]
        shown = ", ".join(":" if isinstance(part, slice) else str(part) for part in index)
        where, worst = say(", the part [{shown}]", shown=shown), tuple(worst[axis] for axis in plane)
        if came.size < 2:
            return None
    window = []
    for at, length in zip(worst, came.shape):
        first = int(min(max(int(at) - MAX_CELLS // 2, 0), max(length - MAX_CELLS, 0)))
        window.append(slice(first, min(first + MAX_CELLS, length)))
    if any(part.stop - part.start < length for part, length in zip(window, came.shape)):
        rows, columns = window
        where += say(
            ", rows {start} to {stop} and columns {start2} to {stop2}",
            start=rows.start,
            stop=rows.stop - 1,
            start2=columns.start,
            stop2=columns.stop - 1,
        )
    inside = tuple(window)
    return (
        expected[inside].astype(np.float64),
        came[inside].astype(np.float64),
        wrong[inside].astype(bool),
        where,
    )


def _scaled(arrays: Sequence[Array], low: float, high: float) -> list[Array]:
    """Each array on a scale on which the expected values run from 0 to 1. Values outside are put at its ends."""
    with np.errstate(all="ignore"):
        if not np.isfinite(high - low):  # halved, since the full range may overflow
            arrays, low, high = [array / 4 for array in arrays], low / 4, high / 4
        width = high - low
        width = width if width > 0 and np.isfinite(width) else 1.0
        return [np.clip(np.nan_to_num((array - low) / width, nan=0.5), 0.0, 1.0) for array in arrays]


def _cells(axes: Any, shade: Array, colours: str, low: float, high: float, values: Array) -> None:
    image = axes.imshow(shade, cmap=colours, vmin=low, vmax=high, interpolation="none", aspect="auto")
    rows, columns = shade.shape
    axes.set_xticks(_ticks(columns))
    axes.set_yticks(_ticks(rows))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if rows <= 16 and columns <= 5:
        least = _size(values) / 1000
        for (row, column), value in np.ndenumerate(values):
            if not np.isnan(value):
                told = "≈0" if 0 < abs(value) < least else number(value, 3 if columns < 4 else 2)
                red, green, blue, _ = image.to_rgba(shade[row, column])
                dark = 0.3 * red + 0.6 * green + 0.1 * blue < 0.5
                axes.text(
                    column,
                    row,
                    told,
                    ha="center",
                    va="center",
                    size=7 if columns < 4 else 6,
                    color="white" if dark else INK,
                )


def _ticks(length: int) -> list[int]:
    return list(range(length)) if length <= 8 else list(range(0, length, -(-length // 6)))
