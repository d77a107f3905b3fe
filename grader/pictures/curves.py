"""Curves over steps: a descent, a signal through layers, a training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.pictures.draw import BLUE, INK, ORANGE, _range, draw, number
from grader.pictures.training_log import Log
from grader.result.document import Picture


@dataclass(frozen=True)
class Curve:
    """y over x. Expected values are drawn ``dashed``, over the received ones."""

    label: str
    x: Array
    y: Array
    colour: str = BLUE
    dashed: bool = False
    mark: str = ""


def plot_curves(axes: Any, curves: Sequence[Curve], *, log: bool = False, legend: bool = True) -> None:
    """Draw curves. The axes have the range of the dashed ones, widened for values that lie close to it."""
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
    """The range of values to show: that of the expected ones, extended by at most twice its length on each side."""
    known = [curve.y for curve in curves if curve.dashed] or [curve.y for curve in curves]
    low, high = _range(np.concatenate([np.ravel(values) for values in known]))
    if not np.isfinite(high - low):
        return -1.0, 1.0
    width = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-12)
    every = _range(np.concatenate([np.ravel(curve.y) for curve in curves]))
    return max(min(low, every[0]), low - 2 * width), min(max(high, every[1]), high + 2 * width)


def learning(title: str, log: Log) -> Picture:
    """The picture of loss and accuracy over a training's steps, as logged by the student's code."""
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
