"""Frames between the grader and a student's process, and the values that travel in them.

A frame is a fixed head, a JSON header and raw array bytes::

    magic (4) | header length (u32) | body length (u64) | header | body

The header is a JSON object. Wherever it holds ``{"t": "array", "dtype": …, "shape": […]}`` the
next bytes of the body belong to that array, in C order. Nothing is pickled or evaluated, dtypes
come from a closed list and every size is capped before anything is allocated. The module is used
on both sides. It imports nothing of the grader, since the child cannot.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

MAGIC = b"GRD1"
HEAD = struct.Struct("!4sIQ")
MAX_HEADER = 1 << 20
MAX_BODY = 32 << 20
MAX_ITEMS = 1 << 19  # numbers in one array of a reply; the right answers have at most some ten thousand
MAX_NUMBERS = MAX_BODY // 8  # in a whole reply: as float64, in which they are judged, no larger than a body
MAX_ARRAYS = 4096
MAX_NDIM = 8
MAX_DEPTH = 8
MAX_TEXT = 4000

DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in [
        "bool",
        "int8",
        "int16",
        "int32",
        "int64",
        "uint8",
        "uint16",
        "uint32",
        "uint64",
        "float16",
        "float32",
        "float64",
        "complex64",
        "complex128",
    ]
}

_ANNOUNCES = {"t", "dtype", "shape", "from"}  # the keys of an array's entry

_NAMES = {np.dtype(name): name for name in DTYPES}  # numpy works a dtype's name out each time it is asked


class WireError(Exception):
    """Bytes that are not a frame, or a frame that contradicts itself.

    ``message`` is a sentence with places for ``values``; the grader translates it.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.message, self.values = message, values


@dataclass(frozen=True)
class Frame:
    """One message: its header, and the arrays that the header announces, in their order."""

    header: dict[str, Any]
    arrays: tuple[Array, ...]


def name_of(dtype: np.dtype[Any]) -> str:
    """A dtype's name, which may or may not be on the closed list."""
    return _NAMES.get(dtype) or dtype.name


def array_node(array: Array, source: str = "ndarray") -> dict[str, Any]:
    """The header entry that announces ``array``; ``source`` names the type it came from."""
    return {
        "t": "array",
        "dtype": name_of(array.dtype),
        "shape": list(array.shape),
        "from": source,
    }


def pack(header: dict[str, Any], arrays: list[Array]) -> list[bytes | memoryview]:
    """The pieces of one frame, in order; the bytes of an array in C order are not copied.

    Raises WireError if an array's dtype is not on the closed list.
    """
    text = json.dumps(header, ensure_ascii=True).encode("ascii")
    buffers: list[bytes | memoryview] = []
    total = 0
    for array in arrays:
        dtype = DTYPES.get(name_of(array.dtype))
        if dtype is None:
            raise WireError("dtype {dtype} cannot be sent", dtype=array.dtype)
        plain: Any = np.ascontiguousarray(array, dtype=dtype)
        buffers.append(memoryview(plain).cast("B") if plain.size else b"")
        total += plain.nbytes
    return [HEAD.pack(MAGIC, len(text), total), text, *buffers]


