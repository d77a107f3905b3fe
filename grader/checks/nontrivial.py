"""A property check gives points only if the function computes something.

A constant, a returned argument or a random array satisfies many properties by chance, and earns nothing. A wrong
computation may earn points: a missing bias fails the check of values, not that of the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.cases import Case
from grader.checks.numbers import U32
from grader.result.outcome import Failed


@dataclass
class Evidence:
    """What the function ``name`` answered to each case.

    ``selects`` is for functions whose right answers consist of their arguments' own values: a pooling, a split, a
    change of shape. Those may not return an argument whole.
    """

    name: str
    selects: bool = False
    _finite: list[float] = field(default_factory=list)  # of each answer the least and the largest finite number
    _numbers: int = 0
    _echoes: list[bool] = field(default_factory=list)

    def add(self, case: Case, parts: Sequence[Array]) -> None:
        """Record the arrays that the function returned for one case."""
        numbers = [part.astype(np.float64) for part in parts if part.dtype.kind in "biuf"]
        arguments = [value.astype(np.float64) for value in case if isinstance(value, np.ndarray)]
        for part in numbers:
            self._numbers += part.size
            finite = part[np.isfinite(part)]
            if finite.size:
                self._finite += [float(finite.min()), float(finite.max())]
        self._echoes.append(bool(numbers and arguments) and self._echo(numbers, arguments))

    def _echo(self, parts: list[Array], arguments: list[Array]) -> bool:
        if self.selects:
            return all(any(_same(part, argument) for argument in arguments) for part in parts)
        return _taken_from(_flat(parts), _flat(arguments))

    def require(self) -> None:
        """Raises Failed if the answers show no computation."""
        if self._numbers and not self._finite:
            raise Failed(
                say(
                    "{name} returned no finite number. This is credited only where something is computed.",
                    name=self.name,
                ),
                hint=say("Look for a division by zero, a logarithm of 0 or an overflow in exp."),
                mistake="not-finite",
            )
        if len(set(self._finite)) < 2:
            raise Failed(
                say(
                    "{name} returned the same number for every input. This is credited only where something is computed.",
                    name=self.name,
                ),
                hint=say("The output has to depend on the input."),
                mistake="constant",
            )
        if all(self._echoes):
            raise Failed(
                say(
                    "{name} returned what it was given: all of its values are values of its arguments. This is credited "
                    "only where something is computed.",
                    name=self.name,
                ),
                hint=say("The output has to be computed from the input."),
                mistake="input-returned",
            )


def require_repeatable(name: str, first: Sequence[Array], again: Sequence[Array]) -> None:
    """Raises Failed if two calls with the same arguments gave different values."""
    for one, two in zip(first, again):
        room = 64 * U32 * float(np.max(np.abs(one[np.isfinite(one)]), initial=0.0))  # another order of additions
        # NaN counts as equal to NaN: the check of values reports it.
        if one.shape != two.shape or not np.allclose(one, two, rtol=0.0, atol=room, equal_nan=True):
            raise Failed(
                say("{name} returned other values when it was called again with the same arguments.", name=name),
                hint=say("Nothing in it may be random, and nothing may be kept from one call to the next."),
                mistake="not-repeatable",
            )


def same_values(first: Sequence[Array], other: Sequence[Array]) -> bool:
    """Whether two calls gave equal arrays."""
    return len(first) == len(other) and all(np.array_equal(one, two, equal_nan=True) for one, two in zip(first, other))


def _flat(arrays: Sequence[Array]) -> Array:
    return np.concatenate([np.ravel(array) for array in arrays] or [np.empty(0)])


def _same(part: Array, argument: Array) -> bool:
    return part.shape == argument.shape and bool(np.all(np.abs(part - argument) <= 2 * U32 * np.abs(argument)))


def _taken_from(values: Array, pool: Array) -> bool:
    """Whether each value equals a value of the pool, up to the rounding of float32."""
    if not pool.size:
        return False
    pool = np.sort(pool)
    right = np.clip(np.searchsorted(pool, values), 1, pool.size - 1) if pool.size > 1 else np.zeros(values.shape, int)
    nearest = np.minimum(np.abs(values - pool[right]), np.abs(values - pool[right - 1]))
    return bool(np.all(nearest <= 2 * U32 * np.abs(values)))
