"""Verdicts on training: the rule, the probabilities that it quotes, and the calibrations that are committed."""

import functools
import json
import math
import runpy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from grader.base.errors import CatalogError
from grader.checks.training import measurement
from grader.checks.training.best_of_three import (
    MOST,
    Measured,
    Threshold,
    is_borderline,
    measured,
    once_for_twice,
    twice_of_three,
    verdict,
)
from grader.checks.training.measurement import Measurement, calibrated, p_value, predictions
from grader.checks.training.statistics import beta_below, beta_quantile, interval, prediction, student_below, to_logit
from grader.result.outcome import Failed, Outcome, Verdict
from grader.task import catalog

LIMIT = 1e-4  # what a check may fail a right solution with
FEWEST = 20  # seeds that a threshold may rest on

shares = st.integers(0, 400).map(lambda hits: hits / 400)
thresholds = st.builds(Threshold, st.integers(1, 399).map(lambda hits: hits / 400), st.booleans())
rows = st.sampled_from([0, 400])


def run(values: list[float], threshold: Threshold, rows: int) -> tuple[bool, list[Measured]]:
    """The verdict on values that come one after the other, and those of them that were taken."""
    found: list[Measured] = []
    for value in values:
        found.append(measured(value, rows))
        decided = verdict(found, threshold)
        if decided is not None:
            return decided, found
    raise AssertionError(f"{len(values)} measurements did not decide")


# --- the rule --------------------------------------------------------------------------------------------------------


@given(st.lists(shares, min_size=MOST, max_size=MOST), thresholds, rows)
def test_three_measurements_decide_and_none_fails_on_one(values: list[float], threshold: Threshold, rows: int) -> None:
    passes, found = run(values, threshold, rows)
    met = [threshold.met(one.value) for one in found]
    if passes:
        assert any(met)
        assert len(found) > 1 or found[0].clear(threshold)
    else:
        assert len(found) >= 2
        assert met.count(False) == 2


@given(st.lists(shares, min_size=MOST, max_size=MOST), st.integers(0, MOST - 1), shares, thresholds, rows)
def test_a_better_value_never_makes_a_pass_a_failure(
    values: list[float], place: int, other: float, threshold: Threshold, rows: int
) -> None:
    better = list(values)
    better[place] = max(values[place], other, key=threshold.margin)
    assert run(better, threshold, rows)[0] >= run(values, threshold, rows)[0]


def test_the_rule_in_figures() -> None:
    asked = Threshold(0.7)
    assert verdict([], asked) is None
    assert verdict([measured(0.9, 1000)], asked) is True
    assert verdict([measured(0.71, 1000)], asked) is None  # it may be 0.67
    assert verdict([measured(0.71)], asked) is True  # no share: the value alone decides
    assert verdict([measured(0.1, 1000)], asked) is None
    assert verdict([measured(0.1, 1000), measured(0.69, 1000)], asked) is False
    assert verdict([measured(0.71, 1000), measured(0.69, 1000)], asked) is None
    assert verdict([measured(value, 1000) for value in (0.71, 0.69, 0.7)], asked) is True
    assert verdict([measured(value, 1000) for value in (0.69, 0.71, 0.69)], asked) is False
    assert verdict([measured(math.nan), measured(math.nan)], asked) is False
    at_most = Threshold(0.3, at_least=False)
    assert verdict([measured(0.1, 1000)], at_most) is True
    assert verdict([measured(0.9, 1000), measured(0.8, 1000)], at_most) is False


@given(st.lists(shares, min_size=MOST, max_size=MOST), thresholds, rows)
def test_borderline_is_what_is_near_or_disagrees(values: list[float], threshold: Threshold, rows: int) -> None:
    _, found = run(values, threshold, rows)
    sides = {threshold.met(one.value) for one in found}
    near = [one for one in found if one.low <= threshold.value <= one.high and one.low < one.high]
    if len(sides) == 1 and not near:
        assert not is_borderline(found, threshold)
    if len(sides) == 2:
        assert is_borderline(found, threshold)


@given(st.floats(1e-9, 1))
def test_the_bound_is_that_of_two_in_three(probability: float) -> None:
    assert twice_of_three(probability) == pytest.approx(stats.binom.sf(1, 3, probability), rel=1e-9)


@given(st.floats(1e-9, 0.999))
def test_the_bound_turned_round(probability: float) -> None:
    assert twice_of_three(once_for_twice(probability)) == pytest.approx(probability, rel=1e-6)


