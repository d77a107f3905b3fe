"""Checks of a trained network for two classes whose ``predict`` returns probabilities (n, 1).

Only the probabilities are used, so the model may be anything: they are read, compared and turned into logits.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.asking import answer, wrong
from grader.checks.cases import case_text
from grader.checks.check import Check, check
from grader.checks.closeness import close
from grader.checks.numbers import U32, number
from grader.checks.observed import require_shape
from grader.checks.oracle.activations import sigmoid
from grader.checks.unchanged import INSTEAD, unwritten
from grader.exam.exam import Exam
from grader.exam.values import Model
from grader.result.outcome import Failed, Verdict, passed

Asked = Callable[[Exam], tuple[Model, Array]]  # a model, and rows X (n, features) to ask it about

LEAST_SPAN = 0.05  # between the predictions of a model that has learned anything

# Of a probability: far more than float32 loses in a few dozen additions, far less than a dependence on other rows.
ROW_TOLERANCE = 1e-4


def probabilities(exam: Exam, model: Model, X: Array) -> Array:
    """What ``predict`` returns for X: (rows, 1) as float64."""
    return answer(exam, "predict", model, X, shape=(len(X), 1), integers=True)


def predict_shape(trained: Asked, points: int) -> Check:
    """Checks the shape for one row, a prime number of rows and many; the last by keyword."""

    @check(
        "predict.shape",
        "shape",
        points,
        title="predict returns the right shape",
        hint="Print the shapes of X and of the result: one probability for each row, as a column.",
        needs=("train.runs",),
    )
    def judged(exam: Exam) -> Verdict:
        model, X = trained(exam)
        for n in (5, 1, 31):
            rows = X[:n]
            observed = exam.call("predict", model=model, X=rows) if n == 31 else exam.call("predict", model, rows)
            require_shape(observed, say("The result of predict"), (n, 1), case_text(("X",), (rows,)))
        return passed()

    return judged


def predict_probabilities(trained: Asked, untrained: Asked, points: int) -> Check:
    """Checks for varied numbers between 0 and 1: not logits, not classes, not a sigmoid applied twice."""

    @check(
        "predict.probabilities",
        "numerics",
        points,
        title="predict returns probabilities",
        hint="The sigmoid of the logits, once, and not rounded.",
    )
    def judged(exam: Exam) -> Verdict:
        model, X = trained(exam)
        came = probabilities(exam, model, X)
        low, high = float(came.min()), float(came.max())
        span = say(
            "The {count} predictions lie between {low} and {high}", count=len(X), low=number(low), high=number(high)
        )
        if low < 0 or high > 1:
            raise wrong(
                "{span}; probabilities lie between 0 and 1.",
                "These look like logits: a sigmoid makes probabilities of them.",
                "logits-for-probabilities",
                span=span,
            )
        if high - low < LEAST_SPAN:
            raise wrong(
                "predict returned {low} for every row." if low == high else "{span}: nearly the same for every row.",
                "The output has to depend on X: do the hidden units differ when training begins?",
                "constant" if low == high else "",
                low=number(low),
                span=span,
            )
        if _zeros_and_ones(came):
            raise _only_zeros_and_ones(exam, untrained)
        # sigmoid maps [0, 1] into this range; predictions that all lie above ½ separate no classes
        if low >= 0.5 - U32 and high <= sigmoid(np.array(1.0)) + 8 * U32:
            raise wrong(
                "{span}, where the sigmoid of a probability lies.",
                "The sigmoid seems to be applied twice.",
                "sigmoid-twice",
                span=span,
            )
        return passed(f"{span}.")

    return judged


def _zeros_and_ones(p: Array) -> bool:
    return bool(np.all((p == 0) | (p == 1)))


def _only_zeros_and_ones(exam: Exam, untrained: Asked) -> Failed:
    """The failure if every prediction is 0 or 1. An untrained network shows the cause: rounding, or weights that ran
    away."""
    if _zeros_and_ones(probabilities(exam, *untrained(exam))):
        return wrong(
            "predict returned only 0 and 1, for an untrained model too: these are classes, not probabilities.",
            "Leave out the rounding or the comparison with 0.5.",
            "classes-for-probabilities",
        )
    return wrong(
        "predict returned only 0 and 1 for the trained model, though not for an untrained one: training drove the "
        "weights so far that the sigmoid rounds to 0 and 1.",
        "Look at the loss every 20 steps: it has to fall.",
        "training-diverges",
    )


def predict_rows(trained: Asked, points: int, instead: str = INSTEAD) -> Check:
    """Checks that a row's answer never changes: asked again, in another order, or alone; and that X is unchanged.

    ``instead`` is the hint if predict wrote into X, as in ``unwritten``.
    """

    @check(
        "predict.rows",
        "property",
        points,
        title="predict treats every row alike, each time it is asked",
        hint="A prediction depends on the trained weights and on its own row alone.",
    )
    def judged(exam: Exam) -> Verdict:
        model, X = trained(exam)
        X = X[:60]
        unwritten(exam, "predict", model, X, hint=instead)
        came = probabilities(exam, model, X)
        if float(np.ptp(came)) < LEAST_SPAN:
            raise wrong("predict returned nearly the same number for every row.", "The output has to depend on X.")
        order = exam.rng.permutation(len(X))
        one = int(exam.rng.integers(len(X)))
        asked = (
            (say("when it is asked a second time"), probabilities(exam, model, X), came),
            (say("when the rows come in another order"), probabilities(exam, model, X[order]), came[order]),
            (say("for a row alone"), probabilities(exam, model, X[[one]]), came[[one]]),
        )
        for when, again, before in asked:
            if not close(again, before, ROW_TOLERANCE):
                raise wrong(
                    "predict gives other values {when}: up to {np} apart.",
                    "A prediction depends on the trained weights and on its own row, and on nothing else.",
                    "rows-mixed",
                    when=when,
                    np=number(float(np.max(np.abs(again - before)))),
                )
        return passed()

    return judged


# --- the number of updates --------------------------------------------------------------------------------------

HUGE_RATE = 100_000.0  # one update at this rate makes every prediction certain, with any optimiser
DOUBT = 0.01  # an updated network has less
NO_DOUBT = 1e-5  # an initial network has more: this is a logit of 11.5, four deviations with weights from N(0, 1)


def _certain_share(exam: Exam, model: Model, X: Array, doubt: float) -> float:
    """The share of rows whose prediction is within ``doubt`` of 0 or 1.

    NaN counts as certain: at these rates, formulas for tanh that overflow are no mistake.
    """
    observed = exam.call("predict", model, X)
    require_shape(observed, say("The result of predict"), (len(X), 1))
    p = np.asarray(observed.array, dtype=np.float64)
    return float(np.mean(~((p > doubt) & (p < 1 - doubt))))


def first_step(train: Callable[..., tuple[Model, Array]], points: int, *, needs: tuple[str, ...]) -> Check:
    """Checks for no update with steps=0 and for one with steps=1, each visible at a huge learning rate.

    ``train(exam, learning_rate=, steps=)`` returns a model and rows to ask it about. Each is trained twice and fails
    only if both fail, since one network may fail because of its initial weights.
    """

    def certain(exam: Exam, steps: int, doubt: float) -> float:
        model, X = train(exam, learning_rate=HUGE_RATE, steps=steps)
        return _certain_share(exam, model, X, doubt)

    @check(
        "train.first_step",
        "learning",
        points,
        title="train makes no update with steps=0 and one with steps=1",
        hint="Count the updates that your loop makes for steps=0 and for steps=1.",
        needs=needs,
    )
    def judged(exam: Exam) -> Verdict:
        before = min(certain(exam, 0, NO_DOUBT) for _ in range(2))
        if not before <= 0.5:
            raise wrong(
                "With steps=0 and a learning rate of {rate}, {share} of the predictions are below {low} or above {high}, "
                "as they are after an update; an initial network is in doubt.",
                mistake="one-step-too-many",
                rate=number(HUGE_RATE),
                share=f"{before:.0%}",
                low=number(NO_DOUBT),
                high=number(1 - NO_DOUBT),
            )
        after = max(certain(exam, 1, DOUBT) for _ in range(2))
        if not after > 0.5:
            raise wrong(
                "With steps=1 and a learning rate of {rate}, only {share} of the predictions are below 0.01 or above "
                "0.99; a single update at that rate leaves no doubt.",
                mistake="one-step-too-few",
                rate=number(HUGE_RATE),
                share=f"{after:.0%}",
            )
        return passed(say("No update with steps=0, one with steps=1."))

    return judged


# --- biases ----------------------------------------------------------------------------------------------------

IN_DOUBT = 0.002  # predictions at least this far from 0 and 1: their float32 logits are accurate to 1e-4
SAME_SUM = 1e-3  # of the span of the logits; found were 0.09 and more in right styles, 1e-6 without a hidden bias


def hidden_bias(trained: Asked, points: int) -> Check:
    """Checks that the hidden layer of tanh units has biases.

    tanh is odd: without biases the logits of x and of −x have the same sum for every x.
    """

    @check(
        "train.hidden_bias",
        "property",
        points,
        title="train adds and trains the hidden layer's biases",
        hint="Compare what train computes with the formulas of both layers, term by term.",
        needs=("predict.probabilities", "train.accuracy"),
    )
    def judged(exam: Exam) -> Verdict:
        model, X = trained(exam)
        x = np.concatenate([X[:100] / 2, X[:100], 2 * X[:100]])
        there, opposite = np.split(probabilities(exam, model, np.concatenate([x, -x])).ravel(), 2)
        in_doubt = np.minimum(np.minimum(there, 1 - there), np.minimum(opposite, 1 - opposite)) > IN_DOUBT
        logits, mirrored = (np.log(p[in_doubt]) - np.log1p(-p[in_doubt]) for p in (there, opposite))
        if len(logits) < 20:
            return passed(say("Hardly a prediction is in doubt, so biases show nowhere."))
        if np.ptp(logits + mirrored) <= SAME_SUM * np.ptp(logits):
            raise wrong(
                "The logits of x and of −x add up to {sum} for each of {count} points x: no bias is added in the "
                "hidden layer, or it stays 0.",
                "Compare what train computes, and which variables it updates, with the formulas of both layers.",
                "no-hidden-bias",
                sum=number(float(np.mean(logits + mirrored))),
                count=len(logits),
            )
        return passed(say("The hidden layer has biases that were trained."))

    return judged
