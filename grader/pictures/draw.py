"""Pictures for a report, as SVG text with words that say the same.

Drawn in the grader's process from arrays, never from a student's text. Matplotlib's settings are
one global table and a batch judges in threads, so that everything that reads them happens under one
lock; pyplot, which keeps figures alive, is not used. Where an array is not finite or far too large
it is shown as that, and nothing is ever drawn at a size that depends on what came.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.result.document import Difference
from grader.pictures.training_log import Log
from grader.child.wire import Array
from grader.base.language import decimal, say, say_n

MAX_SVG = 60_000  # characters; a report holds several
MAX_CELLS = 32  # rows and columns of a heat map
SIDE = 80  # points along each edge of a grid over the plane
MAX_CROSSINGS = 1000

BLUE, ORANGE, RED, INK, QUIET = "#0b5394", "#c2570c", "#b0201a", "#1c2127", "#565f6a"
_PALE_BLUE, _PALE_ORANGE, _NOTHING = "#bcd4ea", "#f6d3b0", "#ffffff"
CLASSES = ((BLUE, "o"), (ORANGE, "^"))  # colour and mark of class 0 and class 1

_drawing = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """``alt`` says in words and numbers what the picture shows; ``check`` is the failed check that it
    explains, empty where it belongs to the task."""

    title: str
    alt: str
    svg: str
    check: str = ""

    def document(self) -> dict[str, str]:
        return {"title": self.title, "alt": self.alt, "svg": self.svg, "check": self.check}


def draw(
    title: str,
    alt: str,
    paint: Callable[..., None],
    *,
    panels: int = 1,
    size: tuple[float, float] = (6.6, 3.3),
    margins: tuple[float, float, float, float] = (0.6, 0.15, 0.12, 0.5),
    check: str = "",
) -> Picture:
    """The picture that ``paint(*axes)`` draws on as many axes as there are panels, side by side.

    ``size`` is in inches of 72 points, and so are the ``margins`` left, right, above and below; between two panels
    lies what lies left of the first. Raises ValueError where the text would be too long for a report.
    """
    with _drawing:
        svg = _trimmed(_drawn(paint, panels, size, margins))
    if len(svg) > MAX_SVG:
        raise ValueError(f"the picture {title!r} takes {len(svg)} characters; {MAX_SVG} are allowed")
    return Picture(title, alt, svg, check)


def _drawn(
    paint: Callable[..., None], panels: int, size: tuple[float, float], margins: tuple[float, float, float, float]
) -> str:
    import matplotlib  # here, and under the lock: dear, and not to be imported by two threads at once
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_settings(matplotlib)):
        figure = Figure(figsize=size)
        FigureCanvasSVG(figure)
        axes = figure.subplots(1, panels, squeeze=False)[0]
        _lay_out(figure, panels, size, margins)
        paint(*axes)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        return text.getvalue()


def _lay_out(figure: Any, panels: int, size: tuple[float, float], margins: tuple[float, float, float, float]) -> None:
    """By hand: an automatic layout takes as long as the drawing itself."""
    (width, height), (left, right, above, below) = size, margins
    panel = (width - right - left * panels) / panels
    figure.subplots_adjust(left / width, below / height, 1 - right / width, 1 - above / height, wspace=left / panel)


def _settings(matplotlib: Any) -> dict[str, Any]:
    """Matplotlib's own defaults, whatever a matplotlibrc says, with the report's looks."""
    skipped = ("backend", "interactive", "toolbar", "timezone", "date.epoch", "webagg", "tk.", "savefig.directory")
    found = {name: value for name, value in matplotlib.rcParamsDefault.items() if not name.startswith(skipped)}
    return found | {
        "svg.hashsalt": "grader",
        "svg.fonttype": "none",
        "font.size": 9.0,
        "font.sans-serif": ["DejaVu Sans", "Verdana"],  # the first ships with matplotlib and measures the text
        "axes.titlesize": 9.0,
        "axes.labelsize": 9.0,
        "axes.labelcolor": QUIET,
        "axes.edgecolor": QUIET,
        "axes.linewidth": 0.6,
        "axes.formatter.use_mathtext": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "text.color": INK,
        "text.parse_math": False,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelsize": 8.0,
        "ytick.labelsize": 8.0,
        "legend.frameon": False,
        "legend.fontsize": 8.0,
        "lines.linewidth": 1.6,
        "image.composite_image": False,
    }


def _trimmed(svg: str) -> str:
    """One element for an image: no XML head, no address of a DTD, no comments; places to a hundredth of a point."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r' (?:d|x|y)="[^"]*"', lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found.group()), svg)
    svg = re.sub(r"\n\s*", "\n", re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)).strip()
    return re.sub(r'<g( clip-path="[^"]*")>\n((?:<use [^>]*/>\n)+)</g>', _styled_once, svg)


