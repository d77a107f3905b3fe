"""Checks of ``predict`` on a trained classifier of digits.

The right answers of a trained model are unknown, so these checks compare its answers with each other. None gives credit
to a model that answers every digit alike.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say
from grader.checks.asking import wrong
from grader.checks.check import Check, check
from grader.checks.closeness import close, explain
from grader.checks.numbers import number, shape_text
from grader.checks.observed import array_of, require_shape
from grader.checks.training.digits import Training, evaluation_digits, trained
from grader.checks.training.measurement import Measurement, calibrated
from grader.checks.unchanged import unwritten
from grader.exam.exam import Exam
from grader.exam.values import Model, Observed
from grader.result.outcome import Failed, Verdict, passed

CLASSES = 10
_WHAT = mark("The result of predict")
_MEMORISED = 0.5  # a gap that no honest training leaves: a dense net loses about 0.2
_SCORES = mark("Return the ten scores of each row (logits or probabilities), not the class that wins.")
INSTEAD = mark("Do not write into {argument}; compute a new array.")


def scores(exam: Exam, model: Model, x: Array) -> Array:
    """What ``predict`` returns for x (n, 784): (n, 10) finite numbers."""
    return scores_of(exam.call("predict", model, x), len(x))


def scores_of(observed: Observed, rows: int) -> Array:
    """The result of ``predict`` for that many rows, as an array (rows, 10)."""
    _require_scores(observed, rows)
    return array_of(observed, _WHAT, integers=True)


def _require_scores(observed: Observed, rows: int) -> None:
    array = observed.array
    if array is not None and array.shape in ((rows,), (rows, 1)) and rows > 1:
        raise wrong(
            "{what} has the shape {shape}; ({rows}, {classes}) was expected.",
            _SCORES,
            "classes-for-scores",
            what=_WHAT,
            shape=shape_text(array.shape),
            rows=rows,
            classes=CLASSES,
        )
    require_shape(observed, _WHAT, (rows, CLASSES))


def require_varied(found: Array) -> None:
    """Raises Failed if all rows have the same scores."""
    if not np.any(np.ptp(found, axis=0) > 0):
        raise wrong(
            "predict gives the same scores for every digit, whatever is on it.",
            "The scores have to depend on x.",
            "constant",
        )


def require_scores(exam: Exam, model: Model, x: Array) -> None:
    """Raises Failed if predict returns one-hot classes instead of scores.

    It is asked about digits x (n, 784), and about the same at a thousandth of their brightness. The probabilities of a
    very certain network may all round to 0 and 1, but not if there is almost nothing to see.
    """
    found = scores(exam, model, np.concatenate([x, x / 1000]).astype(np.float32))
    if np.all((found == 0) | (found == 1)) and np.all(found.sum(axis=1) == 1):
        raise wrong(
            "predict returned a single 1 and nine zeros for each row, for digits that can hardly be seen too: these "
            "are classes, not scores.",
            _SCORES,
            "classes-for-scores",
        )


def _bound(found: Array) -> float:
    """The error of float32 in a network of unknown weights: 2e-5 of the largest score."""
    return 2e-5 * max(float(np.abs(found).max()), 1.0)


def predict_shape(training: Training, points: int, *, needs: tuple[str, ...] = ("train.runs",)) -> Check:
    """Checks for (n, 10) finite scores for several n, once by keyword."""

    @check(
        "predict.shape",
        "shape",
        points,
        title="predict returns ten scores for each row",
        hint="Return an array of the shape (n, 10): logits or probabilities.",
        needs=needs,
    )
    def judged(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        for rows in (1, 13, 64):
            found = scores(exam, model, evaluation_digits(exam.rng, rows).x)
            if rows > 1:
                require_varied(found)
        observed = exam.call("predict", model=model, x=evaluation_digits(exam.rng, 7).x)
        _require_scores(observed, 7)
        return passed(say("Right for 4 sizes."))

    return judged


def predict_rows(training: Training, points: int) -> Check:
    """Checks that permuting the rows permutes the scores, and that a row alone keeps its scores."""

    @check(
        "predict.rows",
        "property",
        points,
        title="predict treats every row alike",
        hint="Each row's scores may depend on that row and the model alone.",
    )
    def judged(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        x = evaluation_digits(exam.rng, 101).x
        order = exam.rng.permutation(len(x))
        whole = scores(exam, model, x)
        require_varied(whole)
        require_scores(exam, model, x[:50])
        bound = _bound(whole)
        moved = scores(exam, model, x[order])
        _require_alike(moved, whole[order], bound, say("when the rows of x come in another order"))
        one = int(exam.rng.integers(len(x)))
        single = scores(exam, model, x[[one]])
        said = say("for a row alone than for the same row among {count}", count=len(x))
        _require_alike(single, whole[[one]], bound, said)
        return passed()

    return judged


def _require_alike(came: Array, wanted: Array, bound: float, when: str) -> None:
    if not close(came, wanted, bound):
        text = explain(came, wanted, bound)["text"]
        raise wrong("predict gives other scores {when}. {text}", mistake="rows-mixed", when=when, text=text)


def predict_unchanged(training: Training, points: int) -> Check:
    """Checks that predict leaves x unchanged and gives the same answer when asked again."""

    @check(
        "predict.inputs_unchanged",
        "property",
        points,
        title="predict leaves x unchanged and gives the same answer again",
        hint="Predicting may change neither x nor the model.",
    )
    def judged(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        x = evaluation_digits(exam.rng, 37).x
        first = scores(exam, model, x)
        require_varied(first)
        unwritten(exam, "predict", model, x, hint=INSTEAD)
        again = scores(exam, model, x)
        if not close(again, first, _bound(first)):
            raise wrong(
                "predict gives other scores when it is asked again. {text}",
                "Nothing in predict may be random, and predicting may not change the model.",
                "predict-not-repeatable",
                text=explain(again, first, _bound(first))["text"],
            )
        return passed()

    return judged


def moved_check(training: Training, measurement: Measurement, points: int) -> Check:
    """Checks accuracy on moved digits; the message says if it is far below that on real ones."""
    measured = calibrated(
        measurement,
        "predict reads digits that were shifted and turned a little",
        points,
        what="accuracy on digits that were shifted by up to two pixels and turned by up to eight degrees",
        hint="A model that has learned shapes still reads most digits when they move a little.",
        needs=("predict.shape", "train.accuracy"),
    )

    def judge(exam: Exam) -> Verdict:
        try:
            verdict = measured.judge(exam)
        except Failed as failed:
            said = failed.verdict
            if "values" not in said.evidence:  # it was not measured
                raise
            gap = _gap(exam, training)
            mistake = "memorised" if gap["gap"] >= _MEMORISED else said.mistake
            message = _with_gap(said.message, gap)
            raise Failed(message, said.hint, mistake, evidence={**said.evidence, **gap}) from failed
        gap = _gap(exam, training)
        return replace(verdict, message=_with_gap(verdict.message, gap), evidence={**verdict.evidence, **gap})

    return measured.replace(judge=judge, recipe=None)


def _with_gap(message: str, gap: dict[str, float]) -> str:
    if gap["gap"] < _MEMORISED:
        return message
    return say(
        "{message} On digits as they were scanned it is {real}: the answers seem to be remembered, not read.",
        message=message,
        real=number(gap["real"]),
    )


def _gap(exam: Exam, training: Training) -> dict[str, float]:
    """The first model's accuracy on digits as scanned, and how far that is above its accuracy on moved ones."""
    found = trained(exam, training)
    return {"real": round(found.real, 6), "gap": round(found.real - found.moved, 6)}
