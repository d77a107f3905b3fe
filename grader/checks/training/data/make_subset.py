"""Makes the shipped digits from a full ``mnist.npz``: ``python make_subset.py PATH``.

Stratified: every class has its share in MNIST, rounded. The training digits are from MNIST's training split and the
evaluation digits from its test split, so no image is in both. Not for students: with the seed below anybody can work
out which digits are the evaluation digits.
"""

import sys
from pathlib import Path

import numpy as np

SEED = 20260101


def stratified(y: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """Indices of ``size`` rows, with each class in its share (largest remainders), shuffled."""
    counts = np.bincount(y, minlength=10)
    exact = counts / counts.sum() * size
    take = np.floor(exact).astype(int)
    take[np.argsort(take - exact)[: size - take.sum()]] += 1
    rows = [rng.choice(np.flatnonzero(y == digit), take[digit], replace=False) for digit in range(10)]
    return rng.permutation(np.concatenate(rows))


def main() -> None:
    package = Path(__file__).resolve().parents[3]
    rng = np.random.default_rng(SEED)
    with np.load(sys.argv[1], allow_pickle=False) as full:
        train = stratified(full["y_train"], 10_000, rng)
        test = stratified(full["y_test"], 2_000, rng)
        np.savez_compressed(
            package / "task" / "data" / "mnist_train.npz",
            x_train=full["x_train"][train],
            y_train=full["y_train"][train],
        )
        np.savez_compressed(
            package / "checks" / "training" / "data" / "mnist_evaluation.npz",
            x=full["x_test"][test],
            y=full["y_test"][test],
        )


if __name__ == "__main__":
    main()