# --- the distributions -----------------------------------------------------------------------------------------------


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0.5, 3000), st.floats(0.5, 3000))
def test_the_incomplete_beta_function(x: float, a: float, b: float) -> None:
    assert beta_below(x, a, b) == pytest.approx(special.betainc(a, b, x), rel=1e-7, abs=1e-13)


@given(st.floats(-60, 60), st.integers(1, 60))
def test_students_t(t: float, freedom: int) -> None:
    assert student_below(t, freedom) == pytest.approx(stats.t.cdf(t, freedom), rel=1e-9, abs=1e-300)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0.5, 3000), st.floats(0.5, 3000))
def test_the_quantile_undoes_it(probability: float, a: float, b: float) -> None:
    assert beta_below(beta_quantile(probability, a, b), a, b) == pytest.approx(probability, rel=1e-5, abs=1e-9)


@given(st.sampled_from([1, 7, 400, 1000, 2000]), st.data())
def test_the_interval_is_clopper_and_pearsons(rows: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, rows))
    low, high = interval(hits / rows, rows)
    wanted = stats.binomtest(hits, rows).proportion_ci(0.99, "exact")
    assert (low, high) == (pytest.approx(wanted.low, abs=1e-9), pytest.approx(wanted.high, abs=1e-9))


@functools.cache
def intervals(rows: int) -> list[tuple[float, float]]:
    return [interval(hits / rows, rows) for hits in range(rows + 1)]


@pytest.mark.parametrize("rows", [20, 150])
@pytest.mark.parametrize("truth", [0.003, 0.1, 0.5, 0.87, 0.999])
def test_the_interval_holds_the_truth_as_often_as_it_says(rows: int, truth: float) -> None:
    """Not sampled: the probabilities of all shares whose interval holds the truth are added up."""
    held = [low <= truth <= high for low, high in intervals(rows)]
    coverage = float(stats.binom.pmf(np.arange(rows + 1), rows, truth)[held].sum())
    assert 0.99 - 1e-9 <= coverage <= 1


def test_a_prediction_is_wider_than_the_runs_and_clamps_what_is_no_share() -> None:
    fit = prediction([0.8, 0.85, 0.9], logit=True)
    assert fit.below(0.8) > stats.norm.cdf((to_logit(0.8) - fit.mean) / np.std([to_logit(v) for v in (0.8, 0.85, 0.9)]))
    assert fit.below(0.8) + fit.above(0.8) == pytest.approx(1)
    assert fit.above(1.6) == fit.above(1.0)


# --- the committed calibrations --------------------------------------------------------------------------------------


def entries(recorded: bool = False) -> list[Any]:
    """What each task's calibration says of each measurement; ``recorded``: those with the runs that they rest on."""
    found = []
    for task in catalog.tasks():
        path = catalog.path_of(task, "calibration.json")
        for name, entry in json.loads(path.read_text(encoding="utf-8")).items() if path.exists() else ():
            if not recorded or predictions(entry):
                found.append(pytest.param(entry, id=f"{task.name}-{name}"))
    return found


@pytest.mark.parametrize("entry", entries())
def test_a_calibration_rests_on_enough_seeds_and_keeps_the_limit(entry: dict[str, Any]) -> None:
    asked = Threshold(entry["threshold"], entry["at_least"])
    assert entry["seeds"] >= FEWEST
    assert len(entry["right"]) >= 4 and "solution.py" in entry["right"]
    assert all(asked.met(solution["worst"]) for solution in entry["right"].values())
    assert entry["wrong"] and not any(
        asked.met(file["best"]) for file in entry["wrong"].values() if file["best"] is not None
    )
    assert 0 < entry["false_failure"] <= LIMIT
    assert entry["false_failure"] == pytest.approx(twice_of_three(entry["false_failure_of_one_measurement"]), rel=0.12)


@pytest.mark.parametrize("entry", entries(recorded=True))
def test_a_calibration_follows_from_its_runs(entry: dict[str, Any]) -> None:
    asked = Threshold(entry["threshold"], entry["at_least"])
    runs = [solution["runs"] for solution in entry["right"].values()]
    assert min(map(len, runs)) == entry["seeds"]
    assert all(asked.met(value) for each in runs for value in each)
    assert not any(asked.met(v) for each in entry["wrong"].values() for v in each["runs"] if v is not None)
    once = max(fit.beyond(asked.value, asked.at_least) for fit in predictions(entry))
    assert once == pytest.approx(entry["false_failure_of_one_measurement"], rel=0.06)


