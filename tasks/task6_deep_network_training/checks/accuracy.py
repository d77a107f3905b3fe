"""``accuracy(probabilities, labels)``: the share of rows on the label's side of 0.5."""

import numpy as np

from grader.checks import (
    U32,
    Mistake,
    answer,
    array_of,
    check,
    number,
    passed,
    require_shape,
    say,
    shape,
    unwritten,
    values,
    wrong,
)

from .trained import INSTEAD, labels_of


def scored(rng, n, right):
    """Probabilities and labels (n, 1) with exactly ``right`` rows on the label's side of 0.5, none near it."""
    labels = labels_of(rng, n)
    sure = rng.uniform(0.52, 0.98, (n, 1))
    hit = np.zeros((n, 1), dtype=bool)
    hit[rng.choice(n, right, replace=False)] = True
    return np.where((labels > 0.5) == hit, sure, 1 - sure).astype(np.float32), labels


def cases(rng):
    """The accuracy is never ½, so that a comparison the wrong way round changes it."""
    return [
        scored(rng, n, int(right))
        for n, right in ((7, rng.integers(4, 7)), (40, rng.integers(24, 39)), (13, 9), (1, 1), (257, 200))
    ]


def bound(probabilities, labels):
    """Shares of n rows are equal or at least 1/n apart: a hundredth of that covers any rounding."""
    return [0.01 / len(labels)]


def share(p, y):
    return np.mean((p > 0.5) == (y > 0.5))


MISTAKES = (
    Mistake("per-cent", "this is in per cent; a share between 0 and 1 is asked", lambda p, y: 100 * share(p, y)),
    Mistake("count", "this is the number of right rows, not their share", lambda p, y: len(y) * share(p, y)),
    Mistake(
        "threshold-side",
        "this is the share of wrong rows: the comparison or the threshold points the other way",
        lambda p, y: 1 - share(p, y),
    ),
    Mistake(
        "threshold-zero",
        "every row counts as class 1: probabilities are compared with 0, as if they were logits",
        lambda p, y: np.mean(y),
    ),
    Mistake("no-threshold", "probabilities are compared with the labels as they are", lambda p, y: np.mean(p == y)),
    Mistake(
        "broadcast",
        "every row is compared with every label: (n,) and (n, 1) were broadcast",
        lambda p, y: share(p, y.T),
    ),
    Mistake(
        "mean-error", "this is one minus the mean distance, not the share", lambda p, y: 1 - np.mean(np.abs(p - y))
    ),
    Mistake("rounded", "the share is rounded to 0 or 1", lambda p, y: np.round(share(p, y))),
)


@check(
    "accuracy.rows",
    "property",
    1,
    title="accuracy counts each row with its own label",
    hint="Compare row by row; look at the shapes of what you compare.",
)
def rows_alone(exam):
    """Another order of the rows leaves the accuracy unchanged; opposite labels give one minus the accuracy."""
    for probabilities, labels in cases(exam.rng)[:3]:
        order = exam.rng.permutation(len(labels))
        asked = ((probabilities, labels), (probabilities[order], labels[order]), (probabilities, 1 - labels))
        came, moved, swapped = (untouched(exam, p, y) for p, y in asked)
        if not abs(moved - came) <= 8 * U32:
            raise wrong(
                "The accuracy is {came}, and {moved} when the rows come in another order.",
                "Compare each row with its own label.",
                "rows-mixed",
                came=number(came),
                moved=number(moved),
            )
        if not abs(swapped - (1 - came)) <= 8 * U32:
            raise wrong(
                "The accuracy is {came}, and {swapped} with every label the other way round; the two "
                "should add up to 1.",
                "A row that is right becomes wrong when its label changes, and the reverse.",
                came=number(came),
                swapped=number(swapped),
            )
    return passed()


def untouched(exam, p, y):
    """The student's accuracy. Raises Failed if it wrote into its arguments."""
    observed = unwritten(exam, "accuracy", p, y, hint=INSTEAD)
    require_shape(observed, say("The result of accuracy"), ())
    return float(array_of(observed, say("The accuracy"), integers=True))


@check(
    "accuracy.truth",
    "learning",
    1,
    title="accuracy is 0, ½ and 1 where it must be",
    hint="Count the rows where (p > 0.5) agrees with the label, and divide by how many there are.",
)
def truth(exam):
    """Cases whose accuracy is known: all wrong, half right, all right."""
    for n in (8, 50):
        for right, wanted in ((0, 0.0), (n // 2, 0.5), (n, 1.0)):
            asked = scored(exam.rng, n, right)
            came = float(answer(exam, "accuracy", *asked, shape=(), what="The accuracy", integers=True))
            if not abs(came - wanted) <= 8 * U32:
                raise wrong(
                    "The accuracy is {came} where {right} of {n} rows are right, so {wanted} was expected.",
                    came=number(came),
                    right=right,
                    n=n,
                    wanted=number(wanted),
                )
    return passed()


CHECKS = (
    shape("accuracy", cases, 1, hint="The accuracy of a whole batch is one number."),
    values("accuracy", cases, 2, mistakes=MISTAKES, tolerance=bound),
    rows_alone,
    truth,
)
