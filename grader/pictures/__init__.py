"""SVG from arrays: the tools for a task's ``pictures.py``."""

from grader.pictures.curves import Curve, curve_range, learning, plot_curves
from grader.pictures.difference import difference
from grader.pictures.digits import confusion, first_filters, wrong_digits
from grader.pictures.draw import BLUE, INK, ORANGE, QUIET, RED, draw, number, share
from grader.pictures.plane import Plane, Region, home_of_classes, plane_about, regions
from grader.result.document import Picture

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
