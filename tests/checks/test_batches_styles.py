"""Task 7's batches in every form that can be gone over once: nobody is asked to yield."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading import engine
from grader.grading.terms import Terms
from grader.result.outcome import Outcome
from grader.sandbox import choose
from grader.submission.file import read
from grader.task import catalog

COMMON = """
import numpy as np

def parts(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    return [(x[order[i:i + batch_size]], y[order[i:i + batch_size]]) for i in range(0, len(x), batch_size)]

class ByIndex:
    def __init__(self, *arguments):
        self.parts = parts(*arguments)
    def __getitem__(self, index):
        return self.parts[index]

class ByIndexAndLength(ByIndex):
    "As keras.utils.PyDataset: any index has a batch, and the length says where the epoch ends."
    def __len__(self):
        return len(self.parts)
    def __getitem__(self, index):
        return self.parts[index % len(self.parts)]

class Iterable(ByIndex):
    def __iter__(self):
        return iter(self.parts)
"""
STYLES = {
    "list": "batches = parts",
    "tuple": "batches = lambda *a: tuple(parts(*a))",
    "iterator": "batches = lambda *a: iter(parts(*a))",
    "zip": "batches = lambda *a: zip(*zip(*parts(*a)))",
    "generator": "def batches(x, y, batch_size, seed):\n    yield from parts(x, y, batch_size, seed)",
    "lists": "batches = lambda *a: [[u.tolist(), v.tolist()] for u, v in parts(*a)]",
    "by index": "batches = ByIndex",
    "by index and length": "batches = ByIndexAndLength",
    "class": "batches = Iterable",
}


def judged(text: str, path: Path) -> dict[str, Outcome]:
    path.write_text(text, encoding="utf-8")
    result = engine.grade(catalog.find("task7"), read(path), choose("auto"), Terms(seed=3, only=("batches",)))
    return {check.id: check.outcome for check in result.checks}


@pytest.mark.parametrize("style", STYLES)
def test_right(style: str, tmp_path: Path) -> None:
    found = judged(f"{COMMON}\n{STYLES[style]}\n", tmp_path / "task7.py")
    assert len(found) == 5
    assert set(found.values()) == {Outcome.PASS}, found


ORDERS = {
    "backwards": "np.arange(n)[::-1]",
    "from another row on": "np.roll(np.arange(n), seed)",
    "sorted": "np.roll(np.argsort(y.argmax(axis=1), kind='stable'), seed)",
    "every other row": "np.roll(np.concatenate([np.arange(n)[::2], np.arange(n)[1::2]]), seed)",
}


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_that_is_no_mixture(order: str, tmp_path: Path) -> None:
    text = f"""
import numpy as np

def batches(x, y, batch_size, seed):
    n = len(x)
    order = {ORDERS[order]}
    for i in range(0, n, batch_size):
        yield x[order[i:i + batch_size]], y[order[i:i + batch_size]]
"""
    lost = {name for name, outcome in judged(text, tmp_path / "task7.py").items() if outcome is not Outcome.PASS}
    assert lost == {"batches.shuffled"}
