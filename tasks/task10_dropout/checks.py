"""How task 10 is judged.

What dropout zeroes is left to chance, so its checks are of two kinds: what each single value may be
(0 or x / (1 − rate)), and statistics of the zeros. A statistic fails a right solution where it lies
more than ``SIGMAS`` standard deviations off: less than once in 10 million checks.
"""

from dataclasses import replace

import numpy as np

from grader.checks import (
    U32,
    Failed,
    Measurement,
    array_of,
    calibrated,
    close,
    custom,
    derived_seed,
    explain,
    gamma,
    margin,
    mark,
    number,
    one_hot,
    passed,
    require_close,
    require_shape,
    say,
    say_n,
    shape,
    tolerance,
)
from grader.checks.training.architecture import layers_check
from grader.checks.training.digits import (
    Training,
    accuracy_after,
    accuracy_on_digits,
    accuracy_on_moved,
    accuracy_on_permuted,
    predicted_classes,
    trained,
    training_digits,
)
from grader.checks.training.evaluation_set import evaluation
from grader.checks.training.predict import moved_check, require_scores
from grader.checks.training.probes import readings
from grader.task.digits import training

SIGMAS = 6.0  # P(|N(0, 1)| > 6) = 2·10⁻⁹ for each statistic
RESULT = mark("The result of dropout")

# A learning rate that suits plain gradient descent, and Adam on standardised pixels: the optimiser is free.
TRAINING = Training({"hidden_size": 64, "rate": 0.3, "learning_rate": 0.01, "batch_size": 64, "steps": 200}, count=2000)
FAST = 0.05  # where nothing is to be learned


# --- dropout ------------------------------------------------------------------------------------------


def away_from_zero(rng, shape):
    """float32 values between 0.2 and 1.5, of either sign: a zero in the result was dropped."""
    return (rng.uniform(0.2, 1.5, shape) * rng.choice([-1.0, 1.0], shape)).astype(np.float32)


def dropout_cases(rng):
    return [
        (away_from_zero(rng, size), rate, training, derived_seed(rng))
        for size, rate, training in (
            ((7, 5), 0.5, True),
            ((1, 13), 0.25, True),
            ((11, 1), 0.5, False),
            ((23, 64), 0.8, True),
        )
    ]


def dropped_out(exam, x, rate, training=True, seed=None):
    seed = derived_seed(exam.rng) if seed is None else seed
    observed = exam.call("dropout", x, rate, training, seed)
    what = say("{result} for rate = {rate} and training = {training}", result=RESULT, rate=rate, training=training)
    require_shape(observed, what, x.shape)
    return array_of(observed, what)


def zeros(exam, x, rate, seed=None):
    """Where dropout zeroed x in training, as True. Raises Failed where it zeroed nothing or everything."""
    mask = dropped_out(exam, x, rate, seed=seed) == 0
    if not mask.any():
        raise Failed(
            say(
                "{result} for rate = {rate} and training = True has no zero among {size} values.",
                result=RESULT,
                rate=rate,
                size=mask.size,
            ),
            hint=say("In training each unit is set to exactly 0 with the probability that rate says."),
            mistake="never-drops",
        )
    if mask.all():
        raise Failed(
            say("{result} for rate = {rate} and training = True holds nothing but zeros.", result=RESULT, rate=rate),
            hint=say("Units that are not dropped keep their value, scaled."),
        )
    return mask


SCALINGS = (
    ("not-scaled", mark("what is kept equals x: it is not scaled by 1 / (1 − rate)"), lambda x, rate: x),
    (
        "scaled-down",
        mark("what is kept equals x · (1 − rate): it is scaled the wrong way"),
        lambda x, rate: x * (1 - rate),
    ),
    (
        "keep-drop-swapped",
        mark("what is kept equals x / rate: keep and drop are swapped"),
        lambda x, rate: x / rate,
    ),
    ("scaled-by-rate", mark("what is kept equals x · rate"), lambda x, rate: x * rate),
    (
        "scaled-twice",
        mark("what is kept equals x / (1 − rate)²: it is scaled twice"),
        lambda x, rate: x / (1 - rate) ** 2,
    ),
)


