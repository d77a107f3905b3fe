"""``zeros(shape, seed)``: zeros, whatever the seed."""

import numpy as np

from grader.checks import Mistake, check, derived_seed, passed, shape, values, wrong
from grader.checks.draws import drawn

from .initialisers import SHAPES, shape_cases

MISTAKES = (Mistake("ones", "this is all ones", lambda size, seed: np.ones(size)),)


@check("zeros.seed", "property", 1, title="zeros ignores the seed", hint="Zeros, whatever the seed.")
def seed_ignored(exam):
    for size in SHAPES[:2]:
        for seed in (0, derived_seed(exam.rng), derived_seed(exam.rng)):
            if np.any(drawn(exam, "zeros", size, seed)):
                raise wrong(
                    "zeros returned something else than zeros for the seed {seed}.",
                    "The seed has no effect here.",
                    seed=seed,
                )
    return passed()


CHECKS = (
    shape("zeros", shape_cases, 1),
    values("zeros", shape_cases, 1, integers=True, mistakes=MISTAKES, tolerance=lambda size, seed: [0.0]),
    seed_ignored,
)
