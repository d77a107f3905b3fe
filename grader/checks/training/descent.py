"""Checks plain gradient descent, for a ``train`` that returns its parameters: each step can be computed again.

The function is ``train(X, Y, hidden_size, learning_rate, iterations, seed)`` of a network with tanh and sigmoid units;
the oracle's ``descend(X, Y, *parameters, learning_rate, iterations)`` gives the right parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, now, say, say_n
from grader.checks.asking import answers, wrong
from grader.checks.cases import Case
from grader.checks.check import Check, check
from grader.checks.closeness import close, explain, margin, sentence
from grader.checks.mistakes import Mistake
from grader.checks.numbers import U32
from grader.checks.oracle.roundoff import tolerance
from grader.checks.training.labels import derived_seed
from grader.exam.exam import Exam
from grader.result.outcome import Failed, Verdict, passed

Parameters = Sequence[Array]

_SIZES = ((11, 2, 2), (5, 1, 4), (7, 11, 29))  # rows, features, units
_MANY = 300  # rows: more than anybody's batch holds
_STEPS = (1, 2, 5)
_OTHER_RATES = (3e-5, 8.0)  # the cost hardly changes; the cost rises


@dataclass(frozen=True)
class Descent:
    """A training by gradient descent: its data and the parameters that it returns.

    ``data(rng, rows, features)`` draws X and Y, ``parts`` names the parameters, ``shapes(*arguments)`` gives their
    shapes. ``long(exam)`` is a long training that is shared with other checks: the arguments of ``train`` and the
    returned parameters.
    """

    data: Callable[[np.random.Generator, int, int], tuple[Array, Array]]
    parts: tuple[str, ...]
    shapes: Callable[..., Sequence[tuple[int, ...]]]
    long: Callable[[Exam], tuple[Case, Parameters]]

    def train(self, exam: Exam, *arguments: Any) -> list[Array]:
        """The parameters that the student's train returns, as float64 arrays of the right shapes."""
        return answers(exam, "train", *arguments, shapes=self.shapes(*arguments))


def same(one: Parameters, other: Parameters) -> bool:
    """Whether two sets of parameters are equal except for rounding."""
    return all(close(a, b, 64 * U32 * (1 + np.abs(b))) for a, b in zip(one, other))


# --- the seed and the learning rate -----------------------------------------------------------------------


def repeats_itself(descent: Descent, points: int) -> Check:
    """Checks that the same seed gives the same parameters and another seed starts elsewhere."""

    @check(
        "train.seed",
        "property",
        points,
        title="train repeats itself for a seed, and differs for another",
        hint="Draw the initial weights from a generator that is made with the seed.",
    )
    def judged(exam: Exam) -> Verdict:
        data = descent.data(exam.rng, 7, 2)
        seed, other = derived_seed(exam.rng), derived_seed(exam.rng)
        for one in (seed, 0, 2**31 - 1):  # the ends of the range, too
            first, second = (descent.train(exam, *data, 3, 0.5, 2, one) for _ in range(2))
            if not same(first, second):
                raise _not_repeatable()
        start, elsewhere = (descent.train(exam, *data, 3, 0.5, 0, one) for one in (seed, other))
        if same(start, elsewhere):
            raise wrong(
                "train starts from the same weights whatever the seed is.",
                "Draw the initial weights at random from a generator that is made with the seed.",
                "seed-ignored",
            )
        return passed()

    return judged


def _not_repeatable() -> Failed:
    return wrong(
        "train gave different weights in two calls with the same seed.",
        "Draw the initial weights from a generator that is made with the seed inside train.",
        "seed-ignored",
    )


def stands_still(descent: Descent, points: int) -> Check:
    """Checks that a learning rate of 0 gives the parameters of iterations=0, and any other rate moves them."""

    @check(
        "train.learning_rate",
        "property",
        points,
        title="train stands still with a learning rate of 0",
        hint="Scale every step by learning_rate.",
    )
    def judged(exam: Exam) -> Verdict:
        data, seed = descent.data(exam.rng, 9, 2), derived_seed(exam.rng)
        start = descent.train(exam, *data, 4, 0.5, 0, seed)
        still = descent.train(exam, *data, 4, 0.0, 3, seed)
        if not same(still, start):
            raise _moved(descent, exam, data, seed, start, still)
        if same(descent.train(exam, *data, 4, 0.5, 3, seed), start):
            raise wrong(
                "Three iterations with a learning rate of 0.5 leave the weights as they were.",
                "Each iteration takes a step: keep what update returns.",
                "not-updated",
            )
        return passed()

    return judged


