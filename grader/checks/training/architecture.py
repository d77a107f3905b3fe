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
from typing import Any

import numpy as np

from grader.checks.values import custom
from grader.checks.training.predict import scores, scores_of
from grader.checks.training.digits import SIDE, Training, trained, training_digits
from grader.checks.training.measurement import derived_seed, one_hot
from grader.exam.exam import Exam
from grader.result.document import Failed, Verdict, passed
from grader.task.declaration import Check
from grader.child.wire import Array, Model
from grader.base.language import mark, now, say

GRID = 12  # upper bands × lower bands
BAND = 6  # rows of pixels; what two 5×5 convolutions with pooling make of the two bands never meets
LOW_BAND = 3  # an upper one of these meets the lower one not even through kernels of 7×7: those are another check's
FLAT = 0.7  # of the 121 cells of the grid; a staircase passes through at most 23
ROUNDING = 2e-5  # of the largest score: float32 through a network of unknown weights
SEEN = 100 * ROUNDING  # a unit whose effect is smaller than that says nothing
SEEN_UNITS = 3
RESTING = 0.1  # of the pictures, at most, where the rest has to tell whether bands meet
MODELS = 2  # networks that have to say the same before what is no theorem fails a solution
NARROW_MODELS = 3  # networks in which one filter is seen, before it is believed
NARROW = 1e-3  # of the first direction's size: without a fifth 1e-5 was found, with four filters 0.03 and more
TRIES = 12  # trainings of a single unit, of which some are dead from the start
SMOOTH = 0.3  # correlation of neighbouring pixels' weights: drawn ones 0.1 at most, after huge steps 0.6 and more
FAR_MORE = 10  # times the weights of pixels before the steps
HUGE_RATES = (100.0, 3.0)  # probabilities mostly say nothing any more after the first
_UNIT = {"hidden_size": 1, "learning_rate": 0.02, "batch_size": 20, "steps": 3}


def grid_of(upper: Array, lower: Array, first: int, second: int) -> Array:
    """Pictures (GRID², 784): the i-th upper band from row ``first`` on, the j-th lower one from ``second`` on."""
    pictures = np.zeros((GRID, GRID, SIDE, SIDE), dtype=np.float32)
    pictures[:, :, first : first + upper.shape[1]] = upper[:, None]
    pictures[:, :, second : second + lower.shape[1]] = lower[None, :]
    return pictures.reshape(-1, SIDE * SIDE)


def bands(rng: np.random.Generator, height: int) -> Array:
    """Pictures of two bands of random pixels, at the upper border (of this height) and at the lower one."""
    upper, lower = noise(rng, height), noise(rng, BAND)
    return grid_of(upper, lower, 0, SIDE - BAND)


def noise(rng: np.random.Generator, height: int) -> Array:
    size = (GRID, height, SIDE)
    return (rng.random(size) * (rng.random(size) < 0.5)).astype(np.float32)


def digit_bands(rng: np.random.Generator, height: int = BAND) -> Array:
    """The same with strokes of real digits in the bands."""
    strokes = training_digits(rng, 2 * GRID).x.reshape(2, GRID, SIDE, SIDE)[:, :, 11 : 11 + BAND]
    return grid_of(strokes[0][:, :height], strokes[1], 0, SIDE - BAND)


