"""Decision regions of a classifier over two features: the plane, its contours, the points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.pictures.draw import BLUE, INK, ORANGE, PALE_BLUE, PALE_ORANGE, RED, _size, draw
from grader.result.document import Picture

SIDE = 80  # points along each edge of a grid over the plane
MAX_CROSSINGS = 1000
CLASSES = ((BLUE, "o"), (ORANGE, "^"))  # colour and mark of class 0 and class 1


@dataclass(frozen=True)
class Plane:
    """A square of the plane around the origin, and a grid of points on it."""

    reach: float

    @property
    def points(self) -> Array:
        """The grid's points (SIDE², 2), row by row from below."""
        edge = np.linspace(-self.reach, self.reach, SIDE)
        return np.stack(np.meshgrid(edge, edge), axis=-1).reshape(-1, 2)

    @property
    def step(self) -> float:
        return 2 * self.reach / (SIDE - 1)

    def grid(self, values: Array) -> Array:
        """One value for each point, reshaped to (SIDE, SIDE)."""
        return np.asarray(values, dtype=np.float64).reshape(SIDE, SIDE)


def plane_about(X: Array) -> Plane:
    return Plane(1.08 * min(max(_size(np.asarray(X)), 1e-3), 1e6))


def home_of_classes(draw_points: Callable[[int], tuple[Array, Array]], plane: Plane) -> Array:
    """Which class occurs where, from many points X (n, 2), y (n,): (SIDE, SIDE) of 0, 1, and NaN where there are
    none."""
    X, y = draw_points(40_000)
    found = []
    for label in (0, 1):
        points = X[np.ravel(y) == label]
        edges = np.linspace(-plane.reach, plane.reach, SIDE + 1)
        counts, _, _ = np.histogram2d(points[:, 1], points[:, 0], bins=(edges, edges))
        found.append(_blurred(counts))
    here = np.maximum(*found)
    return np.where(here > 0.04 * here.max(), (found[1] > found[0]).astype(float), np.nan)


def _blurred(counts: Array, reach: int = 3) -> Array:
    kernel = np.exp(-0.5 * (np.arange(-2 * reach, 2 * reach + 1) / reach * 1.5) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        counts = np.apply_along_axis(np.convolve, axis, counts, kernel, "same")
    return counts


@dataclass(frozen=True)
class Region:
    """The colours of the plane: a probability of class 1 (or the class) at each point of the grid."""

    title: str
    values: Array


def regions(
    title: str,
    alt: str,
    plane: Plane,
    painted: Sequence[Region],
    X: Array | None = None,
    y: Array | None = None,
    right: Array | None = None,
) -> Picture:
    """The same points, X (n, 2) with classes y (n,), over several colourings of the plane, side by side.

    ``right`` (n,) says which points the first colouring gets right; the others are ringed there.
    """
    X, y = np.zeros((0, 2)) if X is None else X, np.zeros(0) if y is None else np.ravel(y)

    def paint(*axes: Any) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        colours = LinearSegmentedColormap.from_list("classes", (PALE_BLUE, "#f4f1ec", PALE_ORANGE), N=16)
        extent = (-plane.reach, plane.reach, -plane.reach, plane.reach)
        for position, (panel, region) in enumerate(zip(axes, painted)):
            values = np.ma.masked_invalid(np.clip(region.values, 0, 1))
            panel.imshow(values, cmap=colours, vmin=0, vmax=1, extent=extent, origin="lower", interpolation="none")
            if not values.mask.any() and 0 < _crossings(values) < MAX_CROSSINGS:
                edge = np.linspace(-plane.reach, plane.reach, SIDE)
                panel.contour(edge, edge, values, levels=[0.5], colors=INK, linewidths=1.0)
            for label, (colour, mark) in enumerate(CLASSES):
                chosen = y == label
                panel.plot(
                    *X[chosen].T,
                    mark,
                    color=colour,
                    markersize=3.2,
                    markeredgewidth=0,
                    label=say("class {label}", label=label),
                )
            if right is not None and position == 0 and not right.all():
                panel.plot(
                    *X[~right].T, "o", markersize=7, markerfacecolor="none", markeredgecolor=RED, markeredgewidth=1.1,
                    label=say("wrong"),
                )  # fmt: skip
            panel.set(title=region.title, xlim=extent[:2], ylim=extent[2:], aspect="equal", xlabel="x1")
        axes[0].set_ylabel("x2")
        if len(X):
            axes[0].figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=3)

    side = 3.4 if len(painted) < 3 else 2.9
    margins = (0.5, 0.1, 0.3, 0.8 if len(X) else 0.5)
    return draw(
        title,
        alt,
        paint,
        panels=len(painted),
        size=(side * len(painted), side - 0.6 + margins[2] + margins[3]),
        margins=margins,
    )


def _crossings(values: Array) -> int:
    """How often neighbours on the grid lie on different sides of 0.5: for noise, no line can be drawn."""
    above = np.asarray(values) > 0.5
    return int(np.sum(above[1:] != above[:-1]) + np.sum(above[:, 1:] != above[:, :-1]))
