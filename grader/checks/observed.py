"""Takes arrays out of what a function returned, and says what is wrong with their kind or shape."""

from __future__ import annotations

import re

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, now, say, say_n
from grader.checks.numbers import _index, number, shape_text
from grader.exam.values import Observed
from grader.result.outcome import Failed

_NAMES = {"none": mark("None"), "text": mark("text"), "model": mark("a model")}


def array_of(observed: Observed, what: str, *, integers: bool = False) -> Array:
    """The observed array as float64. Raises Failed where it is not an array of finite real numbers.

    ``what`` names the value in the message. ``integers`` allows integer and boolean dtypes, which are
    right for 0/1 answers but cannot hold a fraction, and float16 for whole numbers, which it keeps exactly.
    """
    array = _real_array(observed, what)
    if array.dtype.kind in "biu":
        if not integers and np.any(array):  # zeros are zeros in any dtype
            raise Failed(
                say("{what} has the dtype {name}, which cannot hold a fraction.", what=what, name=array.dtype.name),
                hint=say("Work with floats throughout: an integer array rounds what is stored in it."),
            )
    elif array.dtype == np.float16 and np.any(array if not integers else array != np.round(array)):
        raise Failed(
            say("{what} has the dtype float16, which keeps only three digits.", what=what),
            hint=say("Use float32 or float64."),
        )
    bad = ~np.isfinite(array)
    if bad.any():
        where = _index(array.shape, int(np.argmax(bad)))
        kinds = np.unique(array[bad].astype(np.float64))  # one NaN stands for all
        raise Failed(
            say(
                "{what} holds {value} in {count} of {size} places{where}.",
                what=what,
                value=say(" or ").join(map(number, kinds)),
                count=int(bad.sum()),
                size=array.size,
                where=say(", first at {where}", where=where) if where else "",
            ),
            hint=say("Look for a division by zero, a logarithm of 0 or an overflow in exp."),
            mistake="not-finite",
        )
    return array.astype(np.float64)


def _real_array(observed: Observed, what: str) -> Array:
    if observed.kind == "none":
        raise Failed(
            say("{what} is None: nothing was returned.", what=what),
            hint=say("End the function with a return statement."),
        )
    if observed.kind == "sequence":
        raise Failed(
            say_n(
                "{what} is a {type_name} of {n} things where one array was expected.",
                "{what} is a {type_name} of {n} things where one array was expected.",
                len(observed.items),
                what=what,
                type_name=observed.type_name,
            ),
            hint=say("Return the array alone."),
        )
    if observed.array is None:
        kind = _NAMES.get(observed.kind) or say("of the type {type_name}", type_name=observed.type_name)
        note = f" ({_note(observed.note)})" if observed.note else ""
        raise Failed(
            say("{what} is {kind}{note}; an array of numbers was expected.", what=what, kind=kind, note=note),
            hint=_kind_hint(observed),
        )
    if observed.array.dtype.kind == "c":
        raise Failed(
            say("{what} holds complex numbers; real ones were expected.", what=what),
            hint=say("Look for a root of a negative number."),
        )
    return observed.array


def _kind_hint(observed: Observed) -> str:
    if observed.type_name == "tuple":
        return say("Return the array alone.")
    if "dtype object" in observed.note:
        return say(
            "Look at what the array was made of: rows of different lengths, or Python objects, cannot be computed with."
        )
    return say("Return a NumPy array, a TensorFlow tensor or plain numbers.")


