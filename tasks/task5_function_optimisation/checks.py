"""How task 5 is judged.

Few calls of few steps: a step of a Keras optimiser takes milliseconds, and a call in graph style builds
a graph and a session.
"""

from collections.abc import Callable

import numpy as np

from grader.checks import (
    U32,
    Failed,
    Mistake,
    array_of,
    close,
    custom,
    explain,
    margin,
    mark,
    observed_parts,
    passed,
    require_close,
    require_shape,
    rows_alike,
    say,
    shape,
    tolerance,
    unchanged,
    uses_package,
    values,
)
from grader.checks.numbers import number
from grader.exam.values import Helper


def parabola(x):
    return x * x - 10.0 * x + 24.0


# --- inputs ------------------------------------------------------------------------------------------


def start(rng):
    """An x0 at least 3 away from the minimum at 5, on either side."""
    return float(5 + rng.choice([-1.0, 1.0]) * rng.uniform(3, 9))


def rate(rng):
    """A learning rate that neither crawls nor jumps over the minimum."""
    return float(rng.uniform(0.06, 0.3))


def array(rng, *size):
    return rng.uniform(-8, 16, size).astype(np.float32)


def loss_cases(rng):
    return [(float(rng.uniform(-8, 16)),), (array(rng),), (array(rng, 5),), (array(rng, 3, 4),)]


def array_cases(rng):
    return [(array(rng, 7),), (array(rng, 3, 2),)]


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


# --- tolerances ----------------------------------------------------------------------------------------


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


def minimise_bounds(x0, learning_rate, steps):
    """For x as above; y is judged by itself, at the x that was returned, so here any number will do."""
    return [trace_bounds(x0, learning_rate, steps)[-1], np.finfo(np.float64).max]


# --- known mistakes ------------------------------------------------------------------------------------

LOSS_MISTAKES = (
    Mistake("linear-sign", "10x is added, not subtracted", lambda x: x * x + 10 * x + 24),
    Mistake("no-constant", "the constant 24 is missing", lambda x: x * x - 10 * x),
    Mistake("constant-sign", "24 is subtracted, not added", lambda x: x * x - 10 * x - 24),
    Mistake("no-linear-term", "the term −10x is missing", lambda x: x * x + 24),
    Mistake("linear-for-square", "2x stands for x²", lambda x: 2 * x - 10 * x + 24),
    Mistake("cube-for-square", "x³ stands for x²", lambda x: x**3 - 10 * x + 24),
    Mistake("no-square", "the term x² is missing", lambda x: 24 - 10 * x),
    Mistake("sign", "the sign of the whole is wrong", lambda x: -parabola(x)),
    Mistake("halved", "this is half of it", lambda x: parabola(x) / 2),
    Mistake("gradient", "this is the derivative, not the function", lambda x: 2 * x - 10),
    Mistake("input-returned", "x itself came back", lambda x: x),
)

Walk = Callable[[float, float, int], list[float]]

# Walks that grow away from the minimum, or divide by a root of float32 averages, carry larger errors than
# the right one; they are recognised to within this share.
NEAR = 1e-3


def descend(x0, learning_rate, steps, gradient=lambda x: 2 * x - 10):
    visited = [x0]
    for _ in range(steps):
        visited.append(visited[-1] - learning_rate * gradient(visited[-1]))
    return visited


def _typed(gradient):
    return lambda *case: descend(*case, gradient)


def _fixed(learning_rate):
    return lambda x0, _, steps: descend(x0, learning_rate, steps)


def _longer(by):
    def walk(x0, learning_rate, steps):
        return descend(x0, learning_rate, max(steps + by, 0))

    return walk


def _momentum(nesterov):
    def walk(x0, learning_rate, steps):
        visited, speed = [x0], 0.0
        for _ in range(steps):
            step = learning_rate * (2 * visited[-1] - 10)
            speed = 0.9 * speed - step
            visited.append(visited[-1] + (0.9 * speed - step if nesterov else speed))
        return visited

    return walk


