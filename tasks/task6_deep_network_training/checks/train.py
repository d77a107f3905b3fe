"""``train`` and ``predict``: a model by full-batch gradient descent, and its probabilities."""

import numpy as np

from grader.checks import (
    Measurement,
    binary_of,
    calibrated,
    check,
    derived_seed,
    leaves_arguments,
    mark,
    passed,
    say,
    uses_package,
    wrong,
)
from grader.checks.training.binary import first_step, hidden_bias, predict_probabilities, predict_rows, predict_shape

from .trained import HIDDEN_SIZE, INSTEAD, LEARNING_RATE, STEPS, UNSEEN, column, flower, learned, main_model

UNTRAINED = 4  # models that cannot have learned, in one measurement


@check(
    "train.runs",
    "shape",
    0,
    title="train can be called and returns a model",
    hint="Call train yourself with 20 rows of the flower and one step.",
)
def runs(exam):
    """train can be called as the exercise says and returns something for predict."""
    X, y = flower(exam.rng, 20)
    observed = exam.call("train", X=X, Y=column(y), hidden_size=3, learning_rate=0.1, steps=1, seed=0)
    if observed.type_name == "NoneType":
        raise wrong("train returned None: there is no model.", "End train with a return statement.")
    return passed()


def share(exam, model, X, y):
    """The share of rows of X that predict puts into the class of their labels."""
    return float(np.mean(binary_of(exam.call("predict", model, X), say("The result of predict"), len(X)) == y))


def swapped_accuracy(exam, attempt):
    """Accuracy by the swapped classes, after training on swapped classes."""
    # A small turn only: turned by an eighth of a circle, the flower's petals cover those of the other class.
    angle = float(exam.rng.uniform(-0.2, 0.2))
    return share(exam, *learned(exam, exam.rng, angle, swapped=True))


def accuracy_on_other_data(exam, attempt):
    """Accuracy on two clouds on the sides of a random plane, in 40 columns, after training with three units.

    The rows are sorted by class, so a training on the first rows sees a single class. For full-batch gradient descent
    the order does not matter. Three units that keep their initial weights look along three random directions of forty,
    and most of what separates the clouds is in the others.
    """
    normal_vector = exam.rng.normal(size=40)
    normal_vector /= np.linalg.norm(normal_vector)

    def clouds(rows):
        X = exam.rng.normal(size=(rows, 40))
        X += np.sign(X @ normal_vector)[:, None] * normal_vector * 0.4
        return (X / 4).astype(np.float32), (X @ normal_vector > 0).astype(int)

    X, y = clouds(241)
    order = np.argsort(y if exam.rng.random() < 0.5 else -y, kind="stable")
    model = exam.train(X[order], column(y[order]), 3, 2 * LEARNING_RATE, STEPS, derived_seed(exam.rng))
    return share(exam, model, *clouds(UNSEEN))


def untrained_accuracy(exam, **settings):
    """The mean accuracy of four models that cannot have learned, half of them on swapped classes.

    One untrained network may be right by luck; the mean of these four is about ½.
    """
    shares = []
    for index in range(UNTRAINED):
        angle = float(exam.rng.uniform(0, 2 * np.pi))
        shares.append(share(exam, *learned(exam, exam.rng, angle, swapped=bool(index % 2), **settings)))
    return float(np.mean(shares))


def best_cut(X, y):
    """The highest accuracy of any straight cut through the plane on these points (3,600 directions)."""
    angles = np.arange(3600) * np.pi / 3600
    order = np.argsort(X @ np.array([np.cos(angles), np.sin(angles)]), axis=0)
    ones = np.concatenate([np.zeros((1, angles.size)), np.cumsum(y[order], axis=0)])  # class 1 before each cut
    before = np.arange(len(y) + 1)[:, None]
    right = (before - ones) + (ones[-1] - ones)  # right if class 0 is before the cut and class 1 behind it
    return float(max(right.max(), len(y) - right.min()) / len(y))


def gain_of_one_unit(exam, attempt):
    """The accuracy with one unit minus the best cut's, at least 0. One tanh unit can only cut the plane in two."""
    model, X, y = learned(exam, exam.rng, hidden_size=1, steps=60)
    return max(0.0, share(exam, model, X, y) - best_cut(X, y))


