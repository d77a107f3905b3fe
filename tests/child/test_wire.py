"""The wire takes bytes from a process that may send anything: it answers with a frame or a WireError."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import textwrap
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from grader.child import wire
from grader.exam import values
from grader.result.outcome import Outcome
from grader.sandbox.backend import Plan, Started
from grader.sandbox.process import Child, Lost, Output
from grader.task import Limits

MEMORY_MB = 300

sendable = st.sampled_from(sorted(wire.DTYPES)).flatmap(
    lambda name: npst.arrays(np.dtype(name), npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5))
)


def frame_bytes(header: Any, body: bytes = b"") -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return wire.HEAD.pack(wire.MAGIC, len(text), len(body)) + text + body


def feed(data: bytes) -> wire.Frame | None:
    return wire.FrameReader().feed(data)


def array(shape: Any, dtype: Any = "float64") -> dict[str, Any]:
    return {"t": "array", "dtype": dtype, "shape": shape}


@settings(max_examples=100, deadline=None)
@given(st.lists(sendable, max_size=4), st.integers(1, 40))
def test_what_is_packed_comes_out_in_whatever_pieces(arrays: list[np.ndarray], size: int) -> None:
    nodes = [wire.array_node(each) for each in arrays]
    data = b"".join(map(bytes, wire.pack({"id": "a", "values": nodes}, arrays)))
    reader = wire.FrameReader()
    came = None
    for start in range(0, len(data), size):
        assert came is None
        came = reader.feed(data[start : start + size])
    assert came is not None
    for sent, received in zip(arrays, came.arrays, strict=True):
        assert type(received) is np.ndarray
        assert received.dtype == sent.dtype
        assert received.flags.c_contiguous and received.flags.owndata
        np.testing.assert_array_equal(received, sent)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused_or_waited_for(data: bytes) -> None:
    with contextlib.suppress(wire.WireError):
        assert feed(data) is None


@settings(max_examples=200, deadline=None)
@given(st.data(), sendable)
def test_a_damaged_frame_is_a_frame_or_refused(data: st.DataObject, value: np.ndarray) -> None:
    whole = bytearray(b"".join(map(bytes, wire.pack({"id": "a", "value": wire.array_node(value)}, [value]))))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        frame = feed(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
        if frame is not None:
            values.observe(frame.header.get("value"), frame.arrays)
    except wire.WireError:
        pass


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["t", "items", "shape", "x"]), inner),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(json_values, st.binary(max_size=64))
def test_any_json_is_refused_or_understood(value: Any, body: bytes) -> None:
    try:
        frame = feed(frame_bytes({"id": "a", "value": value}, body))
        assert frame is not None
        values.observe(frame.header["value"], frame.arrays)
    except wire.WireError:
        pass


NESTED = b'{"a":' * 2000 + b"1" + b"}" * 2000
REFUSED = {
    "overflowing shape": frame_bytes({"v": array([2**32, 2**32])}),
    "shape that wraps to its bytes": frame_bytes({"v": array([2**61 + 1, 8])}, b"\0" * 64),
    "zero times infinity": frame_bytes({"v": array([0, 2**47, 2**47])}),
    "giant": frame_bytes({"v": array([10**6, 10**6])}, b"\0" * 8),
    "negative": frame_bytes({"v": array([-1, -8])}, b"\0" * 64),
    "true for one": frame_bytes({"v": array([True])}, b"\0" * 8),
    "fractions": frame_bytes({"v": array([1.0])}, b"\0" * 8),
    "text for a shape": frame_bytes({"v": array("88")}, b"\0" * 64),
    "too many dimensions": frame_bytes({"v": array([1] * 65)}, b"\0" * 8),
    "object": frame_bytes({"v": array([1], "object")}, b"\0" * 8),
    "object by its code": frame_bytes({"v": array([1], "O")}, b"\0" * 8),
    "structured": frame_bytes({"v": array([1], [["a", "f8"]])}, b"\0" * 8),
    "structured by text": frame_bytes({"v": array([1], "f4,f4")}, b"\0" * 8),
    "datetime": frame_bytes({"v": array([1], "datetime64[s]")}, b"\0" * 8),
    "text": frame_bytes({"v": array([1], "U2")}, b"\0" * 8),
    "float128": frame_bytes({"v": array([1], "float128")}, b"\0" * 16),
    "big-endian": frame_bytes({"v": array([1], ">f8")}, b"\0" * 8),
    "no dtype": frame_bytes({"v": {"t": "array", "shape": [1]}}, b"\0" * 8),
    "bytes of nobody": frame_bytes({"id": 1}, b"\0" * 8),
    "more than its bytes": frame_bytes({"v": array([2])}, b"\0" * 8),
    "deep objects": frame_bytes(NESTED),
    "deep lists": frame_bytes(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "a list": frame_bytes(b"[1]"),
    "not JSON": frame_bytes(b"{'a': 1}"),
    "not ASCII": frame_bytes('{"a": "ä"}'.encode()),
    "NaN": frame_bytes(b'{"a": NaN}'),
    "infinity": frame_bytes(b'{"a": -Infinity}'),
    "the same key twice": frame_bytes(b'{"id": "a", "id": "b"}'),
    "a header that is too long": wire.HEAD.pack(wire.MAGIC, 2**32 - 1, 0),
    "a body that is too long": wire.HEAD.pack(wire.MAGIC, 2, 2**64 - 1),
    "another magic": b"HTTP/1.1 200 OK\r\n\r\n",
    "two frames at once": frame_bytes({}) * 2,
    "too many arrays": frame_bytes({"v": [array([0])] * (wire.MAX_ARRAYS + 1)}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(name: str) -> None:
    with pytest.raises(wire.WireError):
        feed(REFUSED[name])


def test_a_number_of_a_million_digits_is_refused() -> None:
    # Python limits how many digits it reads since 3.10.7; before that it is slow, but no more.
    if not hasattr(sys, "get_int_max_str_digits"):
        pytest.skip("this Python reads numbers of any length")
    with pytest.raises(wire.WireError):
        feed(frame_bytes(b'{"a": ' + b"9" * 1_000_000 + b"}"))


@pytest.mark.parametrize(
    "node",
    [None, [], 7, {}, {"t": "model"}, {"t": "model", "handle": -1}, {"t": "model", "handle": True}, {"t": "evil"}]
    + [{"t": "sequence"}, {"t": "sequence", "items": 3}, {"t": "sequence", "items": [3]}, {"t": ["array"]}],
)
def test_a_value_of_no_kind_is_refused(node: Any) -> None:
    with pytest.raises(wire.WireError):
        values.observe(node, ())


def test_texts_are_cut_and_nothing_else_is_text() -> None:
    assert len(wire.text_of("x" * 10**6)) == wire.MAX_TEXT + 1
    assert wire.text_of({"a": 1}) == wire.text_of(None) == wire.text_of(b"x") == ""


@pytest.mark.parametrize(
    "value",
    [
        np.array([object()]),
        np.zeros(2, dtype=[("a", float)]),
        np.zeros(2, dtype="datetime64[s]"),
        np.array(["text"]),
    ],
)
def test_what_is_no_number_is_not_packed(value: np.ndarray) -> None:
    with pytest.raises(wire.WireError):
        wire.pack({}, [value])


@pytest.mark.parametrize(
    "value",
    [
        np.arange(24.0).reshape(4, 6)[::2, ::-3],
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(5, dtype=">i4"),
        np.broadcast_to(np.float32(2), (3, 4)),
        np.float64(3),
    ],
)
def test_any_memory_layout_is_packed(value: np.ndarray) -> None:
    frame = feed(b"".join(map(bytes, wire.pack({"v": wire.array_node(np.asarray(value))}, [np.asarray(value)]))))
    assert frame is not None
    np.testing.assert_array_equal(frame.arrays[0], value)


# --- a process that speaks for itself --------------------------------------------------------------------

READ_ONE = "import json, os, struct, sys\nhead = sys.stdin.buffer.read(16)\n_, n, m = struct.unpack('!4sIQ', head)\n"
READ_ONE += "request = json.loads(sys.stdin.buffer.read(n)); sys.stdin.buffer.read(m)\n"
REPLY = """
def reply(header, body=b"", magic=b"GRD1"):
    text = json.dumps(header).encode()
    return struct.pack("!4sIQ", magic, len(text), len(body)) + text + body
