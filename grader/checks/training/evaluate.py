"""Checks that ``evaluate`` reports the true accuracy of the predictions."""

from __future__ import annotations

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.asking import wrong
from grader.checks.check import Check, check
from grader.checks.numbers import number
from grader.checks.observed import array_of, require_shape
from grader.checks.training.digits import Training, evaluation_digits, trained, training_digits
from grader.checks.training.labels import derived_seed, one_hot
from grader.checks.training.predict import CLASSES, INSTEAD, require_varied, scores
from grader.checks.unchanged import unwritten
from grader.exam.exam import Exam
from grader.exam.values import Model
from grader.result.outcome import Verdict, passed

_SHARE_ERROR = 1e-6  # of a share in float32, in any order of additions


def _clear_rows(exam: Exam, training: Training, count: int, steps: int = 0) -> tuple[Model, Array, Array]:
    """A model, digits x (count, 784), and the classes that predict clearly gives them.

    The model is the one that most checks share, or one after few ``steps``, whose scores are less certain. Rows whose
    two best scores are close are left out: another batch size could change their class.
    """
    model = _after(exam, training, steps) if steps else trained(exam, training).model
    x = evaluation_digits(exam.rng, 2 * count).x
    found = scores(exam, model, x)
    best = np.sort(found, axis=1)
    lead = best[:, -1] - best[:, -2]
    scale = max(float(np.abs(found).max()), 1.0)
    if steps:  # at random, not those with the largest lead: uncertain rows count as well
        told_apart = exam.rng.permutation(np.flatnonzero(lead > 1e-3 * scale))[:count]
        if len(told_apart) < count or not np.any(np.ptp(found, axis=0) > 0):
            return _clear_rows(exam, training, count)  # after so few steps equal scores are no mistake
        return model, x[told_apart], found[told_apart].argmax(axis=1)
    require_varied(found)
    chosen = exam.rng.permutation(np.argsort(-lead, kind="stable")[:count])
    if not lead[chosen].min() > 1e-6 * scale:
        raise wrong(
            "predict gives its two best classes the same score, so no class wins.",
            "Train first: scores of different classes have to differ.",
        )
    return model, x[chosen], found[chosen].argmax(axis=1)


def _after(exam: Exam, training: Training, steps: int) -> Model:
    digits = training_digits(exam.rng, 200)
    return training.model(exam, digits.x, digits.y, derived_seed(exam.rng), steps=steps)


def _labels(rng: np.random.Generator, predicted: Array, right: int) -> Array:
    """One-hot labels that agree with exactly ``right`` of the predicted classes."""
    other = (predicted + rng.integers(1, CLASSES, len(predicted))) % CLASSES
    agree = rng.permutation(len(predicted)) < right
    return one_hot(np.where(agree, predicted, other))


def _evaluated(exam: Exam, model: Model, x: Array, y: Array, by_keyword: bool = False) -> float:
    if by_keyword:
        observed = exam.call("evaluate", model=model, x=x, y=y)
    else:
        observed = exam.call("evaluate", model, x, y)
    if observed.kind == "sequence" or (observed.array is not None and observed.array.shape == (2,)):
        raise wrong(
            "evaluate returned several numbers; the accuracy alone was expected.",
            "Keras' evaluate gives the loss and the metrics: return the accuracy.",
        )
    require_shape(observed, say("The result of evaluate"), ())
    return float(array_of(observed, say("The result of evaluate"), integers=True))


def evaluate_shape(training: Training, points: int) -> Check:
    """Checks that evaluate returns one number between 0 and 1."""

    @check(
        "evaluate.shape",
        "shape",
        points,
        title="evaluate returns one number between 0 and 1",
        hint="Return the share of rows whose predicted class is the one in y, as one number.",
        needs=("predict.shape",),
    )
    def judged(exam: Exam) -> Verdict:
        came = set()
        for rows, right in ((1, 1), (13, 4), (40, 30)):
            model, x, predicted = _clear_rows(exam, training, rows)
            y = _labels(exam.rng, predicted, right)
            value = _evaluated(exam, model, x, y, by_keyword=rows == 13)
            if not 0 <= value <= 1:
                raise wrong(
                    "evaluate returned {value}; an accuracy lies between 0 and 1.",
                    "Return the share of right answers, not per cent or how many." if 1 < value <= 100 else "",
                    "per-cent" if abs(value - 100 * right / rows) < 0.01 else "",
                    value=number(value),
                )
            came.add(round(value, 6))
        if len(came) == 1:
            raise wrong(
                "evaluate returned {came} for labels that fit well and for labels that do not.",
                "Compare the predicted classes with the labels in y.",
                "evaluate-constant",
                came=number(came.pop()),
            )
        return passed(say("Right for 3 sizes."))

    return judged


