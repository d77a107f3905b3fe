"""Result documents for the tests of the report: made by hand, so that they do not change by themselves."""

from __future__ import annotations

from typing import Any

from grader.result.document import CheckResult, Picture, TaskResult
from grader.result.outcome import Outcome, Status

SOURCE = '''"""Task 2."""
import numpy as np


def sigmoid(z):
    # one over one plus e to the minus z
    return 1 / (1 + np.exp(z))


def forward_propagation(X, W, b):
    return sigmoid(X @ W.T + b).ravel()
'''


def check(name: str, outcome: Outcome = Outcome.PASS, points: int = 2, **more: Any) -> CheckResult:
    got = points if outcome is Outcome.PASS else 0
    title = more.pop("title", f"{name.replace('.', ' ')} is right")
    if outcome is not Outcome.PASS:
        more = {"message": f"{name} came out wrong.", "hint": f"Look at {name} again.", **more}
    return CheckResult(name, title, "numerics", outcome, got, points, **more)


def result(**more: Any) -> TaskResult:
    """A partly wrong submission of task 2."""
    difference = {"index": "[3, 0]", "came": 0.25, "expected": 0.75, "size": 7, "wrong": 5, "text": ""}
    values = {
        "task": "task2",
        "slug": "forward-propagation",
        "title": "Forward propagation",
        "submission": "ada_task2.py",
        "student": "ada",
        "status": Status.GRADED,
        "checks": (
            check("sigmoid.shape", message="Right for 4 sizes."),
            check("sigmoid.values", Outcome.FAIL, 3, evidence={"difference": difference}),
            check("sigmoid.large", Outcome.SKIPPED, message="Not judged: it needs sigmoid.values."),
            check("forward_propagation.shape", Outcome.ERROR, lines=(11,), evidence={"trace": ["Line 11: return"]}),
            check("forward_propagation.rows", required=False),
        ),
        "seconds": 0.25,
        "seed": 7,
        "sandbox": {"kind": "bubblewrap", "network": False, "memory_mb": 2048},
        "notes": ("A cell was left out.",),
        "output": "hello\n",
        "output_dropped": 12,
        "source": SOURCE,
        "functions": {"sigmoid": (5, 7), "forward_propagation": (10, 11)},
        "sha256": "ab" * 32,
        "versions": {"grader": "0.1.0", "task": "1", "numpy": "2.4.6"},
    }
    return TaskResult(**{**values, **more})


def every_outcome() -> TaskResult:
    return result(checks=tuple(check(f"sigmoid.{outcome.value}", outcome) for outcome in Outcome))


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400pt" height="200pt" viewBox="0 0 400 200">'
    '<rect width="300" height="100"/></svg>'
)


def documents() -> dict[str, dict[str, Any]]:
    """Name -> document, one for every kind of page."""
    return {
        "partly wrong": result().document(),
        "right": result(checks=(check("sigmoid.values"),), notes=(), output="", output_dropped=0).document(),
        "every outcome": every_outcome().document(),
        "unreadable": result(
            status=Status.UNREADABLE,
            checks=(check("sigmoid.values", Outcome.SKIPPED),),
            message="ada_task2.py is empty.",
            hint="Save your work.",
            source="",
            functions={},
            sha256="",
            seed=0,
            sandbox={},
            output="",
            output_dropped=0,
        ).document(),
        "grader fault": result(
            status=Status.GRADER_FAULT, checks=(check("sigmoid.values", Outcome.FAULT),), message="No sandbox."
        ).document(),
        "no checks": result(checks=()).document(),
        "notebook": result(submission="ada task2.ipynb", cells=((2, 1, 3), (5, 4, 8), (6, 9, 11))).document(),
        "long": result(source=SOURCE + "x = 1\n" * 10_000 + "y = '" + "a" * 100_000 + "'\n").document(),
        "endless words": result(
            checks=(check("s" * 300 + ".x", Outcome.FAIL, title="t" * 300, message="m" * 300, hint="h" * 300),),
            **{name: name * 100 for name in ("slug", "title", "submission", "student", "message", "hint")},
            notes=("n" * 300,),
            versions={"grader": "1" * 300, "v" * 300: "2" * 300},
        ).document(),
        "only": result(only=("sigmoid", "forward_propagation.rows")).document(),
        "pictures": result(
            pictures=(
                Picture("Where it differs", "Three heat maps.", SVG, "sigmoid.values"),
                Picture("A wide one", "The plane in two colours.", SVG.replace('"400pt"', '"4000pt"')),
                Picture("t" * 300, "a" * 3000, SVG),
            )
        ).document(),
    }