def readings(found: Array) -> Iterator[Array]:
    """Scores (n, classes) as logits, up to what is added to a whole row: each way in which they can be read.

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
    """What a network with one unit in its dense layer answers to the grid of pictures, in one reading.

    ``flat`` is the share of cells without interaction, ``offset`` how far the scores stay from 0 on the
    line along which they move, as a share of the largest: the part that no hidden unit brings. ``resting``
    is the share of pictures that the commoner end of that line gets, as all do for which a relu unit is 0.
    """

    flat: float
    offset: float
    resting: float


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
    resting = max(np.mean(np.abs(along - end) <= ROUNDING * largest) for end in (along.min(), along.max()))
    return Unit(float(flat.mean()), float(np.abs(offset).max() / largest), float(resting))


def small_model(exam: Exam, training: Training, **changes: Any) -> Model:
    """A network after a few steps, of one unit in its dense layer where ``changes`` says nothing else.

    Two labels of three are the same, so that the output's biases have something to learn.
    """
    digits = training_digits(exam.rng, 60)
    labels = np.where(exam.rng.random(len(digits)) < 0.67, int(exam.rng.integers(10)), digits.labels)
    settings = {**_UNIT, **_no_dropout(training), **changes}
    return training.model(exam, digits.x, one_hot(labels), derived_seed(exam.rng), **settings)


def _no_dropout(training: Training) -> dict[str, float]:
    return {"rate": 0.0} if "rate" in training.settings else {}


def units(exam: Exam, model: Model, pictures: Array) -> list[Unit]:
    """All readings of the answers to a grid of pictures in which the unit is seen to do something."""
    found = scores(exam, model, pictures)
    return [read for logits in readings(found) if (read := unit(logits)) is not None]


def single_units(exam: Exam, training: Training, height: int) -> list[list[Unit]]:
    """All readings of each of the first three such networks whose unit is seen; fewer where most are dead.

    A right unit may be dead: weights drawn wide make it so more often than not. A curved one never is, but
    may be saturated once. ``height`` is that of the upper band.
    """
    found = []
    for attempt in range(TRIES):
        model = small_model(exam, training)
        if read := units(exam, model, (bands if attempt % 2 == 0 else digit_bands)(exam.rng, height)):
            found.append(read)
        if len(found) == SEEN_UNITS:
            break
    return found


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


def pixel_weights(exam: Exam, model: Model, digit: Array) -> list[Array]:
    """What each pixel of a digit (784,) weighs on the scores, (28, 28) along the direction in which they move most.

    One for each reading; none where the scores are not finite, or hardly move.
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
    """Moran's I, the autocorrelation in space, of (28, 28) weights: about 0 where each is drawn on its own, 1 at most.

    Source: Moran (1950), Notes on continuous stochastic phenomena, with pixels side by side as neighbours.
    """
    w = weights - weights.mean()
    products = np.concatenate([(w[:, 1:] * w[:, :-1]).ravel(), (w[1:] * w[:-1]).ravel()])
    return float(products.mean() / max(np.mean(w**2), np.finfo(np.float64).tiny))


def hidden_layer_frozen(exam: Exam, training: Training) -> bool:
    """Whether the hidden layer keeps the weights that were drawn, however large the steps.

    Drawn weights of neighbouring pixels have nothing to do with each other. A gradient is a sum of pictures, in which
    neighbouring pixels are alike, so after two steps at a huge learning rate the weights are. One such network clears
    a solution. One whose pixels do not weigh far more than before the steps says nothing: there only units may be left
    that no picture has reached, with the weights they were drawn with. Two have to say the same before it fails.
    """
    frozen = 0
    for rate in HUGE_RATES * MODELS:
        digit = training_digits(exam.rng, 1).x[0]
        after = pixel_weights(exam, _run_away(exam, training, rate, steps=2), digit)
        if any(likeness_of_neighbours(weights) >= SMOOTH for weights in after):
            return False
        before = pixel_weights(exam, _run_away(exam, training, rate, steps=0), digit) if after else []
        frozen += bool(before) and _largest(after) > FAR_MORE * _largest(before)
        if frozen == MODELS:
            return True
    return False


def _largest(found: list[Array]) -> float:
    return max(float(np.abs(weights).max()) for weights in found)


def _run_away(exam: Exam, training: Training, rate: float, steps: int) -> Model:
    digits = training_digits(exam.rng, 200)
    settings = {"hidden_size": 64, "learning_rate": rate, "batch_size": 100, "steps": steps, **_no_dropout(training)}
    return training.model(exam, digits.x, digits.y, derived_seed(exam.rng), **settings)


