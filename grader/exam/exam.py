"""What a check may do: draw inputs, ask the student's functions, ask for what is expected.

An exam belongs to one submission. It owns the child process and starts a new one after a child was
lost. A function that ended a child is not asked again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.child import wire
from grader.exam import loading, values
from grader.exam.failures import LOST_HINTS, raised
from grader.exam.loading import Loaded
from grader.exam.seeds import entropy
from grader.exam.stops import why
from grader.exam.values import Model, Observed
from grader.result.outcome import Difference, Failed, Outcome
from grader.sandbox import Backend, Child, Lost, Plan
from grader.sandbox.process import Output, said
from grader.submission.source import Submission
from grader.task.declaration import Function, Limits, Task


class Exam:
    """One submission under examination.

    ``loaded`` is what was found in the file. ``notes`` are further sentences about this run, for the result.
    ``rng`` draws the inputs of the current check. It depends on the seed, the task and the check alone, so
    any check can be repeated by itself. ``differences`` are the wrong answers that a report draws, by check.
    ``doubted``: an end of the child that may have come from outside raises Interrupted (``sandbox.process.Child``).
    ``code_seconds`` is the time that the student's own code took so far, its loading included.
    """

    def __init__(
        self,
        task: Task,
        submission: Submission,
        oracle: ModuleType,
        backend: Backend,
        seed: int,
        limits: Limits,
        files: Mapping[str, Path],
        call_seconds: float | None = None,
        doubted: bool = False,
    ) -> None:
        self.task = task
        self.submission = submission
        self.oracle = oracle
        self.seed = seed
        self.limits = limits
        self.output = Output(limits.output_kb << 10)
        self.rng = np.random.default_rng(seed)
        self.loaded = Loaded()
        self.notes: list[str] = []
        self.differences: dict[str, Difference] = {}
        self._backend = backend
        self._files = dict(files)
        self._call_seconds = call_seconds
        self._doubted = doubted
        self._functions = {function.name: function for function in task.functions}
        self._child: Child | None = None
        self._lives = 0  # children started so far; a model lives as long as its child
        self.code_seconds = 0.0
        self._where = ""  # the current check; with the number of the call it seeds the child's draws
        self._calls = 0
        self._idle = self._child_idle = ""  # what TensorFlow does not do: as asked for, and in the child that runs
        self._fused: dict[str, Lost] = {}  # functions that ended a child, and how
        self._shared: dict[str, tuple[int, Any]] = {}  # key -> the life it was made in, what was made
        self._deadline = time.monotonic() + limits.total_seconds

    # --- the engine's side ---

    def begin(self, check_id: str) -> None:
        """Turn to the next check: its draws do not depend on what was asked before."""
        self._where = check_id
        self._calls = 0
        self.rng = np.random.default_rng(entropy(self.seed, self.task.slug, check_id))

    def load(self) -> None:
        """Start a child and run the submission in it; again after a child was lost.

        Raises Unloadable if no part of the file can be run, Lost if the child does not survive it,
        SandboxError if no child can be started, and Interrupted if one was ended from outside.
        """
        submission, limits = self.submission, self.limits
        self.close()
        self._child_idle = self._idle
        self._child = child = Child(self._backend, Plan(limits, self._files), self.output, self._doubted)
        self._lives += 1
        first = self._lives == 1  # later the file is the same, and its notes would be written twice
        loading.set_up(child, submission.source, self._files, self.output, self._backend.name, self._idle)
        parsed = loading.parse(child, submission, limits.load_seconds)
        if first:  # kept before anything runs: a file that ends its child is still known by its source
            self.loaded = loading.from_source(parsed, submission)
            loading.require_code(parsed, submission)
        began = time.monotonic()
        seed = entropy(self.seed, self.task.slug, "load")
        ran = loading.run(child, list(self._functions), limits.load_seconds, seed)
        self.code_seconds += _within(ran.get("seconds"), time.monotonic() - began)
        if first:
            self.loaded = loading.from_run(self.loaded, ran, submission, limits.load_seconds)

    def hurry(self, seconds: float) -> None:
        """From now on the submission's code may take no more than ``seconds`` altogether."""
        self._deadline = min(self._deadline, time.monotonic() + seconds)

    def close(self) -> None:
        """End the child, if there is one."""
        if self._child is not None:
            self._child.end()
            self._child = None

    @contextmanager
    def idle(self, what: str) -> Iterator[None]:
        """Inside, TensorFlow's ``gradients`` are zero, or its ``operations`` return zeros (``child/idle.py``).

        In a child of its own, in which the file is loaded anew. What ends that child is forgotten afterwards.
        """
        fused = dict(self._fused)
        self._idle = what
        try:
            yield
        finally:
            self._idle, self._fused = "", fused

    def missing(self, name: str) -> Failed | None:
        """Why the function ``name`` cannot be called at all; None if it can."""
        found, function = self.loaded.signatures.get(name), self._functions[name]
        if found is None and name in self.loaded.definitions and self.loaded.failed(name):
            reason = say(
                "{name} is defined in {name2} ({place}), but the definition itself failed.",
                name=name,
                name2=self.submission.name,
                place=self.submission.place(self.loaded.definitions[name][0]),
            )
        elif found is None and name in self.loaded.definitions:
            reason = say(
                "{name} is defined in {name2} ({place}), but that line was never run.",
                name=name,
                name2=self.submission.name,
                place=self.submission.place(self.loaded.definitions[name][0]),
            )
        elif found is None:
            reason = say("There is no function {name!r} in {name2}.", name=name, name2=self.submission.name)
        elif found is False:
            reason = say("{name!r} is not a function in {name2}.", name=name, name2=self.submission.name)
        else:
            return None
        arguments = ", ".join(function.arguments)
        # If part of the file did not run, the function may well be in that part.
        return Failed(
            reason,
            hint=self.loaded.why_missing(name) or say("Define {name}({arguments}).", name=name, arguments=arguments),
        )

    # --- asking ---

    def call(self, name: str, *args: Any, **kwargs: Any) -> Observed:
        """Call a student's function, with ``args`` by position and ``kwargs`` by keyword.

        Raises Failed if it returns no value: its outcome is ``error``, ``timeout``, ``memory`` or ``crash``,
        or ``fail`` if there is no such function.
        """
        return self._call(name, args, kwargs, echo=False)[0]

    def call_and_echo(self, name: str, *args: Any) -> tuple[Observed, list[Observed]]:
        """As ``call``; also returns the arguments as they are after the call."""
        return self._call(name, args, {}, echo=True)

    def batches(self, name: str, limit: int, *args: Any) -> Observed:
        """Call a function that returns an iterable and take at most ``limit`` items from it."""
        return self._call(name, args, {}, echo=False, limit=limit)[0]

    def batches_and_echo(self, name: str, limit: int, *args: Any) -> tuple[Observed, list[Observed]]:
        """As ``batches``; also returns the arguments as they are after the iteration."""
        return self._call(name, args, {}, echo=True, limit=limit)

    def train(self, *args: Any, name: str = "train") -> Model:
        """Train a model. It stays in the child; the result can be passed to the student's other functions."""
        observed = self.call(name, *args)
        return Model(observed.handle, self._lives)

    def look(self, model: Model, what: str, count: int = 0) -> dict[str, Array]:
        """What a trained model holds, for a picture, by name. ``what`` is ``filters`` or ``curves``.

        ``count`` is the number of filters that are looked for. Empty if nothing is found, or if the child
        that holds the model is gone. Never for a verdict: a model is the student's own object and can
        answer anything. Raises Lost and WireError.
        """
        if not self._alive or model.life != self._lives:
            return {}
        header = {"op": "look", "handle": model.handle, "for": what, "count": count}
        seconds = min(self.limits.call_seconds, self._deadline - time.monotonic())
        if seconds <= 0:
            return {}
        assert self._child is not None
        try:
            frame = self._child.ask(header, [], seconds)
            found = frame.header.get("value")
            if not isinstance(found, dict):
                raise wire.WireError("a look that found no names")
            seen = {str(name): values.observe(node, frame.arrays).array for name, node in list(found.items())[:8]}
        except (Lost, wire.WireError):
            self.close()
            raise
        return {name: array for name, array in seen.items() if array is not None and array.dtype.kind in "fiu"}

    def shared(self, key: str, make: Callable[[np.random.Generator], Any]) -> Any:
        """What several checks need and takes long to make, such as one trained model.

        ``make`` draws from a generator of its own, so the result is the same whichever check asks first.
        It is made again if the child that held it was lost.
        """
        kept = self._shared.get(key)
        if kept is not None and kept[0] == self._lives and self._alive:
            return kept[1]
        where, calls, rng = self._where, self._calls, self.rng
        try:
            self.begin(f"shared:{key}")
            made = make(self.rng)
        finally:
            self._where, self._calls, self.rng = where, calls, rng
        self._shared[key] = (self._lives, made)
        return made

    def expected(self, name: str, *args: Any) -> Any:
        """What the oracle answers, in float64: arrays that were sent as float32 are converted first."""
        return getattr(self.oracle, name)(*(_widened(arg) for arg in args))

    def packages(self, name: str, apart_from: tuple[str, ...] = ()) -> set[str]:
        """The packages that the code of the top-level name ``name`` uses, also through other top-level names.

        The names in ``apart_from`` are not followed.
        """
        mentions = self.loaded.mentions
        found: set[str] = set()
        seen, queue = set(apart_from), [name]
        while queue:
            here = queue.pop()
            if here not in seen and here in mentions:
                seen.add(here)
                found.update(mentions[here]["packages"])
                queue.extend(mentions[here]["names"])
        return found

    # --- below ---

    @property
    def _alive(self) -> bool:
        return self._child is not None and self._child.alive and self._child_idle == self._idle

    def _call(
        self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any], echo: bool, limit: int = 0
    ) -> tuple[Observed, list[Observed]]:
        function = self._functions[name]
        if name in self._fused:
            lost = self._fused[name]
            raise Failed(
                say(
                    "{name} was not asked again: {message}",
                    name=name,
                    message=lost.message[:1].lower() + lost.message[1:],
                ),
                outcome=lost.outcome,
            )
        if not self._alive:
            self.load()
        if failed := self.missing(name):
            raise failed
        arrays: list[Array] = []
        self._calls += 1
        header = {
            "op": "call",
            "function": name,
            "args": [values.encode_argument(arg, arrays) for arg in args],
            "kwargs": {key: values.encode_argument(arg, arrays) for key, arg in kwargs.items()},
            "expect": _expectation(function, limit),
            "echo": echo,
            "entropy": entropy(self.seed, self.task.slug, self._where, self._calls),
        }
        seconds = self._seconds(function)
        try:
            assert self._child is not None
            began = time.monotonic()
            frame = self._child.ask(header, arrays, seconds)
            self.code_seconds += _within(frame.header.get("seconds"), time.monotonic() - began)
            return self._answer(function, frame, limit)
        except (Lost, wire.WireError) as error:
            self.close()
            lost = (
                error
                if isinstance(error, Lost)
                else Lost(Outcome.CRASH, say("The process sent {error}.", error=said(error)))
            )
            self._fused[name] = lost
            raise Failed(f"{name}: {lost.message}", hint=LOST_HINTS[lost.outcome], outcome=lost.outcome) from error

    def _seconds(self, function: Function) -> float:
        """The seconds that a call may take. Raises Failed if the submission's time is used up."""
        own = self._call_seconds or function.seconds or self.limits.call_seconds
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Failed(
                say(
                    "The {total_seconds:g} seconds that one submission may take were used up before this check.",
                    total_seconds=self.limits.total_seconds,
                ),
                hint=say("Find out which check took long and make that function quicker."),
                outcome=Outcome.TIMEOUT,
            )
        return min(own, left)

    def _answer(self, function: Function, frame: wire.Frame, limit: int) -> tuple[Observed, list[Observed]]:
        """The value and the echoed arguments in a reply.

        Raises Failed if the call raised or returned more than any answer has, WireError for nonsense.
        """
        error = frame.header.get("error")
        if error is not None:
            reported = error if isinstance(error, dict) else {}
            raise raised(
                function,
                reported,
                self.submission,
                self.limits,
                self.loaded.signatures,
                why(reported, self.loaded.stops),
            )
        echo = frame.header.get("echo", [])
        if not isinstance(echo, list):
            raise wire.WireError("an echo that is no list")
        value = values.observe(frame.header.get("value"), frame.arrays)
        if not limit and (count := values.size(value)) > values.MAX_ANSWER:
            raise Failed(
                say("{name} returned {count} numbers; no answer has so many.", name=function.name, count=count),
                hint=say("Print the shapes: NumPy may have broadcast a column against a row."),
            )
        return value, [values.observe(node, frame.arrays) for node in echo]


def _widened(value: Any) -> Any:
    return value.astype(np.float64) if isinstance(value, np.ndarray) and value.dtype.kind == "f" else value


def _within(said: object, elapsed: float) -> float:
    """The seconds that the child reports for the student's code, at most the ``elapsed`` measured here.

    0 if the report is no finite number.
    """
    return min(max(said, 0.0), elapsed) if isinstance(said, float) and math.isfinite(said) else 0.0


def _expectation(function: Function, limit: int) -> dict[str, Any]:
    """How the child has to take the returned value apart; ``limit`` is the number of batches, or 0."""
    if limit:
        return {"as": "batches", "count": limit}
    if function.returns == "model":
        return {"as": "model"}
    if function.parts:
        return {"as": "parts", "count": len(function.parts)}
    return {"as": "value"}
