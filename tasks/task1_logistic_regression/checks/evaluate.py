"""``evaluate(model, X, y)``: the share of rows for which predict's class equals y."""

import numpy as np

from grader.checks import (
    U32,
    accuracy,
    answer,
    array_of,
    check,
    mark,
    now,
    number,
    passed,
    require_shape,
    say,
    sentence,
    unwritten,
    wrong,
)
from grader.checks.oracle import datasets

from .trained import classes, linear_model

BOTH = ("evaluate.shape", "predict.classes")


def f1(predicted, y):
    hits = np.sum((predicted == 1) & (y == 1))
    return 2 * hits / max(np.sum(predicted == 1) + np.sum(y == 1), 1)


def precision(predicted, y):
    return np.sum((predicted == 1) & (y == 1)) / max(np.sum(predicted == 1), 1)


def recall(predicted, y):
    return np.sum((predicted == 1) & (y == 1)) / max(np.sum(y == 1), 1)


def lie(name, message, produce):
    """A mistake: evaluate returns ``produce(predicted, y)``."""
    return name, mark(message), produce


LIES = (
    lie("per-cent", "that is per cent; a share between 0 and 1 was asked for", lambda p, y: 100 * accuracy(p, y)),
    lie("error-rate", "that is the share of wrong answers", lambda p, y: 1 - accuracy(p, y)),
    lie("count", "that is the number of right answers, not their share", lambda p, y: np.sum(p == y)),
    lie(
        "flattering",
        "a model that is wrong throughout came out as right",
        lambda p, y: max(accuracy(p, y), 1 - accuracy(p, y)),
    ),
    lie("f1", "that is the F1 score, not the accuracy", f1),
    lie("precision", "that is the precision, not the accuracy", precision),
    lie("recall", "that is the recall, not the accuracy", recall),
    lie(
        "share-of-ones",
        "that is the share of rows that are predicted as 1; the labels play no part",
        lambda p, y: np.mean(p),
    ),
    lie("label-mean", "that is the mean of the labels; the predictions play no part", lambda p, y: np.mean(y)),
)


def evaluated(exam, model, X, y):
    return float(answer(exam, "evaluate", model, X, y, shape=(), integers=True))


def close_to(said, wanted):
    """Whether shares are equal: float32 holds shares of up to some hundred rows to 1e-7, and different ones are 1/n
    apart."""
    return all(abs(one - other) <= 4 * U32 * max(1.0, abs(other)) for one, other in zip(said, wanted))


def require_truth(exam, model, cases, trained_on):
    """``cases`` are (X, y, predicted). Raises Failed unless evaluate returns the share of equal entries for each."""
    said = [evaluated(exam, model, X, y) for X, y, _ in cases]
    true = [accuracy(predicted, y) for _, y, predicted in cases]
    if close_to(said, true):
        return passed(truth=true)
    index = next(i for i in range(len(true)) if not close_to(said[i : i + 1], true[i : i + 1]))
    X_seen, y_seen = trained_on
    on_training = accuracy(classes(exam, model, X_seen), y_seen)
    name, why = "", ""
    # An accuracy of 1 on the training set proves nothing: a constant could say that too.
    if 0 < on_training < 1 and close_to(said, [on_training] * len(said)) and len(set(true)) > 1:
        name, why = "training-accuracy", say("that is the accuracy on the training set")
    elif len(set(said)) == 1 and len(set(true)) > 1:
        name, why = "constant", say("it said {said} each time", said=number(said[0]))
    else:
        for lie, text, produce in LIES:
            if close_to(said, [float(produce(predicted, y)) for _, y, predicted in cases]):
                name, why = lie, text
                break
    raise wrong(
        "evaluate said {said} where predict and y agree in {right} of {count} rows, a share of {true}{part}.",
        sentence(why),
        name,
        said=number(said[index]),
        right=round(true[index] * len(cases[index][1])),
        true=number(true[index]),
        count=len(cases[index][1]),
        part=": " + now(why) if why else "",
        evidence={"said": said, "truth": true},
    )


