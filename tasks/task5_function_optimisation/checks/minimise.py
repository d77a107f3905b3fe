"""``minimise(x0, learning_rate, steps)``: x after so many steps of gradient descent, and the loss y there."""

import numpy as np

from grader.checks import (
    U32,
    Failed,
    Mistake,
    answers,
    check,
    close,
    explain,
    margin,
    number,
    passed,
    require_close,
    say,
    shape,
    tolerance,
    uses_package,
    values,
    wrong,
)

from .descent import (
    NEAR,
    descend,
    long_walk_cases,
    longer,
    parabola,
    rate,
    start,
    step_cases,
    still,
    trace_bounds,
    walk_cases,
    walked,
)


def minimise_bounds(x0, learning_rate, steps):
    """For x as above; y is judged by itself, at the x that was returned, so here any number will do."""
    return [trace_bounds(x0, learning_rate, steps)[-1], np.finfo(np.float64).max]


def last(walk):
    def produce(*case):
        x = walk(*case)[-1]
        return x, parabola(x)

    return produce


MISTAKES = (
    Mistake("one-step-too-few", "it takes one step too few", last(longer(-1)), NEAR),
    Mistake("one-step-too-many", "it takes one step too many", last(longer(1)), NEAR),
    Mistake("no-steps", "x is x0: no step was taken, or what the steps changed was not returned", last(still), NEAR),
    Mistake("steps-ignored", "it takes one step whatever steps says", last(lambda x0, r, k: descend(x0, r, 1)), NEAR),
    Mistake(
        "minimum-returned",
        "x is the minimum itself, which these few steps do not reach",
        lambda *case: (5.0, -1.0),
        NEAR,
    ),
    Mistake(
        "swapped",
        "this is y: x and y are returned in each other's place",
        lambda *case: last(descend)(*case)[::-1],
        NEAR,
    ),
    *walked(last),
)


def minimised(exam, *case):
    """x and y as float64 arrays of the shape ()."""
    return answers(exam, "minimise", *case, shapes=[(), ()])


def require_moved(x, x0, what):
    """Properties are for functions that take steps."""
    if not abs(float(x) - x0) > 64 * U32 * (1 + abs(x0)):
        raise wrong(
            "{what} is x0, {x0}: no step was taken.",
            "Each step changes x; return what it is after the last.",
            "no-steps",
            what=what,
            x0=number(x0),
        )


@check(
    "minimise.loss",
    "numerics",
    1,
    title="minimise returns the loss at its x",
    hint="Compute y after the last step, from the x that is returned.",
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
            if all(is_own_loss(exam, x, y) for x, y in pairs):
                raise wrong(
                    "y, returned by minimise, is what your loss gives at the returned x, but that is not the loss.",
                    "Put loss right first.",
                )
            raise wrong(
                "y, returned by minimise, is not the loss at the returned x{said}. {text}",
                mistake="loss-before-last-step" if behind else "",
                said=say(": this is the loss at the x before the last step") if behind else "",
                text=explain(y, wanted, bound)["text"],
            )
    if close(asked[0][0], asked[1][0], 0.0):
        raise wrong("minimise returned the same y for different inputs.", "y is the loss at the returned x.")
    return passed(margin=max(margin(y, wanted, bound) for y, wanted, _, bound in asked))


def is_own_loss(exam, x, y):
    """Whether y is what the student's own loss says of x; not, if loss itself says nothing."""
    try:
        came = exam.call("loss", float(x)).array
    except Failed:
        return False
    return came is not None and came.shape == () and bool(abs(float(came) - float(y)) <= 1e-4 * (1 + abs(float(y))))


@check(
    "minimise.no_steps",
    "property",
    1,
    title="minimise stays at x0 with no steps and with a learning rate of 0",
    hint="No step, or steps of no length, leave x where it started.",
)
def no_way_to_go(exam):
    """x stays where it is with steps=0 and with a learning rate of 0; it moves otherwise."""
    x0, learning_rate = start(exam.rng), rate(exam.rng)
    one_step = descend(x0, learning_rate, 1)[1], trace_bounds(x0, learning_rate, 1)[-1]
    for told, case in (
        (say("with steps=0"), (x0, learning_rate, 0)),
        (say("with a learning rate of 0"), (x0, 0.0, 2)),
    ):
        x, _ = minimised(exam, *case)
        if not close(x, np.asarray(x0), 4 * U32 * abs(x0)):
            raise wrong(
                "x is {x} {told}, and x0 was {x0}.",
                mistake="one-step-too-many" if case[2] == 0 and close(x, np.asarray(one_step[0]), one_step[1]) else "",
                x=number(float(x)),
                told=told,
                x0=number(x0),
            )
    require_moved(minimised(exam, x0, learning_rate, 1)[0], x0, say("x after one step"))
    return passed()


@check(
    "minimise.continued",
    "property",
    1,
    title="minimise can be continued from where it ended",
    hint="Two steps and three more are five: count them, start at the x0 that is passed, and keep no memory of earlier steps.",
)
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


def moves_without_gradients(exam):
    x0, learning_rate = start(exam.rng), rate(exam.rng)
    x, _ = minimised(exam, x0, learning_rate, 3)
    return close(x, np.asarray(descend(x0, learning_rate, 3)[-1]), trace_bounds(x0, learning_rate, 3)[-1])


CHECKS = (
    uses_package(
        "minimise",
        "tensorflow",
        2,
        others=("keras",),
        apart_from=("loss",),
        idle="gradients",
        still_right=moves_without_gradients,
    ),
    shape("minimise", step_cases, 1, hint="x0 is one number, and so are x and y."),
    values(
        "minimise",
        walk_cases,
        4,
        beyond=long_walk_cases,
        mistakes=MISTAKES,
        tolerance=minimise_bounds,
        title="minimise returns the x that gradient descent leads to",
        hint="Write down x0 and the first two steps for a learning rate of 0.1, and compare.",
    ),
    loss_at_x,
    no_way_to_go,
    continued,
)
