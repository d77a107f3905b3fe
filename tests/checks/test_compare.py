"""Comparisons that cannot be talked round, and what they say about a wrong answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.checks import of_task
from grader.checks.closeness import close, explain, require_close
from grader.checks.numbers import number_apart, shape_text
from grader.checks.observed import array_of, parts_of, require_shape
from grader.child.wire import DTYPES
from grader.exam.exam import Exam
from grader.exam.values import Observed
from grader.result.outcome import Failed
from grader.sandbox import choose
from grader.submission.source import Submission
from grader.task import catalog

quick = settings(max_examples=150, deadline=None)
FINITE = st.floats(-1e6, 1e6)


def seen(array: Any) -> Observed:
    return Observed("array", "ndarray", array=np.asarray(array))


def refusal(ask: Callable[..., Any], *args: Any, **more: Any) -> Failed:
    with pytest.raises(Failed) as caught:
        ask(*args, **more)
    assert caught.value.verdict.message.endswith((".", "?"))
    assert caught.value.verdict.hint or ask is require_close
    return caught.value


def message(ask: Callable[..., Any], *args: Any, **more: Any) -> str:
    return refusal(ask, *args, **more).verdict.message


# --- what comes over the wire is an array and nothing else ----------------------------------------------

# What a student's function may return, and what the grader sees: a dtype with a shape, or the kind of thing it is.
RETURNED = {
    "np.ones((2, 1))": ("float64", (2, 1)),
    "np.ones((2, 1), 'f4')": ("float32", (2, 1)),
    "np.ones((2, 1), '>f8')": ("float64", (2, 1)),
    "np.ones((2, 1), np.longdouble)": ("float64", (2, 1)),
    "np.ones((2, 1), 'f2')": ("float16", (2, 1)),
    "[[1.0], [2.0]]": ("float64", (2, 1)),
    "0.5": ("float64", ()),
    "True": ("bool", ()),
    "np.asfortranarray(np.ones((2, 3)))": ("float64", (2, 3)),
    "np.ones((4, 6))[::2, ::3]": ("float64", (2, 2)),
    "np.broadcast_to(1.0, (2, 1))": ("float64", (2, 1)),
    "np.zeros((0, 1))": ("float64", (0, 1)),
    "np.ma.masked_all((2, 1))": "a masked array",
    "[np.ma.masked_all((1,)), np.ma.masked_all((1,))]": "a masked array",
    "np.array([[Yes()], [Yes()]])": "dtype object",
    "np.array([['1.0'], ['2.0']])": "dtype",
    "[['1.0'], ['2.0']]": "not numbers",
    "[[1.0], [2.0, 3.0]]": "differ in length",
    "np.array([(1.0, 2)], dtype=[('a', 'f8'), ('b', 'i4')])": "dtype",
    "np.array(['2020-01-01'], dtype='M8[D]')": "dtype",
    "Yes()": "other",
    "Always(np.ones((2, 1)))": ("float64", (2, 1)),  # its class stays behind, its bytes are judged
    "'0.5'": "text",
    "None": "none",
    "{1.0}": "other",
    "iter([1.0])": "other",
    "lambda: 1.0": "other",
}

SOURCE = f"""
import numpy as np

class Yes:
    __eq__ = __le__ = __lt__ = __ge__ = lambda self, other: True
    __hash__ = None
    def __array_function__(self, *args): return True
    def __array_ufunc__(self, *args, **how): return True

class Always(np.ndarray):
    def __new__(cls, values): return np.asarray(values).view(cls)
    def __array_ufunc__(self, *args, **how): return True
    def __array_function__(self, *args): return True
    def __eq__(self, other): return True

def hidden_layer(inputs, W, b):
    return [{", ".join(f"lambda: ({text})" for text in RETURNED)}][inputs]()
