"""Finds out from a trained network's scores how its layers are built, whatever the style of the code.

Pictures are put together from an upper and a lower band that no unit before the dense layer sees at once. The input of
a dense unit is then a sum of one part from each band. Consider the "interaction" of two rows and two columns in a grid
of such pictures:

    f(i, j) − f(i, j') − f(i', j) + f(i', j')

It is 0 if the layer has no activation. Behind a single relu unit it is 0 unless the four pictures lie on both sides of
the kink, so everywhere except along one staircase through the sorted grid. This is a theorem, not a statistic. A curved
activation (tanh, sigmoid, softplus, ELU, GELU) makes it nonzero everywhere.
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

LOW_BAND = 3  # rows of an upper band that 7×7 kernels never join to the lower one: those are for another check
RESTING = 0.1  # the largest share of pictures at rest in a test whether bands meet
MODELS = 2  # networks that must agree before a test that is no theorem fails a solution
NARROW_MODELS = 3  # networks that must show a single filter before it is believed
NARROW = 1e-3  # of the first direction's size: 1e-5 was found without a fifth one, 0.03 and more with four filters
SMOOTH = 0.3  # correlation of neighbouring pixels' weights: drawn ones at most 0.1, after huge steps at least 0.6
FAR_MORE = 10  # times the weights of pixels before the steps
HUGE_RATES = (100.0, 3.0)  # after training at the first rate, probabilities are often useless

_FORMULA = mark("Compare each layer of the network that train builds with the exercise's formula, term by term.")


def no_activation(exam: Exam, training: Training) -> bool:
    """Whether the scores are the sum of both bands' parts, as they are if the dense layer is linear."""
    model = trained(exam, training).model
    asked = digit_bands(exam.rng)
    return any(
        bool(np.all(np.abs(interactions(logits.reshape(GRID, GRID, -1))) <= ROUNDING * np.abs(logits).max()))
        and np.ptp(logits) > 0
        for logits in readings(scores(exam, model, asked))
    )


def no_hidden_bias(exam: Exam, training: Training) -> bool:
    """Whether the scores, minus those of an empty picture, are proportional to x, as for relu(x · W).

    Only for a dense layer that gets the pixels themselves.
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
    """Whether the hidden layer keeps its initial weights even after huge steps.

    Initial weights of neighbouring pixels are independent. A gradient is a sum of pictures, in which neighbouring
    pixels are alike, so two steps at a huge learning rate make neighbouring weights alike. One network whose weights
    look like a sum of pictures clears the solution. One whose weights did not grow is ignored: its units may be dead.
    The check fails only if two networks have weights that are still random.
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
    """Checks that the dense layer is relu and that biases are added.

    ``sees_pixels``: the dense layer gets the pixels themselves, so its bias can be tested too.
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
    """Raises Failed if the layer that gets the pixels adds no bias or keeps its initial weights."""
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
    """Checks for two 5×5 convolutions, each with 2×2 pooling, by how far pixels reach before the dense layer.

    The n-th row of pixels moves rows ((n − 2) // 2 − 2) // 2 to ((n + 2) // 2 + 2) // 2 of the seven that reach the
    dense layer. Rows 5 and 18 never meet before it, but they do with a kernel of 6 in either convolution or with a
    third block. Rows 0 and 15 do not meet either, but they do if the convolutions keep no border (VALID). Rows 6 and 18
    do meet, but they do not with a kernel of 4 in either convolution or with one block less. The same holds for
    columns.

    If bands never meet, the grid is flat, by the theorem above. If they meet and the unit is not at rest, 0 to 12 % of
    the cells were flat (20 right styles, 30 networks each). One network that shows rows 6 and 18 meeting is enough to
    pass; failing takes two that do not.
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
        # what remains to be tested: far bands by direction, near ones by direction with the number of networks
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
    """The largest share of cells without interaction over all readings. ``across``: bands of columns instead of rows.

    None if the unit has no visible effect, or is at rest for more than a share RESTING of the pictures.
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
    """Checks that the second convolution has as many filters as asked: one, here.

    The four pixels of a corner move 2×2 of the 7×7 places behind the second pooling, whose only channel is one
    filter's. As long as no dense unit switches on or off, the scores are linear in these four numbers, so they move in
    at most four directions; with more filters, in up to nine. A unit may switch for one of the digits beside the
    corner; then the others decide.
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
            if min(shares) <= NARROW:  # also possible if all filters except one are dead
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
    """How far the scores move in direction ``count`` + 1, relative to the first, if the four pixels of a corner change.

    One number for each digit in the picture, from the reading with the fewest directions. Digits whose scores hardly
    move give none.
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
