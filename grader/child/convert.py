"""What a student's function returned, as header entries and plain arrays that may be sent.

Lists, tensors, Series and most else that holds numbers becomes an array (``to_array``). A value that
cannot be converted is sent as its kind, its type's name and a note that says why.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from . import wire


class Unconvertible(Exception):
    """A value that is no array. ``kind`` is ``none``, ``text`` or ``other``; ``note`` says why, or is empty."""

    def __init__(self, kind: str, note: str = "") -> None:
        super().__init__(note)
        self.kind = kind
        self.note = note


def single(value: Any, out: list[Any]) -> dict[str, Any]:
    """The header entry for one value; its array is appended to ``out``."""
    try:
        array = to_array(value)
    except Unconvertible as problem:
        return {"t": problem.kind, "from": type_name(value), "note": problem.note}
    out.append(array)
    node: dict[str, Any] = wire.array_node(array, type_name(value))
    return node


def sequence(value: Any, limit: int, out: list[Any]) -> dict[str, Any]:
    """A tuple, list or array taken apart along its first axis, ``limit`` items at most; else the value as it is."""
    if isinstance(value, np.ndarray) and value.dtype == object and value.ndim == 1:
        value = list(value)  # an array of arrays; each is converted on its own
    elif _is_tensor(value) or isinstance(value, np.ndarray):
        try:
            value = to_array(value)
        except Unconvertible as problem:
            return {"t": problem.kind, "from": type_name(value), "note": problem.note}
        if value.ndim == 0:
            return single(value, out)
    elif not _is_unpackable(value):
        return single(value, out)
    return {
        "t": "sequence",
        "from": type_name(value),
        "items": [single(item, out) for item in itertools.islice(value, limit)],
    }


def _is_unpackable(value: Any) -> bool:
    """Whether ``a, b = value`` gives the parts in their order: not so for text, a dictionary, a set or a table."""
    if isinstance(value, (str, bytes, dict, set, frozenset)) or hasattr(value, "to_numpy"):
        return False
    return hasattr(value, "__iter__")


def batches(value: Any, limit: int, out: list[Any]) -> dict[str, Any]:
    """The first ``limit`` items of an iterable, each taken apart; the note is ``endless`` if there are more.

    An item has two parts, x and y; a third is sent too, so that the grader can see that it is there.
    """
    if isinstance(value, (str, bytes, dict)) or not (hasattr(value, "__iter__") or hasattr(value, "__getitem__")):
        return single(value, out)
    items: list[dict[str, Any]] = []
    note = ""
    for item in _each(value):
        if len(items) >= limit:
            note = "endless"
            break
        items.append(sequence(item, 3, out))
    return {"t": "sequence", "from": type_name(value), "items": items, "note": note}


def _each(value: Any) -> Iterator[Any]:
    """Its items. An object with a length and an index alone, such as a keras.utils.PyDataset, is read from 0 on."""
    if hasattr(value, "__iter__") or not hasattr(value, "__len__"):
        return iter(value)  # Python's own rule: __iter__, or the index until there is an IndexError
    return (value[index] for index in range(len(value)))


def type_name(value: Any) -> str:
    """The name of a value's type, cut; ``object`` if a metaclass gives something else."""
    name = type(value).__name__
    return name[:100] if type(name) is str else "object"


def _module_of(value: Any) -> str:
    module = getattr(type(value), "__module__", "")
    return module if isinstance(module, str) else ""


def _is_masked(value: Any) -> bool:
    """Whether it is a masked array of NumPy."""
    # Not imported here: that takes longer than all the rest of a small submission.
    masked = sys.modules.get("numpy.ma")
    return isinstance(value, np.ndarray) and isinstance(value, getattr(masked, "MaskedArray", ()))


def _is_tensor(value: Any) -> bool:
    return _module_of(value).partition(".")[0] in ("tensorflow", "keras")


