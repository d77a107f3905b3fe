"""``train`` and ``predict``: a relu layer with dropout, and the scores of ten classes."""

from dataclasses import replace

from grader.checks import (
    array_of,
    check,
    derived_seed,
    leaves_arguments,
    passed,
    require_shape,
    say,
    say_n,
)
from grader.checks.training.architecture import layers_check
from grader.checks.training.digits import (
    Training,
    accuracy_after,
    accuracy_on_digits,
    accuracy_on_moved,
    accuracy_on_permuted,
    training_digits,
)
from grader.checks.training.dropout import contrast, effect_of_dropout, repeatable, rows_on_their_own
from grader.checks.training.learned import learned
from grader.checks.training.predict import moved_check

# This learning rate suits plain gradient descent, and Adam on standardised pixels: the optimiser is free.
TRAINING = Training({"hidden_size": 64, "rate": 0.3, "learning_rate": 0.01, "batch_size": 64, "steps": 200}, count=2000)
FAST = 0.05  # for trainings that must not learn anything
NOISY = Training({"hidden_size": 16, "learning_rate": 0.05, "batch_size": 64, "steps": 150})
CHANCE = Training({"hidden_size": 300, "rate": 0.9, "learning_rate": 0.01, "batch_size": 100, "steps": 150}, count=1000)

ACCURACY = accuracy_on_digits(TRAINING)
PERMUTED = accuracy_on_permuted(replace(TRAINING, count=2700))  # tests data of another size as well
ZERO_STEPS = accuracy_after("train.zero_steps", TRAINING, learning_rate=FAST, steps=0)
ONE_STEP = accuracy_after("train.steps", TRAINING, learning_rate=FAST, steps=1, batch_size=20)  # an epoch is 100 steps
NO_RATE = accuracy_after("train.learning_rate", TRAINING, learning_rate=0.0, steps=20)
ONE_UNIT = accuracy_after("train.hidden_size", TRAINING, learning_rate=FAST, hidden_size=1, rate=0.0, steps=100)
DROPOUT = effect_of_dropout("train.applies_dropout", NOISY)
SCALE = contrast("train.scale", CHANCE)
MOVED = accuracy_on_moved(TRAINING, id="predict.accuracy")
MEASUREMENTS = (ACCURACY, PERMUTED, ZERO_STEPS, ONE_STEP, NO_RATE, ONE_UNIT, DROPOUT, SCALE, MOVED)


@check(
    "predict.shape",
    "shape",
    1,
    title="predict returns ten scores for each row",
    hint="Return the scores (n, 10), not the classes.",
)
def prediction_shape(exam):
    """The shape after hardly any training, for three numbers of rows; once by keyword."""
    model = barely_trained(exam)
    x = training_digits(exam.rng, 40).x
    for rows in (40, 1, 7):
        came = exam.call("predict", model, x[:rows]) if rows > 1 else exam.call("predict", model=model, x=x[:1])
        what, context = say("The result of predict"), say_n(" for {n} row", " for {n} rows", rows)
        require_shape(came, what, (rows, 10), context)
        array_of(came, what, integers=True)
    return passed(say("Right for 3 sizes."))


def barely_trained(exam):
    def make(rng):
        digits = training_digits(rng, 200)
        return TRAINING.model(exam, digits.x, digits.y, derived_seed(rng), hidden_size=7, steps=2, batch_size=50)

    return exam.shared("barely-trained", make)


def some_digits(exam):
    digits = training_digits(exam.rng, 150)
    return digits.x, digits.y, 8, 0.5, 0.05, 50, 4, derived_seed(exam.rng)


def guessing(value):
    return say("That is no better than guessing.") if value < 0.2 else ""


CHECKS = (
    prediction_shape,
    learned(
        ACCURACY,
        4,
        title="train learns the digits",
        hint="Train a few hundred steps on the data yourself and watch the loss: does it fall?",
        needs=("predict.shape",),
        explain=guessing,
    ),
    learned(
        PERMUTED,
        2,
        title="train learns the labels that it is given",
        what="accuracy by permuted classes, after training on them",
        hint="The only source of labels is the argument y.",
        mistake="",
        explain=guessing,
    ),
    learned(
        DROPOUT,
        5,
        title="train drops units of the hidden layer",
        what="the share of ones recognised after training with a rate of 0 minus that with a rate of 0.95",
        hint="Apply dropout with the given rate to the hidden layer at each step of the training, and scale it there.",
        kind="property",
        explain=lambda value: say("With hardly a unit left in training far fewer ones should be recognised."),
    ),
    learned(
        SCALE,
        1,
        title="train scales the units that it keeps",
        what="the slope of the scores over the log-frequencies of ten classes, after training on labels drawn by chance",
        hint="Inverted dropout: in training what is kept is divided by 1 − rate, so that nothing changes at prediction.",
        kind="property",
        needs=("train.applies_dropout",),
        mistake="not-scaled",
    ),
    learned(
        ONE_UNIT,
        1,
        title="train builds as many hidden units as it is told",
        hint="A single relu unit cannot tell ten digits apart: take the layer's size from hidden_size.",
        kind="property",
        mistake="",
    ),
    learned(
        ZERO_STEPS,
        1,
        title="train with steps = 0 returns the initial weights",
        hint="With steps = 0 nothing is learned yet: the number of updates is steps.",
        mistake="",
    ),
    learned(ONE_STEP, 1),
    learned(
        NO_RATE,
        1,
        title="train uses the learning rate",
        what="accuracy after training with a learning rate of 0",
        hint="With a learning rate of 0 the weights stay as they were drawn.",
        mistake="",
    ),
    layers_check(TRAINING, 2, needs=("train.hidden_size",), sees_pixels=True),
    leaves_arguments(
        "train",
        some_digits,
        1,
        title="train leaves its data unchanged",
        hint="Shuffle a list of row numbers, not x and y themselves.",
        instead="Do not write into {argument}: compute a new array.",
        needs=("train.accuracy",),
    ),
    repeatable(TRAINING, 3),
    rows_on_their_own(TRAINING, 1),
    moved_check(TRAINING, MOVED, 2),
)
