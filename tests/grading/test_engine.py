"""The main path with judges and children of the test's own: no path gives credit without a positive verdict."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.base.errors import GraderError, SandboxError, UsageError
from grader.checks import of_task
from grader.checks.check import Check
from grader.child.wire import WireError
from grader.exam import loading
from grader.exam.exam import Exam, _within
from grader.exam.failures import Unloadable
from grader.grading import engine
from grader.grading.terms import Terms
from grader.result.document import CheckResult, TaskResult, document_json
from grader.result.outcome import Failed, Outcome, Status, Verdict, passed
from grader.sandbox import Lost, choose
from grader.submission.source import Submission
from grader.task import Function, Limits, Task, catalog

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

FILE = Submission("ada_task3.py", "ada", "def f(x):\n    return x\n", "0" * 64)


class Quiet:
    """A back end that nothing is started on."""

    name = "none"
    network = False
    seccomp = False

    def unavailable(self) -> str:
        return ""

    def start(self, plan: Any) -> Any:
        raise SandboxError("Nothing is started here.")


class Loaded(Exam):
    """An exam without a child: the file defines f and h; g is missing, and k is a number."""

    on_load: Any = None

    def load(self) -> None:
        if self.on_load is not None:
            raise self.on_load
        self.loaded = loading.Loaded(signatures={"f": ["x"], "g": None, "h": ["x"], "k": False})


# --- judges -------------------------------------------------------------------------------------------

Judge = Callable[[Any], Any]


def returning(value: Any) -> Judge:
    return lambda exam: value


def raising(error: BaseException) -> Judge:
    def judge(exam: Any) -> Any:
        raise error

    return judge


class Passing(str):
    """Text that says it is equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


@dataclass(frozen=True)
class Alike:
    """Looks like a verdict, and is none."""

    outcome: Outcome = Outcome.PASS
    message: str = ""
    hint: str = ""
    mistake: str = ""
    evidence: Any = ()


class Lying(Failed):
    """A failure that calls itself passed."""

    def __init__(self) -> None:
        super().__init__("all is well", outcome=Outcome.PASS)


# What a judge may do, and the outcome that has to come of it.
JUDGES: dict[str, tuple[Judge, Outcome]] = {
    "passes": (lambda exam: passed("Right."), Outcome.PASS),
    "passes with evidence": (lambda exam: passed("Right.", margin=0.5), Outcome.PASS),
    "fails": (raising(Failed("wrong", "try")), Outcome.FAIL),
    "says fail": (returning(Verdict(Outcome.FAIL, "wrong")), Outcome.FAIL),
    "says error": (returning(Verdict(Outcome.ERROR)), Outcome.ERROR),
    "says skipped": (returning(Verdict(Outcome.SKIPPED)), Outcome.SKIPPED),
    "says fault": (returning(Verdict(Outcome.FAULT)), Outcome.FAULT),
    "raises error": (raising(Failed("raised", outcome=Outcome.ERROR)), Outcome.ERROR),
    "raises timeout": (raising(Failed("long", outcome=Outcome.TIMEOUT)), Outcome.TIMEOUT),
    "raises passed": (raising(Lying()), Outcome.FAULT),
    "raises nonsense": (raising(Failed("odd", outcome="pass")), Outcome.FAULT),  # type: ignore[arg-type]
    "returns None": (returning(None), Outcome.FAULT),
    "returns True": (returning(True), Outcome.FAULT),
    "returns 'pass'": (returning("pass"), Outcome.FAULT),
    "returns an equal text": (returning(Passing("fail")), Outcome.FAULT),
    "returns Outcome.PASS": (returning(Outcome.PASS), Outcome.FAULT),
    "returns a look-alike": (returning(Alike()), Outcome.FAULT),
    "returns the class": (returning(Verdict), Outcome.FAULT),
    "returns a verdict of text": (returning(Verdict("pass")), Outcome.FAULT),  # type: ignore[arg-type]
    "returns a verdict of True": (returning(Verdict(True)), Outcome.FAULT),  # type: ignore[arg-type]
    "returns a verdict of equal text": (returning(Verdict(Passing("x"))), Outcome.FAULT),  # type: ignore[arg-type]
    "returns a failure": (returning(Failed("wrong")), Outcome.FAULT),
    "asserts": (raising(AssertionError()), Outcome.FAULT),
    "raises ValueError": (raising(ValueError("bad")), Outcome.FAULT),
    "raises ArithmeticError": (raising(ArithmeticError("no bound")), Outcome.FAULT),
    "raises RecursionError": (raising(RecursionError()), Outcome.FAULT),
    "raises MemoryError": (raising(MemoryError()), Outcome.FAULT),
    "raises GraderError": (raising(GraderError("ours")), Outcome.FAULT),
    "raises SandboxError": (raising(SandboxError("ours")), Outcome.FAULT),
    "exits with 0": (raising(SystemExit(0)), Outcome.FAULT),
    "stops iterating": (raising(StopIteration()), Outcome.FAULT),
    "closes a generator": (raising(GeneratorExit()), Outcome.FAULT),
    "loses the child": (raising(Lost(Outcome.MEMORY, "It used more.")), Outcome.MEMORY),
    "loses the child, passing": (raising(Lost(Outcome.PASS, "Fine.")), Outcome.FAULT),
    "meets bad bytes": (raising(WireError("bytes that are no frame")), Outcome.CRASH),
    "cannot load again": (raising(Unloadable("gone")), Outcome.CRASH),
    "cannot load, passing": (raising(Unloadable("gone", outcome=Outcome.PASS)), Outcome.FAULT),
}


