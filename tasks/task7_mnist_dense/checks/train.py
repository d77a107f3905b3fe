"""train: Adam on mini-batches of digits. Its measurements, and checks of the trained model."""

from dataclasses import replace

from grader.checks import derived_seed, leaves_arguments, uses_package
from grader.checks.training.architecture import layers_check
from grader.checks.training.digits import (
    Training,
    accuracy_after,
    accuracy_on_digits,
    accuracy_on_moved,
    accuracy_on_permuted,
    training_digits,
)
from grader.checks.training.learned import learned, learns, other_sizes

TRAINING = Training({"hidden_size": 64, "learning_rate": 0.03, "batch_size": 64, "steps": 200}, count=3000)
SHORTER = 100
MORE = replace(TRAINING, count=4000)  # tests data of another size as well

ACCURACY = accuracy_on_digits(TRAINING)
MOVED = accuracy_on_moved(TRAINING)
PERMUTED = accuracy_on_permuted(MORE, steps=SHORTER)
NO_STEPS = accuracy_after("train.zero_steps", TRAINING, steps=0)
NO_RATE = accuracy_after("train.learning_rate", TRAINING, learning_rate=0.0, steps=20)
ONE_STEP = accuracy_after("train.steps", TRAINING, steps=1)
NARROW = accuracy_after("train.hidden_size", TRAINING, hidden_size=1, steps=SHORTER)
MEASUREMENTS = (ACCURACY, MOVED, PERMUTED, NO_STEPS, NO_RATE, ONE_STEP, NARROW)


def few_digits(exam):
    digits = training_digits(exam.rng, 37)
    return digits.x, digits.y, 5, 0.01, 10, 3, derived_seed(exam.rng)


CHECKS = (
    other_sizes(
        TRAINING,
        1,
        # A batch size that does not divide the number of rows, and one batch of all rows.
        {"rows": 37, "hidden_size": 5, "batch_size": 7, "steps": 7, "seed": 0},
        {"rows": 10, "hidden_size": 3, "batch_size": 10, "steps": 2},
        hint="Take every size from the arguments: rows, hidden_size, batch_size and steps.",
    ),
    learned(ACCURACY, 3),
    learned(PERMUTED, 2),
    learned(NO_STEPS, 1),
    learned(ONE_STEP, 1),
    learned(NO_RATE, 1),
    learned(NARROW, 1),
    layers_check(TRAINING, 2, needs=("train.hidden_size",), sees_pixels=True),
    leaves_arguments(
        "train",
        few_digits,
        1,
        title="train leaves x and y unchanged",
        hint="Index with a permutation instead of shuffling the arrays themselves; scale into a new array.",
        instead="Do not write into {name}, and do not shuffle it in place: make a new array.",
        needs=("train.accuracy",),
    ),
    uses_package(
        "train", "tensorflow", 1, others=("keras",), idle="operations", still_right=learns(TRAINING, steps=SHORTER)
    ),
)
