"""``loss(x)``: x² − 10x + 24, elementwise."""

import numpy as np

from grader.checks import (
    Mistake,
    answer,
    check,
    passed,
    require_close,
    rows_alike,
    say,
    shape,
    tolerance,
    unchanged,
    values,
)
from grader.exam.values import Helper

from .descent import parabola


def array(rng, *size):
    return rng.uniform(-8, 16, size).astype(np.float32)


def cases(rng):
    return [(float(rng.uniform(-8, 16)),), (array(rng),), (array(rng, 5),), (array(rng, 3, 4),)]


def array_cases(rng):
    return [(array(rng, 7),), (array(rng, 3, 2),)]


MISTAKES = (
    Mistake("linear-sign", "10x is added, not subtracted", lambda x: x * x + 10 * x + 24),
    Mistake("no-constant", "the constant 24 is missing", lambda x: x * x - 10 * x),
    Mistake("constant-sign", "24 is subtracted, not added", lambda x: x * x - 10 * x - 24),
    Mistake("no-linear-term", "the term −10x is missing", lambda x: x * x + 24),
    Mistake("linear-for-square", "2x stands for x²", lambda x: 2 * x - 10 * x + 24),
    Mistake("cube-for-square", "x³ stands for x²", lambda x: x**3 - 10 * x + 24),
    Mistake("no-square", "the term x² is missing", lambda x: 24 - 10 * x),
    Mistake("sign", "the sign of the whole is wrong", lambda x: -parabola(x)),
    Mistake("halved", "this is half of it", lambda x: parabola(x) / 2),
    Mistake("gradient", "this is the derivative, not the function", lambda x: 2 * x - 10),
    Mistake("input-returned", "x itself came back", lambda x: x),
)


@check(
    "loss.tensors",
    "property",
    1,
    title="loss takes a tensor and a variable",
    hint="Use operators and TensorFlow's functions: what suits an array or a number alone may not suit a tensor.",
    needs=("loss.values",),
)
def tensors(exam):
    """A tensor and a variable, of TensorFlow's own types: what an optimiser hands to the loss."""
    for kind, numbers in (("tensor", array(exam.rng, 4)), ("variable", array(exam.rng, 1)[0])):
        x = np.asarray(numbers, dtype=np.float64)
        helper = Helper("tensor", {"values": x.tolist(), "variable": kind == "variable"})
        what = say("The result of loss for a {kind}", kind=kind)
        came = answer(exam, "loss", helper, shape=x.shape, what=what)
        require_close(came, parabola(x), tolerance(exam.oracle.loss, (x,))[0], what)
    return passed()


CHECKS = (
    shape("loss", cases, 1, hint="The loss of each number stands where the number stood: no sum, no mean."),
    values("loss", cases, 2, mistakes=MISTAKES, large=("x",)),
    tensors,
    rows_alike("loss", array_cases, 1, rows=("x",)),
    unchanged("loss", array_cases, 1, large=("x",)),
)
