"""Whether a function is solved with the package that the exercise is about."""

from __future__ import annotations

from collections.abc import Callable

from grader.base.language import mark
from grader.checks.asking import wrong
from grader.checks.check import Check, Recipe
from grader.exam.exam import Exam
from grader.result.outcome import Failed, Verdict, passed


def uses_package(
    name: str,
    package: str,
    points: int,
    *,
    others: tuple[str, ...] = (),
    apart_from: tuple[str, ...] = (),
    idle: str = "",
    still_right: Callable[[Exam], bool] | None = None,
) -> Check:
    """The function's code reaches the package, and the package's work is what gives the answer.

    Reaching is read from the source; ``apart_from`` are functions whose use of the package does not count for this
    one. The work is tried: while TensorFlow does none of the kind ``idle`` (``Exam.idle``), ``still_right(exam)`` must
    not find the right answer.
    """

    def judge(exam: Exam) -> Verdict:
        if not exam.packages(name, apart_from) & {package, *others}:
            raise wrong(
                "The code of {name} does not use {package}, which this exercise is about.",
                "Solve {name} with {package}'s own operations; in which style is up to you.",
                "package-not-used",
                name=name,
                package=package,
            )
        if still_right is not None and _is_right_without(exam, idle, still_right):
            raise _not_needed(name, package, idle)
        return passed()

    return Check(
        f"{name}.uses_{package}",
        mark("{name} is solved with {package}", name=name, package=package),
        "source",
        points,
        judge,
        mark("Import {package} and use it in {name} or in what {name} calls.", package=package, name=name),
        recipe=Recipe(
            "uses_package", name, {"package": package, "others": list(others), "apart_from": list(apart_from)}
        ),
        alone=still_right is not None,
    )


def _is_right_without(exam: Exam, idle: str, still_right: Callable[[Exam], bool]) -> bool:
    """A function that fails while the package does nothing needs the package."""
    with exam.idle(idle):
        try:
            return still_right(exam)
        except Failed:
            return False


def _not_needed(name: str, package: str, idle: str) -> Failed:
    if idle == "gradients":
        return wrong(
            "{name} gives the right x even while {package}'s gradients are zero and its optimisers stand still: something "
            "else moves x.",
            "Let {package}'s gradient (GradientTape) or one of its optimisers take each step.",
            "package-not-used",
            name=name,
            package=package,
        )
    return wrong(
        "{name} gives the right answer even while {package}'s operations return zeros: something else computes it.",
        "Compute the answer with {package}'s own operations; in which style is up to you.",
        "package-not-used",
        name=name,
        package=package,
    )
