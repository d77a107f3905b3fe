"""``dropout(x, rate, training, seed)``: the value of each element, and statistics of the zeros."""

import numpy as np

from grader.checks import (
    U32,
    answer,
    check,
    close,
    derived_seed,
    explain,
    margin,
    mark,
    passed,
    require_close,
    say,
    shape,
    tolerance,
    unwritten,
    wrong,
)
from grader.checks.masks import another_seed, away_from_zero, dropped_share, drops_units_alone

RESULT = mark("The result of dropout")


def cases(rng):
    return [
        (away_from_zero(rng, size), rate, training, derived_seed(rng))
        for size, rate, training in (
            ((7, 5), 0.5, True),
            ((1, 13), 0.25, True),
            ((11, 1), 0.5, False),
            ((23, 64), 0.8, True),
        )
    ]


def asked(rate, training):
    return say("{result} for rate = {rate} and training = {training}", result=RESULT, rate=rate, training=training)


def dropped_out(exam, x, rate, training=True, seed=None):
    """What the student's dropout returns, as float64."""
    seed = derived_seed(exam.rng) if seed is None else seed
    return answer(exam, "dropout", x, rate, training, seed, shape=x.shape, what=asked(rate, training))


def zeros(exam, x, rate, seed=None):
    """True for each element of x that dropout zeroed in training. Raises Failed if it zeroed nothing or everything."""
    mask = dropped_out(exam, x, rate, seed=seed) == 0
    if not mask.any():
        raise wrong(
            "{result} for rate = {rate} and training = True has no zero among {size} values.",
            "In training each unit is set to exactly 0 with the probability that rate says.",
            "never-drops",
            result=RESULT,
            rate=rate,
            size=mask.size,
        )
    if mask.all():
        raise wrong(
            "{result} for rate = {rate} and training = True holds nothing but zeros.",
            "Units that are not dropped keep their value, scaled.",
            result=RESULT,
            rate=rate,
        )
    return mask


def kept(name, message, formula):
    """A mistake: the kept elements are ``formula(x, rate)``."""
    return name, mark(message), formula


SCALINGS = (
    kept("not-scaled", "what is kept equals x: it is not scaled by 1 / (1 − rate)", lambda x, rate: x),
    kept(
        "scaled-down",
        "what is kept equals x · (1 − rate): it is scaled the wrong way",
        lambda x, rate: x * (1 - rate),
    ),
    kept("keep-drop-swapped", "what is kept equals x / rate: keep and drop are swapped", lambda x, rate: x / rate),
    kept("scaled-by-rate", "what is kept equals x · rate", lambda x, rate: x * rate),
    kept(
        "scaled-twice",
        "what is kept equals x / (1 − rate)²: it is scaled twice",
        lambda x, rate: x / (1 - rate) ** 2,
    ),
)


@check(
    "dropout.values",
    "numerics",
    3,
    title="dropout returns 0 or x / (1 − rate) in training",
    hint="Work a rate of 0.5 out by hand: what becomes of a unit that is kept?",
)
def kept_values(exam):
    """Each value is exactly 0 or x / (1 − rate)."""
    off, worst = [], 0.0
    for rate in (0.2, 0.6, 0.85):
        x = away_from_zero(exam.rng, (40, 29))
        x[exam.rng.random(x.shape) < 0.1] = 0.0  # zeros stay zero, kept or not
        came = dropped_out(exam, x, rate)
        here = came != 0
        (bound,) = tolerance(exam.oracle.kept, (x, rate))
        expected = np.where(here, exam.expected("kept", x.astype(np.float64), rate), 0.0)
        if not here.any() or here[x != 0].all():
            zeros(exam, np.where(x == 0, np.float32(1), x), rate)  # raises if this happens again
        if not close(came, expected, bound):
            off.append((x.astype(np.float64), rate, here, came, expected, bound))
        worst = max(worst, margin(came, expected, bound))
    if not off:
        return passed(say("Right for 3 rates."), margin=worst)
    x, rate, here, came, expected, bound = off[0]
    fitting = {
        name: (message, np.where(here, formula(x, rate), 0.0))
        for name, message, formula in SCALINGS
        if len(off) == 3
        and all(close(came, np.where(here, formula(x, rate), 0.0), bound) for x, rate, here, came, _, bound in off)
    }
    require_close(came, expected, bound, asked(rate, True), fitting)
    raise AssertionError("a wrong value was found above")


@check(
    "dropout.prediction",
    "property",
    2,
    title="dropout returns x itself where training is False",
    hint="Without training nothing is dropped and nothing is scaled.",
)
def identity_at_prediction(exam):
    """Without training dropout returns x. Credited only if it drops something in training."""
    for size, rate in (((9, 31), 0.5), ((1, 64), 0.8)):
        x = away_from_zero(exam.rng, size)
        came = dropped_out(exam, x, rate, training=False)
        if not close(came, x, U32 * np.abs(x)):
            exact = x.astype(np.float64)
            if np.any(came == 0):
                raise wrong(
                    "{result} for training = False has {value} zeros in {size} values: "
                    "it drops units at prediction too.",
                    mistake="training-ignored",
                    result=RESULT,
                    value=int((came == 0).sum()),
                    size=came.size,
                )
            down = say("this equals x · (1 − rate): inverted dropout scales in training, and never again")
            up = say("this equals x / (1 − rate), though nothing is dropped")
            scaled = {
                "scaled-at-prediction": (down, exact * (1 - rate)),
                "scaled-without-training": (up, exact / (1 - rate)),
            }
            require_close(came, exact, 8 * U32 * np.abs(x) / (1 - rate), asked(rate, False), scaled)
            raise wrong(
                "{result} for training = False is not x itself. {text}",
                result=RESULT,
                text=explain(came, exact, 0.0)["text"],
            )
    zeros(exam, away_from_zero(exam.rng, (20, 40)), 0.5)
    return passed(say("Nothing is dropped without training."))


@check(
    "dropout.rate_zero",
    "property",
    1,
    title="dropout with a rate of 0 returns x itself",
    hint="With a rate of 0 every unit is kept, and the scale is 1.",
)
def identity_at_rate_zero(exam):
    x = away_from_zero(exam.rng, (12, 33))
    came = dropped_out(exam, x, 0.0)
    what = say("{result} for rate = 0.0 and training = True", result=RESULT)
    require_close(came, x.astype(np.float64), U32 * np.abs(x), what)
    zeros(exam, x, 0.5)
    return passed()


@check(
    "dropout.inputs_unchanged",
    "property",
    1,
    title="dropout leaves its input unchanged",
    hint="Operators such as *= and x[mask] = 0 write into the caller's array: compute a new one.",
)
def leaves_input(exam):
    """x is unchanged, in training and without. Credited only if dropout drops something in training."""
    x = away_from_zero(exam.rng, (12, 33))
    for rate, training in ((0.5, True), (0.3, False)):
        instead = "Do not write into {argument}: compute a new array."
        unwritten(exam, "dropout", x, rate, training, derived_seed(exam.rng), hint=instead)
    zeros(exam, x, 0.5)
    return passed()


CHECKS = (
    shape("dropout", cases, 1, expected=lambda x, rate, training, seed: [x.shape]),
    kept_values,
    dropped_share("dropout", zeros, 2),
    drops_units_alone("dropout", zeros, 2),
    another_seed("dropout", zeros, 1),
    identity_at_prediction,
    identity_at_rate_zero,
    leaves_input,
)