"""


@pytest.fixture(scope="module")
def exam() -> Iterator[Exam]:
    task = catalog.find("task3")
    submission = Submission("task3.py", "", SOURCE, "0" * 64)
    asked = Exam(task, submission, of_task.oracle(task), choose("auto"), 1, task.limits, {})
    asked.load()
    yield asked
    asked.close()


@pytest.mark.parametrize("text", RETURNED)
def test_what_is_returned_is_rebuilt_from_bytes_or_refused(exam: Exam, text: str) -> None:
    observed = exam.call("hidden_layer", list(RETURNED).index(text), 0, 0)
    wanted = RETURNED[text]
    if isinstance(wanted, tuple):
        assert type(observed.array) is np.ndarray
        assert (observed.array.dtype.name, observed.array.shape) == wanted
        assert observed.array.flags.c_contiguous and observed.array.dtype.isnative
    else:
        assert observed.array is None
        assert wanted == observed.kind or wanted in observed.note
        assert refusal(array_of, observed, "It").verdict.message.startswith("It is ")
        assert refusal(require_shape, observed, "It", (2, 1)).verdict.message.startswith("It is ")


def test_the_list_of_dtypes_is_closed() -> None:
    assert {dtype.kind for dtype in DTYPES.values()} == set("biufc")


# --- finite real numbers of a dtype that can hold the answer ------------------------------------------------


@pytest.mark.parametrize(
    ("array", "said"),
    [
        ([1.0, np.nan], "It holds nan in 1 of 2 places, first at [1]."),
        ([[1.0], [np.inf]], "It holds inf in 1 of 2 places, first at [1, 0]."),
        ([-np.inf, -np.inf], "It holds -inf in 2 of 2 places, first at [0]."),
        (np.float64("nan"), "It holds nan in 1 of 1 places"),
        ([np.inf, np.nan, -np.inf, np.nan, 1.0], "It holds -inf or inf or nan in 4 of 5 places, first at [0]."),
        (np.array([1.0, 2.0], "f2"), "It has the dtype float16, which keeps only three digits."),
        (np.array([1, 2]), "It has the dtype int64, which cannot hold a fraction."),
        (np.array([True, False]), "It has the dtype bool, which cannot hold a fraction."),
        (np.array([1, 2], "u1"), "It has the dtype uint8"),
        (np.array([1 + 0j]), "It holds complex numbers; real ones were expected."),
        (np.array([1 + 1j], "c8"), "It holds complex numbers"),
    ],
)
def test_what_is_no_array_of_finite_reals_is_refused(array: Any, said: str) -> None:
    assert message(array_of, seen(array), "It").startswith(said)


def test_integers_are_right_where_the_answer_is_whole_or_zero() -> None:
    for array in (np.array([0, 1]), np.array([True, False]), np.array([1], "i1"), np.array([2**40])):
        assert array_of(seen(array), "It", integers=True).dtype == np.float64
    assert array_of(seen(np.zeros((2, 3), int)), "It").dtype == np.float64
    assert array_of(seen(np.array([1.0, -0.0], "f4")), "It").dtype == np.float64


@quick
@given(hnp.arrays(st.sampled_from(["f4", "f8"]), hnp.array_shapes(max_side=4), elements={"allow_nan": True}))
def test_an_array_is_taken_exactly_when_all_of_it_is_finite(array: Any) -> None:
    if np.isfinite(array).all():
        assert np.array_equal(array_of(seen(array), "It"), array.astype(float))
    else:
        refusal(array_of, seen(array), "It")


@pytest.mark.parametrize(
    ("observed", "said"),
    [
        (Observed("none", "NoneType"), "It is None: nothing was returned."),
        (Observed("sequence", "tuple", items=(seen(1.0), seen(2.0))), "It is a tuple of 2 things where one array"),
        (Observed("text", "str"), "It is text; an array of numbers was expected."),
        (Observed("model", "dict"), "It is a model; an array"),
        (Observed("other", "Yes", note="a masked array"), "It is of the type Yes (a masked array); an array"),
    ],
)
def test_what_is_no_array_at_all_is_named(observed: Observed, said: str) -> None:
    assert message(array_of, observed, "It").startswith(said)
    assert message(require_shape, observed, "It", ()).startswith(said)


# --- the shape comes before the values ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("came", "expected", "hint"),
    [
        ((5,), (5, 1), "(5,) is a flat array, not a column"),
        ((5,), (1, 5), "(5,) is a flat array, not a row"),
        ((5, 1), (5,), "This is a column where a flat array was asked for."),
        ((2, 3), (3, 2), "The two dimensions are swapped"),
        ((), (3, 1), "A single number came back"),
        ((3,), (3, 2), "A dimension is missing"),
        ((1, 3, 2), (3, 2), "There is a dimension too many"),
        ((4, 4), (3, 2), "Print the shapes"),
        ((0, 2), (3, 2), "Print the shapes"),
        ((0,), (), "There is a dimension too many"),
        ((1, 1), (1,), "This is a column where a flat array was asked for."),
        ((1,), (1, 1), "(1,) is a flat array, not a column"),
        ((2,), (3,), "Count the numbers: there are 2, and 3 were asked for"),
    ],
)
def test_another_shape_is_told_with_both(came: tuple[int, ...], expected: tuple[int, ...], hint: str) -> None:
    failed = refusal(require_shape, seen(np.full(came, np.nan)), "It", expected, " for x (3, 2)")
    assert failed.verdict.message == (
        f"It has the shape {shape_text(came)}; {shape_text(expected)} was expected for x (3, 2)."
    )
    assert hint in failed.verdict.hint
    assert failed.verdict.mistake == ("flat" if "is a flat array" in hint else "")


@quick
@given(st.data())
def test_only_the_exact_shape_passes(data: st.DataObject) -> None:
    one, other = (tuple(data.draw(st.lists(st.integers(0, 3), max_size=3))) for _ in range(2))
    array = seen(np.ones(one))
    if one == other:
        require_shape(array, "It", other)
    else:
        refusal(require_shape, array, "It", other)
        assert not close(np.ones(one), np.ones(other), 1.0)  # though NumPy would broadcast them


def test_nothing_equals_nothing() -> None:
    for shape in ((0,), (0, 3), (3, 0)):
        assert not close(np.ones(shape), np.ones(shape), 1.0)
        assert message(require_close, np.ones(shape), np.ones(shape), 1.0, "It") == "It is empty."


# --- values -------------------------------------------------------------------------------------------------------


@quick
@given(data=st.data(), expected=hnp.arrays(float, hnp.array_shapes(max_dims=2, max_side=4), elements=FINITE))
def test_close_is_an_absolute_bound_at_each_element(data: st.DataObject, expected: Any) -> None:
    came = expected + data.draw(hnp.arrays(float, expected.shape, elements=st.sampled_from([0.0, 1e-3, -1e-3, 1.0])))
    bound = data.draw(hnp.arrays(float, expected.shape, elements=st.sampled_from([0.0, 1e-3, 0.1, 2.0])))
    assert close(came, expected, bound) == all(abs(a - b) <= t for a, b, t in zip(came.flat, expected.flat, bound.flat))


@quick
@given(
    place=st.integers(0, 5),
    value=st.sampled_from([np.nan, np.inf, -np.inf]),
    where=st.sampled_from(["came", "expected", "both", "tolerance"]),
)
def test_what_is_not_finite_agrees_with_nothing(place: int, value: float, where: str) -> None:
    came, expected, bound = np.ones((2, 3)), np.ones((2, 3)), np.full((2, 3), 0.5)
    for name, array in (("came", came), ("expected", expected), ("tolerance", bound)):
        if where in (name, "both") and (where, name) != ("both", "tolerance"):
            array.flat[place] = value
    assert not close(came, expected, bound)


@pytest.mark.parametrize("tolerance", [np.inf, np.nan])
def test_an_infinite_tolerance_makes_everything_wrong(tolerance: float) -> None:
    text = message(require_close, np.ones(3), np.ones(3), tolerance, "It")
    assert text.startswith("It is wrong. 3 of 3 values are off")


def test_the_scale_is_the_references() -> None:
    """|a − b| ≤ atol + rtol·|ref|: it matters which of the two is the reference."""
    bound = 0.095 * np.array([1.0])
    assert not close(np.array([1.1]), np.array([1.0]), bound)
    assert close(np.array([1.0]), np.array([1.1]), 0.095 * np.array([1.1]))


def test_tiny_values_are_not_all_alike() -> None:
    """An absolute tolerance of 1e-8 would take 1e-9 for 5e-9."""
    assert not close(np.array([1e-9]), np.array([5e-9]), 1e-15)


@quick
@given(expected=hnp.arrays(float, (3, 2), elements=FINITE), data=st.data())
def test_a_difference_is_told_truly(expected: Any, data: st.DataObject) -> None:
    came = expected.copy()
    places = data.draw(st.sets(st.integers(0, 5), min_size=1))
    for place in places:
        came.flat[place] += data.draw(st.sampled_from([-7.0, 2.0, 30.0]))
    failed = refusal(require_close, came, expected, 0.5, "It")
    found = failed.verdict.evidence["difference"]
    assert (found["wrong"], found["size"]) == (len(places), 6)
    off = np.abs(came - expected)
    index = tuple(int(i) for i in found["index"].strip("[]").split(","))
    assert off[index] == off.max()
    assert (found["came"], found["expected"]) == (came[index], expected[index])
    text = failed.verdict.message
    share = "1 of 6 values is off; the one" if len(places) == 1 else f"{len(places)} of 6 values are off; the worst"
    assert text.startswith(f"It is wrong. {share} at {found['index']} is ")
    got, want = number_apart(came[index], expected[index]), number_apart(expected[index], came[index])
    assert f"{got} where {want} was expected" in text


@quick
@given(expected=hnp.arrays(float, (3, 3), elements=FINITE))
def test_what_agrees_is_never_refused(expected: Any) -> None:
    require_close(expected, expected.copy(), 0.0, "It")
    require_close(expected + 0.25, expected, 0.5, "It")


# --- patterns -----------------------------------------------------------------------------------------------------

R = np.arange(1.0, 10.0).reshape(3, 3) ** 2


def pattern(came: Any, expected: Any = R, tolerance: float = 1e-6) -> str:
    return str(explain(np.asarray(came, float), np.asarray(expected, float), tolerance)["pattern"])


def with_changed(index: Any) -> Any:
    changed = R.copy()
    changed[index] += [0.5, -2.0, 0.125] if changed[index].shape == (3,) else 1.0
    return changed


@pytest.mark.parametrize(
    ("came", "said"),
    [
        (R.T, "it is the transpose of what was expected"),
        (R + 0.75, "every value is off by the same 0.75"),
        (R - 2, "every value is off by the same -2"),
        (3 * R, "every value is 3 times the expected one"),
        (-R, "every value is -1 times the expected one"),
        (R / 9, "every value is 0.111111 times the expected one"),
        (0 * R, "every value is 0"),
        (with_changed((slice(None), 1)), "only column 1 is wrong"),
        (with_changed(2), "only row 2 is wrong"),
        (R[::-1], ""),
        (R**2, ""),
    ],
)
def test_one_sentence_about_all_the_wrong_values(came: Any, said: str) -> None:
    assert pattern(came) == said
    difference = explain(np.asarray(came, float), R, 1e-6)
    assert difference["text"].endswith(f"({said})." if said else "expected.")


def test_no_pattern_is_read_into_one_or_two_numbers() -> None:
    assert pattern([[3.0]], [[1.0]]) == ""
    assert pattern([2.0, 4.0], [1.0, 2.0]) == ""
    assert pattern([2.0, 4.0, 6.0], [1.0, 2.0, 3.0]) == "every value is 2 times the expected one"


def test_float16_is_fine_for_whole_numbers_alone() -> None:
    whole = seen(np.array([0, 1, 1], np.float16))
    assert array_of(whole, "It", integers=True).tolist() == [0, 1, 1]
    assert not array_of(seen(np.zeros(3, np.float16)), "It").any()
    assert "float16" in message(array_of, whole, "It")
    assert "float16" in message(array_of, seen(np.array([0.5], np.float16)), "It", integers=True)


def test_a_tuple_of_equal_arrays_is_not_called_a_dimension_too_many() -> None:
    stacked = Observed("array", "tuple", array=np.zeros((2, 7, 5)))
    assert message(require_shape, stacked, "It", (7, 5)) == "It is a tuple of 2 things where one array was expected."


def test_a_single_wrong_value_has_a_place_and_no_pattern() -> None:
    came = R.copy()
    came[1, 2] += 3e-6
    assert pattern(came) == ""
    assert explain(came, R, 1e-6)["text"].startswith(f"1 of {R.size} values is off; the one at [1, 2] is")


def test_two_numbers_that_differ_are_never_shown_alike() -> None:
    assert pattern(R * 1.00003) == "every value is 1.00003 times the expected one"
    assert pattern(R * 1.0000003, tolerance=1e-8) == "every value is 1.0000003 times the expected one"
    text = explain(np.array([1.0516790, 2.0]), np.array([1.0516791, 2.0]), 1e-9)["text"]
    assert text == "1 of 2 values is off; the one at [0] is 1.051679 where 1.0516791 was expected."


@quick
@given(came=FINITE, expected=FINITE)
def test_numbers_are_shown_with_digits_that_tell_them_apart(came: float, expected: float) -> None:
    same = number_apart(came, expected) == number_apart(expected, came)
    assert same == (came == expected)


def test_a_single_column_is_not_called_only_column_0() -> None:
    assert pattern([[1.0, 1.0], [9.0, 8.0]], [[1.0, 1.0], [3.0, 3.0]]) == "only row 1 is wrong"
    assert pattern([[1.0], [7.0], [9.0]], [[1.0], [2.0], [3.0]]) == ""


def test_zeros_have_no_factor() -> None:
    assert pattern([1.0, 2.0, 4.0], [0.0, 0.0, 0.0]) == ""


@quick
@given(
    came=hnp.arrays(float, (4, 4), elements=st.floats(-9, 9)),
    expected=hnp.arrays(float, (4, 4), elements=st.floats(-9, 9)),
)
def test_a_pattern_is_only_told_where_it_holds(came: Any, expected: Any) -> None:
    if close(came, expected, 1e-6):
        return
    said = pattern(came, expected)
    off = came - expected
    if "transpose" in said:
        assert np.allclose(came, expected.T, atol=1e-5)
    elif "off by the same" in said:
        assert np.ptp(off) <= 1e-5
    elif "times" in said:
        factor = float(said.split()[3])
        assert np.all(np.abs(came - factor * expected) <= 1e-4 + 0.02 * np.abs(came).max())
    elif "only" in said:
        _, kind, index, *_ = said.split()
        rest = np.delete(off, int(index), axis=1 if kind == "column" else 0)
        assert np.all(np.abs(rest) <= 1e-6)


# --- known mistakes -------------------------------------------------------------------------------------------------


def test_the_mistake_that_fits_is_named_and_no_other() -> None:
    mistakes = {"doubled": ("it is doubled", 2 * R), "no-bias": ("the bias b is not added", R - 1)}
    verdict = refusal(require_close, R - 1, R, 1e-6, "It", mistakes).verdict
    assert (verdict.mistake, verdict.hint) == ("no-bias", "The bias b is not added.")
    verdict = refusal(require_close, R - 1.1, R, 1e-6, "It", mistakes).verdict
    assert (verdict.mistake, verdict.hint) == ("", "")


def test_one_number_has_no_index() -> None:
    text = message(require_close, np.array(3.0), np.array(2.0), 0.1, "The cost")
    assert text == "The cost is wrong. The value is 3 where 2 was expected."


# --- several parts ----------------------------------------------------------------------------------------------------


def test_parts_are_counted() -> None:
    two = Observed("sequence", "tuple", items=(seen(1.0), seen(2.0)))
    assert parts_of(two, "f", ("a", "b")) == list(two.items)
    assert message(parts_of, two, "f", ("a",)) == "f returned more values; 1 were expected: a."
    assert message(parts_of, two, "f", ("a", "b", "c")) == "f returned 2 values; 3 were expected: a, b, c."
    assert message(parts_of, Observed("none", "NoneType"), "f", ("a", "b")).startswith("f returned None; 2 values")
    assert message(parts_of, seen(1.0), "f", ("a", "b")).startswith("f returned one ndarray; 2 values")
