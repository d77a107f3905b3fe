# style: callable objects, PCG64 with SeedSequence, sample standard deviation
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Initialiser:
    kind: str

    def __call__(self, shape, seed, stddev=0.1):
        generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
        if self.kind == "zeros":
            return np.zeros(shape)
        if self.kind == "gaussian":
            return stddev * generator.standard_normal(shape)
        scale = 1.0 if self.kind == "uniform" else np.sqrt(2.0) * np.sqrt(3.0 / np.add(*shape))
        return scale * (1 - 2 * generator.random(shape))


zeros = Initialiser("zeros")
uniform = Initialiser("uniform")
gaussian = Initialiser("gaussian")
xavier = Initialiser("xavier")


def signal(initialiser, layers, width, seed):
    first, *rest = np.random.SeedSequence(seed).generate_state(layers + 1)
    x = np.random.default_rng(first).normal(size=(256, width))

    def through(x):
        for s in rest:
            x = np.tanh(np.einsum("ni,io->no", x, initialiser((width, width), s)))
            yield np.std(x, ddof=1)

    return np.fromiter(through(x), float)
