"""``trace(x0, learning_rate, steps)``: every x that gradient descent visits, x0 first."""

import numpy as np

from grader.checks import (
    Mistake,
    answer,
    check,
    close,
    explain,
    margin,
    number,
    passed,
    shape,
    uses_package,
    values,
    wrong,
)

from .descent import (
    NEAR,
    descend,
    end_cases,
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

MISTAKES = (
    Mistake(
        "same-variable",
        "every entry is the last x: the variable itself was kept, not its value",
        lambda *case: np.full(case[2] + 1, descend(*case)[-1]),
        NEAR,
    ),
    Mistake(
        "without-start", "x0 is missing: the first entry is x after one step", lambda *case: longer(1)(*case)[1:], NEAR
    ),
    Mistake(
        "start-twice",
        "x0 stands there twice, and the last x is missing",
        lambda *case: [case[0], *descend(*case)[:-1]],
        NEAR,
    ),
    Mistake(
        "losses", "these are the losses, not the visited x", lambda *case: parabola(np.array(descend(*case))), NEAR
    ),
    Mistake("reversed", "the order is reversed: x0 comes first", lambda *case: descend(*case)[::-1], NEAR),
    Mistake("no-steps", "every entry is x0: no step was taken", still, NEAR),
    Mistake(
        "restarted",
        "every entry after the first is x after one step: each step starts at x0 again",
        lambda *case: [case[0], *[descend(*case[:2], 1)[1]] * case[2]],
        NEAR,
    ),
    *walked(lambda walk: walk),
)


def traced(exam, *case):
    return answer(exam, "trace", *case, shape=(case[2] + 1,))


def shrinks(distances, bounds):
    """Whether each distance from the minimum is the same share, below 1, of the one before."""
    before, after = distances[:-1], distances[1:]
    if not np.all(np.abs(after) < np.abs(before)):
        return False
    factors = after / before
    room = 2 * (bounds[:-1] + bounds[1:]) / np.abs(before)
    return close(factors, np.broadcast_to(factors[0], factors.shape), room + room[0])


@check(
    "trace.walk",
    "property",
    1,
    title="trace starts at x0 and leads nearer with each step",
    hint="Keep the value of x after every step, x0 first.",
)
def walks_on(exam):
    """It begins at x0, comes nearer with each step, and a longer trace begins with the shorter one."""
    x0, learning_rate = start(exam.rng), rate(exam.rng)
    short, long = traced(exam, x0, learning_rate, 2), traced(exam, x0, learning_rate, 5)
    bounds = trace_bounds(x0, learning_rate, 5)
    if not close(long[0], np.asarray(x0), bounds[0]):
        raise wrong(
            "The trace begins at {long}; x0 was {x0}.",
            "The first visited x is x0 itself.",
            long=number(long[0]),
            x0=number(x0),
        )
    if not shrinks(long - 5, bounds):
        raise wrong(
            "With a learning rate of {learning_rate} each step leads nearer to the minimum, by the same factor; "
            "in the trace {long} it is not so.",
            "Each step goes down the slope, and the trace keeps the value of x after each, in their order.",
            learning_rate=number(learning_rate),
            long=", ".join(map(number, long)),
        )
    if not close(long[:3], short, 2 * bounds[:3]):
        raise wrong(
            "The trace of five steps does not begin with the trace of two. ",
            "How many steps follow has no influence on those before.",
            more=explain(long[:3], short, 2 * bounds[:3])["text"],
        )
    return passed(margin=margin(long[:3], short, 2 * bounds[:3]))


def walks_without_gradients(exam):
    case = start(exam.rng), rate(exam.rng), 3
    return close(traced(exam, *case), np.array(descend(*case)), trace_bounds(*case))


CHECKS = (
    shape("trace", step_cases, 1, hint="One number for x0 and one for each step, in a flat array."),
    values(
        "trace",
        walk_cases,
        2,
        beyond=end_cases,
        mistakes=MISTAKES,
        tolerance=lambda *case: [trace_bounds(*case)],
        title="trace lists the x that gradient descent visits",
        hint="Write down x0 and the first two steps for a learning rate of 0.1, and compare.",
    ),
    walks_on,
    uses_package(
        "trace",
        "tensorflow",
        0,
        others=("keras",),
        apart_from=("loss",),
        idle="gradients",
        still_right=walks_without_gradients,
    ),
)
