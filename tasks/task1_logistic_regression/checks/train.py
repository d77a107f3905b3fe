"""``train(X_train, y_train)``: a model that divides the plane by a line."""

import numpy as np

from grader.checks import Measurement, accuracy, calibrated, check, leaves_arguments, number, passed, wrong
from grader.checks.oracle import datasets

from .trained import classes

HALFWAY = 0.75  # between guessing and right: how good a fitted model is, the calibrated checks ask
UNSEEN = 1000  # points to be judged on


@check(
    "train.returns",
    "shape",
    0,
    title="train returns a model",
    hint="Make a model, fit it to X_train and y_train, and return it.",
)
def returns(exam):
    for rows in (40, 101):
        X, y = datasets.linear(exam.rng, rows)
        observed = exam.call("train", X, y) if rows == 40 else exam.call("train", X_train=X, y_train=y)
        if observed.type_name == "NoneType":
            raise wrong("train returned None.", "End train with: return model", "nothing-returned")
    return passed()


def ones_last(X, y, count=15):
    """The same rows, with ``count`` of class 0 before all others: they alone would teach nothing."""
    first = np.flatnonzero(y == 0)[:count]
    order = np.concatenate([first, np.setdiff1d(np.arange(len(y)), first)])
    return X[order], y[order]


@check(
    "train.fits",
    "property",
    1,
    title="train fits sets of any size",
    hint="Is the model fitted to X_train and y_train, and is it the fitted model that is returned?",
    needs=("predict.shape",),
)
def fits(exam):
    for rows in (20, 40, 101, 150):
        X, y = ones_last(*datasets.linear(exam.rng, rows))
        predicted = classes(exam, exam.train(X, y), X)
        share = accuracy(predicted, y)
        if share <= 1 - HALFWAY:
            raise wrong(
                "Trained on {rows} points that a line separates, the model gets {share} of these very points right: "
                "its classes are the opposite ones.",
                "Somewhere between y_train and what predict returns 0 and 1 are swapped.",
                "classes-swapped",
                rows=rows,
                share=number(share),
            )
        if np.ptp(predicted) == 0:
            raise wrong(
                "Trained on {rows} points of both classes that a line separates, the model says {only} of every one "
                "of them.",
                "The answer does not depend on the point: either train learns hardly anything, or predict does not use it.",
                "one-class",
                rows=rows,
                only=predicted[0],
            )
        if share < HALFWAY:
            raise wrong(
                "Trained on {rows} points that a line separates, the model gets {share} of these very points right.",
                "Either train learns hardly anything, or predict does not ask the model that train returned.",
                "learned-little",
                rows=rows,
                share=number(share),
            )
    require_models_of_their_own(exam)
    return passed()


def require_models_of_their_own(exam):
    """A second training leaves the first model as it was."""
    X, y = datasets.linear(exam.rng, 80)
    model = exam.train(X, y)
    before = classes(exam, model, X)
    exam.train(X, 1 - y)
    if not np.array_equal(classes(exam, model, X), before):
        raise wrong(
            "A model says other classes once a second model has been trained.",
            "Make a new model in each call of train: one that is kept outside is changed by the next call.",
            "state-between-calls",
        )


def on_unseen(exam, swap):
    X, y = datasets.linear(exam.rng, 300)
    model = exam.train(X, 1 - y if swap else y)
    unseen, labels = datasets.linear(exam.rng, UNSEEN)
    return accuracy(classes(exam, model, unseen), 1 - labels if swap else labels)


def off_centre(exam):
    """The same points moved across the line, which then passes the origin at a distance of 1."""
    X, y = datasets.linear(exam.rng, 300)
    unseen, labels = datasets.linear(exam.rng, UNSEEN)
    moved = exam.rng.choice([-1.0, 1.0]) / np.sqrt(2.0)
    return accuracy(classes(exam, exam.train(X + moved, y), unseen + moved), labels)


ACCURACY = Measurement("train.accuracy", lambda exam, attempt: on_unseen(exam, swap=False), rows=UNSEEN)
SWAPPED = Measurement("train.swapped", lambda exam, attempt: on_unseen(exam, swap=True), rows=UNSEEN)
BIAS = Measurement("train.bias", lambda exam, attempt: off_centre(exam), rows=UNSEEN)
MEASUREMENTS = (ACCURACY, SWAPPED, BIAS)

CHECKS = (
    fits,
    calibrated(
        ACCURACY,
        "train gives a model that is right about unseen points",
        2,
        what="the accuracy on 1,000 unseen points that a line separates",
        hint="Use both features and all rows of X_train, and let the solver converge.",
        needs=("train.fits",),
    ),
    calibrated(
        BIAS,
        "train finds a line that does not pass through the origin",
        1,
        what="the accuracy on 1,000 unseen points that a line off the origin separates",
        hint="The line needs a bias beside its two weights, and enough steps to find it.",
        needs=("train.fits",),
    ),
    calibrated(
        SWAPPED,
        "train learns from the labels: swapped ones give swapped classes",
        2,
        kind="learning",
        what="with 0 and 1 swapped in y_train, the share of swapped predictions on 1,000 unseen points",
        hint="Swapped labels are to be learned as well as the others: what the model says has to come from y_train.",
        needs=("predict.shape",),
    ),
    leaves_arguments(
        "train",
        lambda exam: datasets.linear(exam.rng, 50),
        1,
        title="train leaves its inputs unchanged",
        hint="Operators such as -= write into the caller's array: compute a new one.",
        needs=("train.fits",),
    ),
)
