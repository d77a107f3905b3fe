"""Makes the data files that students are handed: ``python tasks/make_data.py``.

A public seed; the grader judges on draws from seeds of its own.
"""

from pathlib import Path

import numpy as np

from grader.checks import point_file
from grader.checks.oracle import datasets

SEED = 2024
FILES = {
    "task1_logistic_regression": ("linear", "flower"),
    "task2_forward_propagation": ("linear", "flower"),
    "task3_hidden_layers": ("flower",),
    "task4_backpropagation": ("flower",),
    "task6_deep_network_training": ("flower",),
}


def content(name: str) -> bytes:
    """The bytes of one data file, 400 points."""
    X, y = getattr(datasets, name)(np.random.default_rng(SEED), 400)
    return point_file.to_csv(np.round(X, 6), y)


def main() -> None:
    for folder, names in FILES.items():
        target = Path(__file__).parent / folder / "data"
        target.mkdir(parents=True, exist_ok=True)
        for name in names:
            (target / f"{name}.csv").write_bytes(content(name))


if __name__ == "__main__":
    main()