def _adam(x0, learning_rate, steps, epsilon=1e-7):
    visited, mean, square = [x0], 0.0, 0.0
    for step in range(1, steps + 1):
        slope = 2 * visited[-1] - 10
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        scale = learning_rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
        visited.append(visited[-1] - scale * mean / (np.sqrt(square) + epsilon))
    return visited


def _rmsprop(x0, learning_rate, steps, epsilon=1e-7):
    visited, square = [x0], 0.0
    for _ in range(steps):
        slope = 2 * visited[-1] - 10
        square = 0.9 * square + 0.1 * slope**2
        visited.append(visited[-1] - learning_rate * slope / np.sqrt(square + epsilon))
    return visited


def _adagrad(x0, learning_rate, steps, epsilon=1e-7):
    visited, total = [x0], 0.1
    for _ in range(steps):
        slope = 2 * visited[-1] - 10
        total += slope**2
        visited.append(visited[-1] - learning_rate * slope / np.sqrt(total + epsilon))
    return visited


def _normalised(x0, learning_rate, steps):
    return descend(x0, learning_rate, steps, lambda x: float(np.sign(2 * x - 10)))


def _decaying(x0, learning_rate, steps):
    visited = [x0]
    for step in range(steps):
        visited.append(visited[-1] - learning_rate / (step + 1) * (2 * visited[-1] - 10))
    return visited


def _still(x0, learning_rate, steps):
    return [x0] * (steps + 1)


WALKS: tuple[tuple[str, str, Walk], ...] = (
    ("ascent", mark("it walks up the slope: the sign of the step is wrong"), _typed(lambda x: 10 - 2 * x)),
    ("gradient-typed-wrong", mark("its gradient is 2x: that of −10x is missing"), _typed(lambda x: 2 * x)),
    ("gradient-typed-wrong", mark("its gradient is 2x + 10: a sign is wrong"), _typed(lambda x: 2 * x + 10)),
    ("gradient-typed-wrong", mark("its gradient is x − 10: x² has another derivative"), _typed(lambda x: x - 10)),
    ("gradient-halved", mark("every step is half as long: its gradient is x − 5"), _typed(lambda x: x - 5)),
    ("gradient-doubled", mark("every step is twice as long"), _typed(lambda x: 4 * x - 20)),
    ("loss-for-gradient", mark("it steps along the loss, not along its gradient"), _typed(parabola)),
    ("momentum", mark("this is descent with momentum; plain gradient descent was asked"), _momentum(False)),
    (
        "momentum",
        mark("this is descent with Nesterov's momentum; plain gradient descent was asked"),
        _momentum(True),
    ),
    ("adam", mark("this is Adam; plain gradient descent was asked"), _adam),
    ("rmsprop", mark("this is RMSprop; plain gradient descent was asked"), _rmsprop),
    ("adagrad", mark("this is Adagrad; plain gradient descent was asked"), _adagrad),
    (
        "normalised",
        mark("every step has the length learning_rate: the gradient is normalised or clipped"),
        _normalised,
    ),
    ("rate-decays", mark("the learning rate shrinks from step to step"), _decaying),
    *(
        (
            "learning-rate-ignored",
            mark("learning_rate is ignored: every step has a rate of {fixed:g}", fixed=fixed),
            _fixed(fixed),
        )
        for fixed in (0.1, 0.01, 0.001, 0.05, 0.2, 0.5)
    ),
    ("learning-rate-squared", mark("the learning rate is applied twice"), lambda x0, r, k: descend(x0, r * r, k)),
)


def _last(walk):
    def produce(*case):
        x = walk(*case)[-1]
        return x, parabola(x)

    return produce


def known(name, message, produce):
    return Mistake(name, message, produce, NEAR)


