"""What the three random initialisers, uniform, gaussian and xavier, are asked alike."""

from grader.checks import derived_seed, passed, say
from grader.checks.draws import drawn, require_distribution, require_reach, require_within

SHAPES = ((5, 3), (1, 7), (1, 1), (13, 2))
WIDE = ((200, 150), (60, 500))  # unequal fans, so that one is not taken for the other; 30,000 draws each


def shape_cases(rng):
    return [(size, derived_seed(rng)) for size in SHAPES]


def shape_of(size, seed):
    return [size]


def wide_arrays(exam, name, *more):
    """Pairs (shape, array) of what ``name`` returns for WIDE shapes.

    Small arrays hold finite numbers too, a single weight included, or it raises Failed.
    """
    for size in SHAPES:
        drawn(exam, name, size, derived_seed(exam.rng), *more)
    return [(size, drawn(exam, name, size, derived_seed(exam.rng), *more)) for size in WIDE]


def judge_uniform(exam, name, right, limit, candidates):
    """As drawn from ``right(size)``, up to ``limit(size)`` on both sides of zero."""
    arrays = wide_arrays(exam, name)
    worst = require_distribution(arrays, right, candidates, say("The result of {name}", name=name))
    for size, array in arrays:
        require_within(array, size, limit(size), name)
        require_reach(array, size, limit(size), name)
    return passed(say("As expected over {count} arrays of 30,000 values.", count=len(arrays)), margin=worst)