def kept_values(exam):
    """Each value is exactly 0, or x / (1 − rate)."""
    wrong, worst = [], 0.0
    for rate in (0.2, 0.6, 0.85):
        x = away_from_zero(exam.rng, (40, 29))
        x[exam.rng.random(x.shape) < 0.1] = 0.0  # what is zero stays zero, kept or not
        came = dropped_out(exam, x, rate)
        here = came != 0
        (bound,) = tolerance(exam.oracle.kept, (x, rate))
        expected = np.where(here, exam.expected("kept", x.astype(np.float64), rate), 0.0)
        if not here.any() or here[x != 0].all():
            zeros(exam, np.where(x == 0, np.float32(1), x), rate)  # says what is wrong, where it is so again
        if not close(came, expected, bound):
            wrong.append((x.astype(np.float64), rate, here, came, expected, bound))
        worst = max(worst, margin(came, expected, bound))
    if not wrong:
        return passed(say("Right for 3 rates."), margin=worst)
    fitting = {
        name: (message, np.where(wrong[0][2], formula(wrong[0][0], wrong[0][1]), 0.0))
        for name, message, formula in SCALINGS
        if len(wrong) == 3
        and all(close(came, np.where(here, formula(x, rate), 0.0), bound) for x, rate, here, came, _, bound in wrong)
    }
    _, rate, _, came, expected, bound = wrong[0]
    require_close(
        came, expected, bound, say("{result} for rate = {rate} and training = True", result=RESULT, rate=rate), fitting
    )
    raise AssertionError("a wrong value was found above")


def share_of_zeros(exam):
    """The share of zeros is binomial."""
    furthest = 0.0
    for rate in (0.1, 0.3, 0.75, 0.9):
        mask = zeros(exam, away_from_zero(exam.rng, (250, 80)), rate)
        # Where whole rows or columns are dropped the share varies more; that is another check's matter.
        spread = max(np.sqrt(rate * (1 - rate) / mask.size), spread_of(mask, 0), spread_of(mask, 1))
        off = abs(mask.mean() - rate) / spread
        if not off <= SIGMAS:
            swapped = abs(mask.mean() - (1 - rate)) <= SIGMAS * spread
            raise Failed(
                say(
                    "For rate = {rate} dropout zeroed {mean:.1%} of {size} units; {rate:.0%} were expected, "
                    "give or take {sigmas:.1%}.",
                    rate=rate,
                    mean=mask.mean(),
                    size=mask.size,
                    sigmas=SIGMAS * spread,
                )
                + (say(" That is 1 − rate: keep and drop are swapped.") if swapped else ""),
                hint=say("rate is the probability that a unit is dropped, not that it is kept.")
                if swapped
                else say("Compare a fresh uniform number from 0 to 1 with rate, one for each unit."),
                mistake="keep-drop-swapped" if swapped else "",
            )
        furthest = max(furthest, off)
    return passed(say("The shares of zeros fit 4 rates, within {furthest:.1f} standard deviations.", furthest=furthest))


def spread_of(mask, axis):
    """The standard error of the share of zeros, from how it differs between columns (0) or rows (1)."""
    shares = mask.mean(axis=axis)
    return float(shares.std() / np.sqrt(len(shares)))


def correlation_off(a, b):
    """How many standard deviations the correlation of two arrays of 0 and 1 (or numbers) is from 0."""
    a, b = a.ravel() - a.mean(), b.ravel() - b.mean()
    scale = np.sqrt((a @ a) * (b @ b))
    return float(abs(a @ b) / scale * np.sqrt(a.size)) if scale > 0 else 0.0