@pytest.mark.parametrize("entry", entries(recorded=True))
def test_the_rule_fails_right_solutions_as_rarely_as_it_says(entry: dict[str, Any]) -> None:
    """Drawn from the fitted distribution, where intervals are so wide that no first measurement is clear."""
    rng = np.random.default_rng(5)
    asked = Threshold(entry["threshold"], entry["at_least"])
    fit = max(predictions(entry), key=lambda each: each.beyond(asked.value, asked.at_least))
    drawn = fit.mean + fit.spread * rng.standard_t(fit.freedom, (100_000, MOST))
    edge = to_logit(asked.value) if fit.logit else asked.value
    short = drawn < edge if asked.at_least else drawn > edge
    rare = np.count_nonzero(short.sum(axis=1) >= 2)
    assert rare <= len(drawn) * LIMIT + 5 * math.sqrt(len(drawn) * LIMIT)
    # Too rare to be counted well: the same where one measurement in five falls short.
    moved = Threshold(float(np.quantile(drawn, 0.2 if asked.at_least else 0.8)), asked.at_least)
    failed = 0
    for values in drawn[:1000]:
        found: list[Measured] = []
        while (decided := verdict(found, moved)) is None:
            found.append(Measured(values[len(found)], -math.inf, math.inf))
        failed += not decided
    assert failed == pytest.approx(1000 * twice_of_three(0.2), abs=5 * math.sqrt(1000 * twice_of_three(0.2)))


def test_a_place_is_found_above_the_wrong_and_below_the_right() -> None:
    calibrate = runpy.run_path(
        str(Path(__file__).resolve().parents[2] / "benchmarks" / "calibrate.py"), run_name="calibrate"
    )
    rng = np.random.default_rng(1)
    right = {"a": list(rng.normal(0.9, 0.01, 20).round(5)), "b": list(rng.normal(0.85, 0.02, 20).round(5))}
    wrong = {"w": [0.3, 0.4, None]}
    down = Measurement("m", lambda exam, attempt: 0.0)
    up = Measurement("m", lambda exam, attempt: 0.0, at_least=False)
    old = {"right": {k: {"runs": v} for k, v in right.items()}, "wrong": {k: {"runs": v} for k, v in wrong.items()}}
    entry = calibrate["entry"](down, calibrate["recorded"](down, old))
    assert 0.4 < entry["threshold"] < min(right["b"]) and entry["false_failure_of_one_measurement"] <= LIMIT
    # placed again from what it recorded, it is the same
    assert calibrate["entry"](down, calibrate["recorded"](down, json.loads(json.dumps(entry)))) == entry
    # mirrored, it is the mirror image
    for side in old.values():
        for file in side.values():
            file["runs"] = [None if run is None else round(1 - run, 5) for run in file["runs"]]
    mirrored = calibrate["entry"](up, calibrate["recorded"](up, old))
    assert mirrored["threshold"] == pytest.approx(1 - entry["threshold"], abs=1e-9)
    # where no runs were recorded, only the bound is worked out anew
    bare = {"threshold": 0.7, "false_failure_of_one_measurement": 1e-3, "method": "So. A check measures twice."}
    bare |= {"right": {"a": {"worst": 0.8}}, "wrong": {}}
    assert calibrate["again"](down, {"m": bare})["false_failure"] == pytest.approx(3e-6, rel=0.01)
    # the runs of a wrong one between them leave no room
    old["wrong"]["w"]["runs"] = [0.15]
    with pytest.raises(calibrate["NoRoom"], match=r"w reached 0\.15"):
        calibrate["entry"](up, calibrate["recorded"](up, old))


# --- the check -------------------------------------------------------------------------------------------------------


ENTRY = {
    "threshold": 0.7,
    "at_least": True,
    "scale": "logit",
    "false_failure": 3e-8,
    "right": {"solution.py": {"runs": [0.9 + 0.001 * (i % 7) for i in range(20)]}},
    "wrong": {},
}


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Verdict, list[str]]]:
    """The verdict of a check whose trainings give these values, and what the exam turned to for each."""

    def judge(*values: float, rows: int = 1000, **settings: Any) -> tuple[Verdict, list[str]]:
        entry = {**ENTRY, **settings}
        monkeypatch.setattr(measurement, "threshold_of", lambda task, measured: entry)
        measured = Measurement("train.accuracy", lambda exam, attempt: values[attempt], entry["at_least"], rows)
        begun: list[str] = []
        check = calibrated(measured, "title", 3, what="accuracy on unseen digits", hint="Look.")
        exam: Any = SimpleNamespace(task=None, begin=begun.append)
        try:
            return check.judge(exam), begun
        except Failed as failed:
            return failed.verdict, begun

    return judge