def _moved(
    descent: Descent, exam: Exam, data: tuple[Array, Array], seed: int, start: Parameters, still: Parameters
) -> Failed:
    """Explains why a learning rate of 0 and iterations=0 give different parameters."""
    if not same(descent.train(exam, *data, 4, 0.0, 3, seed), still):
        return _not_repeatable()
    if same(exam.oracle.descend(*data, *still, 0.5, 1), start):
        return wrong(
            "With iterations=0, train takes a step all the same.",
            "Count the steps: iterations=0 returns the initial weights, and iterations=1 takes one step.",
            "one-step-too-many",
        )
    if not same(descent.train(exam, *data, 4, 0.0, 0, seed), start):
        return wrong(
            "With iterations=0, what train returns depends on the learning rate: it takes steps all the same.",
            "Take as many steps as iterations says.",
            "iterations-ignored",
        )
    return wrong("With a learning rate of 0, three iterations change the weights.", mistake="learning-rate-ignored")


# --- following the steps --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Followed:
    """A case of the oracle's ``descend``, the parameters that train returned, the expected ones, and the bounds."""

    case: Case
    came: Parameters
    wanted: Parameters
    bounds: Parameters

    def rows(self) -> zip[tuple[Array, Array, Array]]:
        return zip(self.came, self.wanted, self.bounds)

    def explained_by(self, mistake: Mistake) -> bool:
        with np.errstate(all="ignore"):
            produced = mistake.produce(*self.case)
        return all(close(one, other, 4 * bound) for one, other, bound in zip(self.came, produced, self.bounds))


def _followed(exam: Exam, case: Case, came: Parameters) -> _Followed:
    return _Followed(case, came, exam.oracle.descend(*case), tolerance(exam.oracle.descend, case))


def follows_the_gradient(descent: Descent, points: int, mistakes: Sequence[Mistake]) -> Check:
    """Checks train(iterations=k) against k plain steps in float64 from the student's own initial parameters."""

    @check(
        "train.descent",
        "gradient",
        points,
        title="train is plain gradient descent, step by step",
        hint="In each iteration: forward with all rows, all four gradients, then one step for all four.",
    )
    def judged(exam: Exam) -> Verdict:
        asked: list[_Followed] = []
        early = []
        for n, f, h in (*_SIZES, (_MANY, 2, 3)):
            data, seed = descent.data(exam.rng, n, f), derived_seed(exam.rng)
            rate = float(exam.rng.uniform(0.3, 0.8))
            start = descent.train(exam, *data, h, rate, 0, seed)
            if not same(descent.train(exam, *data, h, rate, 0, seed), start):
                raise wrong(
                    "Called twice with the same seed, train starts from other weights: its steps cannot be followed.",
                    "Draw the initial weights from a generator that is made with the seed inside train.",
                    "seed-ignored",
                )
            early.append(partial(_steps_at_zero, descent, exam, data, h, rate, seed, start))
            for steps in _STEPS:
                came = descent.train(exam, *data, h, rate, steps, seed)
                asked.append(_followed(exam, (*data, *start, rate, steps), came))
        for one in asked:
            for part, row in zip(descent.parts, one.rows()):
                if not close(*row):
                    raise _astray(asked, early[0], mistakes, part, explain(*row), one.case)
        _require_walk(asked)
        for rate in _OTHER_RATES:
            _require_steps_at(rate, descent, exam)
        last, iterations = _one_more(descent, exam)
        worst = max(margin(*row) for one in (*asked, last) for row in one.rows())
        return passed(say("Right after {steps} steps.", steps=", ".join(map(str, (*_STEPS, iterations)))), margin=worst)

    return judged