def to_array(value: Any) -> Any:
    """``value`` as a plain array that may be sent. Raises Unconvertible."""
    if value is None:
        raise Unconvertible("none")
    if isinstance(value, (str, bytes)):
        raise Unconvertible("text")
    if _is_masked(value) and np.any(value.mask):
        raise Unconvertible("other", "a masked array with masked elements")
    if isinstance(value, (list, tuple)):
        array = _from_list(value)
    elif _is_tensor(value):
        array = _from_tensor(value)
    elif hasattr(value, "to_numpy"):
        array = _from_pandas(value)
    elif isinstance(value, (bool, int, float, complex, np.generic, np.ndarray)) or hasattr(value, "__array__"):
        array = np.asarray(value)
    else:
        raise Unconvertible("other")
    return _sendable(array)


def _sendable(array: Any) -> Any:
    """A copy in C order of an array whose size and dtype the wire allows. Raises Unconvertible for others."""
    if array.size > wire.MAX_ITEMS or array.nbytes > wire.MAX_BODY // 2:
        raise Unconvertible("other", f"an array of shape {array.shape}, too large to be an answer")
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:  # long double: any real dtype is fine
        array = array.astype(np.float64)
    if array.ndim > wire.MAX_NDIM:
        raise Unconvertible("other", f"an array of {array.ndim} dimensions")
    if array.dtype.name not in wire.DTYPES:
        raise Unconvertible("other", f"an array of dtype {array.dtype.name[:40]}")
    return np.array(array, dtype=array.dtype.newbyteorder("="), order="C", copy=True, subok=False)


def _from_pandas(value: Any) -> Any:
    """A Series or DataFrame. In columns of pandas' nullable numbers a missing one becomes NaN."""
    array = np.asarray(value.to_numpy())
    pandas = sys.modules.get("pandas")
    if array.dtype != object or pandas is None:
        return array
    columns = value.dtypes if isinstance(value, pandas.DataFrame) else [getattr(value, "dtype", object)]
    if all(pandas.api.types.is_numeric_dtype(column) for column in columns):
        array = value.to_numpy(dtype=np.float64, na_value=np.nan)
    return array


def _from_list(value: Sequence[Any]) -> Any:
    items = [
        to_array(item) if isinstance(item, (list, tuple, np.ndarray)) or _is_tensor(item) else item for item in value
    ]
    try:
        array = np.asarray(items)
    except (ValueError, TypeError) as error:
        raise Unconvertible("other", "a list whose rows differ in length") from error
    if array.dtype.kind in "OUS":
        raise Unconvertible("other", "a list of things that are not numbers")
    return array


def _from_tensor(value: Any) -> Any:
    if "KerasTensor" in type_name(value):
        raise Unconvertible("other", "a symbolic Keras tensor: call the model on the data and return numbers")
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is not None and isinstance(value, tensorflow.IndexedSlices):
        value = tensorflow.convert_to_tensor(value)
    if _is_symbolic(value):
        return _run_in_session(value, tensorflow)
    if not hasattr(value, "numpy"):
        raise Unconvertible("other")
    return np.asarray(value.numpy())


def _is_symbolic(value: Any) -> bool:
    tensorflow = sys.modules.get("tensorflow")
    if tensorflow is None or not hasattr(value, "graph"):
        return False
    return not tensorflow.executing_eagerly() or not hasattr(value, "numpy")


def _run_in_session(value: Any, tensorflow: Any) -> Any:
    """Evaluate a graph tensor that needs no feed. Raises Unconvertible if it needs one."""
    v1 = tensorflow.compat.v1
    session = v1.get_default_session()
    try:
        if session is not None and session.graph is value.graph:
            return np.asarray(session.run(value))
        with value.graph.as_default(), v1.Session(graph=value.graph) as session:
            if v1.global_variables():
                session.run(v1.global_variables_initializer())
            return np.asarray(session.run(value))
    except Exception as error:
        raise Unconvertible(
            "other",
            "a symbolic tensor that could not be evaluated: run it in a session (with its feed_dict) "
            "inside the function and return the numbers",
        ) from error