def _note(note: str) -> str:
    """What the child says of a value. It is the child's word: only what we know it to say is translated."""
    known = (
        mark("a masked array with masked elements"),
        mark("a list whose rows differ in length"),
        mark("a list of things that are not numbers"),
        mark("a symbolic Keras tensor: call the model on the data and return numbers"),
        mark(
            "a symbolic tensor that could not be evaluated: run it in a session (with its feed_dict) "
            "inside the function and return the numbers"
        ),
    )
    if found := re.fullmatch(r"an array of shape (\([\d, ]*\)), too large to be an answer", note):
        return say("an array of shape {shape}, too large to be an answer", shape=found[1])
    if found := re.fullmatch(r"an array of (\d+) dimensions", note):
        return say("an array of {n} dimensions", n=found[1])
    if found := re.fullmatch(r"an array of dtype (\w+)", note):
        return say("an array of dtype {dtype}", dtype=found[1])
    return next((now(said) for said in known if said == note), note)


def parts_of(observed: Observed, what: str, names: tuple[str, ...]) -> list[Observed]:
    """The named parts of a returned tuple. Raises Failed where there are more or fewer."""
    wanted = ", ".join(names)
    if observed.kind != "sequence":
        came = say("None") if observed.kind == "none" else say("one {type_name}", type_name=observed.type_name)
        raise Failed(
            say(
                "{what} returned {came}; {count} values were expected: {wanted}.",
                what=what,
                came=came,
                count=len(names),
                wanted=wanted,
            ),
            hint=say("End the function with: return {wanted}", wanted=wanted),
        )
    if len(observed.items) != len(names):
        count = say("more") if len(observed.items) > len(names) else str(len(observed.items))
        raise Failed(
            say(
                "{what} returned {count} values; {count2} were expected: {wanted}.",
                what=what,
                count=count,
                count2=len(names),
                wanted=wanted,
            ),
            hint=say("End the function with: return {wanted}", wanted=wanted),
        )
    return list(observed.items)


def require_shape(observed: Observed, what: str, expected: tuple[int, ...], context: str = "") -> None:
    """Raises Failed where the shape is another one, with a message that names both."""
    array = _real_array(observed, what)
    if array.shape == expected:
        return
    if observed.type_name in ("tuple", "list") and array.shape[1:] == expected and array.ndim > 1:
        raise Failed(
            say_n(
                "{what} is a {type_name} of {n} things where one array was expected.",
                "{what} is a {type_name} of {n} things where one array was expected.",
                len(array),
                what=what,
                type_name=observed.type_name,
            ),
            hint=say("Return the array alone."),
        )
    raise Failed(
        say(
            "{what} has the shape {shape}; {expected} was expected{context}.",
            what=what,
            shape=shape_text(array.shape),
            expected=shape_text(expected),
            context=context,
        ),
        hint=_shape_hint(array.shape, expected),
        mistake="flat" if _is_flat(array.shape, expected) else "",
    )


def _is_flat(came: tuple[int, ...], expected: tuple[int, ...]) -> bool:
    """Whether a row or a column came without its second dimension."""
    return len(expected) == 2 and 1 in expected and came == (max(expected),)


def _shape_hint(came: tuple[int, ...], expected: tuple[int, ...]) -> str:
    if _is_flat(came, expected):
        return say(
            "{came} is a flat array, not a {kind}: NumPy would broadcast "
            "it against {expected} without a word. Keep two dimensions.",
            came=shape_text(came),
            kind=say("column") if expected[1] == 1 else say("row"),
            expected=shape_text(expected),
        )
    if len(expected) == 1 and came == (expected[0], 1):
        return say("This is a column where a flat array was asked for.")
    if len(came) == len(expected) == 1:
        return say(
            "Count the numbers: there are {came}, and {expected} were asked for. Look at the first and the last.",
            came=came[0],
            expected=expected[0],
        )
    if came == expected[::-1] and len(expected) == 2:
        return say("The two dimensions are swapped: look for a transpose that is missing or one too many.")
    if came == ():
        return say("A single number came back: look for a sum or mean over everything.")
    if len(came) < len(expected):
        return say("A dimension is missing: look at keepdims and at reshape.")
    if len(came) > len(expected):
        return say("There is a dimension too many: look at the indexing and at reshape.")
    return say("Print the shapes of what the result is made from: the sizes there should be those of the arguments.")
