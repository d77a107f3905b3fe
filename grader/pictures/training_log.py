"""The curve of a training, from what the student's model keeps or from what the code printed.

Printed output is a student's text. Only numbers are taken from it, next to words that people usually write before them
("step 100 loss 0.31 acc 0.9", "Epoch 3/20" with Keras's lines below, "100 0.31").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from grader.base.arrays import Array

LEAST = 4  # entries: fewer are no curve, and may belong to as many trainings
MOST_LINES = 20_000
LARGEST = 1e9
MOST_POINTS = 200  # points that are drawn
_NUMBER = r"([-+]?(?:\d{1,15}(?:\.\d{0,20})?|\.\d{1,20})(?:e[-+]?\d{1,3})?)"

_STEP = re.compile(
    r"\b(?:step|epoch|iteration|iter|batch)s?\b\W{0,6}(\d{1,9})|\b(\d{1,9}) (?:step|epoch|iteration)s?\b"
)

_FIRST = re.compile(r"^\W{0,3}(\d{1,9})(?:[:,)\]]|\s)")
_BETWEEN = r"(?:[^\d.+\n-]|\.(?!\d)){0,20}"  # such as " = tf.Tensor("
_LOSS = re.compile(rf"(?:loss|cost|error|entropy)\b{_BETWEEN}{_NUMBER}")
_ACCURACY = re.compile(rf"(?:accuracy|acc)\b{_BETWEEN}{_NUMBER}\s?(%?)")
_BARE = re.compile(rf"^\s*(\d{{1,9}})[\s,:]+{_NUMBER}(?:[\s,]+{_NUMBER})?\s*$")
_HELD_OUT = re.compile(rf"\b(?:val|valid|validation|test)[ _](?:loss|cost|accuracy|acc)\b\W{{0,3}}{_NUMBER}%?")


@dataclass(frozen=True)
class Log:
    """Kind (``loss``, ``accuracy``) -> (steps (n,), values (n,)). ``kept`` by the model, or else printed."""

    curves: Mapping[str, tuple[Array, Array]]
    kept: bool


def kept(found: Mapping[str, Array], steps: int) -> Log | None:
    """The log that the model keeps: one entry a step if there are as many, else evenly spaced over the steps."""
    curves = {
        kind: _thinned(np.linspace(steps / len(values), steps, len(values)), _drawable(values))
        for kind, values in found.items()
        if kind in ("loss", "accuracy") and values.ndim == 1 and len(values) >= LEAST
    }
    return Log(curves, kept=True) if curves else None


def printed(text: str) -> Log | None:
    """The log that was printed: the longest run of lines with rising steps, which is the longest training's."""
    runs: list[dict[int, dict[str, float]]] = [{}]
    last = -1
    for step, values in _entries(text):
        if step < last:
            runs.append({})
        last = step
        runs[-1].setdefault(step, {}).update(values)
    longest = max(runs, key=lambda run: sum(1 for values in run.values() if values))
    curves = {}
    for kind in ("loss", "accuracy"):
        points = [(step, values[kind]) for step, values in longest.items() if kind in values]
        if len(points) >= LEAST:
            steps, numbers = zip(*points)
            curves[kind] = _thinned(np.array(steps, dtype=np.float64), _drawable(np.array(numbers)))
    return Log(curves, kept=False) if curves else None


def _entries(text: str) -> Iterator[tuple[int, dict[str, float]]]:
    """(step, line's values) entries; a line without a step belongs to the line before."""
    step = -1
    for line in re.split(r"[\r\n\b]+", text)[:MOST_LINES]:
        line = re.sub(r"float\d\d", "", line[:300].lower())
        bare = _BARE.match(line)
        if bare:
            step = int(bare[1])
            yield step, _plausible({"loss": bare[2], "accuracy": bare[3]})
            continue
        found = _STEP.search(line) or _FIRST.match(line)
        if found:
            step = int(next(filter(None, found.groups())))
            line = line[: found.start()] + " " + line[found.end() :]
        line = _HELD_OUT.sub(" ", line)
        loss, accuracy = _LOSS.search(line), _ACCURACY.search(line)
        values = _plausible({"loss": loss and loss[1], "accuracy": accuracy and accuracy[1]})
        if "accuracy" in values and accuracy and accuracy[2]:
            values["accuracy"] /= 100
        if step >= 0 and (values or found):
            yield step, values


def _plausible(texts: Mapping[str, str | None]) -> dict[str, float]:
    values = {kind: float(text) for kind, text in texts.items() if text}
    return {kind: value for kind, value in values.items() if np.isfinite(value)}


def _drawable(values: Array) -> Array:
    """Values cut to ±LARGEST, which an axis can show: a loss beyond that is off every picture anyway."""
    return np.clip(values.astype(np.float64), -LARGEST, LARGEST)


def _thinned(steps: Array, values: Array) -> tuple[Array, Array]:
    """At most MOST_POINTS points, including the first and the last."""
    chosen = np.unique(np.linspace(0, len(steps) - 1, MOST_POINTS).astype(int)) if len(steps) > MOST_POINTS else ...
    return steps[chosen], values[chosen]
