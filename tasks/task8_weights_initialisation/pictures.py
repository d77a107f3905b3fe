"""The picture of task 8: what each initialiser does to a signal on its way through tanh layers."""

import math

import numpy as np

from grader.base.language import say
from grader.exam.values import StudentFunction
from grader.pictures import BLUE, ORANGE, RED, Curve, draw, number, plot_curves
from grader.result.outcome import Failed

from .checks.signal import signals, small_seed

LAYERS, WIDTH = 8, 200

# Each initialiser's standard deviation in a square layer.
SPREADS = (
    ("uniform", 1 / math.sqrt(3), RED),
    ("xavier", 1 / math.sqrt(WIDTH), BLUE),
    ("gaussian", 0.1, ORANGE),
    ("zeros", 0.0, "#565f6a"),
)


def signal(exam):
    layers = np.arange(1, LAYERS + 1)
    curves, told = [], []
    for name, spread, colour in SPREADS:
        expected = exam.oracle.through_random(spread * math.sqrt(WIDTH), LAYERS)
        curves.append(Curve(say("theory") if name == "uniform" else "", layers, expected, dashed=True))
        try:
            came = signals(exam, StudentFunction(name), LAYERS, WIDTH, small_seed(exam.rng))
        except Failed:  # the others can be drawn all the same
            told.append(say("{name} gives no signal that can be drawn", name=name))
            continue
        mark = "s" if name == "gaussian" else "o"
        curves.append(Curve(name, layers, came, colour, mark=mark))
        told.append(
            say(
                "{name} from {came} in the first layer to {came2} in the last (theory: {expected})",
                name=name,
                came=number(came[0]),
                came2=number(came[-1]),
                expected=number(expected[-1]),
            )
        )
    if all(curve.dashed for curve in curves):
        return None

    def paint(axes):
        plot_curves(axes, curves, legend=False)
        axes.set(xlabel=say("layer"), ylabel=say("standard deviation"), xticks=layers)
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))

    return draw(
        say("The signal through the layers"),
        say(
            "The standard deviation of the signal after each of {layers} tanh layers of {width} units, by your signal and your "
            "initialisers: {told}.",
            layers=LAYERS,
            width=WIDTH,
            told="; ".join(told),
        ),
        paint,
        size=(6.2, 3.1),
        margins=(0.6, 1.2, 0.12, 0.5),
    )


PICTURES = (signal,)