def evaluate_truth(training: Training, points: int) -> Check:
    """Checks for 0, ½ and 1 on labels made from the model's own predictions."""

    @check(
        "evaluate.truth",
        "learning",
        points,
        title="evaluate tells the truth where it is 0, ½ and 1",
        hint="Count on exactly the rows that are given, by the classes that predict gives them.",
    )
    def judged(exam: Exam) -> Verdict:
        model, x, predicted = _clear_rows(exam, training, 122)
        rows, worst = len(predicted), 0.0
        for right, said in ((0, say("none")), (rows // 2, say("half")), (rows, say("all"))):
            y = _labels(exam.rng, predicted, right)
            value = _evaluated(exam, model, x, y)
            said = say("labels of which {said} are what predict says", said=said)
            worst = max(worst, _require_share(value, right, rows, said))
        return passed(margin=worst)

    return judged


def evaluate_share(training: Training, points: int) -> Check:
    """Checks other shares on other numbers of rows; every row must count."""

    @check(
        "evaluate.values",
        "numerics",
        points,
        title="evaluate counts every row once",
        hint="The accuracy is the number of right rows divided by the number of rows that were given.",
    )
    def judged(exam: Exam) -> Verdict:
        worst = 0.0
        for rows, steps in ((1, 0), (37, 0), (211, 0), (40, 3)):
            model, x, predicted = _clear_rows(exam, training, rows, steps)
            right = int(exam.rng.integers(rows // 5, rows - rows // 5 + 1))
            value = _evaluated(exam, model, x, _labels(exam.rng, predicted, right))
            said = say("labels of which {right} of {rows} are what predict says", right=right, rows=rows)
            worst = max(worst, _require_share(value, right, rows, said))
        return passed(margin=worst)

    return judged


def _require_share(value: float, right: int, rows: int, on: str) -> float:
    """Returns the error as a share of what float32 may lose. Raises Failed if it is more."""
    share = right / rows
    if abs(value - share) <= _SHARE_ERROR:
        return round(abs(value - share) / _SHARE_ERROR, 6)
    said, name = "", ""
    if abs(value - 100 * share) <= 1e-4 and share:
        said, name = say(" That is per cent."), "per-cent"
    elif abs(value - right) <= 1e-4 and right > 1:
        said, name = say(" That is how many are right, not their share."), "count-for-share"
    elif value == round(share):
        said, name = say(" That is the share, rounded to a whole number."), "rounded"
    elif abs(value - (1 - share)) <= 1e-6:
        said, name = say(" That is the share of wrong rows."), "error-rate"
    elif abs(value - (1 - 2 * (1 - share) / CLASSES)) <= 1e-6:
        said, name = say(" That counts the ten columns one by one, not the rows."), "columns-counted"
    raise wrong(
        "evaluate returned {value} on {rows} rows with {on}; {share} is the truth.{said}",
        mistake=name,
        value=number(value),
        rows=rows,
        on=on,
        share=number(share),
        said=said,
    )


def evaluate_unchanged(training: Training, points: int) -> Check:
    """Checks that the order of the rows does not matter and that x and y are unchanged."""

    @check(
        "evaluate.inputs_unchanged",
        "property",
        points,
        title="evaluate takes rows in any order and leaves x and y unchanged",
        hint="Compare row by row, and write into neither x nor y.",
    )
    def judged(exam: Exam) -> Verdict:
        model, x, predicted = _clear_rows(exam, training, 53)
        y = _labels(exam.rng, predicted, 31)
        order = exam.rng.permutation(len(x))
        first, moved = _evaluated(exam, model, x, y), _evaluated(exam, model, x[order], y[order])
        if not abs(first - moved) <= 1e-6:
            raise wrong(
                "evaluate gives {first}, and {moved} when the same rows come in another order.",
                "Every row counts once, with its own label, wherever it stands.",
                first=number(first),
                moved=number(moved),
            )
        other = _evaluated(exam, model, x, np.roll(y, 1, axis=1))
        if abs(first - other) <= 1e-6:
            raise wrong(
                "evaluate gives {first} for other labels, too.",
                "The accuracy has to depend on y.",
                first=number(first),
            )
        unwritten(exam, "evaluate", model, x, y, hint=INSTEAD)
        return passed()

    return judged