def _styled_once(group: re.Match[str]) -> str:
    """The marks of one curve, whose style stands with their group and not with each of them."""
    clip, marks = group.groups()
    styles = set(re.findall(r' style="[^"]*"', marks))
    if len(styles) != 1:
        return group.group()
    (style,) = styles
    return f"<g{clip}{style}>\n{marks.replace(style, '')}</g>"


def number(value: float, digits: int = 3) -> str:
    """A number in a picture: three significant digits, with a minus sign that is one."""
    return decimal(f"{float(value):.{digits}g}").replace("-", "−")


def share(part: int, whole: int) -> str:
    return say("{part} of {whole} ({part2:.1%})", part=part, whole=whole, part2=part / max(whole, 1))


# --- where two arrays differ -----------------------------------------------------------------------------


def difference(check: str, found: Difference) -> Picture | None:
    """Expected, received and their difference as three heat maps; None where one number tells it all."""
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
    """Two dimensions of at most 32 by 32 about the worst place, and words for what was left out."""
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


def _range(values: Array) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (float("nan"), float("nan"))


def _size(values: Array) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def _scaled(arrays: Sequence[Array], low: float, high: float) -> list[Array]:
    """Each array on a scale on which the expected values run from 0 to 1; what lies outside is at an end."""
    with np.errstate(all="ignore"):
        if not np.isfinite(high - low):  # halved, the widest range is one that can be held
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


# --- the plane -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plane:
    """A square of the plane about the origin, and points on it in a grid."""

    reach: float

    @property
    def points(self) -> Array:
        """(SIDE², 2), row by row from below."""
        edge = np.linspace(-self.reach, self.reach, SIDE)
        return np.stack(np.meshgrid(edge, edge), axis=-1).reshape(-1, 2)

    @property
    def step(self) -> float:
        return 2 * self.reach / (SIDE - 1)

    def grid(self, values: Array) -> Array:
        """One value for each point, as (SIDE, SIDE)."""
        return np.asarray(values, dtype=np.float64).reshape(SIDE, SIDE)


def plane_about(X: Array) -> Plane:
    return Plane(1.08 * min(max(_size(np.asarray(X)), 1e-3), 1e6))


