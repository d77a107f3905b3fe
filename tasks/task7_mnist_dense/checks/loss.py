"""loss: the mean softmax cross-entropy of logits and one-hot labels."""

import numpy as np

from grader.checks import (
    Mistake,
    answer,
    check,
    mark,
    one_hot,
    passed,
    say,
    shape,
    sigmoid_cross_entropy,
    softmax,
    softmax_cross_entropy,
    tolerance,
    uses_package,
    values,
    wrong,
)

CLASSES = 10


def loss_cases(rng):
    return [
        ((2 * rng.normal(size=(n, CLASSES))).astype(np.float32), one_hot(rng.integers(0, CLASSES, n)))
        for n in (7, 1, 13, 64)
    ]


def large_loss_cases(rng):
    """Logits of hundreds, right and wrong: exp overflows, and log(softmax) is −∞ for unlikely labels."""
    logits = (rng.choice([-1, 1], (8, CLASSES)) * rng.uniform(100, 500, (8, CLASSES))).astype(np.float32)
    worst = one_hot(logits.argmin(axis=1))
    best = one_hot(logits.argmax(axis=1))
    half = np.where(np.arange(8)[:, None] < 4, worst, best)
    return [(logits, worst), (logits, half)]


def mean(z, y):
    return softmax_cross_entropy(z, y).mean()


def of_probabilities(p, y, least):
    """The mean cross-entropy of probabilities that are clipped at ``least``."""
    return -np.mean(np.sum(y * np.log(np.clip(p, least, 1 - least)), axis=1))


def down_the_batch(z, y):
    """A mistake: the sum of cross-entropies with a softmax over the rows instead of the classes."""
    z = z.astype(float) - z.max(axis=0)
    return np.sum(y * (np.log(np.exp(z).sum(axis=0)) - z))


MISTAKES = (
    Mistake("sum-for-mean", "the rows' losses are added up, not averaged", lambda z, y: len(z) * mean(z, y)),
    Mistake(
        "mean-over-classes",
        "the mean goes over the classes too: it is divided by ten times too many",
        lambda z, y: mean(z, y) / CLASSES,
    ),
    Mistake("sign", "the sign is wrong: the loss is negative", lambda z, y: -mean(z, y)),
    Mistake(
        "sigmoid-for-softmax",
        "this is the mean of the sigmoid's cross-entropy: the classes are ten separate questions there",
        lambda z, y: sigmoid_cross_entropy(z, y).mean(),
    ),
    Mistake(
        "sigmoid-for-softmax",
        "this is the sigmoid's cross-entropy: the classes are ten separate questions there",
        lambda z, y: CLASSES * sigmoid_cross_entropy(z, y).mean(),
    ),
    Mistake(
        "softmax-twice",
        "softmax is applied twice: the cross-entropy takes the logits themselves",
        lambda z, y: mean(softmax(z), y),
    ),
    Mistake(
        "logits-for-probabilities",
        "the logits are taken for probabilities: softmax is missing",
        lambda z, y: of_probabilities(z / z.sum(axis=1, keepdims=True), y, 1e-7),
    ),
    Mistake("log-base-2", "the logarithm is to the base 2", lambda z, y: mean(z, y) / np.log(2)),
    Mistake(
        "squared-error",
        "this is the mean squared error of the probabilities",
        lambda z, y: np.mean((softmax(z) - y) ** 2),
    ),
    *(
        Mistake(
            "softmax-over-rows",
            "softmax goes over the rows of the batch, not over the classes",
            lambda z, y, by_rows=by_rows: down_the_batch(z, y) / (len(z) if by_rows else CLASSES),
        )
        for by_rows in (True, False)
    ),
)

LARGE_MISTAKES = (
    *(
        Mistake(
            "clipped-loss",
            mark("the probabilities are clipped at {text}, so that a large loss is cut off", text=text),
            lambda z, y, least=float(text): of_probabilities(softmax(z), y, least),
        )
        for text in ("1e-7", "1e-8", "1e-10", "1e-12")
    ),
    *MISTAKES,
)


@check(
    "loss.shift",
    "property",
    1,
    title="loss depends on the differences of the logits, and on no order of the rows",
    hint="Softmax does not change when a number is added to all logits of a row.",
)
def shifted(exam):
    """Adding a number to all logits of a row, or reordering the rows, changes nothing."""
    found = []
    for z, y in loss_cases(exam.rng)[:3]:
        base, bound = asked(exam, z, y)
        shift = exam.rng.uniform(2, 5, (len(z), 1)).astype(np.float32)
        order = exam.rng.permutation(len(z))
        for said, *moved in (
            (say("the same number is added to all logits of a row"), z + shift, y),
            (say("the rows come in another order"), z[order], y[order]),
        ):
            other, room = asked(exam, *moved)
            if not abs(other - base) <= bound + room:
                raise wrong(
                    "loss is {base:.6g}, and {other:.6g} when {said}.",
                    "Softmax depends on the differences of a row's logits alone, and a mean on no order.",
                    base=base,
                    other=other,
                    said=said,
                )
        found.append(base)
    if len(set(found)) == 1:
        raise wrong(
            "loss is {found:.6g} for every input.", "The loss has to depend on logits and labels.", found=found[0]
        )
    return passed()


def asked(exam, z, y):
    """The loss, and the bound on the error that a right one may have."""
    return float(answer(exam, "loss", z, y, shape=())), float(tolerance(exam.oracle.loss, (z, y))[0])


CHECKS = (
    shape("loss", loss_cases, 1, hint="The loss is one number: the mean over all the rows."),
    values("loss", loss_cases, 2, mistakes=MISTAKES),
    values(
        "loss",
        large_loss_cases,
        1,
        mistakes=LARGE_MISTAKES,
        id="loss.large",
        title="loss is right for large logits",
        hint="log(softmax(z)) breaks down for large logits: use an operation that takes the logits themselves.",
        needs=("loss.values",),
    ),
    shifted,
    uses_package("loss", "tensorflow", 1, others=("keras",)),
)
