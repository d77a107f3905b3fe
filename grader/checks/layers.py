"""What the scores of a trained network give away of its layers, in whatever style it is written.

Pictures are put together from an upper and a lower band that no unit before the dense layer sees at
once. What arrives at a unit of the dense layer is then a sum, of what the upper band brings and what the
lower one does, so that over a grid of such pictures the "interaction" of two rows and two columns,

    f(i, j) − f(i, j') − f(i', j) + f(i', j'),

is 0 where the layer has no activation. Behind a single relu unit it is 0 wherever the four pictures are
all on the same side of the kink: everywhere but along one staircase through the sorted grid, which is a
theorem and no statistic. A curved activation (tanh, sigmoid, softplus, ELU, GELU) bends it everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from grader.checks.basic import custom
from grader.checks.classifier import scores
from grader.checks.digits import SIDE, Training, trained, training_digits
from grader.checks.learning import derived_seed, one_hot
from grader.exam import Exam
from grader.results import Failed, Verdict, passed
from grader.task import Check
from grader.wire import Array

GRID = 12  # upper bands × lower bands
BAND = 6  # rows of pixels; what two 5×5 convolutions with pooling make of the two bands never meets
FLAT = 0.7  # of the 121 cells of the grid; a staircase passes through at most 23
ROUNDING = 2e-5  # of the largest score: float32 through a network of unknown weights
SEEN = 100 * ROUNDING  # a unit whose effect is smaller than that says nothing
TRIES = 12  # trainings of a single unit, of which some are dead from the start
_UNIT = {"hidden_size": 1, "learning_rate": 0.02, "batch_size": 20, "steps": 3}


def bands(rng: np.random.Generator) -> Array:
    """GRID × GRID pictures, (GRID², 784) float32 in [0, 1]: the i-th upper band with the j-th lower one."""
    upper, lower = (rng.random((2, GRID, BAND, SIDE)) * (rng.random((2, GRID, BAND, SIDE)) < 0.5)).astype(np.float32)
    pictures = np.zeros((GRID, GRID, SIDE, SIDE), dtype=np.float32)
    pictures[:, :, :BAND] = upper[:, None]
    pictures[:, :, -BAND:] = lower[None, :]
    return pictures.reshape(-1, SIDE * SIDE)


def digit_bands(rng: np.random.Generator) -> Array:
    """The same with strokes of real digits in the bands."""
    strokes = training_digits(rng, 2 * GRID).x.reshape(2, GRID, SIDE, SIDE)[:, :, 11 : 11 + BAND]
    pictures = np.zeros((GRID, GRID, SIDE, SIDE), dtype=np.float32)
    pictures[:, :, :BAND] = strokes[0][:, None]
    pictures[:, :, -BAND:] = strokes[1][None, :]
    return pictures.reshape(-1, SIDE * SIDE)


def readings(found: Array) -> Iterator[Array]:
    """Scores (n, classes) as logits, up to what is added to a whole row: each way in which they can be read.

    A right solution may return logits, log-probabilities, probabilities by softmax or by ten sigmoids.
    """
    yield found - found.mean(axis=1, keepdims=True)
    if found.min() < 0 or found.max() > 1:
        return
    classes = (found > 1e-30).all(axis=0)
    if classes.sum() > 1:
        logs = np.log(found[:, classes])
        yield logs - logs.mean(axis=1, keepdims=True)
        inner = classes & (found < 1).all(axis=0)
        if inner.sum() > 1:
            odds = np.log(found[:, inner]) - np.log1p(-found[:, inner])
            yield odds - odds.mean(axis=1, keepdims=True)


def interactions(grid: Array) -> Array:
    """(n, m) or (n, m, classes) -> the interaction of neighbouring rows and columns."""
    return np.diff(np.diff(grid, axis=0), axis=1)


@dataclass(frozen=True)
class Unit:
    """What a network with one unit in its dense layer answers to the grid of pictures, in one reading.

    ``flat`` is the share of cells without interaction, ``offset`` how far the scores stay from 0 on the
    line along which they move, as a share of the largest: the part that no hidden unit brings.
    """

    flat: float
    offset: float


def unit(logits: Array) -> Unit | None:
    """Read the answers (GRID², classes); None where they hardly move, or in more than one direction."""
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
    return Unit(float(flat.mean()), float(np.abs(offset).max() / largest))


def single_unit(exam: Exam, training: Training) -> list[Unit]:
    """All readings of a network with a single unit that is seen to do something."""
    for attempt in range(TRIES):
        digits = training_digits(exam.rng, 60)
        # Two labels of three are the same, so that the output's biases have something to learn.
        often = int(exam.rng.integers(10))
        labels = np.where(exam.rng.random(len(digits)) < 0.67, often, digits.labels)
        changes = {**_UNIT, **({"rate": 0.0} if "rate" in training.settings else {})}
        model = training.model(exam, digits.x, one_hot(labels), derived_seed(exam.rng), **changes)
        found = scores(exam, model, (bands if attempt % 2 == 0 else digit_bands)(exam.rng))
        if units := [read for logits in readings(found) if (read := unit(logits)) is not None]:
            return units
    raise Failed(
        f"In {TRIES} networks with a single hidden unit the scores did not depend on the picture through that unit.",
        hint="The scores come from the dense layer of hidden_size units, and from nothing else.",
    )


def no_activation(exam: Exam, training: Training) -> bool:
    """Whether the trained network adds up what two bands bring as if its dense layer were linear."""
    model = trained(exam, training).model
    asked = digit_bands(exam.rng)
    return any(
        bool(np.all(np.abs(interactions(logits.reshape(GRID, GRID, -1))) <= ROUNDING * np.abs(logits).max()))
        and np.ptp(logits) > 0
        for logits in readings(scores(exam, model, asked))
    )


def no_hidden_bias(exam: Exam, training: Training) -> bool:
    """Whether the scores grow in proportion to x, from those of an empty picture on: relu(x · W) does.

    Only for a dense layer that sees the pixels themselves.
    """
    model = trained(exam, training).model
    x = training_digits(exam.rng, 30).x
    found = scores(exam, model, np.concatenate([np.zeros_like(x[:1]), x / 2, x]))
    for logits in readings(found):
        half, whole = logits[1:31] - logits[0], logits[31:] - logits[0]
        if np.all(np.abs(whole - 2 * half) <= ROUNDING * np.abs(logits).max()):
            return True
    return False


def layers_check(training: Training, points: int, *, needs: tuple[str, ...], sees_pixels: bool) -> Check:
    """The dense layer is relu, and biases are added.

    ``sees_pixels`` where the dense layer gets the pixels themselves, so that its bias can be seen, too.
    """

    def judge(exam: Exam) -> Verdict:
        _require(
            not no_activation(exam, training),
            "The dense layer has no activation: what two parts of a picture bring is simply added up in the scores.",
            "no-activation",
        )
        units = single_unit(exam, training)
        _require(
            any(read.flat >= FLAT for read in units),
            "The scores of a network with a single hidden unit bend smoothly with the picture; behind a relu unit they "
            "run straight, with one kink.",
            "other-activation",
        )
        _require(
            any(read.offset > ROUNDING for read in units if read.flat >= FLAT),
            "Without the hidden unit all ten scores are equal: no bias is added in the output layer.",
            "no-output-bias",
        )
        _require(
            not sees_pixels or not no_hidden_bias(exam, training),
            "With twice the brightness of a picture the scores move twice as far: no bias is added in the hidden layer.",
            "no-hidden-bias",
        )
        return passed("A relu layer and an output layer, each with its biases.")

    return custom(
        "train.layers",
        "train builds a relu layer and an output layer with their biases",
        "property",
        points,
        judge,
        "Compare each layer of the network with the exercise's formula, term by term.",
        needs,
    )


def _require(holds: bool, message: str, mistake: str) -> None:
    if not holds:
        raise Failed(
            message,
            hint="Compare each layer of the network that train builds with the exercise's formula, term by term.",
            mistake=mistake,
        )
