"""``train(X, Y, hidden_size, learning_rate, iterations, seed)``: four parameters, by gradient descent."""

import numpy as np

from grader.checks import Measurement, calibrated, derived_seed, mark, say, shape, unchanged
from grader.checks.training.descent import follows_the_gradient, repeats_itself, stands_still

from .descent import DESCENT, MISTAKES
from .network import SIZES, cross_entropy, forward, labels
from .trained import FEW, HIDDEN, ITERATIONS, RATE, ROWS, UNSEEN, flower, shapes, share_right, train_of, trained


def cases(rng):
    return [
        (rng.normal(size=(n, f)), labels(rng, n), h, 0.5, iterations, derived_seed(rng))
        for (n, f, h), iterations in zip(SIZES, (1, 2, 2, 1, 1, 1, 1))
    ]


def train_accuracy(exam, attempt):
    """The accuracy of the grader's own forward propagation with the student's weights."""
    return share_right(trained(exam, attempt)[3], *flower(exam.rng, UNSEEN))


def swapped_accuracy(exam, attempt):
    X, Y = flower(exam.rng, UNSEEN)
    return share_right(trained(exam, attempt, swap=True)[3], X, 1 - Y)


def untrained_accuracy(exam, attempt):
    """The mean over seven seeds: one random network may be right by luck, seven are not."""
    X, Y = flower(exam.rng, UNSEEN)
    found = []
    for _ in range(7):
        params = train_of(exam, *flower(exam.rng, ROWS), HIDDEN, RATE, 0, derived_seed(exam.rng))
        found.append(share_right(params, X, Y))
    return float(np.mean(found))


def cost_ratio(exam, attempt):
    """The cost on the training rows after all iterations, over that after a few.

    After a few iterations the cost is below log 2, the cost of answering ½ for every row. If it is not, nothing was
    learned, and log 2 is the yardstick instead.
    """
    X, Y, seed, params = trained(exam, attempt)
    few = train_of(exam, X, Y, HIDDEN, RATE, FEW, seed)
    costs = [cross_entropy(np.clip(forward(X, *p)[0], 1e-12, 1 - 1e-12), Y) for p in (params, few)]
    return costs[0] / min(costs[1], np.log(2))


ACCURACY = Measurement("train.accuracy", train_accuracy, rows=UNSEEN)
SWAPPED = Measurement("train.swapped_labels", swapped_accuracy, rows=UNSEEN)
UNTRAINED = Measurement("train.untrained", untrained_accuracy, at_least=False, rows=UNSEEN)
IMPROVES = Measurement("train.more_iterations", cost_ratio, at_least=False)
MEASUREMENTS = (ACCURACY, SWAPPED, UNTRAINED, IMPROVES)

CHECKS = (
    shape("train", cases, 1, expected=shapes),
    unchanged("train", cases, 1),
    repeats_itself(DESCENT, 1),
    stands_still(DESCENT, 1),
    follows_the_gradient(DESCENT, 4, MISTAKES),
    calibrated(
        UNTRAINED,
        "train with no iterations knows nothing",
        1,
        what="accuracy without any iteration",
        hint="With iterations=0, return random initial weights.",
        kind="learning",
        needs=("train.learning_rate",),
    ),
    calibrated(
        IMPROVES,
        "train gets better with more iterations",
        1,
        what=mark("the cost after {iterations} iterations over that after {few}", iterations=ITERATIONS, few=FEW),
        hint="Take as many steps as iterations says, each from where the last one ended.",
        kind="learning",
        needs=("train.shape",),
    ),
    calibrated(
        SWAPPED,
        "train learns the labels that it is given",
        2,
        what="accuracy after training on swapped labels, measured on swapped labels",
        hint="Swapped labels are to be learned as well as the others: what is learned has to come from Y.",
        kind="learning",
        needs=("train.shape",),
    ),
    calibrated(
        ACCURACY,
        "train learns the flower",
        2,
        what=mark("accuracy on {unseen:,} unseen points of the flower", unseen=UNSEEN),
        hint="Print the cost every 50 iterations: it should fall quickly at first and then slowly.",
        needs=("train.shape",),
        explain=lambda value: say("That is no better than a straight line through the petals.") if value < 0.7 else "",
    ),
)
