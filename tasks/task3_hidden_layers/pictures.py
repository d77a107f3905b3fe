"""The picture of task 3: the probabilities that the student's network gives over the plane."""

import numpy as np

from grader.checks import array_of, require_shape, say
from grader.pictures import Plane, Region, number, regions
from grader.task.catalog import load_module

checks = load_module("tasks", "task3_hidden_layers", "checks")

HIDDEN = 5


def network(exam):
    """No training here: the weights are drawn, the same for both sides."""
    rng = exam.rng
    W1, b1 = 1.5 * rng.normal(size=(HIDDEN, 2)), checks.biased(rng, (1, HIDDEN))
    W2, b2 = 2.0 * rng.normal(size=(1, HIDDEN)), checks.biased(rng, (1, 1))
    plane = Plane(3.0)
    case = (plane.points, W1, b1, W2, b2)
    observed = exam.call("forward_propagation", *case)
    require_shape(observed, say("The result of forward_propagation"), (len(plane.points), 1))
    came = array_of(observed, say("The result of forward_propagation"))
    expected = exam.expected("forward_propagation", *case)
    off = float(np.max(np.abs(came - expected)))
    said = say("They are the same.") if off < 1e-5 else say("They differ by up to {off}.", off=number(off))
    return regions(
        say("What your network says over the plane"),
        say(
            "Two panels of the plane from −3 to 3, coloured by the probability that a network with two inputs, {hidden} "
            "hidden units and random weights gives: on the left your forward_propagation, from "
            "{came} to {came2}, on the right the exercise's formulas, from "
            "{expected} to {expected2}. {said}",
            hidden=HIDDEN,
            came=number(came.min()),
            came2=number(came.max()),
            expected=number(expected.min()),
            expected2=number(expected.max()),
            said=said,
        ),
        plane,
        (Region(say("your network"), plane.grid(came)), Region(say("expected"), plane.grid(expected))),
    )


PICTURES = (network,)
