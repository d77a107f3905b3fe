"""Checks of ``predict`` and ``evaluate`` where a trained classifier of digits is opaque.

What a right model answers is not known, so these checks hold its answers against each other and
against labels that the grader makes from them. None gives credit to a model that answers every
digit alike.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.checks.values import custom
from grader.checks.closeness import array_of, close, explain, number, require_shape, shape_text
from grader.checks.training.digits import Training, evaluation_digits, trained, training_digits
from grader.checks.training.measurement import Measurement, calibrated, derived_seed, one_hot
from grader.exam.exam import Exam
from grader.result.document import Failed, Verdict, passed
from grader.task.declaration import Check
from grader.child.wire import Array, Model, Observed
from grader.base.language import mark, say

CLASSES = 10
_WHAT = mark("The result of predict")
_MEMORISED = 0.5  # a gap that no honest training leaves: a dense net loses about 0.2
_SHARE_ERROR = 1e-6  # of a share in float32, however it was added up
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


def _require_varied(found: Array) -> None:
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
        _require_varied(found)


def predict_rows(training: Training, points: int) -> Check:
    """Permuting the rows permutes the scores; a row alone gives what it gives in company."""

    def judge(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        x = evaluation_digits(exam.rng, 101).x
        order = exam.rng.permutation(len(x))
        whole = scores(exam, model, x)
        _require_varied(whole)
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
        _require_varied(first)
        _require_unchanged(exam, "predict", model, x)
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


def _require_unchanged(exam: Exam, name: str, model: Model, x: Array, *more: Array) -> None:
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


# --- evaluate ----------------------------------------------------------------------------------------


def _clear_rows(exam: Exam, training: Training, count: int, steps: int = 0) -> tuple[Model, Array, Array]:
    """A model, digits x (count, 784) and the classes that predict gives them without any doubt.

    The model that most checks share, or one after few ``steps``, whose scores are no more than a lead.
    Rows whose two best scores lie close are left out: another batch size could turn them.
    """
    model = _after(exam, training, steps) if steps else trained(exam, training).model
    x = evaluation_digits(exam.rng, 2 * count).x
    found = scores(exam, model, x)
    best = np.sort(found, axis=1)
    lead = best[:, -1] - best[:, -2]
    scale = max(float(np.abs(found).max()), 1.0)
    if steps:  # not those with the largest lead: the ones that are in doubt count as well
        told_apart = exam.rng.permutation(np.flatnonzero(lead > 1e-3 * scale))[:count]
        if len(told_apart) < count or not np.any(np.ptp(found, axis=0) > 0):
            return _clear_rows(exam, training, count)  # after so few steps that is no mistake
        return model, x[told_apart], found[told_apart].argmax(axis=1)
    _require_varied(found)
    chosen = exam.rng.permutation(np.argsort(-lead, kind="stable")[:count])
    if not lead[chosen].min() > 1e-6 * scale:
        raise Failed(
            say("predict gives its two best classes the same score, so no class wins."),
            hint=say("Train first: scores of different classes have to differ."),
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
        raise Failed(
            say("evaluate returned several numbers; the accuracy alone was expected."),
            hint=say("Keras' evaluate gives the loss and the metrics: return the accuracy."),
        )
    require_shape(observed, say("The result of evaluate"), ())
    return float(array_of(observed, say("The result of evaluate"), integers=True))


def evaluate_shape(training: Training, points: int) -> Check:
    """One number between 0 and 1."""

    def judge(exam: Exam) -> Verdict:
        came = set()
        for rows, right in ((1, 1), (13, 4), (40, 30)):
            model, x, predicted = _clear_rows(exam, training, rows)
            y = _labels(exam.rng, predicted, right)
            value = _evaluated(exam, model, x, y, by_keyword=rows == 13)
            if not 0 <= value <= 1:
                per_cent = 1 < value <= 100
                raise Failed(
                    say("evaluate returned {value}; an accuracy lies between 0 and 1.", value=number(value)),
                    hint=say("Return the share of right answers, not per cent or how many.") if per_cent else "",
                    mistake="per-cent" if abs(value - 100 * right / rows) < 0.01 else "",
                )
            came.add(round(value, 6))
        if len(came) == 1:
            raise Failed(
                say(
                    "evaluate returned {came} for labels that fit well and for labels that do not.",
                    came=number(came.pop()),
                ),
                hint=say("Compare the predicted classes with the labels in y."),
                mistake="evaluate-constant",
            )
        return passed(say("Right for 3 sizes."))

    return custom(
        "evaluate.shape",
        "evaluate returns one number between 0 and 1",
        "shape",
        points,
        judge,
        "Return the share of rows whose predicted class is the one in y, as one number.",
        ("predict.shape",),
    )


def evaluate_truth(training: Training, points: int) -> Check:
    """0, ½ and 1 on labels made from the model's own predictions."""

    def judge(exam: Exam) -> Verdict:
        model, x, predicted = _clear_rows(exam, training, 122)
        rows, worst = len(predicted), 0.0
        for right, said in ((0, say("none")), (rows // 2, say("half")), (rows, say("all"))):
            y = _labels(exam.rng, predicted, right)
            value = _evaluated(exam, model, x, y)
            said = say("labels of which {said} are what predict says", said=said)
            worst = max(worst, _require_share(value, right, rows, said))
        return passed(margin=worst)

    return custom(
        "evaluate.truth",
        "evaluate tells the truth where it is 0, ½ and 1",
        "learning",
        points,
        judge,
        "Count on exactly the rows that are given, by the classes that predict gives them.",
        ("evaluate.shape",),
    )


def evaluate_share(training: Training, points: int) -> Check:
    """Other shares on other numbers of rows, to the last row."""

    def judge(exam: Exam) -> Verdict:
        worst = 0.0
        for rows, steps in ((1, 0), (37, 0), (211, 0), (40, 3)):
            model, x, predicted = _clear_rows(exam, training, rows, steps)
            right = int(exam.rng.integers(rows // 5, rows - rows // 5 + 1))
            value = _evaluated(exam, model, x, _labels(exam.rng, predicted, right))
            said = say("labels of which {right} of {rows} are what predict says", right=right, rows=rows)
            worst = max(worst, _require_share(value, right, rows, said))
        return passed(margin=worst)

    return custom(
        "evaluate.values",
        "evaluate counts every row once",
        "numerics",
        points,
        judge,
        "The accuracy is the number of right rows divided by the number of rows that were given.",
        ("evaluate.shape",),
    )


def _require_share(value: float, right: int, rows: int, on: str) -> float:
    """The margin: the error in units of what float32 may lose. Raises Failed where it is more."""
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
    raise Failed(
        say(
            "evaluate returned {value} on {rows} rows with {on}; {share} is the truth.{said}",
            value=number(value),
            rows=rows,
            on=on,
            share=number(share),
            said=said,
        ),
        mistake=name,
    )


def evaluate_unchanged(training: Training, points: int) -> Check:
    """The order of the rows does not matter, and x and y are left as they were."""

    def judge(exam: Exam) -> Verdict:
        model, x, predicted = _clear_rows(exam, training, 53)
        y = _labels(exam.rng, predicted, 31)
        order = exam.rng.permutation(len(x))
        first, moved = _evaluated(exam, model, x, y), _evaluated(exam, model, x[order], y[order])
        if not abs(first - moved) <= 1e-6:
            raise Failed(
                say(
                    "evaluate gives {first}, and {moved} when the same rows come in another order.",
                    first=number(first),
                    moved=number(moved),
                ),
                hint=say("Every row counts once, with its own label, wherever it stands."),
            )
        other = _evaluated(exam, model, x, np.roll(y, 1, axis=1))
        if abs(first - other) <= 1e-6:
            raise Failed(
                say("evaluate gives {first} for other labels, too.", first=number(first)),
                hint=say("The accuracy has to depend on y."),
            )
        _require_unchanged(exam, "evaluate", model, x, y)
        return passed()

    return custom(
        "evaluate.inputs_unchanged",
        "evaluate takes rows in any order and leaves x and y unchanged",
        "property",
        points,
        judge,
        "Compare row by row, and write into neither x nor y.",
        ("evaluate.shape",),
    )
