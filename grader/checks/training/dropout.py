"""Checks from the scores alone that ``train`` applies dropout to a hidden layer and ``predict`` does not."""

from __future__ import annotations

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.asking import answer, wrong
from grader.checks.check import Check, check
from grader.checks.closeness import close
from grader.checks.numbers import U32, number
from grader.checks.oracle.roundoff import gamma
from grader.checks.training.digits import Training, predicted_classes, trained, training_digits
from grader.checks.training.evaluation_set import evaluation
from grader.checks.training.labels import derived_seed, one_hot
from grader.checks.training.measurement import Measurement
from grader.checks.training.predict import require_scores
from grader.checks.training.probes import readings
from grader.exam.exam import Exam
from grader.exam.values import Model
from grader.result.outcome import Verdict, passed
from grader.task import digits

CLASSES = 10
FREQUENCIES = 0.5 ** np.arange(CLASSES) / (2 - 0.5**9)  # of ten classes, each half as frequent as the one before


def varied_scores(exam: Exam, model: Model, x: Array) -> Array:
    """What ``predict`` returns for x (n, 784): (n, 10). Raises Failed if all rows have the same scores."""
    found = answer(exam, "predict", model, x, shape=(len(x), CLASSES), integers=True)
    if len(x) > 1 and not np.any(np.ptp(found, axis=0) > 0):
        raise wrong("predict returned the same scores for every row.", "The scores have to depend on x.")
    return found


def noisy_ones(
    rng: np.random.Generator, count: int = 600, share: float = 0.25, kept: float = 0.7
) -> tuple[Array, Array]:
    """Zeros, and fewer ones, of which three in ten are labelled 0: x (count, 784), y (count, 10)."""
    images, labels = digits.training()
    few = int(count * share)
    chosen = [rng.permutation(np.flatnonzero(labels == digit)) for digit in (0, 1)]
    x = np.concatenate([images[chosen[0][: count - few]], images[chosen[1][:few]]]).reshape(count, -1)
    y = np.zeros(count, dtype=np.int64)
    y[count - few : count - few + int(few * kept)] = 1
    order = rng.permutation(count)
    return (x[order] / 255).astype(np.float32), one_hot(y[order])


def _share_of_ones(exam: Exam, training: Training, rate: float) -> float:
    """The share of unseen ones that are recognised after training with this rate."""
    x, y = noisy_ones(exam.rng)
    model = training.model(exam, x, y, derived_seed(exam.rng), rate=rate)
    images, labels = evaluation()
    ones = (images[labels == 1].reshape(-1, 784) / 255).astype(np.float32)
    return float(np.mean(predicted_classes(exam, model, ones) == 1))


def effect_of_dropout(id: str, training: Training) -> Measurement:
    """The share of ones recognised without dropout, minus the share with a rate of 0.95.

    At that rate hardly a unit is left in training. The output's bias then learns the commoner class, and the few units
    left fit the labels at twenty times their size. At prediction all units have their own size, so the bias wins.
    Without dropout the better guess for a one wins, 70 % against 30 %. The result is the mean of two differences, since
    one varies by 0.15 between draws.
    """

    def take(exam: Exam, attempt: int) -> float:
        differences = [_share_of_ones(exam, training, 0.0) - _share_of_ones(exam, training, 0.95) for _ in range(2)]
        return float(np.mean(differences))

    return Measurement(id, take)


def contrast(id: str, training: Training) -> Measurement:
    """How far apart the scores of different classes are at prediction after training on random labels.

    Only the frequency of each class can be learned. For a right network the slope of the scores over the logarithms of
    the frequencies is about 1, or less if training is not finished. If the units kept in training were not scaled up,
    ten times as many contribute at prediction, and the slope is up to ten. 0 if the scores cannot be read as logits.
    """

    def take(exam: Exam, attempt: int) -> float:
        shares = exam.rng.permutation(FREQUENCIES)
        x = training_digits(exam.rng, training.count).x
        y = one_hot(exam.rng.choice(CLASSES, size=len(x), p=shares))
        model = training.model(exam, x, y, derived_seed(exam.rng))
        expected = np.log(shares) - np.log(shares).mean()
        for logits in readings(varied_scores(exam, model, training_digits(exam.rng, 200).x)):
            if logits.shape[1] == CLASSES:
                return float(logits.mean(axis=0) @ expected / (expected @ expected))
        return 0.0

    return Measurement(id, take, at_least=False)


def _allowed(found: Array) -> float:
    """The rounding of sums of 784 products in another order, at the scale of the largest score."""
    return 64 * gamma(784, U32) * float(np.abs(found).max())


def repeatable(training: Training, points: int) -> Check:
    """Checks that predict gives the same scores three times: dropout is not active there."""

    @check(
        "predict.repeatable",
        "property",
        points,
        title="predict gives the same answer each time",
        hint="Dropout belongs to training alone.",
    )
    def judged(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        x = training_digits(exam.rng, 300).x
        first = varied_scores(exam, model, x)
        for _ in range(2):
            again = varied_scores(exam, model, x)
            if not close(again, first, _allowed(first)):
                worst = int(np.argmax(np.abs(again - first)))
                raise wrong(
                    "predict gave other scores when it was asked again for the same x: {flat} "
                    "after {flat2}. Dropout is still active.",
                    "Dropout belongs to training alone: at prediction every unit takes part.",
                    "dropout-at-prediction",
                    flat=number(again.flat[worst]),
                    flat2=number(first.flat[worst]),
                )
        return passed(say("Three times the same answer."))

    return judged


def rows_on_their_own(training: Training, points: int) -> Check:
    """Checks that rows in another order, and four rows alone, keep their scores."""

    @check(
        "predict.rows",
        "property",
        points,
        title="predict treats every row alike",
        hint="Each row's scores may depend on that row alone.",
        needs=("predict.repeatable",),
    )
    def judged(exam: Exam) -> Verdict:
        model = trained(exam, training).model
        x = training_digits(exam.rng, 60).x
        order = exam.rng.permutation(len(x))
        require_scores(exam, model, x)
        whole, moved = varied_scores(exam, model, x), varied_scores(exam, model, x[order])
        alone = np.concatenate([varied_scores(exam, model, x[row : row + 1]) for row in range(4)])
        if not close(moved, whole[order], _allowed(whole)) or not close(alone, whole[:4], _allowed(whole)):
            raise wrong(
                "predict gives a row other scores when it comes alone or in another order.", mistake="rows-mixed"
            )
        return passed()

    return judged