MINIMISE_MISTAKES = (
    known("one-step-too-few", mark("it takes one step too few"), _last(_longer(-1))),
    known("one-step-too-many", mark("it takes one step too many"), _last(_longer(1))),
    known("no-steps", mark("x is x0: no step was taken, or what the steps changed was not returned"), _last(_still)),
    known("steps-ignored", mark("it takes one step whatever steps says"), _last(lambda x0, r, k: descend(x0, r, 1))),
    known(
        "minimum-returned",
        mark("x is the minimum itself, which these few steps do not reach"),
        lambda *case: (5.0, -1.0),
    ),
    known(
        "swapped",
        mark("this is y: x and y are returned in each other's place"),
        lambda *case: _last(descend)(*case)[::-1],
    ),
    *(known(name, message, _last(walk)) for name, message, walk in WALKS),
)

TRACE_MISTAKES = (
    known(
        "same-variable",
        mark("every entry is the last x: the variable itself was kept, not its value"),
        lambda *case: np.full(case[2] + 1, descend(*case)[-1]),
    ),
    known(
        "without-start",
        mark("x0 is missing: the first entry is x after one step"),
        lambda *case: _longer(1)(*case)[1:],
    ),
    known(
        "start-twice",
        mark("x0 stands there twice, and the last x is missing"),
        lambda *case: [case[0], *descend(*case)[:-1]],
    ),
    known(
        "losses",
        mark("these are the losses, not the visited x"),
        lambda *case: parabola(np.array(descend(*case))),
    ),
    known("reversed", mark("the order is reversed: x0 comes first"), lambda *case: descend(*case)[::-1]),
    known("no-steps", mark("every entry is x0: no step was taken"), _still),
    known(
        "restarted",
        mark("every entry after the first is x after one step: each step starts at x0 again"),
        lambda *case: [case[0], *[descend(*case[:2], 1)[1]] * case[2]],
    ),
    *(known(name, message, walk) for name, message, walk in WALKS),
)


def loss_of_tensors(exam):
    """A tensor and a variable, of TensorFlow's own types: what an optimiser hands to the loss."""
    for kind, numbers in (("tensor", array(exam.rng, 4)), ("variable", array(exam.rng, 1)[0])):
        x = np.asarray(numbers, dtype=np.float64)
        helper = Helper("tensor", {"values": x.tolist(), "variable": kind == "variable"})
        what = say("The result of loss for a {kind}", kind=kind)
        observed = exam.call("loss", helper)
        require_shape(observed, what, x.shape)
        require_close(array_of(observed, what), parabola(x), tolerance(exam.oracle.loss, (x,))[0], what)
    return passed()


# --- minimise ------------------------------------------------------------------------------------------


def minimised(exam, *case):
    """x and y as float64 arrays of the shape ()."""
    found = []
    for what, value in observed_parts(exam, "minimise", exam.call("minimise", *case)):
        require_shape(value, what, ())
        found.append(array_of(value, what))
    return found


def require_moved(x, x0, what):
    """Properties are for functions that take steps."""
    if not abs(float(x) - x0) > 64 * U32 * (1 + abs(x0)):
        raise Failed(
            say("{what} is x0, {x0}: no step was taken.", what=what, x0=number(x0)),
            hint=say("Each step changes x; return what it is after the last."),
            mistake="no-steps",
        )


