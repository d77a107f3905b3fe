"""``predict(X, W1, b1, W2, b2)``: a class for each row, 1 if its probability is above 0.5."""

import numpy as np

from grader.checks import (
    ROOM,
    THRESHOLDS,
    U32,
    Measurement,
    Mistake,
    binary_of,
    calibrated,
    mark,
    other_thresholds,
    rows_alike,
    say,
    shape,
    sigmoid,
    unchanged,
    values,
)

from .network import forward, sums, weights
from .trained import UNSEEN, flower, trained

SIZES = ((101, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (61, 3, 3), (257, 11, 29))
CLEAR = 0.003  # a probability as near as this to 0.5 is not asked about
# One row at least between any two steps; and on both sides of σ(0.5) and of σ(atanh(0.5)), which mistakes split at.
RUNGS = (*((k / 20 + 0.05 - ROOM, k / 20 + ROOM) for k in range(20)), (0.61, 0.621), (0.624, 0.632), (0.636, 0.64))


def biased(rng, shape):
    """Biases that cannot be overlooked: between 0.3 and 0.8, of either sign."""
    return rng.uniform(0.3, 0.8, shape) * rng.choice([-1.0, 1.0], shape)


def all_count(X, W1, b1, W2, b2):
    """True if each of these faults changes the predicted classes and no two give the same ones: a bias left out, both,
    no tanh, no sigmoid, one answer for every row.

    What is left out moves few rows to the other class: it takes many rows to see it.
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


def ladder(rng, X, p, n):
    """n rows of X that tell the thresholds apart, or fewer if X does not hold them."""
    off = np.abs(p[:, None] - THRESHOLDS)
    off[:, THRESHOLDS == 0.5] += 0.05 - ROOM - CLEAR
    usable = np.flatnonzero(np.all(off > 0.05 - ROOM, axis=1))
    rungs = [usable[(p[usable] > low) & (p[usable] < high)][:1] for low, high in RUNGS]
    if not all(rung.size for rung in rungs):
        return X[:0]
    nearest = [
        usable[side][np.argsort(np.abs(p[usable[side]] - 0.5))][:4] for side in (p[usable] > 0.5, p[usable] < 0.5)
    ]
    chosen = list(dict.fromkeys(np.concatenate([*nearest, *rungs, usable])))[:n]
    return X[rng.permutation(chosen)]


def spread(rng, X, above, n):
    """n rows of X that are clear of the threshold; of many rows, four of each class are close to it."""
    clear = np.flatnonzero(np.abs(above) > CLEAR)
    nearest = clear[np.argsort(np.abs(above[clear]), kind="stable")]
    close_by = [*nearest[above[nearest] > 0][:4], *nearest[above[nearest] < 0][:4]] if n > 100 else []
    chosen = list(dict.fromkeys([*close_by, *clear]))[:n]
    return X[rng.permutation(np.array(chosen, dtype=int))]


def cases(rng):
    """Networks with rows of both classes, none of them at the threshold, with biases that matter, and a transpose if
    W1 is square."""
    drawn = []
    sign = rng.choice([-1.0, 1.0])  # of b2, which is the class if nothing comes from the hidden layer
    for n, f, h in SIZES:
        sign = -sign
        while True:
            W1, _, W2, _ = weights(rng, f, h)
            many = n > 200
            steep = 4 if many else 1  # so that the probabilities come close to 0 and 1
            params = (2 * W1, biased(rng, (1, h)), steep * W2, steep * sign * np.abs(biased(rng, (1, 1))))
            X = rng.normal(size=(40 * n, f))
            p = forward(X, *params)[0][:, 0]
            X = ladder(rng, X, p, n) if many else spread(rng, X, p - 0.5, n)
            if len(X) < n:
                continue
            classes = forward(X, *params)[0] > 0.5
            turned = f == h and np.array_equal(classes, forward(X, params[0].T, *params[1:])[0] > 0.5)
            counts = not turned and (n < 100 or all_count(X, *params))
            if (n == 1 or 0 < classes.mean() < 1) and counts:
                break
        drawn.append((X, *params))
    return drawn


def of_sums(name, message, rule):
    """What comes out if ``rule`` is applied to the output layer's sums."""
    return Mistake(name, message, lambda *case: np.asarray(rule(sums(*case)), dtype=float))


def network(name, message, hidden=np.tanh, b1=1, b2=1):
    """The classes of another network: with other hidden values, without b1 or b2."""
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
    network(
        "hidden-rounded",
        "the hidden layer's values are rounded to whole numbers",
        lambda z: np.round(np.tanh(z)),
    ),
)


def predicted_accuracy(exam, attempt):
    """The student's predict with the weights of the student's train."""
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
        tolerance=lambda *case: [64 * U32],  # classes are exact; this is for recognising probabilities
        integers=True,
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
