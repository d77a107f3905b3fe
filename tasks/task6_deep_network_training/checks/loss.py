"""``loss(logits, labels)``: the mean sigmoid cross-entropy, one number."""

import numpy as np

from grader.checks import (
    U32,
    Mistake,
    array_of,
    check,
    gamma,
    number,
    passed,
    reordered,
    repeated,
    require_shape,
    say,
    shape,
    sigmoid,
    sigmoid_cross_entropy,
    softmax,
    unmoved,
    uses_package,
    values,
    wrong,
)

from .trained import INSTEAD, labels_of


def cases(rng):
    """Logits within ±3, for which a loss computed through probabilities is still exact enough.

    In the case with most rows the first rows cost least: no first part has the whole mean.
    """
    drawn = [(rng.uniform(-3, 3, (n, 1)).astype(np.float32), labels_of(rng, n)) for n in (7, 2, 64, 1, 13, 257)]
    logits, labels = drawn.pop()
    order = np.argsort(sigmoid_cross_entropy(logits, labels)[:, 0])
    return [*drawn, (logits[order], labels[order])]


def several_rows(rng):
    return [case for case in cases(rng) if len(case[0]) >= 5]


def bound(logits, labels):
    """Covers both right ways: from the logits, and −log of probabilities p, where 1 − p loses a factor of e^|z|.

    σ(z), its complement and the logarithm are accurate to four roundings each (the libraries' promise).
    """
    z = np.abs(logits.astype(np.float64))
    per_row = 12 * U32 * np.exp(z) + 8 * U32 * (1 + z)
    return [np.mean(per_row) + gamma(len(z) + 2, U32) * mean(logits, labels)]


def mean(logits, labels):
    return np.mean(sigmoid_cross_entropy(logits, labels))


MISTAKES = (
    Mistake("sum-for-mean", "the losses are added up, not averaged", lambda z, y: len(z) * mean(z, y), near=64 * U32),
    Mistake(
        "softmax-cross-entropy",
        "it is 0 whatever comes in, as softmax cross-entropy is for a single logit",
        lambda z, y: 0.0,
    ),
    Mistake(
        "softmax-over-rows",
        "softmax is taken over the rows; each row is a case of its own with a sigmoid",
        lambda z, y: -np.sum(y * np.log(softmax(z.T.astype(float))).T),
        near=64 * U32,
    ),
    Mistake(
        "sigmoid-twice",
        "sigmoid is applied twice: the function that takes logits got probabilities",
        lambda z, y: mean(sigmoid(z), y),
    ),
    Mistake("logits-and-labels-swapped", "logits and labels have changed places", lambda z, y: mean(y, z)),
    Mistake("squared-error", "this is the mean squared error", lambda z, y: np.mean((sigmoid(z) - y) ** 2)),
    Mistake(
        "squared-error-of-logits",
        "this is the squared error of the logits",
        lambda z, y: np.mean((z - y.astype(float)) ** 2),
    ),
    Mistake("absolute-error", "this is the mean absolute error", lambda z, y: np.mean(np.abs(sigmoid(z) - y))),
    Mistake("sign", "the sign is wrong: a loss is positive", lambda z, y: -mean(z, y)),
    Mistake(
        "classes-swapped",
        "the loss is small where the prediction is wrong: the two classes have changed places",
        lambda z, y: mean(z, 1 - y),
    ),
    Mistake(
        "one-class-only",
        "only the rows labelled 1 count: (1 − y)·log(1 − p) is missing",
        lambda z, y: np.mean(y * sigmoid_cross_entropy(z, y)),
    ),
    Mistake("base-two", "the logarithm is to the base 2", lambda z, y: mean(z, y) / np.log(2)),
    Mistake("broadcast", "every logit meets every label: (n,) and (n, 1) were broadcast", lambda z, y: mean(z, y.T)),
    Mistake("half", "the loss is halved", lambda z, y: mean(z, y) / 2),
)


@check(
    "loss.large",
    "numerics",
    2,
    title="loss is finite for large logits",
    hint="Where the sigmoid rounds to 0 or 1 its logarithm is lost: work from the logits.",
)
def large_logits(exam):
    """At ±100 the exact loss is 0 for a right row and 100 for a wrong one; a clipped one is between 10 and 100."""
    n = 8
    for few in (0, 3, 8):
        labels = labels_of(exam.rng, n)
        logits = np.where(labels > 0.5, 100.0, -100.0)
        logits[exam.rng.choice(n, few, replace=False)] *= -1
        observed = exam.call("loss", logits.astype(np.float32), labels)
        require_shape(observed, say("The result of loss"), ())
        where = say("for logits of ±100, {wrong} of {n} on the wrong side,", wrong=few, n=n)
        if observed.array is not None and observed.array.dtype.kind == "f" and not np.isfinite(observed.array):
            raise wrong(
                "The loss {where} is {array}; it must be finite.",
                "The sigmoid of 100 is 1 in float32, and the logarithm of 1 − 1 is −∞: work from the logits, not from their sigmoid.",
                "naive-log",
                where=where,
                array=number(float(observed.array)),
            )
        came = float(array_of(observed, say("The loss {where}", where=where)))
        low, high = 10.0 * few / n, 100.0 * few / n + 1e-3
        if not low <= came <= high:
            raise wrong(
                "The loss {where} is {came}; {wrong} was expected.",
                "A prediction that is surely wrong costs about |z|, one that is surely right costs nothing.",
                where=where,
                came=number(came),
                wrong=number(100.0 * few / n),
            )
    return passed()


CHECKS = (
    shape("loss", cases, 1, hint="The loss of a whole batch is one number."),
    values("loss", cases, 3, mistakes=MISTAKES, tolerance=bound),
    large_logits,
    unmoved(
        "loss",
        several_rows,
        1,
        reordered(
            "The loss is {base}, and {other} when the rows come in another order.",
            "Each row's loss depends on its own logit and label alone.",
            "rows-mixed",
        ),
        repeated(
            "The loss is {base}, and {other} when every row is there twice.",
            "Average over the rows, so that the loss does not depend on how many there are.",
            doubled="sum-for-mean",
        ),
        room=lambda exam, case, changed: 4 * bound(*case)[0],
        constant="The loss is the same number for every input.",
        depends="The loss has to depend on the input.",
        id="loss.mean",
        title="loss is an average over the rows",
        hint="Average the losses of the rows.",
        what="The loss",
        untouched=INSTEAD,
    ),
    uses_package("loss", "tensorflow", 1, others=("keras",)),
)
