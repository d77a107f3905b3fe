"""``predict(X, W1, b1, W2, b2)``: a class for each row, 1 if its probability is above 0.5."""

import numpy as np

from grader.checks import (
    U32,
    Measurement,
    Mistake,
    biased,
    binary_of,
    calibrated,
    mark,
    other_thresholds,
    rows_alike,
    rows_clear_of_half,
    rows_of_ladder,
    say,
    shape,
    sigmoid,
    unchanged,
    values,
)

from .network import forward, sums, weights
from .trained import UNSEEN, flower, trained

SIZES = ((101, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (61, 3, 3), (257, 11, 29))


def all_count(X, W1, b1, W2, b2):
    """True if each of these faults changes the predicted classes and no two give the same ones: a bias left out, both,
    no tanh, no sigmoid, one answer for every row.

    A missing part changes the class of few rows, so many rows are needed.
    """
    right = sums(X, W1, b1, W2, b2)
    ways = (
        right,
        sums(X, W1, 0, W2, b2),
        sums(X, W1, b1, W2, 0),
        sums(X, W1, 0, W2, 0),
        sums(X, W1, b1, W2, b2, hidden=lambda z: z),
        right - 0.5,
        np.ones_like(right),
        -np.ones_like(right),
    )
    return len({(way > 0).tobytes() for way in ways}) == len(ways)


def cases(rng):
    """Networks with rows of both classes, none at the threshold; biases matter, and so does a transpose if W1 is
    square."""
    drawn = []
    sign = rng.choice([-1.0, 1.0])  # of b2, which decides the class if nothing arrives from the hidden layer
    for n, f, h in SIZES:
        sign = -sign
        while True:
            W1, _, W2, _ = weights(rng, f, h)
            many = n > 200
            steep = 4 if many else 1  # brings the probabilities close to 0 and 1
            params = (2 * W1, biased(rng, (1, h), 0.8), steep * W2, steep * sign * np.abs(biased(rng, (1, 1), 0.8)))
            X = rng.normal(size=(40 * n, f))
            p = forward(X, *params)[0][:, 0]
            X = (rows_of_ladder if many else rows_clear_of_half)(rng, X, p, n)
            if len(X) < n:
                continue
            classes = forward(X, *params)[0] > 0.5
            turned = f == h and np.array_equal(classes, forward(X, params[0].T, *params[1:])[0] > 0.5)
            counts = not turned and (n < 100 or all_count(X, *params))
            if (n == 1 or 0 < classes.mean() < 1) and counts:
                break
        drawn.append((X, *params))
    return drawn


def steep_cases(rng):
    """Sums at which e^z overflows; the classes stay what they are."""
    return [(X, W1, b1, 500 * W2, 500 * b2) for X, W1, b1, W2, b2 in cases(rng)[-2:]]


def of_sums(name, message, rule):
    """A mistake that returns ``rule`` of the output layer's sums."""
    return Mistake(name, message, lambda *case: np.asarray(rule(sums(*case)), dtype=float))


def network(name, message, hidden=np.tanh, b1=1, b2=1):
    """A mistake that uses another network: other hidden values, or no b1 or b2."""
    return Mistake(
        name, message, lambda X, W1, c1, W2, c2: (sums(X, W1, b1 * c1, W2, b2 * c2, hidden) > 0).astype(float)
    )


MISTAKES = (
    of_sums("probabilities", "these are the probabilities, not the classes", sigmoid),
    of_sums("threshold-side", "0 and 1 are swapped: the threshold is on the wrong side", lambda z: z <= 0),
    of_sums("signs", "these are −1 and 1, not 0 and 1", np.sign),
    of_sums("all-zero", "every class is 0", lambda z: z > np.inf),
    of_sums("all-one", "every class is 1", lambda z: z > -np.inf),
    of_sums("no-sigmoid", "the sigmoid is missing before the threshold of 0.5", lambda z: z > 0.5),
    of_sums("sums-returned", "these are the sums before the sigmoid", lambda z: z),
    of_sums("sigmoid-twice", "sigmoid is applied twice", lambda z: sigmoid(sigmoid(z)) > 0.5),
    *other_thresholds(lambda threshold: lambda *case: (sigmoid(sums(*case)) > threshold).astype(float)),
    of_sums("threshold-tanh", "the output goes through tanh, not the sigmoid", lambda z: np.tanh(z) > 0.5),
    network("no-biases", "neither b1 nor b2 is added", b1=0, b2=0),
    network("no-output-bias", "b2 is not added", b2=0),
    network("no-hidden-bias", "b1 is not added", b1=0),
    network("no-activation", "the hidden layer's tanh is missing", lambda z: z),
    network("hidden-truncated", "the hidden layer's values are all 0, as when they are cut to integers", np.zeros_like),
    network("hidden-rounded", "the hidden layer's values are rounded to whole numbers", lambda z: np.round(np.tanh(z))),
)


def predicted_accuracy(exam, attempt):
    """The accuracy of the student's predict with the weights of the student's train."""
    params = trained(exam, attempt)[3]
    X, Y = flower(exam.rng, UNSEEN)
    classes = binary_of(exam.call("predict", X, *params), say("The result of predict"), UNSEEN)
    return float(np.mean(classes == Y[:, 0]))


ACCURACY = Measurement("predict.accuracy", predicted_accuracy, rows=UNSEEN)

CHECKS = (
    shape("predict", cases, 1),
    values(
        "predict",
        cases,
        2,
        mistakes=MISTAKES,
        tolerance=lambda *case: [64 * U32],  # classes are exact; this is for mistakes that return probabilities
        integers=True,
        beyond=steep_cases,
        hint="1 where the probability is above 0.5, else 0.",
    ),
    rows_alike("predict", cases, 1, rows=("X",)),
    unchanged("predict", cases, 1),
    calibrated(
        ACCURACY,
        "train and predict work together on the flower",
        2,
        what=mark("accuracy of predict on {unseen:,} unseen points of the flower", unseen=UNSEEN),
        hint="Hand the weights that train returned to predict yourself, and compare with the labels.",
        needs=("predict.shape", "train.shape"),
    ),
)
