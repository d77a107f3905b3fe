"""What looks into a trained model: finds weights and curves wherever people keep them, and has bounds."""

from __future__ import annotations

import functools
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.child import models

WEIGHTS = np.random.default_rng(1).normal(size=(5, 5, 1, 8))
LOSSES = [0.9, 0.5, 0.3, 0.2]


class Kept:
    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)
        self.me = self

    def method(self) -> None:
        pass


def closure(*values: Any) -> Any:
    return lambda: values


HOLDERS = {
    "array": lambda value: value,
    "dict": lambda value: {"bias": np.zeros(8), "W1": value},
    "tuple": lambda value: (np.zeros(8), value, None, "text", 3),
    "nested": lambda value: {"params": [{"conv": (value, 1)}]},
    "object": lambda value: Kept(W=value),
    "object in object": lambda value: Kept(net=Kept(layers=[Kept(kernel=value)])),
    "closure": closure,
    "partial": lambda value: functools.partial(max, value),
    "method": lambda value: Kept(W=value).method,
}


@pytest.mark.parametrize("holder", HOLDERS)
def test_filters_are_found_where_they_are_kept(holder: str) -> None:
    found = models.filters(HOLDERS[holder](WEIGHTS), 8, np.asarray)
    assert found is not None and np.array_equal(found, WEIGHTS)


@pytest.mark.parametrize("shape", [(5, 5, 1, 4), (5, 5, 3, 8), (5, 3, 1, 8), (1, 1, 1, 8), (8,), (40, 40, 1, 8)])
def test_what_is_no_first_filter_is_not_taken(shape: tuple[int, ...]) -> None:
    assert models.filters({"W": np.zeros(shape)}, 8, np.asarray) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(("loss", "loss"), ("losses", "loss"), ("train_losses", "loss"), ("cost_history", "loss"), ("costs", "loss")),
        *(("Acc", "accuracy"), ("accuracy", "accuracy"), ("train_acc", "accuracy"), ("binary_accuracy", "accuracy")),
        *(("val_loss", ""), ("weights", ""), ("history", ""), ("lossy", ""), ("", "")),
    ],
)
def test_names_of_curves(name: str, kind: str) -> None:
    found = models.curves({name: LOSSES}, np.asarray)
    assert list(found) == ([kind] if kind else [])


@pytest.mark.parametrize("holder", HOLDERS)
def test_curves_are_found_where_they_are_kept(holder: str) -> None:
    found = models.curves(HOLDERS[holder]({"history": {"loss": LOSSES}}), np.asarray)
    assert np.array_equal(found["loss"], LOSSES)


class Raising:
    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


class Endless:
    def __getattr__(self, name: str) -> Any:
        return Endless()


class Wide(dict):  # type: ignore[type-arg]
    def items(self) -> Any:
        raise ValueError


HOSTILE = {
    "raising": Raising(),
    "endless": Endless(),
    "wide": Wide(a=1),
    "many": [[object() for _ in range(400)] for _ in range(400)],
    "deep": functools.reduce(lambda inner, _: [inner], range(900), [WEIGHTS]),
    "text": {"loss": "abc" * 1000, "losses": ["a", "b"]},
    "long": {"loss": list(range(10**6))},
    "shape": Kept(shape=(5, 5, 1, "x")),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_strange_model_shows_nothing_and_takes_no_time(what: str) -> None:
    began = time.process_time()
    assert models.filters(HOSTILE[what], 8, np.asarray) is None
    assert not any(array.dtype.kind in "fiu" for array in models.curves(HOSTILE[what], np.asarray).values())
    assert sum(1 for _ in models.parts(HOSTILE[what])) <= models.MOST_PARTS
    assert time.process_time() - began < 5


TENSORFLOW = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("inside", sys.argv[1])
inside = importlib.util.module_from_spec(spec); spec.loader.exec_module(inside)
import numpy as np, tensorflow as tf
convert = lambda value: np.asarray(value.numpy() if hasattr(value, "numpy") else value)
layers = tf.keras.layers
model = tf.keras.Sequential([layers.Input((8, 8, 1)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])
model.compile("sgd", "mse", metrics=["accuracy"])
history = model.fit(np.zeros((8, 8, 8, 1)), np.zeros((8, 2)), epochs=5, verbose=0)
first = model.weights[0].numpy()
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__(); self.conv = layers.Conv2D(4, 3)
    def call(self, x): return self.conv(x)
net = Net(); net(np.zeros((1, 8, 8, 1)))
for held in (model, (model, history), {"net": model}):
    assert np.array_equal(inside.filters(held, 4, convert), first)
    assert [len(array) for array in inside.curves(held, convert).values()] == [5, 5]
assert inside.filters(net, 4, convert).shape == (3, 3, 1, 4)
assert inside.filters([tf.Variable(first)], 4, convert) is not None
graph = tf.Graph()
with graph.as_default():
    v1 = tf.compat.v1
    kernel = v1.Variable(first); session = v1.Session(graph=graph); session.run(v1.global_variables_initializer())
assert np.array_equal(inside.filters({"session": session, "W": kernel}, 4, convert), first)
session.close()
assert inside.filters({"session": session}, 4, convert) is None
print("all found")
"""


@pytest.mark.slow
def test_models_of_tensorflow(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TENSORFLOW, models.__file__], capture_output=True, text=True, cwd=tmp_path
    )
    assert "all found" in done.stdout, done.stderr[-2000:]
