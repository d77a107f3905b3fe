"""Shared by the three random initialisers: uniform, gaussian and xavier."""

from grader.checks import derived_seed, passed, say
from grader.checks.draws import drawn, require_distribution, require_reach, require_within

SHAPES = ((5, 3), (1, 7), (1, 1), (13, 2))
WIDE = ((200, 150), (60, 500))  # unequal fans, so that neither is taken for the other; 30,000 draws each


def shape_cases(rng):
    return [(size, derived_seed(rng)) for size in SHAPES]


def shape_of(size, seed):
    return [size]


def wide_arrays(exam, name, *more):
    """(shape, array) pairs of what ``name`` returns for the WIDE shapes.

    Also draws small arrays, including a single weight. Raises Failed if any has the wrong shape or values that are not
    finite.
    """
    for size in SHAPES:
        drawn(exam, name, size, derived_seed(exam.rng), *more)
    return [(size, drawn(exam, name, size, derived_seed(exam.rng), *more)) for size in WIDE]


def judge_uniform(exam, name, right, limit, candidates):
    """The verdict on draws from ``right(size)``, within ``limit(size)`` on both sides of zero. Raises Failed if they do
    not fit."""
    arrays = wide_arrays(exam, name)
    worst = require_distribution(arrays, right, candidates, say("The result of {name}", name=name))
    for size, array in arrays:
        require_within(array, size, limit(size), name)
        require_reach(array, size, limit(size), name)
    return passed(say("As expected over {count} arrays of 30,000 values.", count=len(arrays)), margin=worst)
