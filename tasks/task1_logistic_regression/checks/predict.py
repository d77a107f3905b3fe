"""``predict(model, X)``: the class of each row, 0 or 1."""

import numpy as np

from grader.checks import case_text, check, leaves_arguments, passed, require_shape, say, wrong
from grader.checks.oracle import datasets

from .trained import classes, linear_model


@check(
    "predict.shape",
    "shape",
    1,
    title="predict returns the right shape",
    hint="One class a row: a flat array of the shape (n,).",
    needs=("train.returns",),
)
def shapes(exam):
    model = linear_model(exam)[0]
    for rows in (1, 7, 50):
        X = exam.rng.normal(size=(rows, 2))
        observed = exam.call("predict", model=model, X=X) if rows == 50 else exam.call("predict", model, X)
        require_shape(observed, say("The result of predict"), (rows,), case_text(("X",), (X,)))
    return passed()


@check(
    "predict.classes",
    "numerics",
    1,
    title="predict returns classes 0 and 1",
    hint="predict returns classes, not probabilities.",
)
def both_classes(exam):
    X, _ = datasets.linear(exam.rng, 60)
    came = classes(exam, linear_model(exam)[0], X)
    if not came.any() or came.all():
        raise wrong(
            "predict said {came} for each of {count} points of both classes.",
            "Either the model says one class of every point, or predict does not ask it.",
            "constant",
            came=came[0],
            count=len(X),
        )
    return passed()


@check(
    "predict.rows",
    "property",
    1,
    title="predict treats every row alike",
    hint="Each row's class may depend on the model and on that row alone.",
    needs=("predict.classes",),
)
def rows_alike(exam):
    model = linear_model(exam)[0]
    X = datasets.linear(exam.rng, 40)[0]
    order = exam.rng.permutation(len(X))
    whole, shuffled = classes(exam, model, X), classes(exam, model, X[order])
    alone = np.concatenate([classes(exam, model, X[[row]]) for row in order[:6]])
    if not np.array_equal(shuffled, whole[order]) or not np.array_equal(alone, whole[order[:6]]):
        raise wrong(
            "predict gives a row another class when the rows come in another order, or when it comes alone.",
            "Each row's class may depend on the model and on that row alone: scale with the training set's figures.",
            "rows-mixed",
        )
    return passed()


CHECKS = (
    shapes,
    both_classes,
    rows_alike,
    leaves_arguments(
        "predict",
        lambda exam: (linear_model(exam)[0], datasets.linear(exam.rng, 50)[0]),
        1,
        title="predict leaves its inputs unchanged",
        hint="Operators such as += write into the caller's array: compute a new one.",
        needs=("predict.classes",),
    ),
)
