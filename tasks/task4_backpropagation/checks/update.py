"""``update(params, gradients, learning_rate)``: one step of gradient descent for all four parameters."""

from functools import partial

import numpy as np

from grader.checks import (
    U32,
    Mistake,
    answers,
    array_of,
    check,
    close,
    explain,
    observed_parts,
    passed,
    shape,
    tolerance,
    values,
    wrong,
)
from grader.checks.nontrivial import Evidence, require_repeatable, same_values

from .network import PARTS, weights


def cases(rng):
    """Learning rates on both sides of 1, and once gradients far beyond 1."""
    sizes = ((2, 5), (3, 1), (1, 4), (1, 1), (11, 29))
    return [
        (
            weights(rng, f, h),
            tuple((3000 if f == 3 else 3) * slope for slope in weights(rng, f, h)),
            float(rng.uniform(*((2, 4) if f == 11 else (0.05, 0.9)))),
        )
        for f, h in sizes
    ]


def stepped(params, slopes, learning_rate, factor=1.0):
    return tuple(value - factor * learning_rate * slope for value, slope in zip(params, slopes))


def bound(params, slopes, learning_rate):
    def flat(*numbers):
        return stepped(numbers[:4], numbers[4:8], numbers[8])

    return tolerance(flat, (*params, *slopes, learning_rate))


def in_other_order(params, slopes, learning_rate):
    W1, b1, W2, b2 = stepped(params, slopes, learning_rate)
    return W1, W2, b1, b2


MISTAKES = (
    Mistake("ascent", "the step goes up the gradient: the sign is wrong", partial(stepped, factor=-1)),
    Mistake("learning-rate-ignored", "the learning rate is not used", lambda p, g, r: stepped(p, g, 1.0)),
    Mistake("learning-rate-twice", "the learning rate is applied twice", lambda p, g, r: stepped(p, g, r * r)),
    Mistake(
        "learning-rate-divides",
        "the gradient is divided by the learning rate",
        lambda p, g, r: stepped(p, g, 1 / r),
        near=16 * U32,
    ),
    Mistake("not-updated", "it is returned as it was", lambda p, g, r: p),
    Mistake("step-alone", "this is the step alone, not what it leads to", lambda p, g, r: tuple(r * s for s in g)),
    Mistake(
        "step-alone-negative", "this is the step alone, not what it leads to", lambda p, g, r: tuple(-r * s for s in g)
    ),
    Mistake("gradients-returned", "this is the gradient", lambda p, g, r: g),
    Mistake("order", "b1 and W2 are returned in each other's place", in_other_order, near=16 * U32),
    Mistake(
        "weight-decay",
        "the learning rate also scales the parameter",
        lambda p, g, r: tuple(r * (a - b) for a, b in zip(p, g)),
    ),
)


def updated(exam, params, slopes, learning_rate):
    return answers(exam, "update", params, slopes, learning_rate, shapes=[old.shape for old in params])


@check(
    "update.steps",
    "property",
    1,
    title="update takes steps that add up",
    hint="The step is the learning rate times the gradient.",
)
def steps_add_up(exam):
    """A learning rate of 0 changes nothing, and two steps with one gradient are one of twice the length."""
    params, slopes, learning_rate = cases(exam.rng)[-1]
    bounds = bound(params, slopes, 2 * learning_rate)
    still = updated(exam, params, slopes, 0.0)
    once = updated(exam, params, slopes, learning_rate)
    again = updated(exam, tuple(once), slopes, learning_rate)
    twice = updated(exam, params, slopes, 2 * learning_rate)
    for name, old, zero, one, two, long, room in zip(PARTS, params, still, once, again, twice, bounds):
        if not close(zero, old, room):
            raise wrong(
                "{name} changes though the learning rate is 0. ",
                "The learning rate scales the step, and nothing else.",
                more=explain(zero, old, room)["text"],
                name=name,
            )
        if close(one, old, room):
            raise wrong(
                "{name} does not change: it is the same after the update as before.",
                "Each of the four is to take a step.",
                "not-updated",
                name=name,
            )
        if not close(two, long, 4 * room):
            raise wrong(
                "Two updates of {name} with the same gradient lead elsewhere than one with twice the learning rate. ",
                "The step is the learning rate times the gradient, whatever the parameters are.",
                more=explain(two, long, 4 * room)["text"],
                name=name,
            )
    return passed()


@check(
    "update.inputs_unchanged",
    "property",
    1,
    title="update leaves its inputs unchanged",
    hint="Compute new arrays: W1 -= … writes into the caller's.",
)
def leaves_inputs(exam):
    """The arguments are unchanged. With one feature and one unit, the four arrays have one shape and are sent as one
    array."""
    params, slopes = weights(exam.rng, 1, 1), weights(exam.rng, 1, 1)
    observed, echo = exam.call_and_echo("update", params, slopes, 0.25)
    came = [array_of(value, what) for what, value in observed_parts(exam, "update", observed)]
    evidence = Evidence("update")
    evidence.add((*params, *slopes), came)
    evidence.require()
    require_repeatable("update", came, updated(exam, params, slopes, 0.25))
    others = (tuple(2 * value for value in params), tuple(3 * slope for slope in slopes))
    if same_values(came, updated(exam, *others, 0.25)):
        raise wrong(
            "update returned the same values for other parameters and gradients.",
            "The output has to depend on the input.",
            "constant",
        )
    for argument, sent, after in zip(("params", "gradients"), (params, slopes), echo):
        if after.array is None or not np.array_equal(after.array, np.array(sent)):
            raise wrong(
                "update changed its argument {argument}: after the call it no longer held what it held before.",
                "W1 -= … writes into the caller's array: compute a new one.",
                "writes-into-input",
                argument=argument,
            )
    return passed()


CHECKS = (
    shape("update", cases, 1),
    values("update", cases, 2, mistakes=MISTAKES, tolerance=bound),
    steps_add_up,
    leaves_inputs,
)