def loss_at_x(exam):
    """y is the loss at the x that came with it, whether that x is right or not."""
    asked, pairs = [], []
    for steps in (2, 4):
        x0, learning_rate = start(exam.rng), rate(exam.rng)
        x, y = minimised(exam, x0, learning_rate, steps)
        require_moved(x, x0, say("x, returned by minimise,"))
        before = (x - 10 * learning_rate) / (1 - 2 * learning_rate)  # x before the last step, if that was a right one
        asked.append((y, parabola(x), parabola(before), tolerance(parabola, (x,))[0]))
        pairs.append((x, y))
    behind = all(close(y, earlier, NEAR * np.abs(earlier) + 64 * bound) for y, _, earlier, bound in asked)
    for y, wanted, _, bound in asked:
        if not close(y, wanted, bound):
            said = say(": this is the loss at the x before the last step") if behind else ""
            if all(_is_own_loss(exam, x, y) for x, y in pairs):
                raise Failed(
                    say(
                        "y, returned by minimise, is what your loss gives at the returned x, but that is not the loss."
                    ),
                    hint=say("Put loss right first."),
                )
            raise Failed(
                say(
                    "y, returned by minimise, is not the loss at the returned x{said}. {text}",
                    said=said,
                    text=explain(y, wanted, bound)["text"],
                ),
                hint=say("Compute y after the last step, from the x that is returned."),
                mistake="loss-before-last-step" if behind else "",
            )
    if close(asked[0][0], asked[1][0], 0.0):
        raise Failed(
            say("minimise returned the same y for different inputs."), hint=say("y is the loss at the returned x.")
        )
    return passed(margin=max(margin(y, wanted, bound) for y, wanted, _, bound in asked))


def _is_own_loss(exam, x, y):
    """Whether y is what the student's own loss says of x; not, where loss itself says nothing."""
    try:
        came = exam.call("loss", float(x)).array
    except Failed:
        return False
    return came is not None and came.shape == () and bool(abs(float(came) - float(y)) <= 1e-4 * (1 + abs(float(y))))


def no_way_to_go(exam):
    """x stays where it is with steps=0 and with a learning rate of 0; it moves otherwise."""
    x0, learning_rate = start(exam.rng), rate(exam.rng)
    for told, case in (
        (say("with steps=0"), (x0, learning_rate, 0)),
        (say("with a learning rate of 0"), (x0, 0.0, 2)),
    ):
        x, _ = minimised(exam, *case)
        if not close(x, np.asarray(x0), 4 * U32 * abs(x0)):
            raise Failed(
                say("x is {x} {told}, and x0 was {x0}.", x=number(float(x)), told=told, x0=number(x0)),
                hint=say("No step, or steps of no length, leave x where it started."),
                mistake="one-step-too-many" if case[2] == 0 and _is_one_step(x, x0, learning_rate) else "",
            )
    require_moved(minimised(exam, x0, learning_rate, 1)[0], x0, say("x after one step"))
    return passed()


def _is_one_step(x, x0, learning_rate):
    return close(x, np.asarray(descend(x0, learning_rate, 1)[1]), trace_bounds(x0, learning_rate, 1)[-1])


def continued(exam):
    """Two steps, and three more from there, lead where five steps do: plain descent keeps no memory."""
    x0, learning_rate = start(exam.rng), rate(exam.rng)
    half, _ = minimised(exam, x0, learning_rate, 2)
    require_moved(half, x0, say("x after two steps"))
    rest, _ = minimised(exam, float(half), learning_rate, 3)
    require_moved(rest, float(half), say("x after three more steps"))
    whole, _ = minimised(exam, x0, learning_rate, 5)
    worst = require_close(
        rest,
        whole,
        2 * trace_bounds(x0, learning_rate, 5)[-1],
        say("What three steps from the x after two steps return, compared with five steps at once,"),
    )
    return passed(margin=worst)


# --- trace ---------------------------------------------------------------------------------------------


def traced(exam, *case):
    observed = exam.call("trace", *case)
    require_shape(observed, say("The result of trace"), (case[2] + 1,))
    return array_of(observed, say("The result of trace"))


def _shrinks(distances, bounds):
    """Whether each distance from the minimum is the same share, below 1, of the one before."""
    before, after = distances[:-1], distances[1:]
    if not np.all(np.abs(after) < np.abs(before)):
        return False
    factors = after / before
    room = 2 * (bounds[:-1] + bounds[1:]) / np.abs(before)
    return close(factors, np.broadcast_to(factors[0], factors.shape), room + room[0])


