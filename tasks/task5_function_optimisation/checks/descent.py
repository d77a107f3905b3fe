"""Gradient descent on the parabola: inputs, bounds, and what is walked in its place."""

import numpy as np

from grader.checks import U32, Mistake, mark


def parabola(x):
    return x * x - 10.0 * x + 24.0


def start(rng):
    """An x0 at least 3 away from the minimum at 5, on either side."""
    return float(5 + rng.choice([-1.0, 1.0]) * rng.uniform(3, 9))


def rate(rng):
    """A learning rate that neither crawls nor jumps over the minimum."""
    return float(rng.uniform(0.06, 0.3))


def step_cases(rng):
    """(x0, learning_rate, steps) for shapes, with no steps at all and a single one."""
    return [(start(rng), rate(rng), steps) for steps in (2, 0, 1)]


def walk_cases(rng):
    """A few steps, one, more, rates at which x jumps over the minimum and away from it, and a start close to it."""
    return [
        (start(rng), rate(rng), 3),
        (start(rng), rate(rng), 1),
        (start(rng), rate(rng), 7),
        (start(rng), float(rng.uniform(0.6, 0.9)), 4),
        (start(rng), float(rng.uniform(1.05, 1.15)), 3),
        (float(5 + rng.choice([-1.0, 1.0]) * rng.uniform(0.02, 0.04)), rate(rng), 4),
    ]


def end_cases(rng):
    """A start at the minimum itself, and a rate that leads there in one step: the steps go on all the same. Two walks
    that differ in x0 alone, and a long one."""
    usual = rate(rng)
    return [
        (5.0, rate(rng), 3),
        (start(rng), 0.5, 4),
        (start(rng), usual, 3),
        (start(rng), usual, 3),
        (start(rng), float(rng.uniform(0.02, 0.04)), 33),
    ]


def long_walk_cases(rng):
    """More steps than anybody would think to stop at; too many for a trace that starts again for each entry."""
    return [*end_cases(rng), (start(rng), float(rng.uniform(0.004, 0.006)), 130)]


def trace_bounds(x0, learning_rate, steps):
    """How far each visited x may lie from the closed form in float32: (steps + 1,).

    An error e before a step is |1 − 2·learning_rate|·e after it, since the step is linear in x. To that a
    step adds its own roundings: of 2x − 10 in whatever form the gradient comes, (terms of at most
    4|x| + 30, from derivatives of x·x − 10x, (x − 5)² or (x − 4)(x − 6)), of its product with a
    learning rate that was rounded itself, and of the difference. Twice that is granted.
    """
    x, error, bounds = x0, U32 * abs(x0), []
    for step in range(steps + 1):
        bounds.append(2 * error + np.finfo(np.float32).tiny)
        slope = 2 * x - 10
        x = 5 + (x0 - 5) * (1 - 2 * learning_rate) ** (step + 1)
        own = U32 * (abs(x) + learning_rate * (4 * abs(x) + 30 + 3 * abs(slope)))
        error = abs(1 - 2 * learning_rate) * error + own
    return np.array(bounds)


# Walks that grow away from the minimum, or divide by a root of float32 averages, carry larger errors than
# the right one; they are recognised to within this share.
NEAR = 1e-3


def descend(x0, learning_rate, steps, gradient=lambda x: 2 * x - 10):
    visited = [x0]
    for _ in range(steps):
        visited.append(visited[-1] - learning_rate * gradient(visited[-1]))
    return visited


def typed(gradient):
    return lambda *case: descend(*case, gradient)


def fixed(learning_rate):
    return lambda x0, _, steps: descend(x0, learning_rate, steps)


def longer(by):
    def walk(x0, learning_rate, steps):
        return descend(x0, learning_rate, max(steps + by, 0))

    return walk


