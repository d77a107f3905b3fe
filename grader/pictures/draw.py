"""Pictures for a report: SVG text, with a text alternative.

Drawn in the grader's process from arrays, never from a student's text; without pyplot, which keeps figures alive. An
array that is not finite or far too large is drawn as exactly that, and the size of a picture never depends on a
student's values.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import decimal, say
from grader.result.document import Picture

MAX_SVG = 60_000  # characters; a report holds several pictures
BLUE, ORANGE, RED, INK, QUIET = "#0b5394", "#c2570c", "#b0201a", "#1c2127", "#565f6a"
PALE_BLUE, PALE_ORANGE, _NOTHING = "#bcd4ea", "#f6d3b0", "#ffffff"
# Matplotlib's settings are one global table and a batch judges in threads: whatever reads them holds this lock.
_drawing = threading.Lock()


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
    """The picture that ``paint(*axes)`` draws on one axis for each panel, side by side.

    ``size`` is in inches of 72 points; so are the ``margins`` left, right, above and below. The left margin is also the
    gap between two panels. Raises ValueError if the text would be too long for a report.
    """
    with _drawing:
        svg = _trimmed(_drawn(paint, panels, size, margins))
    if len(svg) > MAX_SVG:
        raise ValueError(f"the picture {title!r} takes {len(svg)} characters; {MAX_SVG} are allowed")
    return Picture(title, alt, svg, check)


def _drawn(
    paint: Callable[..., None], panels: int, size: tuple[float, float], margins: tuple[float, float, float, float]
) -> str:
    import matplotlib  # slow to import, and not safe in two threads at once
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
    """Place the panels by hand: an automatic layout takes as long as the drawing itself."""
    (width, height), (left, right, above, below) = size, margins
    panel = (width - right - left * panels) / panels
    figure.subplots_adjust(left / width, below / height, 1 - right / width, 1 - above / height, wspace=left / panel)


def _settings(matplotlib: Any) -> dict[str, Any]:
    """Matplotlib's own defaults, whatever a matplotlibrc says, changed to the report's style."""
    skipped = ("backend", "interactive", "toolbar", "timezone", "date.epoch", "webagg", "tk.", "savefig.directory")
    found = {name: value for name, value in matplotlib.rcParamsDefault.items() if not name.startswith(skipped)}
    return found | {
        "svg.hashsalt": "grader",
        "svg.fonttype": "none",
        "font.size": 9.0,
        "font.sans-serif": ["DejaVu Sans", "Verdana"],  # text is measured with the first, which ships with matplotlib
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
    """The bare svg element: no XML head, no DTD address, no comments; coordinates to a hundredth of a point."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r' (?:d|x|y)="[^"]*"', lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found.group()), svg)
    svg = re.sub(r"\n\s*", "\n", re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)).strip()
    return re.sub(r'<g( clip-path="[^"]*")>\n((?:<use [^>]*/>\n)+)</g>', _styled_once, svg)


def _styled_once(group: re.Match[str]) -> str:
    """Move the style of a curve's marks from each mark to their group."""
    clip, marks = group.groups()
    styles = set(re.findall(r' style="[^"]*"', marks))
    if len(styles) != 1:
        return group.group()
    (style,) = styles
    return f"<g{clip}{style}>\n{marks.replace(style, '')}</g>"


def number(value: float, digits: int = 3) -> str:
    """A number in a picture: three significant digits and a real minus sign."""
    return decimal(f"{float(value):.{digits}g}").replace("-", "−")


def share(part: int, whole: int) -> str:
    return say("{part} of {whole} ({part2:.1%})", part=part, whole=whole, part2=part / max(whole, 1))


def _range(values: Array) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (float("nan"), float("nan"))


def _size(values: Array) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0
