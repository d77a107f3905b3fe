"""Plain gradient descent of this network, and mistakes in it."""

from functools import partial

import numpy as np

from grader.checks import sigmoid
from grader.checks.training.descent import Descent
from grader.checks.training.descent_mistakes import descent_mistakes, stepwise

from .backward_propagation import gradients
from .network import PARTS, forward, labels
from .trained import HIDDEN, ITERATIONS, RATE, shapes, trained
from .update import stepped


def step(X, Y, params, rate, cut=lambda hidden: hidden, **wrongly):
    """One step for all four parameters. ``cut`` changes the hidden layer's values, ``wrongly`` the gradients."""
    W1, b1, W2, b2 = params
    hidden = cut(np.tanh(X @ W1.T + b1))
    return stepped(params, gradients(X, Y, W2, sigmoid(hidden @ W2.T + b2), hidden, **wrongly), rate)


def updated_weights(X, Y, params, rate):
    """A mistake: W2 takes its step first, and the error is propagated through the new W2."""
    output, hidden = forward(X, *params)
    return stepped(params, gradients(X, Y, step(X, Y, params, rate)[2], output, hidden), rate)


def only(*learning):
    """A mistake: only the parameters with these positions take the step."""

    def some(X, Y, params, rate):
        new = step(X, Y, params, rate)
        return tuple(new[at] if at in learning else old for at, old in enumerate(params))

    return some


MISTAKES = (
    *descent_mistakes(step),
    stepwise(
        "updated-weights",
        "dW1 and db1 are computed with the W2 that was updated already in the same iteration",
        updated_weights,
    ),
    stepwise("no-tanh-derivative", "the derivative of tanh is missing", partial(step, slope=lambda a: 1.0)),
    stepwise(
        "sigmoid-derivative-twice",
        "this descends the squared error: the sigmoid's derivative is applied though output − Y holds it already",
        partial(step, error=lambda o, Y: (o - Y) * o * (1 - o)),
    ),
    stepwise(
        "hidden-truncated",
        "the hidden layer's values are all 0, as when they are cut to integers",
        partial(step, cut=np.zeros_like),
    ),
    stepwise("hidden-rounded", "the hidden layer's values are rounded to whole numbers", partial(step, cut=np.round)),
    stepwise("hidden-frozen", "only the output layer learns", only(2, 3)),
    stepwise("biases-frozen", "the biases never change", only(0, 2)),
)


def long(exam):
    X, Y, seed, params = trained(exam, 0)
    return (X, Y, HIDDEN, RATE, ITERATIONS, seed), params


DESCENT = Descent(lambda rng, n, f: (rng.normal(size=(n, f)), labels(rng, n)), PARTS, shapes, long)
