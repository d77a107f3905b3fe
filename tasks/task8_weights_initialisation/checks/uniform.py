"""``uniform(shape, seed)``: draws from [-1, 1]."""

import math

from grader.checks import check, mark, shape
from grader.checks.draws import bell, cut_bell, flat, follows_seed, independent

from .initialisers import judge_uniform, shape_cases, shape_of
from .xavier import glorot

MISTAKES = (
    ("zero-to-one", lambda size: flat(0, 1, mark("the uniform distribution on [0, 1]: only one side of zero"))),
    ("half-as-wide", lambda size: flat(-0.5, 0.5)),
    ("one-side", lambda size: flat(-1, 0)),
    ("zero-to-two", lambda size: flat(0, 2)),
    (
        "library-default",
        lambda size: flat(-0.05, 0.05, mark("the uniform distribution on [-0.05, 0.05], Keras's own default")),
    ),
    ("normal-for-uniform", lambda size: bell(1.0)),
    ("normal-for-uniform", lambda size: cut_bell(1.0)),
    ("normal-for-uniform", lambda size: bell(1 / math.sqrt(3))),
    ("xavier-for-uniform", lambda size: flat(-glorot(size), glorot(size))),
)


@check(
    "uniform.values",
    "numerics",
    2,
    title="uniform draws from [-1, 1]",
    hint="Draw 10,000 values and look at their smallest, their largest and a histogram.",
)
def distribution(exam):
    return judge_uniform(exam, "uniform", lambda size: flat(-1, 1), lambda size: 1.0, MISTAKES)


CHECKS = (
    shape("uniform", shape_cases, 1, expected=shape_of),
    distribution,
    independent("uniform", 1),
    follows_seed("uniform", 1),
)
