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
from grader.base.language import mark, now, say
from grader.checks.check import Check, custom
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
    settings = {"hidden_size": 64, "learning_rate": rate, "batch_size": 100, "steps": steps, **no_dropout(training)}
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
