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

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say
from grader.checks.asking import wrong
from grader.checks.check import Check, check
from grader.checks.training.digits import SIDE, Training, trained, training_digits
from grader.checks.training.labels import derived_seed
from grader.checks.training.predict import scores
from grader.checks.training.probes import (
    BAND,
    FLAT,
    GRID,
    ROUNDING,
    SEEN,
    TRIES,
    digit_bands,
    grid_of,
    interactions,
    likeness_of_neighbours,
    no_dropout,
    noise,
    pixel_weights,
    readings,
    single_units,
    small_model,
    units,
)
from grader.exam.exam import Exam
from grader.exam.values import Model
from grader.result.outcome import Failed, Verdict, passed

LOW_BAND = 3  # an upper one of these meets the lower one not even through kernels of 7×7: those are another check's
RESTING = 0.1  # of the pictures, at most, where the rest has to tell whether bands meet
MODELS = 2  # networks that have to say the same before what is no theorem fails a solution
NARROW_MODELS = 3  # networks in which one filter is seen, before it is believed
NARROW = 1e-3  # of the first direction's size: without a fifth 1e-5 was found, with four filters 0.03 and more
SMOOTH = 0.3  # correlation of neighbouring pixels' weights: drawn ones 0.1 at most, after huge steps 0.6 and more
FAR_MORE = 10  # times the weights of pixels before the steps
HUGE_RATES = (100.0, 3.0)  # probabilities mostly say nothing any more after the first

_FORMULA = mark("Compare each layer of the network that train builds with the exercise's formula, term by term.")


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


