"""The kinds of check that a task can declare, and the tools to write its own."""

from grader.checks.values import custom, expected_parts, function_of, observed_parts, rows_alike, shape, unchanged, uses_package, values
from grader.checks.cases import Case, Cases, case_text
from grader.checks.closeness import U32, array_of, close, explain, margin, number, parts_of, require_close, require_shape, sentence, shape_text
from grader.checks.reading import reading
from grader.checks.oracle.activations import relu, sigmoid, sigmoid_cross_entropy, softmax, softmax_cross_entropy
from grader.checks.training.measurement import Measurement, accuracy, binary_of, calibrated, class_of, derangement, derived_seed, one_hot
from grader.checks.oracle.roundoff import Rounded, U64, gamma, tolerance
from grader.checks.mistakes import Mistake, ROOM, THRESHOLDS, few_digits, other_thresholds
from grader.result.document import Failed, Outcome, Verdict, passed
from grader.base.language import mark, now, say, say_n

__all__ = [
    "ROOM",
    "THRESHOLDS",
    "U32",
    "U64",
    "Case",
    "Cases",
    "Failed",
    "Measurement",
    "Mistake",
    "Outcome",
    "Rounded",
    "Verdict",
    "accuracy",
    "array_of",
    "binary_of",
    "calibrated",
    "case_text",
    "class_of",
    "close",
    "custom",
    "derangement",
    "derived_seed",
    "expected_parts",
    "explain",
    "few_digits",
    "function_of",
    "gamma",
    "margin",
    "mark",
    "now",
    "number",
    "observed_parts",
    "one_hot",
    "other_thresholds",
    "parts_of",
    "passed",
    "reading",
    "relu",
    "require_close",
    "require_shape",
    "rows_alike",
    "say",
    "say_n",
    "sentence",
    "shape",
    "shape_text",
    "sigmoid",
    "sigmoid_cross_entropy",
    "softmax",
    "softmax_cross_entropy",
    "tolerance",
    "unchanged",
    "uses_package",
    "values",
]