def home_of_classes(draw_points: Callable[[int], tuple[Array, Array]], plane: Plane) -> Array:
    """Which class lives where, (SIDE, SIDE) of 0, 1 and NaN for nobody, from many points X (n, 2), y (n,)."""
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
    """What is painted on the plane: a probability of class 1 (or the class) at each place of the grid."""

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

    ``right`` (n,) says which of them the first colouring gets right; the others are ringed there.
    """
    X, y = np.zeros((0, 2)) if X is None else X, np.zeros(0) if y is None else np.ravel(y)

    def paint(*axes: Any) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        colours = LinearSegmentedColormap.from_list("classes", (_PALE_BLUE, "#f4f1ec", _PALE_ORANGE), N=16)
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
    """How often 0.5 lies between neighbours on the grid: noise has no line that could be drawn."""
    above = np.asarray(values) > 0.5
    return int(np.sum(above[1:] != above[:-1]) + np.sum(above[:, 1:] != above[:, :-1]))


# --- curves ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Curve:
    """y over x; ``dashed`` is how what was expected is drawn, over what was received."""

    label: str
    x: Array
    y: Array
    colour: str = BLUE
    dashed: bool = False
    mark: str = ""


def plot_curves(axes: Any, curves: Sequence[Curve], *, log: bool = False, legend: bool = True) -> None:
    """Draw curves on axes whose range is that of the dashed ones, widened by what else fits about them."""
    low, high = curve_range(curves)
    for curve in curves:
        y = np.clip(np.nan_to_num(curve.y, nan=high, posinf=high, neginf=low), low, high)
        style: dict[str, Any] = (
            {"linestyle": (0, (4, 2)), "color": INK, "linewidth": 1.1, "zorder": 3}
            if curve.dashed
            else {"color": curve.colour, "linewidth": 2.6}
        )
        axes.plot(curve.x, y, label=curve.label, marker=curve.mark, markersize=4, **style)
    if log and low > 0:
        axes.set_yscale("log")
    if legend:
        axes.legend()


def curve_range(curves: Sequence[Curve]) -> tuple[float, float]:
    """What is shown of the values: no more than twice the range of the expected ones beyond it."""
    known = [curve.y for curve in curves if curve.dashed] or [curve.y for curve in curves]
    low, high = _range(np.concatenate([np.ravel(values) for values in known]))
    if not np.isfinite(high - low):
        return -1.0, 1.0
    width = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-12)
    every = _range(np.concatenate([np.ravel(curve.y) for curve in curves]))
    return max(min(low, every[0]), low - 2 * width), min(max(high, every[1]), high + 2 * width)


def learning(title: str, log: Log) -> Picture:
    """Loss and accuracy over the steps of a training, as the student's code shows them."""
    kinds = [kind for kind in ("loss", "accuracy") if kind in log.curves]
    names = {"loss": say("loss"), "accuracy": say("accuracy")}
    told = []
    for kind in kinds:
        steps, values = log.curves[kind]
        told.append(
            say(
                "{curve}: from {first} at step {begin} to {last} at step {end}",
                curve=names[kind],
                first=number(values[0]),
                begin=number(steps[0], 6),
                last=number(values[-1]),
                end=number(steps[-1], 6),
            )
        )

    def paint(*axes: Any) -> None:
        for panel, kind in zip(axes, kinds):
            steps, values = log.curves[kind]
            colour = BLUE if kind == "loss" else ORANGE
            plot_curves(panel, (Curve(names[kind], steps, values, colour),), legend=False)
            panel.set(xlabel=say("step"), title=names[kind])
            if kind == "accuracy" and _range(values)[0] >= 0 and _range(values)[1] <= 1:
                panel.set_ylim(0, 1.03)

    curves = "; ".join(told)
    if log.kept:
        alt = say("Curves of one training, as your model keeps it. {curves}.", curves=curves)
    else:
        alt = say("Curves of one training, as your code printed it. {curves}.", curves=curves)
    size = (3.3 * len(kinds) + 0.3, 2.7)
    return draw(title, alt, paint, panels=len(kinds), size=size, margins=(0.6, 0.15, 0.3, 0.5))


