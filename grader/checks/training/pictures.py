"""Pictures of a trained classifier of digits, from the model that the checks trained."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.checks.training.predict import scores
from grader.checks.training.digits import Digits, SIDE, Training, evaluation_digits, trained
from grader.exam.exam import Exam
from grader.pictures.draw import Picture, confidence_of, confusion, learning, wrong_digits
from grader.pictures.training_log import log_of
from grader.child.wire import Array
from grader.base.language import say

SHOWN = 1000


def digit_pictures(training: Training) -> tuple[Callable[[Exam], Picture | None], ...]:
    """The training's curve where the solution shows one; how digits that the model has not seen are read."""

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