ACCURACY = Measurement("train.accuracy", lambda exam, attempt: share(exam, *main_model(exam, attempt)), rows=UNSEEN)
SWAPPED = Measurement("train.swapped_classes", swapped_accuracy, rows=UNSEEN)
OTHER_DATA = Measurement("train.other_data", accuracy_on_other_data, rows=UNSEEN)
NO_STEPS = Measurement(
    "train.no_steps",
    lambda exam, attempt: untrained_accuracy(exam, steps=0),
    at_least=False,
    rows=UNTRAINED * UNSEEN,
)
NO_RATE = Measurement(
    "train.no_learning_rate",
    lambda exam, attempt: untrained_accuracy(exam, steps=60, learning_rate=0.0),
    at_least=False,
    rows=UNTRAINED * UNSEEN,
)
ONE_UNIT = Measurement("train.hidden_size", gain_of_one_unit, at_least=False)
MEASUREMENTS = (ACCURACY, SWAPPED, OTHER_DATA, NO_STEPS, NO_RATE, ONE_UNIT)


def explain_accuracy(value):
    if value < 0.25:
        return say("It is wrong nearly everywhere: its answers mean the other class.")
    if value < 0.6:
        return say("That is about what guessing gives.")
    if value < 0.76:
        return say("That is about what one cut through the plane gives: the hidden units do not work together.")
    return ""


def explain_swapped(value):
    if value < 0.4:
        return say("The model predicts the classes as they usually are: the labels that it was given did not count.")
    return explain_accuracy(value)


def asked(exam):
    """The model that several checks share, and points that it has not seen."""
    return main_model(exam)[:2]


def small_model(exam, hidden_size=8, learning_rate=LEARNING_RATE, steps=0):
    X, y = flower(exam.rng, 60)
    return exam.train(X, column(y), hidden_size, learning_rate, steps, derived_seed(exam.rng)), X


def some_flower(exam):
    X, y = flower(exam.rng, 31)
    return X, column(y), 3, 0.1, 2, derived_seed(exam.rng)


def reads_the_flower(exam):
    model, X, truth = learned(exam, exam.rng)
    said = exam.call("predict", model, X).array
    return said is not None and said.shape == (UNSEEN, 1) and float(np.mean((said[:, 0] > 0.5) == (truth > 0.5))) > 0.75


CHECKS = (
    runs,
    uses_package("train", "tensorflow", 1, others=("keras",), idle="operations", still_right=reads_the_flower),
    predict_shape(asked, 1),
    predict_probabilities(asked, lambda exam: small_model(exam, HIDDEN_SIZE), 2),
    predict_rows(asked, 1, INSTEAD),
    calibrated(
        ACCURACY,
        "train learns the flower",
        4,
        what=mark("the accuracy on {unseen} points of the flower that were not trained on", unseen=UNSEEN),
        hint="Look at the loss every 20 steps: it has to fall from about 0.7 to about 0.3.",
        needs=("predict.shape",),
        explain=explain_accuracy,
    ),
    calibrated(
        SWAPPED,
        "train learns from the labels that it is given",
        3,
        kind="learning",
        what="the accuracy after training on a turned flower with the classes swapped",
        hint="Train on the X and Y that are passed, starting from new weights in every call.",
        needs=("train.accuracy",),
        explain=explain_swapped,
        mistake="labels-ignored",
    ),
    calibrated(
        OTHER_DATA,
        "train works for other sizes of X",
        2,
        kind="learning",
        what="the accuracy on two clouds in forty dimensions, with three hidden units, trained on rows ordered by class",
        hint="Each step takes all rows and updates all weights and biases; X has another number of features and of rows.",
        needs=("predict.shape",),
    ),
    calibrated(
        NO_STEPS,
        "with no steps nothing is learned",
        1,
        kind="learning",
        what="the mean accuracy of four models trained with steps=0",
        hint="Update the weights exactly as often as steps says; with 0 the initial weights are the model.",
        needs=("train.accuracy",),
        mistake="steps-ignored",
    ),
    calibrated(
        NO_RATE,
        "with a learning rate of 0 nothing is learned",
        1,
        kind="learning",
        what="the mean accuracy of four models trained with learning_rate=0",
        hint="Use the learning_rate that is passed.",
        needs=("train.accuracy",),
        mistake="learning-rate-ignored",
    ),
    calibrated(
        ONE_UNIT,
        "train uses the hidden size",
        1,
        kind="learning",
        what="what a single hidden unit, which can only cut the plane in two, gains on the best cut in accuracy",
        hint="The network should have as many hidden units as hidden_size says.",
        needs=("train.accuracy",),
        mistake="hidden-size-ignored",
    ),
    hidden_bias(asked, 1),
    first_step(small_model, 1, needs=("predict.probabilities", "train.no_steps", "train.no_learning_rate")),
    leaves_arguments(
        "train",
        some_flower,
        1,
        title="train leaves X and Y unchanged",
        hint="Scale into a new array: X = X - … instead of X -= ….",
        instead=INSTEAD,
        needs=("train.accuracy",),
    ),
)
