"""Activations for oracles: stable in float64, with error bounds if given ``Rounded`` numbers.

An oracle may use them in its formulas; the same formula then also gives the tolerance.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from grader.base.arrays import Array
from grader.checks.oracle.roundoff import Rounded

Numbers = TypeVar("Numbers", Array, Rounded)


def _sigmoid(z: Array) -> Array:
    small = np.exp(-np.abs(z))  # never overflows
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def sigmoid(z: Numbers) -> Numbers:
    """1 / (1 + e^-z), elementwise. Bound: the slope is at most ¼; ½(1 + tanh(z/2)) counts as right too."""
    if not isinstance(z, Rounded):
        return _sigmoid(np.asarray(z, dtype=np.float64))
    nearest = np.maximum(np.abs(z.value) - z.error, 0.0)
    slope = _sigmoid(nearest) * _sigmoid(-nearest)
    return Rounded(_sigmoid(z.value), z.error * slope + 4 * z.u, z.u)


def relu(z: Numbers) -> Numbers:
    """max(z, 0), elementwise; its bound is that of z."""
    operand: Any = z  # NumPy's types do not know the protocol that Rounded implements
    result: Numbers = np.maximum(operand, 0.0)
    return result


def softmax(logits: Numbers) -> Numbers:
    """e^z / Σ e^z over the last axis; the maximum is subtracted first."""
    value = logits.value if isinstance(logits, Rounded) else np.asarray(logits, dtype=np.float64)
    powers = np.exp(value - value.max(axis=-1, keepdims=True))
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    if not isinstance(logits, Rounded):
        return result
    # e^x amplifies the rounding of z − max z as much as the error of z.
    shifted = 2 * logits.error.max(axis=-1, keepdims=True) + logits.u * np.abs(
        value - value.max(axis=-1, keepdims=True)
    )
    spread = np.expm1(np.minimum(shifted, 50.0))
    return Rounded(result, result * spread + (value.shape[-1] + 8) * logits.u * result, logits.u)


def sigmoid_cross_entropy(logits: Numbers, labels: Array) -> Numbers:
    """max(z, 0) − z·y + log(1 + e^-|z|), elementwise: the stable form of −y·log σ(z) − (1−y)·log(1−σ(z)).

    Source: TensorFlow, ``tf.nn.sigmoid_cross_entropy_with_logits``.
    """
    value = logits.value if isinstance(logits, Rounded) else np.asarray(logits, dtype=np.float64)
    targets = labels.value if isinstance(labels, Rounded) else np.asarray(labels, dtype=np.float64)
    result = np.maximum(value, 0.0) - value * targets + np.log1p(np.exp(-np.abs(value)))
    if not isinstance(logits, Rounded):
        return result
    # The derivative by z is σ(z) − y, at most 1; forms with log(1 + e^-z) round at the scale of |z|.
    return Rounded(result, logits.error + 8 * logits.u * (1.0 + np.abs(value)), logits.u)


def softmax_cross_entropy(logits: Numbers, labels: Array) -> Numbers:
    """log Σ e^z − Σ y·z for each row: logits and one-hot labels (n, k) -> (n,)."""
    value = logits.value if isinstance(logits, Rounded) else np.asarray(logits, dtype=np.float64)
    targets = labels.value if isinstance(labels, Rounded) else np.asarray(labels, dtype=np.float64)
    top = value.max(axis=-1, keepdims=True)
    result: Array = np.log(np.exp(value - top).sum(axis=-1)) + top[..., 0] - (value * targets).sum(axis=-1)
    if not isinstance(logits, Rounded):
        return result
    scale = 1.0 + np.abs(value).max(axis=-1)
    return Rounded(result, 2 * logits.error.max(axis=-1) + (value.shape[-1] + 8) * logits.u * scale, logits.u)
