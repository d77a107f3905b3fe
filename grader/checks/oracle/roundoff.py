"""Running error bounds: how far a right answer may be from the float64 oracle's.

A ``Rounded`` holds values and, for each, a bound on the error of any right computation in arithmetic with unit roundoff
``u``: sums in any order (γ_n bounds), inputs rounded to that dtype first. The oracle's own formula is run on Rounded
arguments, so the tolerance is derived from the judged computation itself and no task states one.

Source: N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., SIAM 2002, sections 3.1 (γ_n), 3.3
(running error analysis) and 3.5 (matrix multiplication).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from grader.base.arrays import Array
from grader.checks.numbers import U32

_LIBM = 4  # roundings counted for one call of exp, log, tanh: libraries promise 1 to 4 ulp


def gamma(n: int, u: float) -> float:
    """γ_n = n·u / (1 − n·u), the bound on the relative error of n chained roundings."""
    return n * u / (1 - n * u)


class Rounded(NDArrayOperatorsMixin):
    """Values (float64) with absolute error bounds of the same shape."""

    def __init__(self, value: Any, error: Any, u: float) -> None:
        self.value: Array = np.asarray(value, dtype=np.float64)
        self.error: Array = np.broadcast_to(np.asarray(error, dtype=np.float64), self.value.shape)
        self.u = u

    @classmethod
    def of(cls, value: Any, u: float) -> Rounded:
        """An input, which a solution may have rounded to its own dtype."""
        value = np.asarray(value, dtype=np.float64)
        return cls(value, u * np.abs(value), u)

    # --- shape ---

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.value.shape)

    @property
    def ndim(self) -> int:
        return self.value.ndim

    @property
    def size(self) -> int:
        return self.value.size

    @property
    def T(self) -> Rounded:
        return Rounded(self.value.T, self.error.T, self.u)

    def __len__(self) -> int:
        return len(self.value)

    def __getitem__(self, index: Any) -> Rounded:
        return Rounded(self.value[index], self.error[index], self.u)

    def reshape(self, *shape: Any) -> Rounded:
        return Rounded(self.value.reshape(*shape), self.error.reshape(*shape), self.u)

    def sum(self, axis: Any = None, keepdims: bool = False) -> Rounded:
        terms = self.value.size // max(np.sum(self.value, axis=axis).size, 1)
        value = self.value.sum(axis=axis, keepdims=keepdims)
        magnitude = (np.abs(self.value) + self.error).sum(axis=axis, keepdims=keepdims)
        error = self.error.sum(axis=axis, keepdims=keepdims) + gamma(max(terms, 1), self.u) * magnitude
        return Rounded(value, error, self.u)

    def mean(self, axis: Any = None, keepdims: bool = False) -> Rounded:
        total = self.sum(axis=axis, keepdims=keepdims)
        count = self.value.size / max(total.value.size, 1)
        value = total.value / count
        return Rounded(value, total.error / count + 2 * self.u * np.abs(value), self.u)

    def max(self, axis: Any = None, keepdims: bool = False) -> Rounded:
        return Rounded(
            self.value.max(axis=axis, keepdims=keepdims), self.error.max(axis=axis, keepdims=keepdims), self.u
        )

    # --- NumPy's protocols, so that an oracle's plain formula works ---

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        rule = _RULES.get(ufunc.__name__)
        if method != "__call__" or kwargs or rule is None:
            return NotImplemented
        operands = [item if isinstance(item, Rounded) else Rounded(item, 0.0, self.u) for item in inputs]
        with np.errstate(all="ignore"):
            value = ufunc(*(operand.value for operand in operands))
            error = rule(self.u, value, *operands)
        return Rounded(value, error, self.u)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        name = function.__name__
        if name in ("sum", "mean", "max", "amax"):
            return getattr(args[0], "max" if name == "amax" else name)(*args[1:], **kwargs)
        if name in ("transpose", "reshape", "squeeze", "expand_dims", "broadcast_to", "swapaxes", "moveaxis"):
            value, error = (function(part, *args[1:], **kwargs) for part in (args[0].value, args[0].error))
            return Rounded(value, error, self.u)
        return NotImplemented


def _own(u: float, value: Array) -> Array:
    return u * np.abs(value)


def _matmul(u: float, value: Array, a: Rounded, b: Rounded) -> Array:
    a_abs, b_abs = np.abs(a.value) + a.error, np.abs(b.value) + b.error
    bound: Array = np.abs(a.value) @ b.error + a.error @ b_abs + gamma(a.value.shape[-1], u) * (a_abs @ b_abs)
    return bound


def _divide(u: float, value: Array, a: Rounded, b: Rounded) -> Array:
    room = np.maximum(np.abs(b.value) - b.error, np.finfo(float).tiny)
    bound: Array = (a.error + np.abs(value) * b.error) / room + _own(u, value)
    return bound


def _tanh(u: float, value: Array, a: Rounded) -> Array:
    near = np.maximum(np.abs(a.value) - a.error, 0.0)
    bound: Array = a.error * (1.0 - np.tanh(near) ** 2) + _LIBM * u * np.ones_like(value)
    return bound


def _log(u: float, value: Array, a: Rounded) -> Array:
    room = np.maximum(np.abs(a.value) - a.error, np.finfo(float).tiny)
    bound: Array = a.error / room + _LIBM * _own(u, value)
    return bound


def _power(u: float, value: Array, a: Rounded, b: Rounded) -> Array:
    """|b|·x^(b−1) is largest at the upper end for b ≥ 1, else at the lower end; b itself may be rounded too."""
    near, far = np.maximum(np.abs(a.value) - a.error, 0.0), np.abs(a.value) + a.error
    exponent = np.abs(b.value)
    slope = np.where(b.value == 0, 0.0, exponent * np.where(b.value >= 1, far, near) ** (b.value - 1))
    logarithm = np.maximum(np.abs(np.log(near)), np.abs(np.log(far)))
    by_base = np.where(a.error > 0, a.error * slope, 0.0)
    by_exponent = np.where(b.error > 0, (np.abs(value) + by_base) * np.expm1(b.error * logarithm), 0.0)
    # x·x·…·x is as right as a call of pow.
    bound: Array = by_base + by_exponent + gamma(1, u) * np.maximum(2 * _LIBM, exponent) * np.abs(value)
    return bound


def _sqrt(u: float, value: Array, a: Rounded) -> Array:
    bound: Array = a.error / np.maximum(value, np.sqrt(a.error) + np.finfo(float).tiny) + _own(u, value)
    return bound


_RULES: dict[str, Callable[..., Array]] = {
    "add": lambda u, v, a, b: a.error + b.error + _own(u, v),
    "subtract": lambda u, v, a, b: a.error + b.error + _own(u, v),
    "multiply": lambda u, v, a, b: np.abs(a.value) * b.error + a.error * (np.abs(b.value) + b.error) + _own(u, v),
    "divide": _divide,
    "matmul": _matmul,
    "negative": lambda u, v, a: a.error,
    "absolute": lambda u, v, a: a.error,
    "maximum": lambda u, v, a, b: np.maximum(a.error, b.error),
    "minimum": lambda u, v, a, b: np.maximum(a.error, b.error),
    "square": lambda u, v, a: a.error * (2 * np.abs(a.value) + a.error) + _own(u, v),
    "power": _power,
    "exp": lambda u, v, a: v * np.expm1(np.minimum(a.error, 50.0)) + _LIBM * _own(u, v),
    "log": _log,
    "log1p": lambda u, v, a: a.error / np.maximum(1 + a.value - a.error, np.finfo(float).tiny) + _LIBM * _own(u, v),
    "tanh": _tanh,
    "sqrt": _sqrt,
}


def tolerance(function: Callable[..., Any], args: tuple[Any, ...], u: float = U32) -> list[Array]:
    """Error bounds for each part that ``function(*args)`` returns, by running it on Rounded floats.

    Only float arrays and floats become Rounded. The granted tolerance is twice the bound, plus eight roundings of the
    largest value. The factor of two covers equivalent formulas, such as ½(1 + tanh(z/2)) for σ(z). The roundings are
    for formulas that are accurate only to the scale of the array. Without a finite bound the tolerance is not finite,
    and nothing agrees within it (see ``closeness.close``).
    """
    rounded = [Rounded.of(arg, u) if _is_real(arg) else arg for arg in args]
    result = function(*rounded)
    parts = result if isinstance(result, tuple) else (result,)
    return [_granted(part, u) for part in parts]


def _granted(part: Any, u: float) -> Array:
    if not isinstance(part, Rounded):
        value = np.asarray(part, dtype=np.float64)
        return np.broadcast_to(np.asarray(8 * u * float(np.max(np.abs(value), initial=0.0))), value.shape)
    scale = float(np.max(np.abs(part.value), initial=0.0))
    granted: Array = 2 * part.error + 8 * u * scale + np.finfo(np.float32).tiny
    return granted


def _is_real(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")