def hidden_layer_frozen(exam: Exam, training: Training) -> bool:
    """Whether the hidden layer keeps the weights that were drawn, however large the steps.

    Drawn weights of neighbouring pixels have nothing to do with each other. A gradient is a sum of pictures, in which
    neighbouring pixels are alike, so after two steps at a huge learning rate the weights are. One network whose
    weights look like a sum of pictures clears the solution. One whose weights did not grow is ignored: its units may
    be dead. The check fails only if two show weights that are still random.
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
    settings = {"hidden_size": 64, "learning_rate": rate, "batch_size": 100, "steps": steps, **no_dropout(training)}
    return training.model(exam, digits.x, digits.y, derived_seed(exam.rng), **settings)


def layers_check(training: Training, points: int, *, needs: tuple[str, ...], sees_pixels: bool) -> Check:
    """The dense layer is relu, and biases are added.

    ``sees_pixels``: the dense layer gets the pixels themselves, so that its bias can be seen, too.
    """

    @check(
        "train.layers",
        "property",
        points,
        title="train builds a relu layer and an output layer with their biases",
        hint="Compare each layer of the network with the exercise's formula, term by term.",
        needs=needs,
    )
    def judged(exam: Exam) -> Verdict:
        if no_activation(exam, training):
            raise wrong(
                "The dense layer has no activation: what two parts of a picture bring is simply added up in the scores.",
                _FORMULA,
                "no-activation",
            )
        seen = single_units(exam, training, BAND if sees_pixels else LOW_BAND)
        if not all(any(one.flat >= FLAT for one in read) for read in seen):
            raise wrong(
                "The scores of a network with a single hidden unit bend smoothly with the picture; behind a relu unit they "
                "run straight, with one kink.",
                _FORMULA,
                "other-activation",
            )
        if not all(any(one.offset > ROUNDING for one in read if one.flat >= FLAT) for read in seen):
            raise wrong(
                "Without the hidden unit all ten scores are equal: no bias is added in the output layer.",
                _FORMULA,
                "no-output-bias",
            )
        if sees_pixels:
            _require_hidden_layer(exam, training)
            return passed(say("A relu layer and an output layer, each with its biases."))
        return passed(say("A relu layer, and an output layer with its biases."))

    return judged


def _require_hidden_layer(exam: Exam, training: Training) -> None:
    """Raises Failed if the layer that sees the pixels adds no bias, or keeps the weights that were drawn."""
    if no_hidden_bias(exam, training):
        raise wrong(
            "With twice the brightness of a picture the scores move twice as far: no bias is added in the hidden layer.",
            _FORMULA,
            "no-hidden-bias",
        )
    if hidden_layer_frozen(exam, training):
        raise wrong(
            "After steps at a learning rate of 100, too, the weights of neighbouring pixels have nothing to do with each "
            "other, as when they were drawn: the hidden layer's weights are not updated.",
            _FORMULA,
            "hidden-layer-frozen",
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

    @check(
        "train.kernels",
        "property",
        points,
        title="train convolves with kernels of 5×5",
        hint="Compare the sizes of the kernels and the order of the layers with the exercise's.",
        needs=needs,
    )
    def judged(exam: Exam) -> Verdict:
        # what is still to be seen, by direction
        far = {(across, bands) for across in (False, True) for bands in _FAR}
        near = {False: MODELS, True: MODELS}
        for _ in range(TRIES):
            model = small_model(exam, training)
            for across, bands in sorted(far):
                if (found := flatness(exam, model, bands, across)) is not None:
                    _require_apart(found, bands, across)
                    far.discard((across, bands))
            for across in (False, True):
                if across in near and (found := flatness(exam, model, _NEAR, across)) is not None:
                    near[across] -= 1
                    if found < FLAT:
                        del near[across]
                    elif not near[across]:
                        raise _too_short(across)
            if not far and not near:
                break
        if near:
            return passed(say("Pixels that lie 13 apart never meet before the dense layer."))
        return passed(say("Before the dense layer pixels meet that lie 12 apart, and never those that lie 13 apart."))

    return judged


Bands = tuple[tuple[int, int], tuple[int, int]]  # (first row, height) of the upper and of the lower band
_FAR = (((4, 2), (18, 2)), ((0, 2), (14, 2)))
_NEAR = ((6, 1), (18, 2))


def flatness(exam: Exam, model: Model, bands: Bands, across: bool) -> float | None:
    """The share of cells without interaction, by the reading in which there are most; ``across``: bands of columns.

    None where the unit is seen to do nothing, or is at rest for more than a few of the pictures.
    """
    (first, upper), (second, lower) = bands
    pictures = grid_of(noise(exam.rng, upper), noise(exam.rng, lower), first, second)
    if across:
        pictures = pictures.reshape(-1, SIDE, SIDE).swapaxes(1, 2).reshape(pictures.shape)
    return max((one.flat for one in units(exam, model, pictures) if one.resting <= RESTING), default=None)


def _require_apart(found: float, bands: Bands, across: bool) -> None:
    if found >= FLAT:
        return
    (first, height), (second, _) = bands
    raise wrong(
        "What stands in column {one} of a picture and in column {other} meets before the dense layer; through two "
        "5×5 convolutions (SAME) with pooling it does not."
        if across
        else "What stands in row {one} of a picture and in row {other} meets before the dense layer; through two "
        "5×5 convolutions (SAME) with pooling it does not.",
        _FORMULA,
        "reach-too-far",
        one=first + height - 1,
        other=second,
    )


def _too_short(across: bool) -> Failed:
    return wrong(
        "What stands in column 6 of a picture and in column 18 does not meet before the dense layer; through two "
        "5×5 convolutions with pooling it does."
        if across
        else "What stands in row 6 of a picture and in row 18 does not meet before the dense layer; through two "
        "5×5 convolutions with pooling it does.",
        _FORMULA,
        "reach-too-short",
    )


def filters_check(points: int, training: Training, *, needs: tuple[str, ...]) -> Check:
    """The second convolution has as many filters as it is told: one, here.

    What stands in the four pixels of a corner moves 2×2 of the 7×7 places behind the second pooling, whose only
    channel is one filter's. As long as no dense unit switches on or off, the scores are linear in these four
    numbers, so they move in at most four directions; with more filters, in up to nine. A unit may switch for one of
    the digits beside the corner; then the others decide.
    """

    @check(
        "train.filter_count",
        "property",
        points,
        title="train makes as many filters in its second convolution as asked",
        hint="The second convolution has filters[1] filters, whatever that number is.",
        needs=needs,
    )
    def judged(exam: Exam) -> Verdict:
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
            if wider == MODELS:
                raise wrong(
                    "With filters = (4, 1) the scores move in more than four directions where the four pixels in a corner "
                    "change; the single filter of the second convolution reaches the dense layer from there in four places.",
                    _FORMULA,
                    "filters-hard-coded",
                )
        return passed()

    return judged


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