@dataclass(frozen=True)
class Plan:
    """One check of a generated task."""

    judge: str
    points: int
    function: str
    needs: tuple[int, ...]
    required: bool

    def check(self, number: int) -> Check:
        judge = JUDGES[self.judge][0]
        return Check(f"{self.function}.c{number}", f"Check {number}", "property", self.points, judge, "Try.")


@st.composite
def plans(draw: st.DrawFn) -> list[Plan]:
    judges = st.sampled_from(["passes", *JUDGES]) | st.just("passes")  # often enough right to get anywhere
    found: list[Plan] = []
    for number in range(draw(st.integers(1, 7))):
        needs = draw(st.sets(st.integers(0, number - 1), max_size=2)) if number else set()
        found.append(
            Plan(
                draw(judges),
                draw(st.integers(0, 5)),
                draw(st.sampled_from(["f", "f", "f", "h", "g", "k", "never"])),
                tuple(sorted(needs)),
                draw(st.booleans()),
            )
        )
    return found


def checks_of(planned: list[Plan]) -> tuple[Check, ...]:
    made: list[Check] = []
    for number, plan in enumerate(planned):
        needs = tuple(made[need].id for need in plan.needs)
        made.append(plan.check(number).replace(needs=needs, required=plan.required))
    return tuple(made)


def expected(planned: list[Plan]) -> list[Outcome]:
    """What the rules say, worked out the plain way: needs first, then the function, then the judge."""
    found: list[Outcome] = []
    for plan in planned:
        if any(found[need] is not Outcome.PASS for need in plan.needs):
            found.append(Outcome.SKIPPED)
        elif plan.function in ("g", "k", "never"):
            found.append(Outcome.FAIL)
        else:
            found.append(JUDGES[plan.judge][1])
    return found


@pytest.fixture
def grade(monkeypatch: pytest.MonkeyPatch) -> Callable[..., TaskResult]:
    def graded(checks: tuple[Check, ...], on_load: BaseException | None = None, **more: Any) -> TaskResult:
        functions = tuple(Function(name, ("x",)) for name in ("f", "g", "h", "k", "never"))
        task = Task(3, "hidden-layers", "T", "S", sum(check.points for check in checks), ("numpy",), functions)
        with monkeypatch.context() as patch:
            patch.setattr(of_task, "checks", lambda task: checks)
            patch.setattr(of_task, "oracle", lambda task: ModuleType("oracle"))
            patch.setattr(engine, "Exam", type("Here", (Loaded,), {"on_load": on_load}))
            return engine.grade(task, FILE, Quiet(), Terms(seed=1, **more))

    return graded


def require_honest(result: TaskResult) -> None:
    """What holds of every result whatever happened."""
    for check in result.checks:
        assert check.points == (check.max_points if check.outcome is Outcome.PASS else 0)
        assert bool(check.hint) == (check.outcome is not Outcome.PASS)
    assert result.points == sum(check.points for check in result.checks)
    assert 0 <= result.score <= 1
    required = [check for check in result.checks if check.required]
    if result.passed:
        assert result.status is Status.GRADED
        assert required and all(check.outcome is Outcome.PASS for check in required)
    faulty = any(check.outcome is Outcome.FAULT for check in result.checks)
    if faulty:
        assert result.status is Status.GRADER_FAULT
    codes = {Status.GRADED: 0 if result.passed else 1, Status.UNREADABLE: 2, Status.GRADER_FAULT: 3}
    assert result.exit_code == codes[result.status]
    document = json.loads(result.json())
    assert document["points"] == sum(check["points"] for check in document["checks"])
    assert document["passed"] == result.passed


@quick
@given(planned=plans())
def test_every_outcome_is_what_the_rules_say(planned: list[Plan], grade: Callable[..., TaskResult]) -> None:
    result = grade(checks_of(planned))
    require_honest(result)
    wanted = expected(planned)
    assert [check.outcome for check in result.checks] == wanted
    assert result.points == sum(plan.points for plan, outcome in zip(planned, wanted) if outcome is Outcome.PASS)
    assert result.max_points == sum(plan.points for plan in planned)


