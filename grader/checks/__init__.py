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
from grader.checks.compare import array_of, close, explain, number, parts_of, require_close, require_shape, shape_text
from grader.checks.roundoff import U32, U64, Rounded, gamma, tolerance
from grader.mistakes import Mistake
from grader.results import Failed, Outcome, Verdict, passed

__all__ = [
    "U32",
    "U64",
    "Case",
    "Cases",
    "Failed",
    "Mistake",
    "Outcome",
    "Rounded",
    "Verdict",
    "array_of",
    "case_text",
    "close",
    "custom",
    "expected_parts",
    "explain",
    "function_of",
    "gamma",
    "number",
    "observed_parts",
    "parts_of",
    "passed",
    "require_close",
    "require_shape",
    "rows_alike",
    "shape",
    "shape_text",
    "tolerance",
    "unchanged",
    "uses_package",
    "values",
]