def flipped(rng, predicted, count):
    """The predictions as labels, with ``count`` of them changed."""
    labels = predicted.copy()
    where = rng.permutation(len(labels))[:count]
    labels[where] = 1 - labels[where]
    return labels


def lopsided(rng, ones, zeros):
    """Points of the linear set, shuffled: ``ones`` of class 1 and ``zeros`` of class 0."""
    X, y = datasets.linear(rng, 4 * max(ones, zeros))
    chosen = np.concatenate([np.flatnonzero(y == 1)[:ones], np.flatnonzero(y == 0)[:zeros]])
    return X[rng.permutation(chosen)]


@check(
    "evaluate.shape",
    "shape",
    1,
    title="evaluate returns one number",
    hint="The accuracy is one number between 0 and 1.",
    needs=("predict.shape",),
)
def one_number(exam):
    model = linear_model(exam)[0]
    for rows in (1, 7, 40):
        X, y = datasets.linear(exam.rng, rows)
        observed = exam.call("evaluate", model=model, X=X, y=y) if rows == 40 else exam.call("evaluate", model, X, y)
        require_shape(observed, say("The result of evaluate"), ())
        array_of(observed, say("The result of evaluate"), integers=True)
    return passed()


@check(
    "evaluate.truth",
    "numerics",
    1,
    title="evaluate tells the truth where it is 0, ½ and 1",
    hint="The share of the given rows for which predict(model, X) equals y.",
    needs=BOTH,
)
def truth(exam):
    model, *seen = linear_model(exam)
    X = lopsided(exam.rng, 44, 20)
    predicted = classes(exam, model, X)
    cases = [(X, flipped(exam.rng, predicted, count), predicted) for count in (0, len(X), len(X) // 2, 13)]
    return require_truth(exam, model, cases, seen)


@check(
    "evaluate.rows",
    "property",
    1,
    title="evaluate looks at exactly the given rows",
    hint="Nothing but model, X and y may play a part: no training set, no fixed rows.",
    needs=BOTH,
)
def given_rows(exam):
    model, *seen = linear_model(exam)
    X = lopsided(exam.rng, 21, 33)
    predicted = classes(exam, model, X)
    y = predicted.copy()
    y[18:] = 1 - y[18:]
    order = exam.rng.permutation(len(X))
    picks = (np.arange(18), np.arange(18, len(X)), order, order[:17])
    asked = [(X[rows], y[rows]) for rows in picks] + [(-X[:18], y[:18])]
    cases = [(rows, labels, classes(exam, model, rows)) for rows, labels in asked]
    return require_truth(exam, model, cases, seen)


@check(
    "evaluate.flower",
    "learning",
    1,
    title="evaluate is honest about the flower set",
    hint="A line cannot separate the petals: a low accuracy is the right answer here.",
    needs=BOTH,
)
def flower(exam):
    seen = datasets.flower(exam.rng, 200)
    model = exam.train(*seen)
    X, y = datasets.flower(exam.rng, 301)
    predicted = classes(exam, model, X)
    return require_truth(exam, model, [(X, y, predicted), (X, 1 - y, predicted)], seen)


@check(
    "evaluate.inputs_unchanged",
    "property",
    1,
    title="evaluate leaves its inputs unchanged",
    hint="Operators such as -= write into the caller's array: compute a new one.",
    needs=BOTH,
)
def leaves_inputs(exam):
    """X and y are unchanged after the call. The answer may be wrong, but it must depend on y."""
    model = linear_model(exam)[0]
    X, y = datasets.linear(exam.rng, 50)
    observed = unwritten(exam, "evaluate", model, X, y)
    require_shape(observed, say("The result of evaluate"), ())
    said = float(array_of(observed, say("The result of evaluate"), integers=True))
    if said == evaluated(exam, model, X, 1 - y):
        raise wrong(
            "evaluate said {said} for y, and again where 0 and 1 are swapped in y. This is credited only where "
            "something is computed.",
            "The accuracy depends on y.",
            "constant",
            said=number(said),
        )
    return passed()


CHECKS = (one_number, truth, given_rows, flower, leaves_inputs)