def first_filters(title: str, weights: Array, most: int = 32) -> Picture | None:
    """The filters (k, k, 1, n) of a first layer side by side, on one scale about zero; None of other shapes."""
    if weights.ndim != 4 or weights.shape[2] != 1 or not 0 < weights.shape[0] == weights.shape[1] <= 11:
        return None
    shown = np.nan_to_num(np.moveaxis(weights[:, :, 0, :most], -1, 0).astype(np.float64), posinf=0.0, neginf=0.0)
    largest = _size(shown)
    side = shown.shape[1]
    across = min(len(shown), 8)
    down = -(-len(shown) // across)
    alt = say(
        "{shown} of the {count} filters of the first layer, each {side} by {side}: weights from {low} to {high}, orange "
        "above zero and purple below. A filter whose orange and purple lie on two sides answers to an edge in that "
        "direction.",
        shown=len(shown),
        count=weights.shape[-1],
        side=side,
        low=number(shown.min()),
        high=number(shown.max()),
    )

    def paint(axes: Any) -> None:
        paper = np.full((down * (side + 1) - 1, across * (side + 1) - 1), np.nan)
        for position, one in enumerate(shown):
            row, column = (part * (side + 1) for part in divmod(position, across))
            paper[row : row + side, column : column + side] = one / largest if largest else one
        axes.imshow(np.ma.masked_invalid(paper), cmap="PuOr_r", vmin=-1, vmax=1, interpolation="none")
        axes.axis("off")

    return draw(title, alt, paint, size=(6.4, 0.8 * down + 0.1), margins=(0.05, 0.05, 0.05, 0.05))


# --- digits ----------------------------------------------------------------------------------------------


def confidence_of(scores: Array) -> Array:
    """Probabilities (n, 10) from what ``predict`` returned: softmax unless the rows are probabilities."""
    scores = np.asarray(scores, dtype=np.float64)
    rows = scores.sum(axis=1)
    if scores.min() >= 0 and np.all(np.abs(rows - 1) <= 1e-3):
        return scores
    from grader.checks.oracle.activations import softmax  # not in a student's kit, whose reports draw no digits

    found: Array = softmax(scores)
    return found


def confusion(title: str, labels: Array, predicted: Array, classes: int = 10) -> Picture | None:
    """How often each digit was read as which; None where there is none."""
    if len(labels) == 0:
        return None
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, predicted), 1)
    right, mistakes = int(np.trace(counts)), counts * (1 - np.eye(classes, dtype=int))
    worst = [np.unravel_index(at, counts.shape) for at in np.argsort(-mistakes, axis=None, kind="stable")[:5]]
    told = [
        say("{true} read as {read}: {counts}", true=true, read=read, counts=_times(int(counts[true, read])))
        for true, read in worst
        if mistakes[true, read]
    ]
    alt = say(
        "Confusion matrix of {count} digits: {right} right", count=len(labels), right=share(right, len(labels))
    ) + (say("; most often {told}.", told=", ".join(told)) if told else ".")

    def paint(axes: Any) -> None:
        of_row = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        signed = np.where(np.eye(classes, dtype=bool), -of_row, np.minimum(8 * of_row, 1.4))
        axes.imshow(signed, cmap="PuOr_r", vmin=-2.0, vmax=2.0, interpolation="none")
        for (true, read), count in np.ndenumerate(counts):
            if count:
                axes.text(read, true, str(count), ha="center", va="center", size=8)
        axes.set(xticks=range(classes), yticks=range(classes), xlabel=say("read as"), ylabel=say("digit"))
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)

    return draw(title, alt, paint, size=(4.6, 4.6), margins=(0.5, 0.1, 0.1, 0.5))


def _times(count: int) -> str:
    return {1: say("once"), 2: say("twice")}.get(count, say_n("{n} times", "{n} times", count))


def wrong_digits(title: str, images: Array, labels: Array, probabilities: Array, most: int = 12) -> Picture | None:
    """The digits that were read wrongly with the most confidence, images (n, 28, 28); None where all are right."""
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    if not len(wrong):
        return None
    sure = probabilities[np.arange(len(labels)), predicted]
    chosen = wrong[np.argsort(-sure[wrong], kind="stable")[:most]]
    told = [
        say(
            "a {labels} read as {predicted} ({sure:.0%} sure)",
            labels=labels[one],
            predicted=predicted[one],
            sure=sure[one],
        )
        for one in chosen
    ]
    alt = say(
        "The {count} most confident of {count2} mistakes in {count3} digits: {told}.",
        count=len(chosen),
        count2=len(wrong),
        count3=len(labels),
        told=", ".join(told),
    )
    across = 6
    down = -(-len(chosen) // across)

    def paint(axes: Any) -> None:
        side, gap, words = images.shape[1], 6, 15
        paper = np.ones((down * (side + gap + words), across * (side + gap)))
        for position, one in enumerate(chosen):
            row, column = divmod(position, across)
            top, left = row * (side + gap + words), column * (side + gap)
            paper[top : top + side, left : left + side] = 1 - images[one]
            axes.text(
                left + side / 2,
                top + side + 8,
                say(
                    "{labels} read as {predicted}\n{sure:.0%} sure",
                    labels=labels[one],
                    predicted=predicted[one],
                    sure=sure[one],
                ),
                ha="center",
                va="center",
                size=8,
            )
        axes.imshow(paper, cmap="gray", vmin=0, vmax=1, interpolation="none")
        axes.axis("off")

    return draw(title, alt, paint, size=(6.6, 1.66 * down), margins=(0.05, 0.05, 0.05, 0.05))


__all__ = [
    "BLUE",
    "INK",
    "ORANGE",
    "QUIET",
    "RED",
    "Curve",
    "Picture",
    "Plane",
    "Region",
    "confidence_of",
    "confusion",
    "curve_range",
    "difference",
    "draw",
    "first_filters",
    "home_of_classes",
    "learning",
    "number",
    "plane_about",
    "plot_curves",
    "regions",
    "share",
    "wrong_digits",
]