def independent_units(exam):
    """Zeros fall on each unit on its own: not on whole rows or columns, not a fixed number of them."""
    rate, (rows, units) = 0.4, (240, 90)
    x = away_from_zero(exam.rng, (rows, units))
    mask = zeros(exam, x, rate)
    if np.all(mask == mask[0]):
        raise Failed(
            say("Every row has its zeros in the same columns: one mask was drawn for all rows."),
            hint=say("Draw a random number for each element of x, not for each column."),
            mistake="same-mask-for-every-row",
        )
    if np.all(mask == mask[:, :1]):
        raise Failed(
            say("Every row is dropped as a whole, or kept as a whole."),
            hint=say("Draw a random number for each element of x, not for each row."),
            mistake="whole-rows",
        )
    for counts, length, what in ((mask.sum(1), units, say("row")), (mask.sum(0), rows, say("column"))):
        # The sum of squared deviations over the binomial variance: about χ² with len(counts) degrees.
        share = mask.mean()
        dispersion = float(((counts - share * length) ** 2).sum() / (length * share * (1 - share)))
        few, many = chi_square_limits(len(counts))
        if not few <= dispersion <= many:
            raise Failed(
                say(
                    "The number of zeros in each {what} lies between {counts} and {counts2}: that varies "
                    "{part} than it does when every unit is dropped on its own.",
                    what=what,
                    counts=counts.min(),
                    counts2=counts.max(),
                    part=say("less") if dispersion < few else say("more"),
                ),
                hint=say("Decide for each unit on its own, not how many there shall be.")
                if dispersion < few
                else say("Draw a random number of its own for each element of x."),
                mistake="fixed-count" if dispersion < few else "",
            )
    neighbours = max(correlation_off(mask[:, 1:], mask[:, :-1]), correlation_off(mask[1:], mask[:-1]))
    if not neighbours <= SIGMAS:
        raise Failed(
            say("Whether a unit is dropped depends on its neighbour."),
            hint=say("Draw a random number of its own for each element of x."),
        )
    if not max(correlation_off(mask, x), correlation_off(mask, np.abs(x))) <= SIGMAS:
        raise Failed(
            say("Whether a unit is dropped depends on its value."),
            hint=say("Compare random numbers with rate, not x."),
            mistake="depends-on-value",
        )
    return passed(say_n("{n} units were dropped independently.", "{n} units were dropped independently.", mask.size))


def chi_square_limits(degrees):
    """Limits that χ² exceeds with a probability below 2·10⁻⁹ (Laurent and Massart 2000, lemma 1: t = 20)."""
    t = 20.0
    return degrees - 2 * np.sqrt(degrees * t), degrees + 2 * np.sqrt(degrees * t) + 2 * t


def another_seed_another_mask(exam):
    """Masks of two seeds agree by chance alone.

    The bound leaves room for masks that drop whole rows or columns: those are for the check of the units.
    """
    x = away_from_zero(exam.rng, (60, 70))
    seed = int(exam.rng.integers(2**30))
    masks = [zeros(exam, x, 0.5, seed=each) for each in (seed, seed + 1, derived_seed(exam.rng))]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        if np.array_equal(masks[one], masks[other]):
            raise Failed(
                say("Two seeds gave the very same mask: the seed is not used."),
                hint=say("Give the seed to the random generator that draws the mask."),
                mistake="seed-ignored",
            )
        if not correlation_off(masks[one], masks[other]) <= 0.6 * np.sqrt(x.size):  # a correlation of 0.6
            raise Failed(
                say(
                    "The masks of two seeds agree in {mean:.1%} of the units; independent ones do in 50 %.",
                    mean=(masks[one] == masks[other]).mean(),
                ),
                hint=say("Another seed has to give a mask that has nothing to do with the first."),
            )
    return passed(say("Three seeds gave three masks."))