@quick
@given(planned=plans(), data=st.data())
def test_only_gives_the_same_outcomes_and_no_more(
    planned: list[Plan], data: st.DataObject, grade: Callable[..., TaskResult]
) -> None:
    checks = checks_of(planned)
    only = data.draw(st.lists(st.sampled_from([c.id for c in checks] + [c.function for c in checks]), min_size=1))
    whole = {check.id: check.outcome for check in grade(checks).checks}
    result = grade(checks, only=tuple(only))
    require_honest(result)
    assert [check.id for check in result.checks] == [c.id for c in checks if c.id in only or c.function in only]
    assert all(whole[check.id] is check.outcome for check in result.checks)
    assert result.only == tuple(only)


@quick
@given(planned=plans())
def test_until_failure_passes_only_what_passes_whole(planned: list[Plan], grade: Callable[..., TaskResult]) -> None:
    checks = checks_of(planned)
    result = grade(checks, until_failure=True)
    require_honest(result)
    outcomes = expected(planned)
    if all(outcome is Outcome.PASS for outcome in outcomes):
        assert result.points == sum(plan.points for plan in planned)
    else:
        first = next(index for index, outcome in enumerate(outcomes) if outcome is not Outcome.PASS)
        assert [(check.id, check.outcome) for check in result.checks] == [(checks[first].id, outcomes[first])]
        assert not result.passed and result.points == 0


@pytest.mark.parametrize("name", JUDGES)
def test_each_way_to_judge_alone(name: str, grade: Callable[..., TaskResult]) -> None:
    planned = [Plan(name, 3, "f", (), True)]
    result = grade(checks_of(planned))
    require_honest(result)
    assert result.checks[0].outcome is JUDGES[name][1]
    assert (result.points, result.passed) == ((3, True) if name.startswith("passes") else (0, False))
    if result.checks[0].outcome is Outcome.FAULT:
        assert result.exit_code == 3


def test_ctrl_c_is_not_a_verdict(grade: Callable[..., TaskResult]) -> None:
    check = Check("f.a", "A", "property", 1, raising(KeyboardInterrupt()), "Try.")
    with pytest.raises(KeyboardInterrupt):
        grade((check,))


# --- where nothing can be asked -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_load", "status", "outcome", "code"),
    [
        (Unloadable("line 1 is not valid Python", "Look."), Status.UNREADABLE, Outcome.SKIPPED, 2),
        (Unloadable("holds no code", outcome=Outcome.PASS), Status.UNREADABLE, Outcome.SKIPPED, 2),
        (Lost(Outcome.TIMEOUT, "It was still running."), Status.GRADED, Outcome.TIMEOUT, 1),
        (Lost(Outcome.CRASH, "It died."), Status.GRADED, Outcome.CRASH, 1),
        (Lost(Outcome.PASS, "It passed."), Status.GRADED, Outcome.FAULT, 3),
        (SandboxError("no sandbox"), Status.GRADER_FAULT, Outcome.FAULT, 3),
    ],
)
def test_a_file_that_does_not_load_gets_no_points(
    on_load: BaseException, status: Status, outcome: Outcome, code: int, grade: Callable[..., TaskResult]
) -> None:
    result = grade(checks_of([Plan("passes", 3, "f", (), True), Plan("passes", 2, "h", (0,), False)]), on_load)
    assert {check.outcome for check in result.checks} == {outcome}
    assert (result.points, result.passed, result.exit_code) == (0, False, code)
    assert result.status is status or outcome is Outcome.FAULT


def test_a_back_end_that_starts_nothing_is_a_fault() -> None:
    result = engine.grade(catalog.find("task3"), FILE, Quiet(), Terms(seed=1))
    assert (result.status, result.points, result.exit_code) == (Status.GRADER_FAULT, 0, 3)
    assert {check.outcome for check in result.checks} == {Outcome.FAULT}


def test_a_task_without_checks_is_never_passed(grade: Callable[..., TaskResult]) -> None:
    result = grade(())
    assert (result.passed, result.score, result.exit_code) == (False, 0.0, 1)


def test_only_optional_checks_are_never_a_pass(grade: Callable[..., TaskResult]) -> None:
    result = grade(checks_of([Plan("passes", 3, "f", (), False)]))
    assert (result.points, result.passed) == (3, False)


def test_an_optional_check_does_not_decide(grade: Callable[..., TaskResult]) -> None:
    result = grade(checks_of([Plan("passes", 3, "f", (), True), Plan("fails", 1, "f", (), False)]))
    assert (result.points, result.max_points, result.passed) == (3, 4, True)


