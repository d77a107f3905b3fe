"""``train(X, Y, hidden_size, learning_rate, iterations, seed)``: four parameters, by gradient descent."""

import numpy as np

from grader.checks import (
    Measurement,
    calibrated,
    check,
    derived_seed,
    mark,
    passed,
    say,
    shape,
    unchanged,
    wrong,
)

from .descent import descent
from .network import cross_entropy, forward, labels
from .trained import (
    FEW,
    HIDDEN,
    ITERATIONS,
    RATE,
    ROWS,
    UNSEEN,
    cases,
    flower,
    same,
    shapes,
    share_right,
    train_of,
    trained,
)


def not_repeatable():
    return wrong(
        "train gave different weights in two calls with the same seed.",
        "Draw the initial weights from a generator that is made with the seed inside train.",
        "seed-ignored",
    )


@check(
    "train.seed",
    "property",
    1,
    title="train repeats itself for a seed, and differs for another",
    hint="Draw the initial weights from a generator that is made with the seed.",
)
def seeded(exam):
    rng = exam.rng
    X, Y = rng.normal(size=(7, 2)), labels(rng, 7)
    seed, other = derived_seed(rng), derived_seed(rng)
    first, second = (train_of(exam, X, Y, 3, 0.5, 2, seed) for _ in range(2))
    if not same(first, second):
        raise not_repeatable()
    start, elsewhere = (train_of(exam, X, Y, 3, 0.5, 0, s) for s in (seed, other))
    if same(start, elsewhere):
        raise wrong(
            "train starts from the same weights whatever the seed is.",
            "Draw the initial weights at random from a generator that is made with the seed.",
            "seed-ignored",
        )
    return passed()


@check(
    "train.learning_rate",
    "property",
    1,
    title="train stands still with a learning rate of 0",
    hint="Scale every step by learning_rate.",
)
def standing_still(exam):
    """A learning rate of 0 leaves the weights where iterations=0 has them; another one moves them."""
    rng = exam.rng
    X, Y, seed = rng.normal(size=(9, 2)), labels(rng, 9), derived_seed(rng)
    start = train_of(exam, X, Y, 4, 0.5, 0, seed)
    still = train_of(exam, X, Y, 4, 0.0, 3, seed)
    if not same(still, start):
        raise moved(exam, (X, Y, 4), seed, start, still)
    if same(train_of(exam, X, Y, 4, 0.5, 3, seed), start):
        raise wrong(
            "Three iterations with a learning rate of 0.5 leave the weights as they were.",
            "Each iteration takes a step: keep what update returns.",
            "not-updated",
        )
    return passed()


def moved(exam, data, seed, start, still):
    """Why the weights after steps of no length are not those after no steps."""
    X, Y, _ = data
    if not same(train_of(exam, *data, 0.0, 3, seed), still):
        return not_repeatable()
    if same(exam.oracle.descend(X, Y, *still, 0.5, 1), start):
        return wrong(
            "With iterations=0, train takes a step all the same.",
            "Count the steps: iterations=0 returns the initial weights, and iterations=1 takes one step.",
            "one-step-too-many",
        )
    if not same(train_of(exam, *data, 0.0, 0, seed), start):
        return wrong(
            "With iterations=0, what train returns depends on the learning rate: it takes steps all the same.",
            "Take as many steps as iterations says.",
            "iterations-ignored",
        )
    return wrong("With a learning rate of 0, three iterations change the weights.", mistake="learning-rate-ignored")


def train_accuracy(exam, attempt):
    """The grader's own forward propagation with the student's weights."""
    return share_right(trained(exam, attempt)[3], *flower(exam.rng, UNSEEN))


def swapped_accuracy(exam, attempt):
    X, Y = flower(exam.rng, UNSEEN)
    return share_right(trained(exam, attempt, swap=True)[3], X, 1 - Y)


def untrained_accuracy(exam, attempt):
    """The mean over seven seeds: one random network may be lucky, seven are not."""
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
    seeded,
    standing_still,
    descent,
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