def identity_at_prediction(exam):
    """Without training x comes out as it is; credited where training drops something."""
    for size, rate in (((9, 31), 0.5), ((1, 64), 0.8)):
        x = away_from_zero(exam.rng, size)
        came = dropped_out(exam, x, rate, training=False)
        if not close(came, x, U32 * np.abs(x)):
            exact = x.astype(np.float64)
            bound = 8 * U32 * np.abs(x) / (1 - rate)
            scaled = {
                "scaled-at-prediction": (
                    say("this equals x · (1 − rate): inverted dropout scales in training, and never again"),
                    exact * (1 - rate),
                ),
                "scaled-without-training": (
                    say("this equals x / (1 − rate), though nothing is dropped"),
                    exact / (1 - rate),
                ),
            }
            if np.any(came == 0):
                raise Failed(
                    say(
                        "{result} for training = False has {value} zeros in {size} values: "
                        "it drops units at prediction too.",
                        result=RESULT,
                        value=int((came == 0).sum()),
                        size=came.size,
                    ),
                    hint=say("Without training nothing is dropped and nothing is scaled."),
                    mistake="training-ignored",
                )
            require_close(
                came,
                exact,
                bound,
                say("{result} for rate = {rate} and training = False", result=RESULT, rate=rate),
                scaled,
            )
            raise Failed(
                say(
                    "{result} for training = False is not x itself. {text}",
                    result=RESULT,
                    text=explain(came, exact, 0.0)["text"],
                )
            )
    zeros(exam, away_from_zero(exam.rng, (20, 40)), 0.5)
    return passed(say("Nothing is dropped without training."))


def identity_at_rate_zero(exam):
    x = away_from_zero(exam.rng, (12, 33))
    came = dropped_out(exam, x, 0.0)
    require_close(
        came, x.astype(np.float64), U32 * np.abs(x), say("{result} for rate = 0.0 and training = True", result=RESULT)
    )
    zeros(exam, x, 0.5)
    return passed()


def require_unchanged(exam, name, arguments, *args):
    _, echo = exam.call_and_echo(name, *args)
    for argument, sent, after in zip(arguments, args, echo):
        if not isinstance(sent, np.ndarray):
            continue
        if after.array is None or after.array.shape != sent.shape or not np.array_equal(after.array, sent):
            raise Failed(
                say(
                    "{name} changed its argument {argument}: after the call it no longer held what it held before.",
                    name=name,
                    argument=argument,
                ),
                hint=say("Do not write into {argument}: compute a new array.", argument=argument),
                mistake="writes-into-input",
            )


def dropout_leaves_input(exam):
    x = away_from_zero(exam.rng, (12, 33))
    for rate, flag in ((0.5, True), (0.3, False)):
        require_unchanged(exam, "dropout", ("x",), x, rate, flag, derived_seed(exam.rng))
    zeros(exam, x, 0.5)
    return passed()


# --- train and predict --------------------------------------------------------------------------------

ACCURACY = accuracy_on_digits(TRAINING)
PERMUTED = accuracy_on_permuted(replace(TRAINING, count=2700))  # learns from data of another size as well
ZERO_STEPS = accuracy_after("train.zero_steps", TRAINING, learning_rate=FAST, steps=0)
ONE_STEP = accuracy_after(
    "train.steps",
    TRAINING,
    learning_rate=FAST,
    steps=1,
    batch_size=20,  # an epoch is 100 steps
)
NO_RATE = accuracy_after("train.learning_rate", TRAINING, learning_rate=0.0, steps=20)
ONE_UNIT = accuracy_after("train.hidden_size", TRAINING, learning_rate=FAST, hidden_size=1, rate=0.0, steps=100)
MOVED = accuracy_on_moved(TRAINING, id="predict.accuracy")

NOISY = Training({"hidden_size": 16, "learning_rate": 0.05, "batch_size": 64, "steps": 150})


