"""The kinds of check that a task can declare, and the tools to write its own."""

from grader.base.language import mark, now, say, say_n
from grader.checks.asking import answer, answers, expected_parts, function_of, observed_parts, wrong
from grader.checks.cases import Case, Cases, biased, case_text, rescaled, single_biases
from grader.checks.check import check, custom
from grader.checks.closeness import close, explain, margin, require_close, sentence
from grader.checks.gradient import finite_differences, mean_of_parts
from grader.checks.layer_mistakes import CUT_TO_ZERO, ROUNDED, layer_mistakes
from grader.checks.losses import Change, reordered, repeated, unmoved
from grader.checks.mistakes import Mistake, few_digits
from grader.checks.numbers import U32, U64, number, shape_text
from grader.checks.observed import array_of, parts_of, require_shape
from grader.checks.oracle.activations import relu, sigmoid, sigmoid_cross_entropy, softmax, softmax_cross_entropy
from grader.checks.oracle.roundoff import Rounded, gamma, tolerance
from grader.checks.reading import reading
from grader.checks.rows import rows_alike
from grader.checks.shape import shape
from grader.checks.small import small_numbers
from grader.checks.source import uses_package
from grader.checks.thresholds import ROOM, THRESHOLDS, ladder, other_thresholds, rows_clear_of_half, rows_of_ladder
from grader.checks.training.labels import accuracy, binary_of, class_of, derangement, derived_seed, one_hot
from grader.checks.training.measurement import Measurement, calibrated
from grader.checks.unchanged import leaves_arguments, unchanged, unwritten
from grader.checks.values import values
from grader.result.outcome import Failed, Outcome, Verdict, passed

__all__ = [
    "CUT_TO_ZERO",
    "ROOM",
    "ROUNDED",
    "THRESHOLDS",
    "U32",
    "U64",
    "Case",
    "Cases",
    "Change",
    "Failed",
    "Measurement",
    "Mistake",
    "Outcome",
    "Rounded",
    "Verdict",
    "accuracy",
    "answer",
    "answers",
    "array_of",
    "biased",
    "binary_of",
    "calibrated",
    "case_text",
    "check",
    "class_of",
    "close",
    "custom",
    "derangement",
    "derived_seed",
    "expected_parts",
    "explain",
    "few_digits",
    "finite_differences",
    "function_of",
    "gamma",
    "ladder",
    "layer_mistakes",
    "leaves_arguments",
    "margin",
    "mark",
    "mean_of_parts",
    "now",
    "number",
    "observed_parts",
    "one_hot",
    "other_thresholds",
    "parts_of",
    "passed",
    "reading",
    "relu",
    "reordered",
    "repeated",
    "require_close",
    "require_shape",
    "rescaled",
    "rows_alike",
    "rows_clear_of_half",
    "rows_of_ladder",
    "say",
    "say_n",
    "sentence",
    "shape",
    "shape_text",
    "sigmoid",
    "sigmoid_cross_entropy",
    "single_biases",
    "small_numbers",
    "softmax",
    "softmax_cross_entropy",
    "tolerance",
    "unchanged",
    "unmoved",
    "unwritten",
    "uses_package",
    "values",
    "wrong",
]
