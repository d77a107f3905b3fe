"""TODO."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.child.wire import WireError, array_node, text_of, whole


@dataclass(frozen=True, eq=False)
class Observed:
    """A value that came out of the child: data, never trusted to be anything but bytes.

    ``kind`` is ``array`` (``array`` is set), ``sequence`` (``items`` is), ``none``, ``text``,
    ``model`` (an opaque handle) or ``other``. ``type_name`` is what the child called it and
    ``note`` says why it could not be converted.
    """

    kind: str
    type_name: str
    array: Array | None = None
    items: tuple[Observed, ...] = field(default=())
    handle: int = -1
    note: str = ""


def observe(node: Any, arrays: tuple[Array, ...]) -> Observed:
    """Rebuild a value from its header entry. Raises WireError where the entry makes no sense."""
    if not isinstance(node, dict):
        raise WireError("a value that is not an object")
    kind = node.get("t")
    name = text_of(node.get("from"), 100) or "object"
    if kind == "array":
        return Observed("array", name, array=arrays[node["index"]])
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
        if not whole(node.get("handle")):
            raise WireError("a model without a handle")
        return Observed("model", name, handle=node["handle"])
    if kind in ("none", "text", "other"):
        return Observed(kind, name, note=text_of(node.get("note")))
    raise WireError("a value of an unknown kind")


@dataclass(frozen=True)
class Model:
    """A model that the child keeps; only its number travels. ``life`` is the child it lives in."""

    handle: int
    life: int


@dataclass(frozen=True)
class DataFile:
    """A file the child finds in its working folder; the student's function gets its path."""

    name: str
    content: bytes


@dataclass(frozen=True)
class StudentFunction:
    """One of the student's own functions, passed as an argument."""

    name: str


@dataclass(frozen=True)
class Helper:
    """A harmless function of the grader's that is built in the child (see ``child.HELPERS``)."""

    name: str
    settings: dict[str, float]


def encode_argument(value: Any, arrays: list[Array]) -> dict[str, Any]:
    """The header entry for an argument; arrays are appended to ``arrays`` in wire order."""
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
