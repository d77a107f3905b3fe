"""Looks into a trained model, in the child that holds it: for a report's pictures, never for points.

A model is whatever ``train`` returned. What it holds is found by names and shapes: items of containers,
attributes, a closure's cells, a Keras model's weights, the variables of a session's graph. The search has
bounds, and calls nothing of the student's but what reading an attribute calls. Imported when it is first
needed.
"""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

MOST_PARTS = 5000
MOST_DEEP = 6
MOST_ITEMS = 500  # of one container
MOST_VALUES = 20_000  # of one recorded curve
WIDEST = 11  # filter

# What a recorded curve may be called, without "train", "history", "log" and the like.
CURVES = {
    "loss": ("loss", "losses", "cost", "costs", "error", "errors", "crossentropy", "xent"),
    "accuracy": ("accuracy", "accuracies", "acc", "accs", "binaryaccuracy", "categoricalaccuracy"),
}
_FILLING = ("training", "train", "history", "hist", "log", "logs", "list", "values", "curve", "per", "step", "epoch")

Convert = Callable[[Any], Any]


def parts(model: Any) -> Iterator[tuple[str, Any]]:
    """(name, value) of all that the model holds, the nearest first; an item of a list has the list's name."""
    queue: deque[tuple[str, Any, int]] = deque([("", model, 0)])
    seen: list[Any] = []  # kept alive, so that an identity is not given twice
    known: set[int] = set()
    while queue and len(seen) < MOST_PARTS:
        name, value, depth = queue.popleft()
        if id(value) in known:
            continue
        seen.append(value)
        known.add(id(value))
        yield name, value
        if depth < MOST_DEEP:
            queue.extend((inner, part, depth + 1) for inner, part in _inside(name, value)[:MOST_ITEMS])


def _inside(name: str, value: Any) -> list[tuple[str, Any]]:
    if value is None or isinstance(value, (str, bytes, int, float, complex, np.ndarray, type, types.ModuleType)):
        return []
    try:
        return [*_items(name, value), *_attributes(value)]
    except Exception:  # an object that does not let itself be read holds nothing for us
        return []


def _items(name: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(key if isinstance(key, str) else name, part) for key, part in list(value.items())[:MOST_ITEMS]]
    if isinstance(value, (list, tuple)):
        return [(name, part) for part in value[:MOST_ITEMS] if not isinstance(part, (bool, int, float, str))]
    return []


def _attributes(value: Any) -> list[tuple[str, Any]]:
    """What an object holds, by name; the weights of a Keras model first, in the order of its layers."""
    if isinstance(value, types.FunctionType):
        cells = zip(value.__code__.co_freevars, value.__closure__ or ())
        return [(name, _content(cell)) for name, cell in cells]
    if isinstance(value, types.MethodType):
        return [("", value.__self__), ("", value.__func__)]
    package = str(getattr(type(value), "__module__", "")).partition(".")[0]
    found: list[tuple[str, Any]] = []
    if package in ("keras", "tensorflow") or any(
        str(base.__module__).startswith(("keras.", "tensorflow.")) for base in type(value).__mro__
    ):
        for name in ("weights", "history"):
            part = getattr(value, name, None)
            found += [] if part is None else [(name, part)]
        if found and package in ("keras", "tensorflow"):  # their insides are many, and none of them the student's
            return found
    if hasattr(value, "func") and hasattr(value, "args"):  # functools.partial
        found += [("", value.func), ("", list(value.args)), ("", dict(value.keywords))]
    kept = getattr(value, "__dict__", None)
    return [*found, *kept.items()] if isinstance(kept, dict) else found


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


# --- filters ------------------------------------------------------------------------------------------------


def filters(model: Any, count: int, convert: Convert) -> Any:
    """The first weights (k, k, 1, count) that the model holds, as an array; None if there are none."""
    for _, value in parts(model):
        if _is_filters(value, count):
            found = _converted(value, convert)
        else:
            found = _of_session(value, count)
        if found is not None and found.shape[0] > 1:
            return found
    return None


def _is_filters(value: Any, count: int) -> bool:
    try:
        shape = tuple(int(length) for length in value.shape)
    except Exception:  # most things have no shape, and some have one that is not known
        return False
    return len(shape) == 4 and shape[0] == shape[1] <= WIDEST and shape[2:] == (1, count)


def _of_session(value: Any, count: int) -> Any:
    """The filters in a TensorFlow session: with graphs the weights are in it, and it has to be asked for them."""
    if type(value).__name__ not in ("Session", "InteractiveSession") or not hasattr(value, "graph"):
        return None
    try:
        for variable in value.graph.get_collection("trainable_variables"):
            if _is_filters(variable, count):
                return np.asarray(value.run(variable))
    except Exception:  # closed, or never given values
        return None
    return None


# --- curves -------------------------------------------------------------------------------------------------


def curves(model: Any, convert: Convert) -> dict[str, Any]:
    """Kind of curve (``loss``, ``accuracy``) -> the longest such list that the model keeps of its training."""
    found: dict[str, Any] = {}
    for name, value in parts(model):
        kind = _kind(name)
        if kind and isinstance(value, (list, tuple, np.ndarray)) and 2 <= len(value) <= MOST_VALUES:
            array = _converted(value, convert)
            if (
                array is not None
                and array.ndim == 1
                and array.dtype.kind in "fiu"
                and len(array) > _length(found, kind)
            ):
                found[kind] = array
    return found


def _kind(name: str) -> str:
    words = [word for word in name.lower().replace("-", "_").split("_") if word and word not in _FILLING]
    plain = "".join(words)
    return next((kind for kind, names in CURVES.items() if plain in names), "")


def _length(found: dict[str, Any], kind: str) -> int:
    return len(found[kind]) if kind in found else 0


def _converted(value: Any, convert: Convert) -> Any:
    try:
        return convert(value)
    except Exception:
        return None
