"""Training on handwritten digits: the data, and measurements of a trained model.

For tasks whose ``train`` gets ``x (n, 784)`` float32 in [0, 1] and one-hot ``y (n, 10)`` float32, and whose ``predict``
returns scores ``(n, 10)``. The other arguments are in the task's ``Training``:

    TRAINING = Training({"hidden_size": 64, "learning_rate": 0.01, "batch_size": 64, "steps": 200})
    ACCURACY = accuracy_on_digits(TRAINING)
    ZERO = accuracy_after("train.zero_steps", TRAINING, steps=0)  # at most

Each model is trained once for an attempt, on a fresh sample of the public digits. The digits that it is asked about are
from the test split, as scanned and moved a little; their labels stay with the grader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.asking import function_of
from grader.checks.training import evaluation_set
from grader.checks.training.labels import accuracy, class_of, derangement, derived_seed, one_hot
from grader.checks.training.measurement import Measurement
from grader.exam.exam import Exam
from grader.exam.values import Model
from grader.task import digits

SIDE = 28
SHIFT = 2.0  # pixels, in each direction
TURN = 8.0  # degrees, in each direction


@dataclass(frozen=True)
class Digits:
    """x (n, 784) float32 in [0, 1], labels (n,) from 0 to 9."""

    x: Array
    labels: Array

    @property
    def y(self) -> Array:
        """The labels one-hot, (n, 10) float32."""
        return one_hot(self.labels)

    def __len__(self) -> int:
        return len(self.labels)


_LEVELS = (np.arange(256) / 255).astype(np.float32)  # of the 256 that a pixel can have


def _prepared(images: Array, labels: Array) -> Digits:
    x = _LEVELS[images] if images.dtype == np.uint8 else (images / 255).astype(np.float32)
    return Digits(x.reshape(len(images), -1), np.asarray(labels, dtype=np.int64))


def training_digits(rng: np.random.Generator, count: int) -> Digits:
    """A fresh, shuffled sample of the public training digits, with classes as equal in number as possible."""
    images, labels = digits.training()
    order = rng.permutation(len(labels))
    # Each digit's rank within its class: the first of every class come first.
    rank = np.empty(len(labels), dtype=np.int64)
    for digit in range(10):
        of_class = order[labels[order] == digit]
        rank[of_class] = np.arange(len(of_class))
    chosen = order[np.argsort(rank[order], kind="stable")[:count]]
    chosen = rng.permutation(chosen)
    return _prepared(images[chosen], labels[chosen])


def evaluation_digits(rng: np.random.Generator, count: int = 2000) -> Digits:
    """Real digits of the test split, in random order; their labels never leave the grader."""
    images, labels = evaluation_set.evaluation()
    chosen = rng.permutation(len(labels))[:count]
    return _prepared(images[chosen], labels[chosen])


def moved_digits(rng: np.random.Generator, count: int = 1000) -> Digits:
    """Digits of the test split, each shifted and turned a little, so nobody has seen these pixels."""
    images, labels = evaluation_set.evaluation()
    chosen = rng.permutation(len(labels))[:count]
    return _prepared(moved(images[chosen], rng), labels[chosen])


def moved(images: Array, rng: np.random.Generator, shift: float = SHIFT, turn: float = TURN) -> Array:
    """images (n, 28, 28) turned around their middle and shifted, with bilinear interpolation and zeros outside."""
    n = len(images)
    angle = np.radians(rng.uniform(-turn, turn, (n, 1, 1)))
    down, right = rng.uniform(-shift, shift, (2, n, 1, 1))
    middle = (SIDE - 1) / 2
    i, j = np.meshgrid(np.arange(SIDE) - middle, np.arange(SIDE) - middle, indexing="ij")
    row = np.cos(angle) * i - np.sin(angle) * j + middle - down
    column = np.sin(angle) * i + np.cos(angle) * j + middle - right
    padded = np.pad(np.asarray(images, dtype=np.float64), ((0, 0), (1, 2), (1, 2)))
    row, column = np.clip(row, -1, SIDE) + 1, np.clip(column, -1, SIDE) + 1
    top, left = np.floor(row).astype(int), np.floor(column).astype(int)
    y, x = row - top, column - left
    flat, width = padded.ravel(), padded.shape[2]  # one index is faster to look up than three
    at = np.arange(n)[:, None, None] * padded[0].size + top * width + left
    upper = (1 - x) * flat[at] + x * flat[at + 1]
    lower = (1 - x) * flat[at + width] + x * flat[at + width + 1]
    blended: Array = (1 - y) * upper + y * lower
    return blended


@dataclass(frozen=True)
class Training:
    """How a task trains: ``settings`` are the arguments of ``train`` except x, y and seed, by name.

    ``count`` is the number of training digits, ``rows`` and ``moved`` are the numbers of real and moved digits to
    predict.
    """

    settings: Mapping[str, Any]
    count: int = 3000
    rows: int = 2000
    moved: int = 1000

    def model(self, exam: Exam, x: Array, y: Array, seed: int, **changes: Any) -> Model:
        """The student's model, trained with ``settings``, of which ``changes`` replaces some."""
        values = {**self.settings, **changes, "x": x, "y": y, "seed": seed}
        return exam.train(*(values[name] for name in function_of(exam, "train").arguments))