def noisy_ones(rng, count=600, share=0.25, kept=0.7):
    """Zeros and, fewer, ones, of which three in ten are labelled 0: x (count, 784), y (count, 10)."""
    images, labels = training()
    few = int(count * share)
    chosen = [rng.permutation(np.flatnonzero(labels == digit)) for digit in (0, 1)]
    x = np.concatenate([images[chosen[0][: count - few]], images[chosen[1][:few]]]).reshape(count, -1)
    y = np.zeros(count, dtype=np.int64)
    y[count - few : count - few + int(few * kept)] = 1
    order = rng.permutation(count)
    return (x[order] / 255).astype(np.float32), one_hot(y[order])


def share_of_ones(exam, rate):
    """The share of unseen ones that are recognised, after training with this rate."""
    x, y = noisy_ones(exam.rng)
    model = NOISY.model(exam, x, y, derived_seed(exam.rng), rate=rate)
    images, labels = evaluation()
    ones = (images[labels == 1].reshape(-1, 784) / 255).astype(np.float32)
    return float(np.mean(predicted_classes(exam, model, ones) == 1))


def effect_of_dropout(exam, attempt):
    """How many more ones are recognised without dropout than with a rate of 0.95.

    With hardly a unit left in training the output's bias settles on the commoner class, and the few
    units that are there fit the labels at twenty times their size: at prediction, with all units at
    their own size, the bias wins. Without dropout the better guess for a one, 70 % against 30 %, wins.
    The mean of two, since a single difference varies by 0.15 from one draw to the next.
    """
    return float(np.mean([share_of_ones(exam, 0.0) - share_of_ones(exam, 0.95) for _ in range(2)]))


DROPOUT = Measurement("train.applies_dropout", effect_of_dropout)

CHANCE = Training({"hidden_size": 300, "rate": 0.9, "learning_rate": 0.01, "batch_size": 100, "steps": 150}, count=1000)
FREQUENCIES = 0.5 ** np.arange(10) / (2 - 0.5**9)  # of ten classes, each half as frequent as the one before


def contrast(exam, attempt):
    """How far the scores set classes apart at prediction, where the labels were drawn by chance.

    There is nothing to be learned but how frequent each class is, so for a right network the scores' slope over the
    logarithms of the frequencies comes to about 1, on the way there to less. Where the units that are kept
    were not scaled in training, ten times as many of them speak at prediction, and it comes to up to ten.
    0 where the scores cannot be read as logits.
    """
    shares = exam.rng.permutation(FREQUENCIES)
    digits = training_digits(exam.rng, CHANCE.count)
    y = one_hot(exam.rng.choice(10, size=len(digits), p=shares))
    model = CHANCE.model(exam, digits.x, y, derived_seed(exam.rng))
    expected = np.log(shares) - np.log(shares).mean()
    for logits in readings(scores(exam, model, training_digits(exam.rng, 200).x)):
        if logits.shape[1] == 10:
            return float(logits.mean(axis=0) @ expected / (expected @ expected))
    return 0.0


SCALE = Measurement("train.scale", contrast, at_least=False)

MEASUREMENTS = (ACCURACY, PERMUTED, ZERO_STEPS, ONE_STEP, NO_RATE, ONE_UNIT, DROPOUT, SCALE, MOVED)


def barely_trained(exam):
    def make(rng):
        digits = training_digits(rng, 200)
        return TRAINING.model(exam, digits.x, digits.y, derived_seed(rng), hidden_size=7, steps=2, batch_size=50)

    return exam.shared("barely-trained", make)


def prediction_shape(exam):
    model = barely_trained(exam)
    x = training_digits(exam.rng, 40).x
    for rows in (40, 1, 7):
        came = exam.call("predict", model, x[:rows]) if rows > 1 else exam.call("predict", model=model, x=x[:1])
        require_shape(
            came,
            say("The result of predict"),
            (rows, 10),
            say_n(" for {n} row", " for {n} rows", rows),
        )
        array_of(came, say("The result of predict"), integers=True)
    return passed(say("Right for 3 sizes."))


