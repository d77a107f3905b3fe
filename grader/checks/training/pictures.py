"""Pictures of a trained classifier of digits, from the model that the checks trained."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.training.digits import SIDE, Digits, Training, evaluation_digits, trained
from grader.checks.training.predict import scores
from grader.exam.exam import Exam
from grader.exam.values import Model
from grader.pictures.curves import learning
from grader.pictures.digits import confusion, wrong_digits
from grader.pictures.training_log import Log, kept, printed
from grader.result.document import Picture

SHOWN = 1000


def digit_pictures(training: Training) -> tuple[Callable[[Exam], Picture | None], ...]:
    """The training's curve, if the solution shows one, and how unseen digits are read."""

    def asked(exam: Exam) -> tuple[Digits, Array]:
        def make(rng: np.random.Generator) -> tuple[Digits, Array]:
            digits = evaluation_digits(rng, SHOWN)
            return digits, confidence_of(scores(exam, trained(exam, training).model, digits.x))

        found: tuple[Digits, Array] = exam.shared("pictures/digits", make)
        return found

    def confusion_matrix(exam: Exam) -> Picture | None:
        digits, sure = asked(exam)
        return confusion(say("What your model reads the digits as"), digits.labels, sure.argmax(axis=1))

    def confident_mistakes(exam: Exam) -> Picture | None:
        digits, sure = asked(exam)
        images = digits.x.reshape(-1, SIDE, SIDE)
        return wrong_digits(say("Where your model is sure, and wrong"), images, digits.labels, sure)

    def learning_curve(exam: Exam) -> Picture | None:
        log = log_of(exam, trained(exam, training).model, int(training.settings["steps"]))
        return learning(say("How your training went"), log) if log else None

    return learning_curve, confusion_matrix, confident_mistakes


def confidence_of(scores: Array) -> Array:
    """Probabilities (n, 10) from what ``predict`` returned: softmax, unless the rows are probabilities already."""
    scores = np.asarray(scores, dtype=np.float64)
    rows = scores.sum(axis=1)
    if scores.min() >= 0 and np.all(np.abs(rows - 1) <= 1e-3):
        return scores
    from grader.checks.oracle.activations import softmax  # not in a student's kit, whose reports contain no digits

    found: Array = softmax(scores)
    return found


def log_of(exam: Exam, model: Model, steps: int) -> Log | None:
    """The log that the model keeps of its ``steps`` steps, else the printed one; None if there is neither."""
    return kept(exam.look(model, "curves"), steps) or printed(exam.output.text)