@dataclass(frozen=True)
class Trained:
    """A model and its accuracies on digits of the test split, as scanned and moved."""

    model: Model
    real: float
    moved: float


def trained(exam: Exam, training: Training, attempt: int = 0) -> Trained:
    """The model that most checks share, trained once for each attempt."""

    def make(rng: np.random.Generator) -> Trained:
        digits = training_digits(rng, training.count)
        model = training.model(exam, digits.x, digits.y, derived_seed(rng))
        real, shifted = evaluation_digits(rng, training.rows), moved_digits(rng, training.moved)
        order = rng.permutation(len(real) + len(shifted))  # mixed, so that predict cannot tell them apart
        x, labels = np.concatenate([real.x, shifted.x]), np.concatenate([real.labels, shifted.labels])
        right = np.empty(len(order), dtype=bool)
        right[order] = predicted_classes(exam, model, x[order]) == labels[order]
        return Trained(model, float(right[: len(real)].mean()), float(right[len(real) :].mean()))

    found: Trained = exam.shared(f"digits/{attempt}", make)
    return found


def predicted_classes(exam: Exam, model: Model, x: Array) -> Array:
    """The classes (n,) that ``predict`` gives for x (n, 784)."""
    return class_of(exam.call("predict", model, x), say("The result of predict"), len(x))


def accuracy_on_digits(training: Training, id: str = "train.accuracy") -> Measurement:
    """Accuracy on real digits that the student's process has not seen."""
    return Measurement(id, lambda exam, attempt: trained(exam, training, attempt).real, rows=training.rows)


def accuracy_on_moved(training: Training, id: str = "predict.moved") -> Measurement:
    """Accuracy of the same model on digits that were shifted and turned."""
    return Measurement(id, lambda exam, attempt: trained(exam, training, attempt).moved, rows=training.moved)


def accuracy_on_permuted(training: Training, id: str = "train.permuted", **changes: Any) -> Measurement:
    """Accuracy by the permuted classes, after training on labels whose classes were permuted.

    Weights from elsewhere, or labels that are not taken from ``y``, are never right here.
    """

    def take(exam: Exam, attempt: int) -> float:
        order = derangement(exam.rng)
        digits = training_digits(exam.rng, training.count)
        model = training.model(exam, digits.x, one_hot(order[digits.labels]), derived_seed(exam.rng), **changes)
        asked = evaluation_digits(exam.rng, training.rows)
        return accuracy(predicted_classes(exam, model, asked.x), order[asked.labels])

    return Measurement(id, take, rows=training.rows)


def accuracy_after(id: str, training: Training, *, at_least: bool = False, **changes: Any) -> Measurement:
    """Accuracy after a training with other settings; by default one that can teach little or nothing.

    ``steps=0`` or ``learning_rate=0.0`` keep the initial weights and ``hidden_size=1`` is too narrow. A good accuracy
    then shows that train did not do what was asked.
    """

    def take(exam: Exam, attempt: int) -> float:
        digits = training_digits(exam.rng, training.count)
        model = training.model(exam, digits.x, digits.y, derived_seed(exam.rng), **changes)
        asked = evaluation_digits(exam.rng, training.rows)
        return accuracy(predicted_classes(exam, model, asked.x), asked.labels)

    return Measurement(id, take, at_least, training.rows)