def layers_check(training: Training, points: int, *, needs: tuple[str, ...], sees_pixels: bool) -> Check:
    """The dense layer is relu, and biases are added.

    ``sees_pixels`` where the dense layer gets the pixels themselves, so that its bias can be seen, too.
    """

    def judge(exam: Exam) -> Verdict:
        _require(
            not no_activation(exam, training),
            mark(
                "The dense layer has no activation: what two parts of a picture bring is simply added up in the scores."
            ),
            "no-activation",
        )
        seen = single_units(exam, training, BAND if sees_pixels else LOW_BAND)
        _require(
            all(any(one.flat >= FLAT for one in read) for read in seen),
            mark(
                "The scores of a network with a single hidden unit bend smoothly with the picture; behind a relu unit they "
                "run straight, with one kink."
            ),
            "other-activation",
        )
        _require(
            all(any(one.offset > ROUNDING for one in read if one.flat >= FLAT) for read in seen),
            mark("Without the hidden unit all ten scores are equal: no bias is added in the output layer."),
            "no-output-bias",
        )
        _require(
            not sees_pixels or not no_hidden_bias(exam, training),
            mark(
                "With twice the brightness of a picture the scores move twice as far: no bias is added in the hidden layer."
            ),
            "no-hidden-bias",
        )
        _require(
            not sees_pixels or not hidden_layer_frozen(exam, training),
            mark(
                "After steps at a learning rate of 100, too, the weights of neighbouring pixels have nothing to do with each "
                "other, as when they were drawn: the hidden layer's weights are not updated."
            ),
            "hidden-layer-frozen",
        )
        if sees_pixels:
            return passed(say("A relu layer and an output layer, each with its biases."))
        return passed(say("A relu layer, and an output layer with its biases."))

    return custom(
        "train.layers",
        "train builds a relu layer and an output layer with their biases",
        "property",
        points,
        judge,
        "Compare each layer of the network with the exercise's formula, term by term.",
        needs,
    )


def reach_check(points: int, training: Training, *, needs: tuple[str, ...]) -> Check:
    """Two 5×5 convolutions, each with 2×2 pooling: how far pixels reach before the dense layer.

    The n-th row of pixels moves rows ((n − 2) // 2 − 2) // 2 to ((n + 2) // 2 + 2) // 2 of the seven that
    reach the dense layer. What stands in row 5 and what stands in row 18 never meets before: with
    a kernel of 6 in either convolution, or with a third block, it does. Nor do rows 0 and 15, which do where
    the convolutions keep no border (VALID). Row 6 and row 18 do meet: with a kernel of 4 in either, or with a
    block less, they do not. The same holds for columns.

    Where bands never meet the grid is flat by the theorem above; where they did, 0 to 12 % of it were (20
    right styles, 30 networks each), but for units at rest. One network is enough to be seen to meet; to be
    refused because they do not, two.
    """

    def judge(exam: Exam) -> Verdict:
        # what is still to be seen, by direction
        far = {(across, bands) for across in (False, True) for bands in _FAR}
        near = {False: MODELS, True: MODELS}
        for _ in range(TRIES):
            model = small_model(exam, training)
            for across, bands in sorted(far):
                if (found := flatness(exam, model, bands, across)) is not None:
                    _require(found >= FLAT, _too_far(bands, across), "reach-too-far")
                    far.discard((across, bands))
            for across in (False, True):
                if across in near and (found := flatness(exam, model, _NEAR, across)) is not None:
                    near[across] -= 1
                    _require(found < FLAT or near[across] > 0, _TOO_SHORT[across], "reach-too-short")
                    if found < FLAT:
                        del near[across]
            if not far and not near:
                break
        if near:
            return passed(say("Pixels that lie 13 apart never meet before the dense layer."))
        return passed(say("Before the dense layer pixels meet that lie 12 apart, and never those that lie 13 apart."))

    return custom(
        "train.kernels",
        "train convolves with kernels of 5×5",
        "property",
        points,
        judge,
        "Compare the sizes of the kernels and the order of the layers with the exercise's.",
        needs,
    )


# (first row, height) of the upper and of the lower band
_FAR = (((4, 2), (18, 2)), ((0, 2), (14, 2)))
_NEAR = ((6, 1), (18, 2))


def flatness(exam: Exam, model: Model, bands: tuple[tuple[int, int], tuple[int, int]], across: bool) -> float | None:
    """The share of cells without interaction, by the reading in which there are most; ``across``: bands of columns.

    None where the unit is seen to do nothing, or is at rest for more than a few of the pictures.
    """
    (first, upper), (second, lower) = bands
    pictures = grid_of(noise(exam.rng, upper), noise(exam.rng, lower), first, second)
    if across:
        pictures = pictures.reshape(-1, SIDE, SIDE).swapaxes(1, 2).reshape(pictures.shape)
    return max((one.flat for one in units(exam, model, pictures) if one.resting <= RESTING), default=None)