def _require_steps_at(rate: float, descent: Descent, exam: Exam) -> None:
    """Raises Failed if train takes other steps at this learning rate than at a usual one."""
    data, seed = descent.data(exam.rng, 11, 2), derived_seed(exam.rng)
    start = descent.train(exam, *data, 3, rate, 0, seed)
    found = _followed(exam, (*data, *start, rate, 6), descent.train(exam, *data, 3, rate, 6, seed))
    for name, row in zip(descent.parts, found.rows()):
        if not close(*row):
            raise wrong(
                "At a usual learning rate the steps are right. With learning_rate = {rate:g}, {name} is not where 6 "
                "iterations lead. {text}",
                "Take as many steps as iterations says at any rate: no early end, no best weights kept, no cut step.",
                "steps-differ",
                rate=rate,
                name=name,
                text=explain(*row)["text"],
            )


def _one_more(descent: Descent, exam: Exam) -> tuple[_Followed, int]:
    """Checks that after a long training one more iteration is one plain step. Returns the case and all iterations."""
    (X, Y, hidden, rate, iterations, seed), parameters = descent.long(exam)
    came = descent.train(exam, X, Y, hidden, rate, iterations + 1, seed)
    found = _followed(exam, (X, Y, *parameters, rate, 1), came)
    for name, row in zip(descent.parts, found.rows()):
        if not close(*row):
            stopped = all(close(new, old, 0.0) for new, old in zip(came, parameters))
            raise wrong(
                "The first steps are right. But from {name} after {count} iterations, one iteration more does not "
                "lead where a step of gradient descent does. {text}",
                "Take as many steps as iterations says: stop at no cost and at no number of your own."
                if stopped
                else "Every step is alike: the same learning rate from the first to the last, and all rows.",
                "stops-early" if stopped else "steps-differ",
                name=name,
                count=iterations,
                text=explain(*row)["text"],
            )
    return found, iterations + 1


def _steps_at_zero(
    descent: Descent, exam: Exam, data: tuple[Array, Array], h: int, rate: float, seed: int, start: Parameters
) -> bool:
    """Whether iterations=0 takes a step. A learning rate of 0 gives the parameters that this step would start from."""
    first = descent.train(exam, *data, h, 0.0, 0, seed)
    return not same(first, start) and same(exam.oracle.descend(*data, *first, rate, 1), start)


def _astray(
    asked: Sequence[_Followed],
    early: Callable[[], bool],
    mistakes: Sequence[Mistake],
    name: str,
    difference: dict[str, Any],
    case: Case,
) -> Failed:
    """The failure for wrong parameters, with the mistake that explains all cases, if there is one."""
    rows, steps = len(case[0]), case[-1]
    if rows == _MANY:  # the same training is right with few rows
        return wrong(
            "With few rows the steps are right. With {rows} rows, {name} is not where gradient descent with all rows "
            "leads. {text}",
            "Each step takes all rows of X: no batches, and no part of the rows.",
            "not-all-rows",
            evidence={"difference": difference},
            rows=rows,
            name=name,
            text=difference["text"],
        )
    few = [one for one in asked if len(one.case[0]) < _MANY]
    fitting = [mistake for mistake in mistakes if all(one.explained_by(mistake) for one in few)]
    named, said = (fitting[0].name, fitting[0].message) if fitting else ("", "")
    if named == "one-step-too-few" and early():
        named, said = "one-step-too-many", mark("with iterations=0, train takes a step all the same")
    return Failed(
        say(
            "After {after} from the weights that train(iterations=0) returned, {name} is not where gradient descent "
            "leads{part}. {text}",
            after=say_n("{n} iteration", "{n} iterations", steps),
            name=name,
            part=": " + now(said) if said else "",
            text=difference["text"],
        ),
        hint=sentence(said),
        mistake=named,
        evidence={"difference": difference},
    )


def _require_walk(asked: Sequence[_Followed]) -> None:
    """Raises Failed if no step moves the parameters more than rounding: that would prove nothing."""
    for one in asked:
        moved = [np.abs(new - old) - 8 * bound for new, old, bound in zip(one.wanted, one.case[2:-2], one.bounds)]
        if max(float(part.max()) for part in moved) <= 0:
            raise wrong(
                "The weights at iterations=0 are so large that no step can be told from none: the layers are saturated.",
                "Start with small weights, so that tanh and the sigmoid still have a slope.",
                "weights-too-large",
            )
