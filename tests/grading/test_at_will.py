"""No bytes of a student's, in a file or from a process, make a fault of the grader's: they get a result of their own."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.base.errors import Unreadable
from grader.child import wire
from grader.child.module import SubmissionModule
from grader.exam import values
from grader.grading import engine
from grader.grading.terms import Terms
from grader.result.outcome import Outcome, Status
from grader.sandbox import Lost
from grader.submission.file import from_bytes
from grader.submission.source import Submission
from grader.task import catalog

# --- what a process may send -------------------------------------------------------------------------------

TEXTS = st.text(max_size=8) | st.sampled_from(["{x}", "{0}", "\ud800", "\x1b[2J", "ndarray", "endless", "a" * 5000])
ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([2**63, -(2**70), 1e308, 10**4000, 0.5]) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
DTYPES = st.sampled_from([*sorted(wire.DTYPES), "object", "U1", "float128", ">f8", None, 3, ["int8"]])
SHAPES = st.lists(st.integers(0, 3), max_size=4) | st.sampled_from(
    [[2**40, 0], [-1], [True], [1.0], "12", None, [0, 2**47, 2**47], [2**61 + 1, 8], [1] * 9]
)
KEYS = st.sampled_from(["index", "from", "note", "handle", "items", "dtype", "shape", "t", "more"])


def entry(kind: str, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """An entry of a kind with its own keys, and at times with another key or one replaced."""
    right = st.fixed_dictionaries({"t": st.just(kind), **parts})
    return st.builds(lambda one, more: {**one, **more}, right, st.dictionaries(KEYS, ODD, max_size=1))


LEAVES = (
    entry("array", dtype=DTYPES, shape=SHAPES)
    | entry("model", handle=st.integers(-2, 2**70) | ODD)
    | st.sampled_from(["none", "text", "other", "evil"]).flatmap(lambda kind: entry(kind, note=ODD))
    | ODD
)
ENTRIES = st.recursive(LEAVES, lambda inner: entry("sequence", items=st.lists(inner, max_size=3)), max_leaves=8)
HEADERS = st.fixed_dictionaries({"id": st.just("a"), "value": ENTRIES, "echo": st.lists(ENTRIES, max_size=2)}) | LEAVES


@settings(max_examples=120, deadline=None)
@given(HEADERS, st.integers(0, 64))
def test_a_frame_is_values_or_refused(header: Any, size: int) -> None:
    """Nothing else comes out: no KeyError, no IndexError, no RecursionError."""
    text = json.dumps(header).encode("ascii")
    try:
        frame = wire.FrameReader().feed(wire.HEAD.pack(wire.MAGIC, len(text), size) + text + bytes(size))
        assert frame is not None
        for node in (frame.header.get("value"), *list(frame.header.get("echo") or [])[:3]):
            _is_plain(values.observe(node, frame.arrays))
    except wire.WireError:
        pass


def _is_plain(observed: values.Observed) -> None:
    assert (observed.array is not None) == (observed.kind == "array")
    assert type(observed.handle) is int and isinstance(observed.type_name, str) and isinstance(observed.note, str)
    for item in observed.items:
        _is_plain(item)


@pytest.mark.parametrize(
    "header",
    [
        {"id": "a", "t": "array", "dtype": "int8", "shape": [1]},
        {"id": "a", "t": "array", "dtype": "int8", "shape": [1], "value": {"t": "array", "index": -1}},
        {"id": "a", "value": {"t": "array", "dtype": "int8", "shape": [1], "index": -1}},
        {"id": "a", "value": {"t": "array", "dtype": "int8", "shape": [1], "more": [[[[[[[[[[[[1]]]]]]]]]]]]}},
        {"id": "a", "value": {"t": "array", "dtype": "int8", "shape": [1], "from": {"t": "array", "index": 0}}},
    ],
    ids=["header", "value in a header", "index", "deep below", "array in an array"],
)
def test_an_array_out_of_its_place_is_refused(header: Any) -> None:
    text = json.dumps(header).encode()
    with pytest.raises(wire.WireError):
        wire.FrameReader().feed(wire.HEAD.pack(wire.MAGIC, len(text), 1) + text + b"\1")


@pytest.mark.parametrize("index", [None, -1, 1, True, 0.0, "0", [0], 2**70])
def test_an_index_that_is_none_is_refused(index: Any) -> None:
    with pytest.raises(wire.WireError):
        values.observe({"t": "array", "index": index}, (np.zeros(1),))


# --- a whole grading with a process that says nearly the right things ----------------------------------------


class Puppet:
    """In place of a child: the reference solution in this process, whose replies are changed on their way."""

    script: Callable[[str, dict[str, Any], list[Any]], tuple[Any, list[Any]]]

    def __init__(self, backend: Any, plan: Any, output: Any, doubted: bool = False) -> None:
        self.workdir = os.getcwd()
        self.alive = True
        self._module = SubmissionModule()

    def setup(self, *told: Any) -> None: ...

    def end(self) -> None:
        self.alive = False

    def ask(self, header: dict[str, Any], arrays: list[Any], seconds: float) -> wire.Frame:
        request = wire.FrameReader(64 << 20, 1 << 30, 1 << 27).feed(b"".join(map(bytes, wire.pack(header, arrays))))
        assert request is not None
        out: list[Any] = []
        if header["op"] == "parse":
            return wire.Frame(self._module.parse(request.header), ())
        if header["op"] == "run":
            reply = self._module.run(request.header)
        else:
            reply = self._module.call(request.header, request.arrays, out)
        changed, parts = Puppet.script(header["op"], reply, out)
        try:
            frame = wire.FrameReader().feed(b"".join(map(bytes, wire.pack(changed, parts))))
        except wire.WireError as error:
            self.end()
            raise Lost(Outcome.CRASH, str(error)) from error
        assert frame is not None
        return frame


class Nowhere:
    name, network, seccomp = "nowhere", False, False


@pytest.fixture
def puppet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr("grader.exam.exam.Child", Puppet)
    monkeypatch.chdir(tmp_path)
    state = np.random.get_state(), random.getstate()
    yield
    np.random.set_state(state[0])
    random.setstate(state[1])


STRANGE = [
    "{x}",
    "{0!r}",
    "",
    "\ud800",
    "\x1b[31m",
    "x" * 5000,
    None,
    True,
    -1,
    10**30,
    1e300,
    [],
    {},
    [[1]],
    {"t": "none"},
]


def changed(draw: random.Random, tree: Any) -> Any:
    """The tree with a strange thing in some of its places."""
    if draw.random() < 0.12:
        return draw.choice(STRANGE)
    if isinstance(tree, dict):
        return {key: changed(draw, value) if draw.random() < 0.6 else value for key, value in tree.items()}
    if isinstance(tree, list):
        return [changed(draw, value) for value in tree] * draw.choice([1, 1, 1, 2])
    return tree


def other_array(draw: random.Random, array: Any) -> Any:
    """An array like the one that is right, in another shape, type or with other numbers."""
    with np.errstate(all="ignore"):
        flat = np.ravel(array)
        return draw.choice(
            [
                lambda: array,
                lambda: array.astype(draw.choice(sorted(wire.DTYPES))),
                lambda: np.full_like(
                    array,
                    draw.choice([0, 1, 3])
                    if array.dtype.kind in "biu"
                    else draw.choice([np.nan, np.inf, 1e300, -1e300, 0]),
                ),
                lambda: array[..., None],
                lambda: flat,
                lambda: flat[:0],
                lambda: array[:1] if array.ndim else array,
                lambda: array.T,
                lambda: np.zeros((1,) * 8),
                lambda: np.concatenate([flat, flat]),
                lambda: np.array(draw.choice([0.0, np.nan, 1e-300, 255.0])),
            ]
        )()


def replies(draw: random.Random) -> Callable[[str, dict[str, Any], list[Any]], tuple[Any, list[Any]]]:
    """What is done to each reply: to one in three something, to its header or to its arrays."""

    def script(op: str, reply: dict[str, Any], out: list[Any]) -> tuple[Any, list[Any]]:
        kind = draw.random()
        if kind < 0.6:
            return reply, out
        if kind < 0.75:  # the errors, notes and texts of a process that says what it likes
            made = changed(draw, reply if draw.random() < 0.5 else {"error": ERROR, "seconds": 0.1})
            return (made if isinstance(made, dict) else {}), out
        other = [other_array(draw, array) for array in out]
        nodes = iter(other)

        def again(tree: Any) -> Any:
            if isinstance(tree, dict):
                if tree.get("t") == "array":
                    return wire.array_node(next(nodes), tree["from"])
                return {key: again(value) for key, value in tree.items()}
            return [again(value) for value in tree] if isinstance(tree, list) else tree

        return again(reply), other

    return script


ERROR = {
    "type": "ValueError",
    "text": "could not broadcast",
    "frames": [{"line": 1, "name": "f"}],
    "not_written": False,
    "memory": False,
    "no_room": "tmp",
    "exit": False,
    "bad_call": False,
}
TASKS = [task for task in catalog.tasks() if "tensorflow" not in task.tools]


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.integers(0, 2**32))
def test_no_reply_makes_a_fault(puppet: None, task: Any, draw: int) -> None:
    solution = catalog.path_of(task, "solution.py", kind="reference").read_text(encoding="utf-8")
    Puppet.script = staticmethod(replies(random.Random(draw)))
    submission = Submission("a.py", "student", solution, "")
    result = engine.grade(task, submission, Nowhere(), Terms(seed=draw % 1000))
    faults = [f"{check.id}: {check.message}" for check in result.checks if check.outcome is Outcome.FAULT]
    assert result.status is Status.GRADED and not faults, (faults, result.message)
    json.dumps(result.document(), allow_nan=False).encode("utf-8")


# --- what a file may hold ----------------------------------------------------------------------------------

CODINGS = ["punycode", "undefined", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "rot13", "zlib", "hex"]
CODINGS += ["base64", "uu", "mbcs", "oem", "utf-8", "latin-1", "utf-16", "utf-32", "cp1250", "shift_jis", "..", "é"]
CODINGS += ["a" * 500, "-", "utf_8_sig", "hz", "iso2022_kr", "UTF-8-unix", "charmap", "palmos", "bz2", "quopri"]
BODIES = st.binary(max_size=40) | st.sampled_from([b"x = 1\n", b"xn--a-", b"\\ud800", b"+2AA-", b"\xed\xa0\x80", b"\0"])


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CODINGS), BODIES, st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]))
def test_a_file_in_any_encoding_is_text_or_unreadable(coding: str, body: bytes, mark: bytes) -> None:
    data = mark + f"# -*- coding: {coding} -*-\n".encode() + body
    try:
        submission = from_bytes(data, "a.py")
    except Unreadable:
        return
    _can_be_graded(submission)


CELLS = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", None, 3]) | ODD,
        "source": st.lists(TEXTS, max_size=3) | TEXTS | ODD,
        "metadata": ODD,
        "outputs": ODD,
    },
)
NOTEBOOKS = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([4, 3, 2, "4", None, -1, 10**30]) | ODD},
    optional={
        "cells": st.lists(CELLS | ODD, max_size=3) | ODD,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(CELLS, max_size=2)}) | ODD, max_size=2),
        "metadata": ODD,
        "nbformat_minor": ODD,
    },
)


@settings(max_examples=100, deadline=None)
@given(NOTEBOOKS | ODD, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]))
def test_a_notebook_of_any_shape_is_text_or_unreadable(tree: Any, coding: str) -> None:
    try:
        submission = from_bytes(json.dumps(tree).encode(coding), "a.ipynb")
    except Unreadable:
        return
    _can_be_graded(submission)


def _can_be_graded(submission: Submission) -> None:
    """Its text can be sent, parsed, written and shown."""
    submission.source.encode("utf-8", "surrogatepass")
    json.dumps(submission.source)
    submission.place(1), submission.line(1)


# --- what the judges may use -------------------------------------------------------------------------------

PLAYED = """
import sys
from grader.author.attack import corpus, play
from grader.sandbox import choose
played = play.play(corpus.read(corpus.folder() / "exhaust" / f"{sys.argv[1]}.py"), choose("auto"))
assert played.held, played.problems
print(int(open("/proc/self/status").read().partition("VmHWM:")[2].split()[0]) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("name", ["giant_answers_later", "giant_answers_of_a_layer", "giant_answer"])
def test_judges_stay_under_300_mb(name: str) -> None:
    ran = subprocess.run([sys.executable, "-c", PLAYED, name], capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) < 300
