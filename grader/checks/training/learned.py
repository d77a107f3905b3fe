"""Checks for every training: did it learn, from the data it was given, and does each argument count?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.base.language import mark, say_n
from grader.checks.check import Check, check
from grader.checks.training.digits import Training, evaluation_digits, predicted_classes, training_digits
from grader.checks.training.labels import accuracy, derived_seed
from grader.checks.training.measurement import Measurement, calibrated
from grader.checks.training.predict import scores
from grader.exam.exam import Exam
from grader.result.outcome import Verdict, passed

LEARNED = 0.5  # of unseen digits right: far above chance, far below what any right solution reaches


def learns(training: Training, **changes: Any) -> Callable[[Exam], bool]:
    """For ``uses_package``: whether a training teaches the model to read digits that it has not seen."""

    def learned_something(exam: Exam) -> bool:
        digits = training_digits(exam.rng, training.count)
        model = training.model(exam, digits.x, digits.y, derived_seed(exam.rng), **changes)
        asked = evaluation_digits(exam.rng, 500)
        return accuracy(predicted_classes(exam, model, asked.x), asked.labels) > LEARNED

    return learned_something


# Arguments for ``calibrated`` other than the measurement and the points, by the measurement's id.
ONCE_LEARNED: dict[str, Any] = {"kind": "learning", "needs": ("train.accuracy",)}
USUAL: dict[str, dict[str, Any]] = {
    "train.accuracy": {
        "title": mark("train gives a model that reads unseen digits"),
        "what": mark("accuracy on 2,000 unseen digits"),
        "hint": mark(
            "Watch the loss while you train: it has to fall. Are the labels those of the rows? "
            "Does the optimiser get every weight?"
        ),
        "kind": "accuracy",
        "needs": ("train.runs",),
    },
    "train.permuted": {
        "title": mark("train learns whatever the labels say"),
        "what": mark("accuracy by the labels trained on, whose classes were permuted"),
        "hint": mark("The model has to learn from x and y alone, and from nothing that was there before."),
        "mistake": "labels-ignored",
        **ONCE_LEARNED,
    },
    "train.zero_steps": {
        "title": mark("train with steps = 0 gives an untrained model"),
        "what": mark("accuracy after 0 steps"),
        "hint": mark("steps is the number of updates: with none the model is still as it was initialised."),
        "mistake": "steps-ignored",
        **ONCE_LEARNED,
    },
    "train.steps": {
        "title": mark("train makes exactly as many updates as asked"),
        "what": mark("accuracy after a single step"),
        "hint": mark("A step is one update on one mini-batch: count those that your loop makes for steps=1."),
        "mistake": "too-many-updates",
        "kind": "learning",
        "needs": ("train.zero_steps",),
    },
    "train.learning_rate": {
        "title": mark("train with a learning rate of 0 learns nothing"),
        "what": mark("accuracy with a learning rate of 0"),
        "hint": mark("Hand learning_rate to the optimiser."),
        "mistake": "learning-rate-ignored",
        **ONCE_LEARNED,
    },
    "train.hidden_size": {
        "title": mark("train makes the hidden layer as wide as asked"),
        "what": mark("accuracy with a single hidden unit"),
        "hint": mark("The hidden layer has hidden_size units, no more."),
        "mistake": "hidden-size-ignored",
        **ONCE_LEARNED,
    },
}


def learned(measurement: Measurement, points: int, *, like: str = "", **other: Any) -> Check:
    """``calibrated`` with the usual arguments for the measurement's id, or for the id ``like``.

    ``other`` are arguments that differ from the usual ones. A measurement whose id is not in USUAL needs title, what
    and hint; its check needs the one that train has learned.
    """
    return calibrated(measurement, points=points, **{**USUAL.get(like or measurement.id, ONCE_LEARNED), **other})


def other_sizes(training: Training, points: int, *sizes: dict[str, Any], hint: str) -> Check:
    """Checks that train and predict run with other ``sizes``: "rows" of data, and any setting of ``training``.

    A "seed" that is not given is drawn.
    """

    @check("train.runs", "shape", points, title="train works for few rows and other sizes", hint=hint)
    def judged(exam: Exam) -> Verdict:
        for size in sizes:
            settings = {"learning_rate": 0.01, **size}
            digits = training_digits(exam.rng, settings.pop("rows"))
            seed = settings.pop("seed") if "seed" in settings else derived_seed(exam.rng)
            model = training.model(exam, digits.x, digits.y, seed, **settings)
            scores(exam, model, evaluation_digits(exam.rng, 3).x)
        return passed(say_n("Right for {n} sizes.", "Right for {n} sizes.", len(sizes)))

    return judged