def say(data):
    try: os.write(1, data) if len(data) < 65536 else sys.stdout.buffer.write(data) and sys.stdout.buffer.flush()
    except BrokenPipeError: os._exit(0)
"""

SPEECHES = {
    "silence": "",
    "garbage": "say(os.urandom(1 << 16))",
    "endless garbage": "while True: say(b'GRD1' * 4096)",
    "another id": "say(reply({'id': 'x' * 16}))",
    "no id": "say(reply({}))",
    "a list for an id": "say(reply({'id': [request['id']]}))",
    "half a frame": "say(reply({'id': request['id']})[:-1])",
    "a head that promises the world": "say(struct.pack('!4sIQ', b'GRD1', 1 << 20, 1 << 40))",
    "endless body": "say(struct.pack('!4sIQ', b'GRD1', 2, 30 << 20) + b'{}')\nwhile True: say(b'x' * (1 << 20))",
    "twice": "say(reply({'id': request['id']}) * 2)\nimport time; time.sleep(0.2)",
}


class Speaker:
    """A back end whose child is a program of the test's."""

    name = "speaker"
    network = seccomp = False

    def __init__(self, program: str) -> None:
        self.program = program

    def unavailable(self) -> str:
        return ""

    def start(self, plan: Plan) -> Started:
        pipe = subprocess.PIPE
        command = [sys.executable, "-I", "-c", self.program]
        return Started(subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, start_new_session=True), "/")


