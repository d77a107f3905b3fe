"""``cost(output, Y)``: the mean binary cross-entropy, one number."""

import numpy as np

from grader.checks import (
    U32,
    Mistake,
    answer,
    check,
    number,
    passed,
    reordered,
    repeated,
    shape,
    sigmoid,
    tolerance,
    unchanged,
    unmoved,
    values,
    wrong,
)

from .network import cross_entropy, labels

CLIPPING = 1e-7  # the largest constant that may keep a logarithm finite


def output_cases(rng):
    """(output, Y) well inside (0, 1). In the case with most rows the first rows cost least: no first part has the whole
    mean."""
    cases = [(rng.uniform(0.02, 0.98, (n, 1)), labels(rng, n)) for n in (7, 1, 13, 257)]
    output, Y = cases.pop()
    order = np.argsort(np.abs(output - Y)[:, 0])
    return [*cases, (output[order], Y[order])]


def wide_output_cases(rng):
    """The same, and a case at the ends of the range in which the cost is compared."""
    edge = np.array([[0.001], [0.999], [0.999], [0.001]])
    return [*output_cases(rng), (edge, labels(rng, 4))]


def certain_cases(rng):
    """Adds a case whose outputs are partly exactly 0 and 1, and right: clipping in place would change them."""
    Y = labels(rng, 6)
    output = np.where(np.arange(6)[:, None] < 4, Y, rng.uniform(0.2, 0.8, (6, 1)))
    return [*output_cases(rng), (output, Y)]


def cost_bound(output, Y):
    """The rounding of the formula, and the effect of a clipping constant: log(p + c) − log(p) is at most c / p."""
    right = np.where(Y > 0.5, output, 1 - output)
    (bound,) = tolerance(cross_entropy, (output, Y))
    return [bound + CLIPPING * np.mean(1 / right)]


def mean(name, message, per_row):
    return Mistake(name, message, lambda o, Y: per_row(o, Y).mean())


def scaled(name, message, factor):
    return Mistake(name, message, lambda o, Y: factor(len(Y)) * cross_entropy(o, Y))


MISTAKES = (
    scaled("summed", "this is the sum over the rows, not the mean", lambda m: m),
    scaled("sign", "the sign is wrong: a cost is never negative", lambda m: -1),
    scaled("halved", "this is half the mean: there is a factor 2 too many", lambda m: 1 / 2),
    scaled("log-base-2", "the logarithm has the base 2", lambda m: 1 / np.log(2)),
    scaled("log-base-10", "the logarithm has the base 10", lambda m: 1 / np.log(10)),
    mean("only-ones", "only the rows with the label 1 count", lambda o, Y: -Y * np.log(o)),
    mean("only-zeros", "only the rows with the label 0 count", lambda o, Y: -(1 - Y) * np.log(1 - o)),
    mean("squared-error", "this is the mean squared error", lambda o, Y: (o - Y) ** 2),
    mean("half-squared-error", "this is half the mean squared error", lambda o, Y: (o - Y) ** 2 / 2),
    mean("absolute-error", "this is the mean absolute error", lambda o, Y: np.abs(o - Y)),
    mean(
        "second-term",
        "in the second term, 1 − Y meets log(output) instead of log(1 − output)",
        lambda o, Y: -(Y * np.log(o) + (1 - Y) * np.log(o)),
    ),
    mean(
        "inner-sign", "the two terms are subtracted, not added", lambda o, Y: -(Y * np.log(o) - (1 - Y) * np.log(1 - o))
    ),
    Mistake("labels-swapped", "the labels 0 and 1 are swapped", lambda o, Y: cross_entropy(o, 1 - Y)),
    Mistake(
        "sigmoid-again",
        "the outputs are probabilities already, but go through the sigmoid again",
        lambda o, Y: cross_entropy(sigmoid(o), Y),
    ),
)


def cost_of(exam, output, Y):
    return float(answer(exam, "cost", output, Y, shape=(), context=" (one number)"))