@pytest.mark.parametrize("only", [["f.nothing"], ["f.c0", "q"], [""]])
def test_only_refuses_what_fits_no_check(only: list[str], grade: Callable[..., TaskResult]) -> None:
    with pytest.raises(UsageError, match="There is no check called"):
        grade(checks_of([Plan("passes", 1, "f", (), True)]), only=tuple(only))


def test_needs_are_judged_though_only_leaves_them_out(grade: Callable[..., TaskResult]) -> None:
    planned = [Plan("fails", 1, "f", (), True), Plan("passes", 1, "f", (0,), True), Plan("passes", 1, "h", (1,), True)]
    result = grade(checks_of(planned), only=("h",))
    assert [(check.id, check.outcome) for check in result.checks] == [("h.c2", Outcome.SKIPPED)]
    assert "f.c1 (Check 1), which was not passed" in result.checks[0].message


def test_what_a_judge_says_is_made_harmless(grade: Callable[..., TaskResult]) -> None:
    said = Failed("\x1b[31mred\x1b[0m \u202eleft", "a\x00b", evidence={"k\x07": "\x1b]0;t\x07", "lines": [3]})
    result = grade((Check("f.a", "A", "property", 1, raising(said), "Try."),))
    text = document_json(result.document())
    assert "\\u001b" not in text and "\\u202e" not in text and "\\u0007" not in text
    assert result.checks[0].lines == (3,)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_json_does_not_know_is_still_written(value: float, grade: Callable[..., TaskResult]) -> None:
    said = Failed("wrong", evidence={"values": [value, {"came": value}], "threshold": 0.5})
    result = grade((Check("f.a", "A", "property", 1, raising(said), "Try."),))
    assert json.loads(result.json())["checks"][0]["evidence"]["values"][0] == str(value)


def test_numpys_numbers_in_evidence_are_written(grade: Callable[..., TaskResult]) -> None:
    verdict = passed(a=np.float32(0.5), b=np.int64(3), c=np.bool_(True), d=np.float64("nan"), e=np.array(2.0), f={1})
    result = grade((Check("f.a", "A", "property", 1, returning(verdict), "Try."),))
    evidence = json.loads(result.json())["checks"][0]["evidence"]
    assert evidence == {"a": 0.5, "b": 3, "c": True, "d": "nan", "e": 2.0, "f": "{1}"}


# --- a real child --------------------------------------------------------------------------------------------


def real(source: str) -> TaskResult:
    submission = Submission("task3.py", "", source, "0" * 64)
    limits = Limits(load_seconds=5, call_seconds=5, total_seconds=60)
    return engine.grade(catalog.find("task3"), submission, choose("auto"), Terms(seed=1, limits=limits))


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(0)\n",
        "import sys\nsys.exit(0)\n",
        "def hidden_layer(inputs, W, b):\n    import os\n    os._exit(0)\n",
        "def hidden_layer(inputs, W, b):\n    raise SystemExit(0)\n",
        "hidden_layer = output_layer = forward_propagation = initialise = True\n",
        "class Yes:\n    __eq__ = lambda self, other: True\n    __array__ = None\n"
        "def hidden_layer(inputs, W, b):\n    return Yes()\n",
        "x = 1\n",
    ],
)
def test_no_child_talks_itself_into_points(source: str) -> None:
    result = real(source)
    require_honest(result)
    assert result.status is Status.GRADED
    assert (result.points, result.passed, result.exit_code) == (0, False, 1)


def test_the_result_knows_its_checks() -> None:
    """A document cannot call itself passed where its checks say otherwise."""
    wrong = CheckResult("f.a", "A", "shape", Outcome.FAIL, 0, 2)
    for status in Status:
        assert not TaskResult("task3", "s", "t", "f.py", "", status, (wrong,)).passed
        assert not TaskResult("task3", "s", "t", "f.py", "", status).passed


SLOW = "import time\ntime.sleep(0.3)\n\ndef hidden_layer(inputs, W, b):\n    time.sleep(0.2)\n    return 1\n"


def test_the_time_in_the_students_own_code_is_told() -> None:
    result = real(SLOW)
    assert 0.5 <= result.code_seconds <= result.seconds
    assert result.document()["code_seconds"] == round(result.code_seconds, 3)


@pytest.mark.parametrize(
    "said, believed",
    [
        (0.5, 0.5),
        (99.0, 2.0),
        (-1.0, 0.0),
        (float("nan"), 0.0),
        (float("inf"), 0.0),
        ("5", 0.0),
        (None, 0.0),
        (True, 0.0),
    ],
)
def test_a_child_cannot_have_spent_more_time_than_has_gone_by(said: object, believed: float) -> None:
    assert _within(said, 2.0) == believed
