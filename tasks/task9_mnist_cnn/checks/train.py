"""train: two convolutions with pooling, a dense layer, Adam. Its measurements, and checks of the trained model."""

from dataclasses import replace

from grader.checks import Measurement, accuracy, derived_seed, leaves_arguments, uses_package
from grader.checks.training.architecture import filters_check, layers_check, reach_check
from grader.checks.training.digits import (
    Training,
    accuracy_after,
    accuracy_on_digits,
    accuracy_on_moved,
    accuracy_on_permuted,
    evaluation_digits,
    predicted_classes,
    training_digits,
)
from grader.checks.training.learned import learned, learns, other_sizes

# With smaller and more batches plain gradient descent gets further (0.85 instead of 0.64), but then networks with
# standard normal initial weights collapse now and then. At this learning rate Adam never does.
TRAINING = Training(
    {"filters": (8, 16), "hidden_size": 64, "learning_rate": 0.008, "batch_size": 50, "steps": 220},
    count=1500,
    moved=700,
)
MORE = replace(TRAINING, count=2000, rows=1000)  # tests data of another size as well
SMALL = Training({**TRAINING.settings, "batch_size": 30}, count=1500, rows=1000)
DEAD = 0.6  # accuracies below count as this: how badly a network of one filter does, or whether it dies, means nothing


def accuracy_through_one_filter(exam, attempt):
    """Accuracy on digits whose pixels are in a scrambled order, with filters = (1, 1).

    A dense network learns these as well as any, since the order of the pixels does not matter to it. Two pooled
    convolutions of one filter each look at neighbours and pass on far less of them.
    """
    order = exam.rng.permutation(784)
    digits = training_digits(exam.rng, SMALL.count)
    model = SMALL.model(exam, digits.x[:, order], digits.y, derived_seed(exam.rng), filters=(1, 1))
    real = evaluation_digits(exam.rng, SMALL.rows)
    return max(DEAD, accuracy(predicted_classes(exam, model, real.x[:, order]), real.labels))


ACCURACY = accuracy_on_digits(TRAINING)
MOVED = accuracy_on_moved(TRAINING)
PERMUTED = accuracy_on_permuted(MORE)
NO_STEPS = accuracy_after("train.zero_steps", SMALL, steps=0)
NO_RATE = accuracy_after("train.learning_rate", SMALL, learning_rate=0.0, steps=40)
ONE_STEP = accuracy_after("train.steps", SMALL, steps=1)
NARROW = accuracy_after("train.hidden_size", SMALL, hidden_size=1, steps=40)
ONE_FILTER = Measurement("train.filters", accuracy_through_one_filter, at_least=False, rows=SMALL.rows)
MEASUREMENTS = (ACCURACY, MOVED, PERMUTED, NO_STEPS, NO_RATE, ONE_STEP, NARROW, ONE_FILTER)


def few_digits(exam):
    digits = training_digits(exam.rng, 40)
    return digits.x, digits.y, (2, 3), 4, 0.01, 10, 6, derived_seed(exam.rng)


CHECKS = (
    other_sizes(
        TRAINING,
        1,
        # Other filters; a batch size that does not divide the number of rows, and one batch of all rows.
        {"rows": 23, "filters": (3, 2), "hidden_size": 5, "batch_size": 7, "steps": 5},
        {"rows": 10, "filters": (1, 2), "hidden_size": 3, "batch_size": 10, "steps": 3},
        hint="Take every size from the arguments: rows, filters, hidden_size, batch_size and steps.",
    ),
    learned(ACCURACY, 3),
    learned(PERMUTED, 2),
    learned(NO_STEPS, 1),
    learned(ONE_STEP, 1),
    learned(NO_RATE, 1),
    learned(
        NARROW,
        1,
        title="train makes the dense layer as wide as asked",
        what="accuracy with a single unit in the dense layer",
        hint="The dense layer between the convolutions and the output has hidden_size units, no more.",
    ),
    learned(
        ONE_FILTER,
        2,
        title="train sends the images through as many filters as asked",
        what="accuracy on digits with scrambled pixels through one filter in each convolution",
        hint="The dense layer may see the image only through both convolutions with their pooling, of filters[0] and "
        "filters[1] filters.",
        mistake="filters-ignored",
    ),
    layers_check(TRAINING, 2, needs=("train.hidden_size",), sees_pixels=False),
    reach_check(1, TRAINING, needs=("train.layers", "train.filters")),
    filters_check(1, TRAINING, needs=("train.layers", "train.filters")),
    leaves_arguments(
        "train",
        few_digits,
        1,
        title="train leaves its data unchanged",
        hint="Shuffle a list of row numbers, not x and y themselves.",
        instead="Do not write into {argument}: compute a new array.",
        needs=("train.runs",),
    ),
    uses_package("train", "tensorflow", 1, others=("keras",), idle="operations", still_right=learns(TRAINING)),
)