def _too_far(bands: tuple[tuple[int, int], tuple[int, int]], across: bool) -> str:
    (first, height), (second, _) = bands
    places = {"one": first + height - 1, "other": second}
    if across:
        return say(
            "What stands in column {one} of a picture and in column {other} meets before the dense layer; through two "
            "5×5 convolutions (SAME) with pooling it does not.",
            **places,
        )
    return say(
        "What stands in row {one} of a picture and in row {other} meets before the dense layer; through two "
        "5×5 convolutions (SAME) with pooling it does not.",
        **places,
    )


_TOO_SHORT = {
    False: mark(
        "What stands in row 6 of a picture and in row 18 does not meet before the dense layer; through two "
        "5×5 convolutions with pooling it does."
    ),
    True: mark(
        "What stands in column 6 of a picture and in column 18 does not meet before the dense layer; through two "
        "5×5 convolutions with pooling it does."
    ),
}


def filters_check(points: int, training: Training, *, needs: tuple[str, ...]) -> Check:
    """The second convolution has as many filters as it is told: one, here.

    What stands in the four pixels of a corner moves 2×2 of the 7×7 places behind the second pooling, whose only
    channel is one filter's. While no unit of the dense layer begins or ceases to be at rest, the scores
    follow these four numbers linearly, so in four directions at most; with more filters they move in up to
    nine. Where a unit does, for one of the digits that stand beside the corner, they do for others not.
    """

    def judge(exam: Exam) -> Verdict:
        wider = narrow = 0
        for _ in range(TRIES):
            model = small_model(exam, training, filters=(4, 1), hidden_size=64)
            shares = directions_beyond(exam, model, 4)
            if not shares:
                continue
            if min(shares) <= NARROW:  # as it may be where all filters but one are dead
                narrow += 1
                if narrow == NARROW_MODELS:
                    return passed(say("A single filter in the second convolution leaves the scores four directions."))
                continue
            wider += 1
            _require(
                wider < MODELS,
                mark(
                    "With filters = (4, 1) the scores move in more than four directions where the four pixels in a corner "
                    "change; the single filter of the second convolution reaches the dense layer from there in four places."
                ),
                "filters-hard-coded",
            )
        return passed()

    return custom(
        "train.filter_count",
        "train makes as many filters in its second convolution as asked",
        "property",
        points,
        judge,
        "The second convolution has filters[1] filters, whatever that number is.",
        needs,
    )


def directions_beyond(exam: Exam, model: Model, count: int) -> list[float]:
    """How far the scores move in direction ``count`` + 1, as a share of the first, when the four pixels of a corner change.

    One number for each digit that stands beside the corner, by the reading with the fewest directions;
    none for those whose scores hardly move.
    """
    digits = training_digits(exam.rng, _DIGITS).x.reshape(-1, 1, SIDE, SIDE)
    pictures = np.repeat(digits, _CORNERS, axis=1)
    pictures[:, :, :2, :2] = exam.rng.random((_DIGITS, _CORNERS, 2, 2))
    found = scores(exam, model, pictures.reshape(-1, SIDE * SIDE))
    shares: list[list[float]] = [[] for _ in range(_DIGITS)]
    for logits in readings(found):
        largest = np.abs(logits).max()
        for digit, rows in enumerate(logits.reshape(_DIGITS, _CORNERS, -1)):
            sizes = np.linalg.svd(rows - rows.mean(axis=0), compute_uv=False)
            if sizes[0] > SEEN * largest:
                shares[digit].append(float(sizes[count] / sizes[0]) if len(sizes) > count else 0.0)
    return [min(each) for each in shares if each]


_DIGITS, _CORNERS = 60, 20


def _require(holds: bool, message: str, mistake: str) -> None:
    if not holds:
        raise Failed(
            now(message),
            hint=say("Compare each layer of the network that train builds with the exercise's formula, term by term."),
            mistake=mistake,
        )
