"""The picture of task 5: the way down the parabola, and the closed form."""

import numpy as np

from grader.base.language import say
from grader.pictures import BLUE, INK, QUIET, Curve, curve_range, draw, number, plot_curves

from .checks.trace import traced

STEPS = 8


def descent(exam):
    x0 = float(exam.rng.uniform(9.5, 12))
    rate = float(exam.rng.uniform(0.08, 0.2))
    came = traced(exam, x0, rate, STEPS)
    expected = exam.expected("trace", x0, rate, STEPS)
    steps = np.arange(STEPS + 1)
    curves = (
        Curve(say("your trace"), steps, came, BLUE, mark="o"),
        Curve(say("closed form"), steps, expected, dashed=True),
    )
    off = float(np.max(np.abs(came - expected)))
    same = (
        say("The closed form is the same")
        if off < 1e-3
        else say("The closed form is up to {off} away", off=number(off))
    )

    def paint(parabola, walk):
        low, high = curve_range((*curves, Curve(say("minimum"), steps, np.full(len(steps), 5.0), dashed=True)))
        reach = max(5 - low, high - 5) + 1
        x = np.linspace(5 - reach, 5 + reach, 101)
        parabola.plot(x, exam.expected("loss", x), color=QUIET, linewidth=0.9)
        for curve in curves:
            at = np.clip(curve.y, low, high)
            parabola.plot(
                at,
                exam.expected("loss", at),
                "o",
                color=INK if curve.dashed else curve.colour,
                markerfacecolor="none" if curve.dashed else curve.colour,
                markersize=8 if curve.dashed else 4,
                label=curve.label,
            )
        parabola.set(xlabel="x", ylabel="x² − 10x + 24")
        parabola.legend(loc="upper center")
        plot_curves(walk, curves, legend=False)
        walk.axhline(5, color=QUIET, linewidth=0.6)
        walk.set(xlabel=say("step"), ylabel="x")

    return draw(
        say("Your way down the parabola"),
        say(
            "Left the parabola x² − 10x + 24 with the visited points, right x over the steps. With x0 = {x0} and a "
            "learning rate of {rate} your trace runs through {came}. {same}, and ends at "
            "{expected}. The minimum is at 5.",
            x0=number(x0),
            rate=number(rate),
            came=", ".join(map(number, came)),
            same=same,
            expected=number(expected[-1]),
        ),
        paint,
        panels=2,
    )


PICTURES = (descent,)
