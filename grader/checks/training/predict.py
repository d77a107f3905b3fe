"""Checks of ``predict`` and ``evaluate`` where a trained classifier of digits is opaque.

What a right model answers is not known, so these checks hold its answers against each other and
against labels that the grader makes from them. None gives credit to a model that answers every
digit alike.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say
from grader.checks.check import Check, custom
from grader.checks.closeness import close, explain
from grader.checks.numbers import number, shape_text
from grader.checks.observed import array_of, require_shape
from grader.checks.training.digits import Training, evaluation_digits, trained
from grader.checks.training.measurement import Measurement, calibrated
from grader.exam.exam import Exam
from grader.exam.values import Model, Observed
from grader.result.outcome import Failed, Verdict, passed

CLASSES = 10
_WHAT = mark("The result of predict")
_MEMORISED = 0.5  # a gap that no honest training leaves: a dense net loses about 0.2
_ONE_FOR_ALL = mark("predict gives the same scores for every digit, whatever is on it.")


def scores(exam: Exam, model: Model, x: Array) -> Array:
    """What ``predict`` returns for x (n, 784): (n, 10) finite numbers."""
    return scores_of(exam.call("predict", model, x), len(x))


def scores_of(observed: Observed, rows: int) -> Array:
    """What came from ``predict`` for that many rows, as an array."""
    _require_scores(observed, rows)
    return array_of(observed, _WHAT, integers=True)


def _require_scores(observed: Observed, rows: int) -> None:
    array = observed.array
    if array is not None and array.shape in ((rows,), (rows, 1)) and rows > 1:
        raise Failed(
            say(
                "{what} has the shape {shape}; ({rows}, {classes}) was expected.",
                what=_WHAT,
                shape=shape_text(array.shape),
                rows=rows,
                classes=CLASSES,
            ),
            hint=say("Return the ten scores of each row (logits or probabilities), not the class that wins."),
            mistake="classes-for-scores",
        )
    require_shape(observed, _WHAT, (rows, CLASSES))


def require_varied(found: Array) -> None:
    if not np.any(np.ptp(found, axis=0) > 0):
        raise Failed(_ONE_FOR_ALL, hint=say("The scores have to depend on x."), mistake="constant")


def require_scores(exam: Exam, model: Model, x: Array) -> None:
    """Raises Failed where predict answers with classes, one-hot, in place of scores.

    Asked of digits x (n, 784) and of the same at a thousandth of their brightness: probabilities of a network that is
    sure of itself may all round to 0 and 1, but not where there is next to nothing to see.
    """
    found = scores(exam, model, np.concatenate([x, x / 1000]).astype(np.float32))
    if np.all((found == 0) | (found == 1)) and np.all(found.sum(axis=1) == 1):
        raise Failed(
            say(
                "predict returned a single 1 and nine zeros for each row, for digits that can hardly be seen too: these "
                "are classes, not scores."
            ),
            hint=say("Return the ten scores of each row (logits or probabilities), not the class that wins."),
            mistake="classes-for-scores",
        )


def predict_shape(training: Training, points: int, *, needs: tuple[str, ...] = ("train.runs",)) -> Check:
    """(n, 10) finite scores for several n, once by keyword."""

    def judge(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        for rows in (1, 13, 64):
            _require_varied_or_single(scores(exam, model, evaluation_digits(exam.rng, rows).x))
        observed = exam.call("predict", model=model, x=evaluation_digits(exam.rng, 7).x)
        _require_scores(observed, 7)
        return passed(say("Right for 4 sizes."))

    return custom(
        "predict.shape",
        "predict returns ten scores for each row",
        "shape",
        points,
        judge,
        "Return an array of the shape (n, 10): logits or probabilities.",
        needs,
    )


def _require_varied_or_single(found: Array) -> None:
    if len(found) > 1:
        require_varied(found)


def predict_rows(training: Training, points: int) -> Check:
    """Permuting the rows permutes the scores; a row alone gives what it gives in company."""

    def judge(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        x = evaluation_digits(exam.rng, 101).x
        order = exam.rng.permutation(len(x))
        whole = scores(exam, model, x)
        require_varied(whole)
        require_scores(exam, model, x[:50])
        # float32 through a network of unknown weights: five digits of the largest score.
        bound = 2e-5 * max(float(np.abs(whole).max()), 1.0) * np.ones_like(whole)
        _require_alike(
            scores(exam, model, x[order]), whole[order], bound, say("when the rows of x come in another order")
        )
        one = int(exam.rng.integers(len(x)))
        single = scores(exam, model, x[[one]])
        _require_alike(
            single, whole[[one]], bound[[one]], say("for a row alone than for the same row among {count}", count=len(x))
        )
        return passed()

    return custom(
        "predict.rows",
        "predict treats every row alike",
        "property",
        points,
        judge,
        "Each row's scores may depend on that row and the model alone.",
        ("predict.shape",),
    )


def _require_alike(came: Array, wanted: Array, bound: Array, when: str) -> None:
    if not close(came, wanted, bound):
        raise Failed(
            say("predict gives other scores {when}. {text}", when=when, text=explain(came, wanted, bound)["text"]),
            hint=say("Each row's scores may depend on that row and the model alone."),
            mistake="rows-mixed",
        )


def predict_unchanged(training: Training, points: int) -> Check:
    """predict leaves x as it was, and answers the same when asked again."""

    def judge(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        x = evaluation_digits(exam.rng, 37).x
        first = scores(exam, model, x)
        require_varied(first)
        require_unchanged(exam, "predict", model, x)
        bound = 2e-5 * max(float(np.abs(first).max()), 1.0)
        again = scores(exam, model, x)
        if not close(again, first, bound):
            raise Failed(
                say(
                    "predict gives other scores when it is asked again. {text}",
                    text=explain(again, first, bound)["text"],
                ),
                hint=say("Nothing in predict may be random, and predicting may not change the model."),
                mistake="predict-not-repeatable",
            )
        return passed()

    return custom(
        "predict.inputs_unchanged",
        "predict leaves x unchanged and gives the same answer again",
        "property",
        points,
        judge,
        "Predicting may change neither x nor the model.",
        ("predict.shape",),
    )


def require_unchanged(exam: Exam, name: str, model: Model, x: Array, *more: Array) -> None:
    _, echo = exam.call_and_echo(name, model, x, *more)
    for argument, sent, after in zip(("x", "y"), (x, *more), echo[1:]):
        if after.array is None or after.array.shape != sent.shape or not np.array_equal(after.array, sent):
            raise Failed(
                say(
                    "{name} changed its argument {argument}: after the call it no longer held what it held before.",
                    name=name,
                    argument=argument,
                ),
                hint=say("Do not write into {argument}; compute a new array.", argument=argument),
                mistake="writes-into-input",
            )


def moved_check(training: Training, measurement: Measurement, points: int) -> Check:
    """Accuracy on moved digits; where that is far below the same model's on real ones, it says so."""
    check = calibrated(
        measurement,
        "predict reads digits that were shifted and turned a little",
        points,
        what="accuracy on digits that were shifted by up to two pixels and turned by up to eight degrees",
        hint="A model that has learned shapes still reads most digits when they move a little.",
        needs=("predict.shape", "train.accuracy"),
    )

    def judge(exam: Exam) -> Verdict:
        try:
            verdict = check.judge(exam)
        except Failed as failed:
            said = failed.verdict
            if "values" not in said.evidence:  # it was not measured
                raise
            evidence = {**said.evidence, **_gap(exam, training)}
            if evidence["gap"] < _MEMORISED:
                raise Failed(said.message, said.hint, said.mistake, evidence=evidence) from failed
            raise Failed(
                say(
                    "{message} On digits as they were scanned it is {real}: "
                    "the answers seem to be remembered, not read.",
                    message=said.message,
                    real=number(evidence["real"]),
                ),
                hint=said.hint,
                mistake="memorised",
                evidence=evidence,
            ) from failed
        gap = _gap(exam, training)
        message = verdict.message
        if gap["gap"] >= _MEMORISED:
            message = say(
                "{message} On digits as they were scanned it is {real}: the answers seem to be remembered, not read.",
                message=message,
                real=number(gap["real"]),
            )
        return replace(verdict, message=message, evidence={**verdict.evidence, **gap})

    return check.replace(judge=judge, recipe=None)


def _gap(exam: Exam, training: Training) -> dict[str, float]:
    """The first model's accuracy on digits as they were scanned, and by how much that is above the one on moved ones."""
    found = trained(exam, training)
    return {"real": round(found.real, 6), "gap": round(found.real - found.moved, 6)}
