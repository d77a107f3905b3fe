"""``backward_propagation(X, Y, W2, output, hidden)``: the gradients of the cost by the four parameters."""

from functools import partial

import numpy as np

from grader.checks import Mistake, finite_differences, mean_of_parts, shape, unchanged, values

from .network import PARTS, SIZES, forward, labels, weights


def problem(rng, n, f, h):
    """The arguments for n rows of a random network, and its parameters."""
    X, Y, params = rng.normal(size=(n, f)), labels(rng, n), weights(rng, f, h)
    return (X, Y, params[2], *forward(X, *params)), params


def cases(rng):
    drawn = []
    for n, f, h in SIZES:
        X, params = rng.normal(size=(n, f)), weights(rng, f, h)
        output, hidden = forward(X, *params)
        drawn.append((X, labels(rng, n), params[2], output, hidden))
    return drawn


def small(rng):
    """Few enough parameters for finite differences along each of them."""
    return (problem(rng, *sizes) for sizes in ((5, 2, 3), (1, 3, 2), (4, 1, 5), (4, 3, 3)))


def cost(exam, case, *params):
    X, Y, *_ = case
    return exam.oracle.cost(forward(X, *params)[0], Y)


def gradients(
    X,
    Y,
    W2,
    output,
    hidden,
    *,
    times=lambda m, f: 1,
    error=lambda o, Y: o - Y,
    slope=lambda a: 1 - a**2,
    through=lambda d, W2: d @ W2,
):
    """The four gradients. Other arguments than the defaults make one mistake; ``times`` is a factor that depends on X's
    sizes."""
    scale = times(*X.shape) / len(X)
    d_output = error(output, Y)
    d_hidden = through(d_output, W2) * slope(hidden)
    return (
        d_hidden.T @ X * scale,
        d_hidden.sum(axis=0, keepdims=True) * scale,
        d_output.T @ hidden * scale,
        d_output.sum(axis=0, keepdims=True) * scale,
    )


def but(name, message, **wrongly):
    return Mistake(name, message, partial(gradients, **wrongly))


MISTAKES = (
    but("not-averaged", "this is the sum over the rows: it is not divided by m", times=lambda m, f: m),
    but("averaged-twice", "it is divided by m twice", times=lambda m, f: 1 / m),
    but(
        "m-from-wrong-axis",
        "it is divided by the number of features X.shape[1], not by the number of rows",
        times=lambda m, f: m / f,
    ),
    but("halved", "it is half of what was expected: there is a factor 2 too many", times=lambda m, f: 0.5),
    but("doubled", "it is twice what was expected: there is a factor 2 too many", times=lambda m, f: 2),
    but("sign", "the sign is wrong", error=lambda o, Y: Y - o),
    but("no-tanh-derivative", "the derivative of tanh, 1 − hidden², is missing", slope=lambda a: 1.0),
    but(
        "tanh-derivative-unsquared",
        "the derivative of tanh is 1 − hidden², here 1 − hidden stands for it",
        slope=lambda a: 1 - a,
    ),
    but(
        "sigmoid-derivative-in-hidden",
        "the hidden layer's derivative is that of the sigmoid, hidden·(1 − hidden)",
        slope=lambda a: a * (1 - a),
    ),
    but("relu-derivative", "the hidden layer's derivative is that of relu", slope=lambda a: (a > 0).astype(float)),
    but(
        "tanh-again",
        "hidden is an output of tanh already, but goes through tanh again",
        slope=lambda a: 1 - np.tanh(a) ** 2,
    ),
    but(
        "sigmoid-derivative-twice",
        "the sigmoid's derivative output·(1 − output) is applied, though output − Y holds it already",
        error=lambda o, Y: (o - Y) * o * (1 - o),
    ),
    but(
        "no-sigmoid-derivative",
        "this is the slope by the output itself: the sigmoid's derivative is missing",
        error=lambda o, Y: (o - Y) / (o * (1 - o)),
    ),
    but(
        "no-output-weights",
        "the error reaches the hidden layer without W2",
        through=lambda d, W2: np.broadcast_to(d, (len(d), W2.shape[1])),
    ),
    but("labels-ignored", "Y is not subtracted from the output", error=lambda o, Y: o),
)

CHECKS = (
    shape("backward_propagation", cases, 1),
    values("backward_propagation", cases, 4, mistakes=MISTAKES, large=("X", "W2")),
    finite_differences("backward_propagation", small, 4, cost=cost, parts=PARTS),
    mean_of_parts("backward_propagation", lambda rng: problem(rng, 8, 2, 3)[0], 1, rows=(0, 1, 3, 4), parts=PARTS),
    unchanged("backward_propagation", cases, 1, large=("X", "W2")),
)
