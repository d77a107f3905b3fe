"""Seeds the draws of a student's code, so that an exam can be repeated with the same result."""

from __future__ import annotations

import contextlib
import random
import sys

import numpy as np

# Kept before any student's code runs: "np.random.seed = 42" is a common slip.
_SEEDS = (random.seed, np.random.seed)
_Random = random.Random


class _Draws:
    """``getrandbits`` of a generator that is made when the first bits are drawn: most calls draw none."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._generator: random.Random | None = None

    def __call__(self, bits: int) -> int:
        if self._generator is None:
            self._generator = _Random(self._seed)
        return self._generator.getrandbits(bits)


def seed_everything(entropy: int) -> None:
    """Seed Python's, NumPy's and TensorFlow's draws for one call of a student's function.

    The grader sends another ``entropy`` with each call: draws without a seed differ from call to call, and
    are the same when the exam is repeated.
    """
    seed_python, seed_numpy = _SEEDS
    seed_python(entropy)
    seed_numpy(entropy % 2**32)
    # default_rng() and RandomState() without a seed take it from here, else from the operating system.
    sources = sys.modules.get("numpy.random.bit_generator")
    if hasattr(sources, "randbits"):
        sources.randbits = _Draws(f"numpy/{entropy}")  # type: ignore[union-attr]
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None:
        with contextlib.suppress(Exception):  # a half-imported or replaced module
            tensorflow.random.set_seed(entropy % 2**31)
