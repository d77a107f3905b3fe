"""TODO."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np


def _scaled_identity(scale: float) -> Callable[[Any, Any], Any]:
    def initialiser(shape: Any, seed: Any) -> Any:
        return scale * np.eye(*shape)

    return initialiser


def _generator(seed: Any) -> Any:
    """From whatever NumPy takes as a seed: a whole number, or several; a tensor of one number too."""
    return np.random.default_rng(seed if isinstance(seed, (list, tuple, np.ndarray)) else int(seed))


def _scaled_gaussian(stddev: float) -> Callable[[Any, Any], Any]:
    def initialiser(shape: Any, seed: Any) -> Any:
        return _generator(seed).normal(0.0, stddev, size=tuple(shape))

    return initialiser


def _scaled_by_turn(first: float, later: float) -> Callable[[Any, Any], Any]:
    """The identity, times one scale in the first call and another in all that follow."""
    scales = itertools.chain([first], itertools.repeat(later))

    def initialiser(shape: Any, seed: Any) -> Any:
        return next(scales) * np.eye(*shape)

    return initialiser


def _scaled_pairs(scale: float) -> Callable[[Any, Any], Any]:
    """Units 2k and 2k + 1 feed unit k; the others get nothing. Its transpose is another thing, even where it is square."""

    def initialiser(shape: Any, seed: Any) -> Any:
        rows = np.arange(shape[0])
        weights = np.zeros(tuple(shape))
        weights[rows, rows // 2] = scale
        return weights

    return initialiser


def _tensor(values: Any, variable: bool) -> Any:
    """float32, as a tensor or a variable; a file that has turned eager execution off gets an array."""
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