@check(
    "cost.certain",
    "property",
    2,
    title="cost copes with outputs of exactly 0 and 1",
    hint="log(0) is −∞ and 0·∞ is NaN: keep the outputs a tiny bit away from 0 and 1.",
)
def certain_outputs(exam):
    """The cost is near 0 if all outputs are exactly their labels, and finite and large if one is the opposite."""
    for rows in (1, 6):
        Y = labels(exam.rng, rows)
        value = cost_of(exam, Y.copy(), Y)
        # |log(1 ± c)|, and the rounding of 1 − c
        if not abs(value) <= 4 * (CLIPPING + U32):
            clipped = 0 < abs(value) < 0.1 and is_clipped(exam, abs(float(np.expm1(-value))))
            raise wrong(
                "cost gives {value} where every output is exactly its label; nearly 0 was expected.",
                "Look at what 0·log(0) becomes. A constant that keeps the logarithm finite may be at most 1e-7."
                if clipped
                else "Where every output is its label, both terms of the cost are 0.",
                "clipped-too-much" if clipped else "",
                value=number(value),
            )
        for label in (0.0, 1.0):
            require_large(exam, Y, label)
    Y = labels(exam.rng, 9)
    value = cost_of(exam, 1 - Y, Y)
    if not value >= -np.log(CLIPPING + 2 * U32):
        raise wrong(
            "cost gives {value} if every output is certain and wrong; a finite number above 15 was expected.",
            "Keep the outputs away from 0 and 1 before the logarithm, so that the sum over any number of rows is finite.",
            value=number(value),
        )
    return passed()


def is_clipped(exam, constant):
    """Whether such a constant keeps the logarithm finite: certain wrong outputs cost −log(constant), and an output of ½
    costs log 2."""
    certain = [cost_of(exam, np.array([[1 - label]]), np.array([[label]])) for label in (0.0, 1.0)]
    half = cost_of(exam, np.array([[0.5]]), np.array([[1.0]]))
    like = all(abs(value + np.log(constant)) <= 0.02 * abs(np.log(constant)) for value in certain)
    return like and abs(half - np.log(2)) <= 4 * constant + CLIPPING


def require_large(exam, Y, label):
    """Raises Failed unless one certain and wrong output costs much. The other rows are right, so no sum overflows."""
    Y = np.vstack([Y[1:], [[label]]])
    output = Y.copy()
    output[-1] = 1 - label
    value = cost_of(exam, output, Y)
    least = -np.log(CLIPPING + 2 * U32) / len(Y)
    if not value >= least:
        clipped = value * len(Y) > 3 and is_clipped(exam, float(np.exp(-value * len(Y))))
        raise wrong(
            "cost gives {value} where one of {count} outputs is exactly {label:g} and its label is "
            "{label2:g}; at least {least} was expected.",
            "A certain and wrong output costs much: a constant that keeps the logarithm finite may be at most 1e-7."
            if clipped
            else "A certain and wrong output costs much: the logarithm of nearly 0 is far below 0.",
            "clipped-too-much" if clipped else "",
            value=number(value),
            count=len(Y),
            label=1 - label,
            label2=label,
            least=number(least),
        )


CHECKS = (
    shape(
        "cost",
        output_cases,
        1,
        hint="The cost is one number. sum and mean give one; a product of matrices gives a (1, 1) array.",
    ),
    values("cost", wide_output_cases, 3, mistakes=MISTAKES, tolerance=cost_bound),
    certain_outputs,
    unmoved(
        "cost",
        output_cases,
        1,
        reordered("cost gives {other} when the rows come in another order, and {base} before."),
        repeated("cost gives {other} when every row is there twice, and {base} before.", doubled="summed"),
        room=lambda exam, case, changed: 4 * cost_bound(*case)[0],
        constant="cost returned the same number for different outputs.",
        depends="The cost depends on the outputs.",
        id="cost.rows",
        title="cost is a mean over the rows",
        hint="The cost is a mean over the rows.",
    ),
    unchanged("cost", certain_cases, 1),
)
