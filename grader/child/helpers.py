"""Arguments that are made in the child: initialisers with known values, and tensors.

A function cannot be sent, so the grader names one of ``HELPERS`` and its settings. An initialiser is called
with a shape and a seed. Nothing here knows a task's answers.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np


def _scaled_identity(scale: float) -> Callable[[Any, Any], Any]:
    """An initialiser: the identity times ``scale``, whatever the seed."""

    def initialiser(shape: Any, seed: Any) -> Any:
        return scale * np.eye(*shape)

    return initialiser


def _generator(seed: Any) -> Any:
    """A generator from a seed: a whole number, several of them, or a tensor with one number."""
    return np.random.default_rng(seed if isinstance(seed, (list, tuple, np.ndarray)) else int(seed))


def _scaled_gaussian(stddev: float) -> Callable[[Any, Any], Any]:
    """An initialiser: normal draws with mean 0, which depend on the seed."""

    def initialiser(shape: Any, seed: Any) -> Any:
        return _generator(seed).normal(0.0, stddev, size=tuple(shape))

    return initialiser


def _scaled_by_turn(first: float, later: float) -> Callable[[Any, Any], Any]:
    """An initialiser: the identity times ``first`` in the first call, and times ``later`` in all others."""
    scales = itertools.chain([first], itertools.repeat(later))

    def initialiser(shape: Any, seed: Any) -> Any:
        return next(scales) * np.eye(*shape)

    return initialiser


def _scaled_pairs(scale: float) -> Callable[[Any, Any], Any]:
    """An initialiser: inputs 2k and 2k + 1 have the weight ``scale`` to unit k, all other weights are 0.

    Even a square matrix of this kind differs from its transpose.
    """

    def initialiser(shape: Any, seed: Any) -> Any:
        rows = np.arange(shape[0])
        weights = np.zeros(tuple(shape))
        weights[rows, rows // 2] = scale
        return weights

    return initialiser


def _tensor(values: Any, variable: bool) -> Any:
    """``values`` in float32 as a tensor or a variable; as an array if the file has turned eager execution off."""
    import tensorflow as tf

    if not tf.executing_eagerly():
        return np.asarray(values, dtype=np.float32)
    return tf.Variable(values, dtype=tf.float32) if variable else tf.constant(values, dtype=tf.float32)


HELPERS: dict[str, Callable[..., Any]] = {
    "tensor": _tensor,
    "scaled_identity": _scaled_identity,
    "scaled_gaussian": _scaled_gaussian,
    "scaled_by_turn": _scaled_by_turn,
    "scaled_pairs": _scaled_pairs,
}