def walks_on(exam):
    """It begins at x0, comes nearer with each step, and a longer trace begins with the shorter one."""
    x0, learning_rate = start(exam.rng), rate(exam.rng)
    short, long = traced(exam, x0, learning_rate, 2), traced(exam, x0, learning_rate, 5)
    bounds = trace_bounds(x0, learning_rate, 5)
    if not close(long[0], np.asarray(x0), bounds[0]):
        raise Failed(
            say("The trace begins at {long}; x0 was {x0}.", long=number(long[0]), x0=number(x0)),
            hint=say("The first visited x is x0 itself."),
        )
    if not _shrinks(long - 5, bounds):
        raise Failed(
            say(
                "With a learning rate of {learning_rate} each step leads nearer to the minimum, by the same factor; "
                "in the trace {long} it is not so.",
                learning_rate=number(learning_rate),
                long=", ".join(map(number, long)),
            ),
            hint=say("Each step goes down the slope, and the trace keeps the value of x after each, in their order."),
        )
    if not close(long[:3], short, 2 * bounds[:3]):
        raise Failed(
            say("The trace of five steps does not begin with the trace of two. ")
            + explain(long[:3], short, 2 * bounds[:3])["text"],
            hint=say("How many steps follow has no influence on those before."),
        )
    return passed(margin=margin(long[:3], short, 2 * bounds[:3]))


CHECKS = (
    shape("loss", loss_cases, 1, hint="The loss of each number stands where the number stood: no sum, no mean."),
    values("loss", loss_cases, 2, mistakes=LOSS_MISTAKES),
    custom(
        "loss.tensors",
        "loss takes a tensor and a variable",
        "property",
        1,
        loss_of_tensors,
        "Use operators and TensorFlow's functions: what suits an array or a number alone may not suit a tensor.",
        needs=("loss.values",),
    ),
    rows_alike("loss", array_cases, 1, rows=("x",)),
    unchanged("loss", array_cases, 1),
    uses_package("minimise", "tensorflow", 2, others=("keras",), apart_from=("loss",)),
    shape("minimise", step_cases, 1, hint="x0 is one number, and so are x and y."),
    values(
        "minimise",
        walk_cases,
        4,
        mistakes=MINIMISE_MISTAKES,
        tolerance=minimise_bounds,
        title="minimise returns the x that gradient descent leads to",
        hint="Write down x0 and the first two steps for a learning rate of 0.1, and compare.",
    ),
    custom(
        "minimise.loss",
        "minimise returns the loss at its x",
        "numerics",
        1,
        loss_at_x,
        "Compute y after the last step, from the x that is returned.",
        needs=("minimise.shape",),
    ),
    custom(
        "minimise.no_steps",
        "minimise stays at x0 with no steps and with a learning rate of 0",
        "property",
        1,
        no_way_to_go,
        "No step, or steps of no length, leave x where it started.",
        needs=("minimise.shape",),
    ),
    custom(
        "minimise.continued",
        "minimise can be continued from where it ended",
        "property",
        1,
        continued,
        "Two steps and three more are five: count them, start at the x0 that is passed, and keep no memory of earlier steps.",
        needs=("minimise.shape",),
    ),
    shape(
        "trace",
        step_cases,
        1,
        hint="One number for x0 and one for each step, in a flat array.",
    ),
    values(
        "trace",
        walk_cases,
        2,
        mistakes=TRACE_MISTAKES,
        tolerance=lambda *case: [trace_bounds(*case)],
        title="trace lists the x that gradient descent visits",
        hint="Write down x0 and the first two steps for a learning rate of 0.1, and compare.",
    ),
    custom(
        "trace.walk",
        "trace starts at x0 and leads nearer with each step",
        "property",
        1,
        walks_on,
        "Keep the value of x after every step, x0 first.",
        needs=("trace.shape",),
    ),
)
