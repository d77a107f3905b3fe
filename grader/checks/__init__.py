"""The kinds of check that a task can declare, and the tools to write its own."""

from grader.checks.basic import (
    custom,
    expected_parts,
    function_of,
    observed_parts,
    rows_alike,
    shape,
    unchanged,
    uses_package,
    values,
)
from grader.checks.cases import Case, Cases, case_text
from grader.checks.compare import (
    array_of,
    close,
    explain,
    number,
    parts_of,
    require_close,
    require_shape,
    sentence,
    shape_text,
)
from grader.checks.files import reading
from grader.checks.functions import relu, sigmoid, sigmoid_cross_entropy, softmax, softmax_cross_entropy
from grader.checks.learning import (
    Measurement,
    accuracy,
    binary_of,
    calibrated,
    class_of,
    derangement,
    derived_seed,
    one_hot,
)
from grader.checks.roundoff import U32, U64, Rounded, gamma, tolerance
from grader.mistakes import Mistake
from grader.results import Failed, Outcome, Verdict, passed
from grader.words import mark, now, say, say_n

__all__ = [
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
    "function_of",
    "gamma",
    "mark",
    "now",
    "number",
    "observed_parts",
    "one_hot",
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