@pytest.mark.parametrize("name", SPEECHES)
def test_a_lying_process_is_ended(name: str) -> None:
    child = Child(Speaker(READ_ONE + REPLY + SPEECHES[name]), Plan(Limits(), {}), Output(1000))
    with pytest.raises(Lost) as lost:
        for _ in range(2):  # the second question finds what was said too often
            child.ask({"op": "setup"}, [], 1.0)
    assert lost.value.outcome in (Outcome.CRASH, Outcome.TIMEOUT)
    assert not child.alive
    assert child._process.poll() is not None


def test_an_early_answer_is_not_taken_for_one() -> None:
    early = "import os, time, struct, json, sys\n" + REPLY + "say(reply({'id': 'guess'})); time.sleep(5)"
    child = Child(Speaker(early), Plan(Limits(), {}), Output(1000))
    with pytest.raises(Lost, match="nobody had asked"):
        child.ask({"op": "setup"}, [], 3.0)


def test_memory_of_the_grader_stays_small() -> None:
    """Whatever arrives, the process that takes it in stays under 300 MB; measured in one of its own."""
    program = textwrap.dedent("""
        import json, sys
        import numpy as np
        from grader.child import wire
        from grader.checks.observed import array_of
        from grader.checks.closeness import close, explain
        from grader.exam.values import observe
        from grader.result.outcome import Failed

        def frame(header, body):
            text = header if isinstance(header, bytes) else json.dumps(header).encode()
            return wire.HEAD.pack(wire.MAGIC, len(text), body), text

        def put(header, body):
            head, text = frame(header, body)
            reader = wire.FrameReader()
            try:
                came = reader.feed(head) or reader.feed(text)
                left = body
                while came is None and left:
                    size = min(left, 1 << 16, reader.wanted)
                    came = reader.feed(b"\\x01" * size)
                    left -= size
                if came is None:
                    return
                value = observe(came.header.get("value"), came.arrays)
            except wire.WireError:
                return
            del came
            for item in value.items or (value,):
                try:
                    number = array_of(item, "it", integers=True)
                    close(number, number, 0.0)
                    explain(number, number, 0.0)
                except Failed:
                    pass

        full = wire.MAX_BODY
        array = lambda dtype, *shape: {"t": "array", "dtype": dtype, "shape": list(shape)}
        for dtype, width in (("bool", 1), ("int8", 1), ("float16", 2), ("float32", 4), ("float64", 8), ("complex128", 16)):
            put({"value": array(dtype, full // width)}, full)
            put({"value": array(dtype, full // 8)}, full // 8 * width if width <= 8 else 0)
        put({"value": {"t": "sequence", "items": [array("int8", full // 64)] * 64}}, full)
        put({"value": {"t": "sequence", "items": [array("float32", 4)] * 4096}}, 65536)
        put({"value": {"t": "sequence", "items": [{"t": "none"}] * 74_000}}, 0)
        put({"value": {"t": "none", "more": [[{}, {}]] * 100_000}}, 0)
        put(b'{"a":"' + b"x" * (wire.MAX_HEADER - 8) + b'"}', 0)
        put(b"[" * wire.MAX_HEADER, 0)
        put(b'{"a":' * (wire.MAX_HEADER // 5), 0)
        put({"value": array("float64", 10**6, 10**6)}, 8)
        put({"value": array("float64", 2**61 + 1, 8)}, 64)
        status = open('/proc/self/status').read()
        print(int(status.partition('VmHWM:')[2].split()[0]) // 1024)  # ru_maxrss begins at the parent's
    """)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert 50 < int(ran.stdout) < MEMORY_MB


def test_memory_of_the_grader_stays_small_with_a_process_that_floods() -> None:
    program = textwrap.dedent("""
        import sys
        sys.path[:0] = ["tests", "tests/child"]
        from test_wire import READ_ONE, REPLY, SPEECHES, Speaker
        from grader.sandbox.process import Child, Lost, Output
        from grader.sandbox.backend import Plan
        from grader.task import Limits
        for name in ("endless garbage", "endless body", "a head that promises the world", "half a frame"):
            flood = "import threading\\nthreading.Thread(target=lambda: [os.write(2, b'e' * 65536) for _ in range(500)]).start()\\n"
            child = Child(Speaker(READ_ONE + REPLY + flood + SPEECHES[name]), Plan(Limits(), {}), Output(1000))
            try:
                child.ask({"op": "setup"}, [], 1.5)
            except Lost as lost:
                print(name, lost.message, file=sys.stderr)
        status = open('/proc/self/status').read()
        print(int(status.partition('VmHWM:')[2].split()[0]) // 1024)  # ru_maxrss begins at the parent's
    """)
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) < MEMORY_MB
