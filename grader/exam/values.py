"""Values on their way between a check and a student's function, as the grader sees them.

What came back is an ``Observed``: a description of a value, and arrays. What is sent is encoded by
``encode_argument``: plain values and arrays as they are, and four kinds of thing that only the child can
make (``Model``, ``DataFile``, ``StudentFunction``, ``Helper``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.child.wire import WireError, array_node, text_of, whole

MAX_ANSWER = 1 << 20  # numbers that a function returns: judges keep several answers, as float64
MAX_HANDLE = 1 << 31  # no child trains as many models


@dataclass(frozen=True, eq=False)
class Observed:
    """A value that came out of the child: data, and nothing else is assumed about it.

    ``kind`` is ``array`` (``array`` is set), ``sequence`` (``items`` are set), ``model`` (``handle`` is set),
    ``none``, ``text`` or ``other``. ``type_name`` is the type's name in the child. ``note`` says why a value
    could not be converted, or ``endless`` if an iterable had more items than were asked for.
    """

    kind: str
    type_name: str
    array: Array | None = None
    items: tuple[Observed, ...] = field(default=())
    handle: int = -1
    note: str = ""


def observe(node: Any, arrays: tuple[Array, ...]) -> Observed:
    """Rebuild a value from its header entry ``node`` and the frame's arrays. Raises WireError for a wrong entry."""
    if not isinstance(node, dict):
        raise WireError("a value that is not an object")
    kind = node.get("t")
    name = text_of(node.get("from"), 100) or "object"
    if kind == "array":
        # Written by the reader of the frame. A value that it did not read has none, or the child's own.
        index = node.get("index")
        if not whole(index) or index >= len(arrays):
            raise WireError("an array without its bytes")
        return Observed("array", name, array=arrays[index])
    if kind == "sequence":
        items = node.get("items")
        if not isinstance(items, list):
            raise WireError("a sequence without items")
        return Observed(
            "sequence",
            name,
            items=tuple(observe(item, arrays) for item in items),
            note=text_of(node.get("note")),
        )
    if kind == "model":
        if not whole(node.get("handle")) or node["handle"] >= MAX_HANDLE:
            raise WireError("a model without a handle")
        return Observed("model", name, handle=node["handle"])
    if kind in ("none", "text", "other"):
        return Observed(kind, name, note=text_of(node.get("note")))
    raise WireError("a value of an unknown kind")


def size(observed: Observed) -> int:
    """How many numbers a value holds."""
    return (0 if observed.array is None else observed.array.size) + sum(map(size, observed.items))


@dataclass(frozen=True)
class Model:
    """A model that the child keeps. ``handle`` is its number there; ``life`` is the number of the child."""

    handle: int
    life: int


@dataclass(frozen=True)
class DataFile:
    """A file that the child writes to its working folder; the student's function gets its path."""

    name: str
    content: bytes


@dataclass(frozen=True)
class StudentFunction:
    """One of the student's own functions, passed as an argument."""

    name: str


@dataclass(frozen=True)
class Helper:
    """A value or function that the child makes from ``settings`` (``HELPERS`` in grader/child/helpers.py)."""

    name: str
    settings: dict[str, float]


def encode_argument(value: Any, arrays: list[Array]) -> dict[str, Any]:
    """The header entry for an argument; its arrays are appended to ``arrays``. Raises TypeError for other types."""
    if isinstance(value, np.ndarray):
        arrays.append(value)
        return array_node(value)
    if isinstance(value, Model):
        return {"t": "model", "handle": value.handle}
    if isinstance(value, StudentFunction):
        return {"t": "function", "name": value.name}
    if isinstance(value, Helper):
        return {"t": "helper", "name": value.name, "settings": value.settings}
    if isinstance(value, DataFile):
        content = np.frombuffer(value.content, dtype=np.uint8)
        arrays.append(content)
        return {"t": "file", "name": value.name, "content": array_node(content)}
    if isinstance(value, tuple):
        return {"t": "tuple", "items": [encode_argument(item, arrays) for item in value]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return {"t": "plain", "value": value}
    raise TypeError(f"{type(value).__name__} cannot be sent to a student's function")
