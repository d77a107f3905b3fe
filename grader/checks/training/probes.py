"""Inputs that show what is inside a trained network, and how to read its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.checks.training.digits import SIDE, Training, training_digits
from grader.checks.training.labels import derived_seed, one_hot
from grader.checks.training.predict import scores, scores_of
from grader.exam.exam import Exam
from grader.exam.values import Model

GRID = 12  # upper bands × lower bands
BAND = 6  # rows of pixels; two 5×5 convolutions with pooling never let the two bands meet
FLAT = 0.7  # of the 121 cells of the grid; a staircase crosses at most 23
ROUNDING = 2e-5  # of the largest score: float32 in a network of unknown weights
SEEN = 100 * ROUNDING  # a unit with a smaller effect proves nothing
SEEN_UNITS = 3
TRIES = 12  # trainings of a single unit, some of which are dead from the start
_UNIT = {"hidden_size": 1, "learning_rate": 0.02, "batch_size": 20, "steps": 3}


def grid_of(upper: Array, lower: Array, first: int, second: int) -> Array:
    """Pictures (GRID², 784): the i-th upper band starts at row ``first``, the j-th lower one at row ``second``."""
    pictures = np.zeros((GRID, GRID, SIDE, SIDE), dtype=np.float32)
    pictures[:, :, first : first + upper.shape[1]] = upper[:, None]
    pictures[:, :, second : second + lower.shape[1]] = lower[None, :]
    return pictures.reshape(-1, SIDE * SIDE)


def bands(rng: np.random.Generator, height: int) -> Array:
    """Pictures with two bands of random pixels: an upper one of this height, and one at the lower border."""
    upper, lower = noise(rng, height), noise(rng, BAND)
    return grid_of(upper, lower, 0, SIDE - BAND)


def noise(rng: np.random.Generator, height: int) -> Array:
    size = (GRID, height, SIDE)
    return (rng.random(size) * (rng.random(size) < 0.5)).astype(np.float32)


def digit_bands(rng: np.random.Generator, height: int = BAND) -> Array:
    """Like ``bands``, with strokes of real digits."""
    strokes = training_digits(rng, 2 * GRID).x.reshape(2, GRID, SIDE, SIDE)[:, :, 11 : 11 + BAND]
    return grid_of(strokes[0][:, :height], strokes[1], 0, SIDE - BAND)


def readings(found: Array) -> Iterator[Array]:
    """Scores (n, classes) as logits, up to a constant for each row: every possible reading of them.

    A right solution may return logits, log-probabilities, probabilities by softmax or by ten sigmoids.
    """
    inside = found.min() >= 0 and found.max() <= 1
    if inside and np.all(np.abs(found.sum(axis=1) - 1) < 1e-4):
        classes = (found > 1e-30).all(axis=0)
        if classes.sum() > 1:
            yield centred(np.log(found[:, classes]))
        return
    yield centred(found)
    classes = ((found > 0) & (found < 1)).all(axis=0)
    if inside and classes.sum() > 1:
        yield centred(np.log(found[:, classes]) - np.log1p(-found[:, classes]))


def centred(logits: Array) -> Array:
    centred: Array = logits - logits.mean(axis=1, keepdims=True)
    return centred


def interactions(grid: Array) -> Array:
    """(n, m) or (n, m, classes) -> the interaction of neighbouring rows and columns."""
    return np.diff(np.diff(grid, axis=0), axis=1)


@dataclass(frozen=True)
class Unit:
    """The answers of a network with a single dense unit to the grid of pictures, in one reading.

    The scores move along a line. ``flat`` is the share of cells without interaction. ``offset`` is the distance of the
    line from 0 as a share of the largest score: the part that no hidden unit gives. ``resting`` is the share of
    pictures at the commoner end of the line, where a relu unit is 0.
    """

    flat: float
    offset: float
    resting: float


def unit(logits: Array) -> Unit | None:
    """Read the answers (GRID², classes); None if they hardly move, or in more than one direction."""
    largest = float(np.abs(logits).max())
    middle = logits.mean(axis=0)
    moves = logits - middle
    _, sizes, directions = np.linalg.svd(moves, full_matrices=False)
    along = moves @ directions[0]
    if not np.ptp(along) > SEEN * largest or sizes[1:].max(initial=0.0) > 1e-2 * sizes[0]:
        return None
    grid = along.reshape(GRID, GRID)
    grid = grid[np.argsort(grid.mean(axis=1))][:, np.argsort(grid.mean(axis=0))]
    flat = np.abs(interactions(grid)) <= ROUNDING * largest
    offset = middle - (middle @ directions[0]) * directions[0]
    resting = max(np.mean(np.abs(along - end) <= ROUNDING * largest) for end in (along.min(), along.max()))
    return Unit(float(flat.mean()), float(np.abs(offset).max() / largest), float(resting))


def small_model(exam: Exam, training: Training, **changes: Any) -> Model:
    """A network after a few steps, with a single dense unit unless ``changes`` says otherwise.

    Two labels of three are the same, so that the output's biases have something to learn.
    """
    digits = training_digits(exam.rng, 60)
    labels = np.where(exam.rng.random(len(digits)) < 0.67, int(exam.rng.integers(10)), digits.labels)
    settings = {**_UNIT, **no_dropout(training), **changes}
    return training.model(exam, digits.x, one_hot(labels), derived_seed(exam.rng), **settings)


def no_dropout(training: Training) -> dict[str, float]:
    return {"rate": 0.0} if "rate" in training.settings else {}


def units(exam: Exam, model: Model, pictures: Array) -> list[Unit]:
    """All readings of the answers to a grid of pictures in which the unit has a visible effect."""
    found = scores(exam, model, pictures)
    return [read for logits in readings(found) if (read := unit(logits)) is not None]


def single_units(exam: Exam, training: Training, height: int) -> list[list[Unit]]:
    """All readings of each of the first three networks whose unit has an effect; fewer if most units are dead.

    A right unit may be dead: with wide initial weights more often than not. A curved one never is, but may be saturated
    once. ``height`` is that of the upper band.
    """
    found = []
    for attempt in range(TRIES):
        model = small_model(exam, training)
        if read := units(exam, model, (bands if attempt % 2 == 0 else digit_bands)(exam.rng, height)):
            found.append(read)
        if len(found) == SEEN_UNITS:
            break
    return found


def pixel_weights(exam: Exam, model: Model, digit: Array) -> list[Array]:
    """The weight of each pixel of a digit (784,), as (28, 28), along the direction in which the scores move most.

    One array for each reading; none if the scores are not finite or hardly move.
    """
    change = np.where(digit > 0.5, -1, 1).astype(np.float32)
    x = np.concatenate([digit + np.diag(change), digit[None]])
    observed = exam.call("predict", model, x)
    if observed.array is not None and not np.isfinite(observed.array).all():
        return []
    found = []
    for logits in readings(scores_of(observed, len(x))):
        moves = (logits[:-1] - logits[-1]) / change[:, None]
        if np.abs(moves).max() > SEEN * np.abs(logits).max():
            _, _, directions = np.linalg.svd(moves, full_matrices=False)
            found.append((moves @ directions[0]).reshape(SIDE, SIDE))
    return found


def likeness_of_neighbours(weights: Array) -> float:
    """Moran's I, the spatial autocorrelation, of (28, 28) weights: about 0 if they are independent, at most 1.

    Source: Moran (1950), Notes on continuous stochastic phenomena, with adjacent pixels as neighbours.
    """
    w = weights - weights.mean()
    products = np.concatenate([(w[:, 1:] * w[:, :-1]).ravel(), (w[1:] * w[:-1]).ravel()])
    return float(products.mean() / max(np.mean(w**2), np.finfo(np.float64).tiny))
