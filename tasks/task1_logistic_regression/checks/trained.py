"""A model trained by the student's ``train`` on the linear set, and the classes that ``predict`` returns."""

import numpy as np

from grader.checks import answer, case_text, number, say, wrong
from grader.checks.oracle import datasets


def classes(exam, model, X):
    """Predicted classes (rows,), all 0 or 1. Raises Failed for anything else."""
    what = say("The result of predict")
    context = case_text(("X",), (X,))
    came = answer(exam, "predict", model, X, shape=(len(X),), context=context, integers=True)
    other = came[(came != 0) & (came != 1)]
    if not other.size:
        return came.astype(int)
    if np.all((came == -1) | (came == 1)):
        raise wrong("{what} holds −1 and 1.", "The classes are called 0 and 1.", "plus-minus-one", what=what)
    if came.min() >= 0 and came.max() <= 1:
        raise wrong(
            "{what} holds {came}, which is neither 0 nor 1.",
            "predict returns classes, not probabilities.",
            "probabilities-for-classes",
            what=what,
            came=number(other[0]),
        )
    raise wrong(
        "{what} holds {other}, which is neither 0 nor 1.",
        "The classes are called 0 and 1.",
        what=what,
        other=number(other[0]),
    )


def linear_model(exam):
    """(model, X, y): a model trained on points of the linear set, and these points. Shared by all checks."""

    def make(rng):
        X, y = datasets.linear(rng, 200)
        return exam.train(X, y), X, y

    return exam.shared("linear", make)