def _array_nodes(tree: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        raise WireError("values are nested too deeply")
    if isinstance(tree, dict):
        if tree.get("t") == "array":
            if depth == 0:
                raise WireError("a header that is an array")
            yield tree
        else:
            for value in tree.values():
                yield from _array_nodes(value, depth + 1)
    elif isinstance(tree, list):
        for value in tree:
            yield from _array_nodes(value, depth + 1)


def whole(value: Any) -> TypeGuard[int]:
    """True for a whole number from 0 on; False for a bool."""
    return type(value) is int and value >= 0


def _announced(node: dict[str, Any], max_items: int) -> tuple[np.dtype[Any], tuple[int, ...], int]:
    """dtype, shape and byte count of an announced array, all checked."""
    # What lies deeper in such an entry would be read by nobody, and so be checked by nobody.
    if not node.keys() <= _ANNOUNCES or not isinstance(node.get("from", ""), str):
        raise WireError("an array with an entry that no array has")
    dtype = DTYPES.get(node["dtype"]) if isinstance(node.get("dtype"), str) else None
    shape = node.get("shape")
    if dtype is None or not isinstance(shape, list) or len(shape) > MAX_NDIM:
        raise WireError("an array with an unknown dtype or shape")
    if not all(whole(length) and length < 2**48 for length in shape):
        raise WireError("an array with an impossible shape")
    # Python integers: a product that would overflow 64 bits is simply large.
    count = math.prod(shape)
    if count > max_items:
        raise WireError("an array of more than the {max_items} numbers that are the limit", max_items=max_items)
    return dtype, tuple(shape), count * dtype.itemsize


class FrameReader:
    """Assembles frames from the pieces that arrive. Never holds more than one frame's bytes."""

    def __init__(self, max_header: int = MAX_HEADER, max_body: int = MAX_BODY, max_items: int = MAX_ITEMS) -> None:
        self._max_header = max_header
        self._max_body = max_body
        self._max_items = max_items
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        """How many bytes have arrived that belong to no finished frame."""
        return len(self._buffer)

    @property
    def wanted(self) -> int:
        """How many bytes the next read may take: those that this frame lacks, none of the next frame."""
        if len(self._buffer) < HEAD.size:
            return HEAD.size - len(self._buffer)
        header, body = self._lengths()
        return HEAD.size + header + body - len(self._buffer)

    def _lengths(self) -> tuple[int, int]:
        magic, header, body = HEAD.unpack_from(self._buffer)
        if magic != MAGIC:
            raise WireError("bytes that are no frame of the grader's")
        if header > self._max_header:
            raise WireError(
                "a header of {header} bytes; {max_header} is the limit", header=header, max_header=self._max_header
            )
        if body > self._max_body:
            raise WireError("a reply of {body} bytes; {max_body} is the limit", body=body, max_body=self._max_body)
        return header, body

    def feed(self, data: bytes) -> Frame | None:
        """Add bytes; returns the frame once it is complete, else None. Raises WireError as soon as it is wrong."""
        self._buffer += data
        if len(self._buffer) < HEAD.size:
            return None
        header, body = self._lengths()
        end = HEAD.size + header + body
        if len(self._buffer) < end:
            return None
        if len(self._buffer) > end:
            raise WireError("more bytes than one frame")
        text = bytes(self._buffer[HEAD.size : HEAD.size + header])
        frame = _parse(text, self._buffer, HEAD.size + header, self._max_items, self._max_body // 8)
        self._buffer = bytearray()
        return frame


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key that stands twice in one object")
    return found


def _parse(text: bytes, buffer: bytearray, offset: int, max_items: int, max_numbers: int) -> Frame:
    try:
        header = json.loads(text.decode("ascii"), parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except (ValueError, RecursionError) as error:
        raise WireError("a header that is not JSON") from error
    if not isinstance(header, dict):
        raise WireError("a header that is not an object")
    arrays: list[Array] = []
    view = memoryview(buffer)
    position, numbers = offset, 0
    for node in _array_nodes(header):
        if len(arrays) >= MAX_ARRAYS:
            raise WireError("more than {max_arrays} arrays", max_arrays=MAX_ARRAYS)
        dtype, shape, size = _announced(node, max_items)
        if size > len(buffer) - position:
            raise WireError("an array that is larger than its bytes")
        count = math.prod(shape)
        numbers += count
        if numbers > max_numbers:
            raise WireError("arrays of more than the {max_numbers} numbers that are the limit", max_numbers=max_numbers)
        try:
            flat = np.frombuffer(view[position : position + size], dtype=dtype, count=count)
            arrays.append(flat.reshape(shape).astype(dtype.newbyteorder("="), copy=True))
        except ValueError as error:  # numpy's own limits, e.g. (0, 2**47, 2**47)
            raise WireError("an array with an impossible shape") from error
        node["index"] = len(arrays) - 1
        position += size
    if position != len(buffer):
        raise WireError("bytes that belong to no array")
    return Frame(header, tuple(arrays))


def text_of(value: Any, limit: int = MAX_TEXT) -> str:
    """A string from the child, cut; anything else becomes an empty string."""
    if not isinstance(value, str):
        return ""
    return value if len(value) <= limit else value[:limit] + "…"