def scores(exam, model, x):
    came = exam.call("predict", model, x)
    require_shape(came, say("The result of predict"), (len(x), 10))
    found = array_of(came, say("The result of predict"), integers=True)
    if len(x) > 1 and not np.any(np.ptp(found, axis=0) > 0):
        raise Failed(
            say("predict returned the same scores for every row."), hint=say("The scores have to depend on x.")
        )
    return found


def allowed(found):
    """Sums of 784 products in another order, at the scale of the largest score."""
    return 64 * gamma(784, U32) * float(np.abs(found).max())


def same_answer_each_time(exam):
    model = trained(exam, TRAINING).model
    x = training_digits(exam.rng, 300).x
    first = scores(exam, model, x)
    for _ in range(2):
        again = scores(exam, model, x)
        if not close(again, first, allowed(first)):
            raise Failed(
                say(
                    "predict gave other scores when it was asked again for the same x: {flat} "
                    "after {flat2}. Dropout is still active.",
                    flat=number(again.flat[_worst(again, first)]),
                    flat2=number(first.flat[_worst(again, first)]),
                ),
                hint=say("Dropout belongs to training alone: at prediction every unit takes part."),
                mistake="dropout-at-prediction",
            )
    return passed(say("Three times the same answer."))


def _worst(a, b):
    return int(np.argmax(np.abs(a - b)))


def rows_on_their_own(exam):
    model = trained(exam, TRAINING).model
    x = training_digits(exam.rng, 60).x
    order = exam.rng.permutation(len(x))
    require_scores(exam, model, x)
    whole, moved = scores(exam, model, x), scores(exam, model, x[order])
    alone = np.concatenate([scores(exam, model, x[row : row + 1]) for row in range(4)])
    if not close(moved, whole[order], allowed(whole)) or not close(alone, whole[:4], allowed(whole)):
        raise Failed(
            say("predict gives a row other scores when it comes alone or in another order."),
            hint=say("Each row's scores may depend on that row alone."),
            mistake="rows-mixed",
        )
    return passed()


def train_leaves_input(exam):
    digits = training_digits(exam.rng, 150)
    names = ("x", "y")
    require_unchanged(exam, "train", names, digits.x, digits.y, 8, 0.5, 0.05, 50, 4, derived_seed(exam.rng))
    return passed()


def _chance(value):
    return say("That is no better than guessing.") if value < 0.2 else ""


TRAINED = ("train.accuracy",)

