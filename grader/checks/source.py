"""TODO."""

from __future__ import annotations

from grader.base.language import mark, say
from grader.checks.check import Check, Recipe
from grader.exam.exam import Exam
from grader.result.outcome import Failed, Verdict, passed


def uses_package(
    name: str, package: str, points: int, *, others: tuple[str, ...] = (), apart_from: tuple[str, ...] = ()
) -> Check:
    """The function's code reaches the package that the exercise is about (read, not run).

    ``apart_from`` are functions whose use of the package does not count for this one.
    """

    def judge(exam: Exam) -> Verdict:
        if exam.packages(name, apart_from) & {package, *others}:
            return passed()
        raise Failed(
            say("The code of {name} does not use {package}, which this exercise is about.", name=name, package=package),
            hint=say(
                "Solve {name} with {package}'s own operations; in which style is up to you.", name=name, package=package
            ),
            mistake="package-not-used",
        )

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
    )