Judged = Callable[..., tuple[Verdict, list[str]]]


def test_a_clear_measurement_passes_at_once(judged: Judged) -> None:
    said, begun = judged(0.9)
    assert said.outcome is Outcome.PASS
    assert begun == ["train.accuracy"]
    assert said.message == "Accuracy on unseen digits: 0.9."
    low, high = interval(0.9, 1000)
    assert said.evidence == {
        "values": [0.9],
        "intervals": [[round(low, 6), round(high, 6)]],
        "confidence": 0.99,
        "rows": 1000,
        "threshold": 0.7,
        "at_least": True,
        "margins": [0.2],
        "trainings": 1,
        "decision": "clear",
        "false_failure": 3e-8,
    }


def test_a_near_one_is_measured_again_with_draws_of_its_own(judged: Judged) -> None:
    said, begun = judged(0.71, 0.69, 0.72)
    assert said.outcome is Outcome.PASS
    assert begun == ["train.accuracy", "train.accuracy/1", "train.accuracy/2"]
    assert said.message == (
        "Accuracy on unseen digits: 0.71, 0.69 and 0.72 in 3 trainings; at least 0.7 is asked. "
        "The first left it open, so it was measured again."
    )
    assert said.evidence["decision"] == "borderline" and said.evidence["margins"] == [0.01, -0.01, 0.02]


def test_a_failure_says_how_rare_it_is_for_a_right_solution(judged: Judged) -> None:
    said, begun = judged(0.41, 0.43)
    assert said.outcome is Outcome.FAIL
    assert len(begun) == 2
    assert said.message == (
        "Accuracy on unseen digits was 0.41 and 0.43 in 2 trainings; at least 0.7 is asked. "
        "A right solution comes out like this less than once in 1,000,000 times."
    )
    assert said.evidence["decision"] == "clear" and said.evidence["trainings"] == 2
    assert 0 < said.evidence["p_value"] < ENTRY["false_failure"]  # type: ignore[operator]


def test_what_is_no_share_has_no_interval(judged: Judged) -> None:
    said, _ = judged(0.71, rows=0)
    assert said.outcome is Outcome.PASS
    assert "intervals" not in said.evidence and "rows" not in said.evidence
    said, _ = judged(1.6, math.nan, rows=0, at_least=False)
    assert said.outcome is Outcome.FAIL


@given(shares, shares)
def test_the_worse_the_values_the_rarer_they_are(one: float, other: float) -> None:
    asked = Threshold(0.7)
    low, high = sorted((0.7 * one - 0.001, 0.7 * other - 0.001))
    p_low, p_high = (p_value(ENTRY, [measured(v), measured(-1)], asked) for v in (low, high))
    assert p_low <= p_high * (1 + 1e-9) <= twice_of_three(predictions(ENTRY)[0].below(0.7)) * (1 + 1e-6)


def test_without_recorded_runs_the_bound_at_the_threshold_is_what_is_known() -> None:
    bare = {**ENTRY, "right": {"solution.py": {"worst": 0.9}}}
    assert p_value(bare, [measured(0.1), measured(0.2)], Threshold(0.7)) == ENTRY["false_failure"]


@pytest.mark.parametrize("entry", [None, {}, {"threshold": 0.7}, {"threshold": 0.7, "false_failure": None}])
def test_a_threshold_without_its_probability_is_refused(entry: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measurement, "calibration", lambda task: {"train.accuracy": entry})
    measured = Measurement("train.accuracy", lambda exam, attempt: 0.0)
    with pytest.raises(CatalogError, match=r"task6_deep_network_training/calibration\.json has no threshold"):
        measurement.threshold_of(catalog.find("task6"), measured)


@pytest.mark.parametrize(
    ("probability", "times"), [(0, 10**6), (1e-9, 10**6), (7e-5, 10_000), (1e-4, 10_000), (2e-6, 500_000)]
)
def test_how_often_is_said_in_one_digit(probability: float, times: int) -> None:
    assert measurement._times(probability) == times
