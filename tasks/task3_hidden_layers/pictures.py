"""The picture of task 3: the probabilities that the student's network gives over the plane."""

import numpy as np

from grader.catalog import load_module
from grader.checks import array_of, require_shape, say
from grader.pictures import Plane, Region, number, regions

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
    said = "They are the same." if off < 1e-5 else f"They differ by up to {number(off)}."
    return regions(
        "What your network says over the plane",
        f"Two panels of the plane from −3 to 3, coloured by the probability that a network with two inputs, {HIDDEN} "
        "hidden units and random weights gives: on the left your forward_propagation, from "
        f"{number(came.min())} to {number(came.max())}, on the right the exercise's formulas, from "
        f"{number(expected.min())} to {number(expected.max())}. {said}",
        plane,
        (Region("your network", plane.grid(came)), Region("expected", plane.grid(expected))),
    )


PICTURES = (network,)