CHECKS = (
    shape("dropout", dropout_cases, 1, expected=lambda x, rate, training, seed: [x.shape]),
    custom(
        "dropout.values",
        "dropout returns 0 or x / (1 − rate) in training",
        "numerics",
        3,
        kept_values,
        "Work a rate of 0.5 out by hand: what becomes of a unit that is kept?",
        needs=("dropout.shape",),
    ),
    custom(
        "dropout.share",
        "dropout drops the share of units that rate says",
        "property",
        2,
        share_of_zeros,
        "Count the zeros for a large x and compare their share with rate.",
        needs=("dropout.shape",),
    ),
    custom(
        "dropout.independent",
        "dropout decides for each unit on its own",
        "property",
        2,
        independent_units,
        "Draw a random number of its own for each element of x.",
        needs=("dropout.shape",),
    ),
    custom(
        "dropout.seed",
        "dropout gives another mask for another seed",
        "property",
        1,
        another_seed_another_mask,
        "Give the seed to the random generator that draws the mask.",
        needs=("dropout.shape",),
    ),
    custom(
        "dropout.prediction",
        "dropout returns x itself where training is False",
        "property",
        2,
        identity_at_prediction,
        "Without training nothing is dropped and nothing is scaled.",
        needs=("dropout.shape",),
    ),
    custom(
        "dropout.rate_zero",
        "dropout with a rate of 0 returns x itself",
        "property",
        1,
        identity_at_rate_zero,
        "With a rate of 0 every unit is kept, and the scale is 1.",
        needs=("dropout.shape",),
    ),
    custom(
        "dropout.inputs_unchanged",
        "dropout leaves its input unchanged",
        "property",
        1,
        dropout_leaves_input,
        "Operators such as *= and x[mask] = 0 write into the caller's array: compute a new one.",
        needs=("dropout.shape",),
    ),
    custom(
        "predict.shape",
        "predict returns ten scores for each row",
        "shape",
        1,
        prediction_shape,
        "Return the scores (n, 10), not the classes.",
    ),
    calibrated(
        ACCURACY,
        "train learns the digits",
        4,
        what="accuracy on 2,000 unseen digits",
        hint="Train a few hundred steps on the data yourself and watch the loss: does it fall?",
        needs=("predict.shape",),
        explain=_chance,
    ),
    calibrated(
        PERMUTED,
        "train learns the labels that it is given",
        2,
        what="accuracy by permuted classes, after training on them",
        hint="The only source of labels is the argument y.",
        kind="learning",
        needs=TRAINED,
        explain=_chance,
    ),
    calibrated(
        DROPOUT,
        "train drops units of the hidden layer",
        5,
        what="the share of ones recognised after training with a rate of 0 minus that with a rate of 0.95",
        hint="Apply dropout with the given rate to the hidden layer at each step of the training, and scale it there.",
        kind="property",
        needs=TRAINED,
        explain=lambda value: say("With hardly a unit left in training far fewer ones should be recognised."),
    ),
    calibrated(
        SCALE,
        "train scales the units that it keeps",
        1,
        what="the slope of the scores over the log-frequencies of ten classes, after training on labels drawn by chance",
        hint="Inverted dropout: in training what is kept is divided by 1 − rate, so that nothing changes at prediction.",
        kind="property",
        needs=("train.applies_dropout",),
        mistake="not-scaled",
    ),
    calibrated(
        ONE_UNIT,
        "train builds as many hidden units as it is told",
        1,
        what="accuracy with a single hidden unit",
        hint="A single relu unit cannot tell ten digits apart: take the layer's size from hidden_size.",
        kind="property",
        needs=TRAINED,
    ),
    calibrated(
        ZERO_STEPS,
        "train with steps = 0 returns the initial weights",
        1,
        what="accuracy after 0 steps",
        hint="With steps = 0 nothing is learned yet: the number of updates is steps.",
        kind="learning",
        needs=TRAINED,
    ),
    calibrated(
        ONE_STEP,
        "train makes exactly as many updates as asked",
        1,
        what="accuracy after a single step",
        hint="A step is one update on one mini-batch: count those that your loop makes for steps=1.",
        kind="learning",
        needs=("train.zero_steps",),
        mistake="too-many-updates",
    ),
    calibrated(
        NO_RATE,
        "train uses the learning rate",
        1,
        what="accuracy after training with a learning rate of 0",
        hint="With a learning rate of 0 the weights stay as they were drawn.",
        kind="learning",
        needs=TRAINED,
    ),
    layers_check(TRAINING, 2, needs=("train.hidden_size",), sees_pixels=True),
    custom(
        "train.inputs_unchanged",
        "train leaves its data unchanged",
        "property",
        1,
        train_leaves_input,
        "Shuffle a list of row numbers, not x and y themselves.",
        needs=TRAINED,
    ),
    custom(
        "predict.repeatable",
        "predict gives the same answer each time",
        "property",
        3,
        same_answer_each_time,
        "Dropout belongs to training alone.",
        needs=("predict.shape",),
    ),
    custom(
        "predict.rows",
        "predict treats every row alike",
        "property",
        1,
        rows_on_their_own,
        "Each row's scores may depend on that row alone.",
        needs=("predict.repeatable",),
    ),
    moved_check(TRAINING, MOVED, 2),
)