def momentum(nesterov):
    def walk(x0, learning_rate, steps):
        visited, speed = [x0], 0.0
        for _ in range(steps):
            step = learning_rate * (2 * visited[-1] - 10)
            speed = 0.9 * speed - step
            visited.append(visited[-1] + (0.9 * speed - step if nesterov else speed))
        return visited

    return walk


def adam(x0, learning_rate, steps, epsilon=1e-7):
    visited, mean, square = [x0], 0.0, 0.0
    for step in range(1, steps + 1):
        slope = 2 * visited[-1] - 10
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        scale = learning_rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        visited.append(visited[-1] - scale * mean / (np.sqrt(square) + epsilon))
    return visited


def rmsprop(x0, learning_rate, steps, epsilon=1e-7):
    visited, square = [x0], 0.0
    for _ in range(steps):
        slope = 2 * visited[-1] - 10
        square = 0.9 * square + 0.1 * slope**2
        visited.append(visited[-1] - learning_rate * slope / np.sqrt(square + epsilon))
    return visited


def adagrad(x0, learning_rate, steps, epsilon=1e-7):
    visited, total = [x0], 0.1
    for _ in range(steps):
        slope = 2 * visited[-1] - 10
        total += slope**2
        visited.append(visited[-1] - learning_rate * slope / np.sqrt(total + epsilon))
    return visited


def normalised(x0, learning_rate, steps):
    return descend(x0, learning_rate, steps, lambda x: float(np.sign(2 * x - 10)))


def decaying(x0, learning_rate, steps):
    visited = [x0]
    for step in range(steps):
        visited.append(visited[-1] - learning_rate / (step + 1) * (2 * visited[-1] - 10))
    return visited


def still(x0, learning_rate, steps):
    return [x0] * (steps + 1)


def walked(result):
    """Mistakes of a function that returns ``result(walk)(x0, learning_rate, steps)`` of one of these walks."""
    return tuple(Mistake(name, message, result(walk), NEAR) for name, message, walk in WALKS)


def way(name, message, walk):
    """Another walk than plain gradient descent: ``walk(x0, learning_rate, steps)`` lists the visited x."""
    return name, mark(message), walk


WALKS = (
    way("ascent", "it walks up the slope: the sign of the step is wrong", typed(lambda x: 10 - 2 * x)),
    way("gradient-typed-wrong", "its gradient is 2x: that of −10x is missing", typed(lambda x: 2 * x)),
    way("gradient-typed-wrong", "its gradient is 2x + 10: a sign is wrong", typed(lambda x: 2 * x + 10)),
    way("gradient-typed-wrong", "its gradient is x − 10: x² has another derivative", typed(lambda x: x - 10)),
    way("gradient-halved", "every step is half as long: its gradient is x − 5", typed(lambda x: x - 5)),
    way("gradient-doubled", "every step is twice as long", typed(lambda x: 4 * x - 20)),
    way("loss-for-gradient", "it steps along the loss, not along its gradient", typed(parabola)),
    way("momentum", "this is descent with momentum; plain gradient descent was asked", momentum(False)),
    way("momentum", "this is descent with Nesterov's momentum; plain gradient descent was asked", momentum(True)),
    way("adam", "this is Adam; plain gradient descent was asked", adam),
    way("rmsprop", "this is RMSprop; plain gradient descent was asked", rmsprop),
    way("adagrad", "this is Adagrad; plain gradient descent was asked", adagrad),
    way("normalised", "every step has the length learning_rate: the gradient is normalised or clipped", normalised),
    way("rate-decays", "the learning rate shrinks from step to step", decaying),
    *(
        way(
            "learning-rate-ignored",
            mark("learning_rate is ignored: every step has a rate of {fixed:g}", fixed=rate),
            fixed(rate),
        )
        for rate in (0.1, 0.01, 0.001, 0.05, 0.2, 0.5)
    ),
    way("learning-rate-squared", "the learning rate is applied twice", lambda x0, r, k: descend(x0, r * r, k)),
)
