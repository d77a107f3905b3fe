"""TensorFlow that does no work, for one question: does the student's function need it?

A function that still gives the right answer while TensorFlow's gradients are zero, or while its operations
return zeros, did not get the answer from TensorFlow. Which names the code mentions plays no part. What is replaced
lies below the public functions (eager, in a graph, in Keras), in places that TensorFlow does not promise to keep: a
place that is missing is left out, and the function then seems to need TensorFlow.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from .stand_ins import when_imported

_OPERATIONS = ("gen_math_ops", "gen_nn_ops", "gen_linalg_ops")  # of tensorflow.python.ops


def make_idle(what: str) -> None:
    """``gradients``: every gradient is zero, and no optimiser moves a variable. ``operations``: every operation
    whose result is a float returns zeros of its shape."""
    if what in _WAYS:
        when_imported("tensorflow", lambda module: _WAYS[what](module))


def _gradients(tensorflow: types.ModuleType) -> None:
    def none_left(found: Any) -> Any:
        return tensorflow.nest.map_structure(lambda one: None if one is None else _zero(tensorflow, one), found)

    for place, name in (
        ("tensorflow.python.eager.imperative_grad", "imperative_grad"),
        ("tensorflow.python.ops.gradients_util", "_GradientsHelper"),
    ):
        _wrap(place, name, none_left)
    with contextlib.suppress(Exception):
        optimizer: Any = importlib.import_module("tensorflow.python.training.optimizer").Optimizer
        applied = optimizer.apply_gradients

        def apply_gradients(self: Any, pairs: Any, *more: Any, **named: Any) -> Any:
            still = [(None if grad is None else _zero(tensorflow, grad), variable) for grad, variable in pairs]
            return applied(self, still, *more, **named)

        optimizer.apply_gradients = apply_gradients
    when_imported("keras.src.optimizers.base_optimizer", lambda module: _keras(tensorflow, module))


def _keras(tensorflow: types.ModuleType, module: types.ModuleType) -> None:
    with contextlib.suppress(AttributeError):
        base: Any = module.BaseOptimizer
        applied = base.apply

        def apply(self: Any, grads: Any, trainable_variables: Any = None) -> Any:
            return applied(self, [None if g is None else _zero(tensorflow, g) for g in grads], trainable_variables)

        base.apply = apply


def _zero(tensorflow: types.ModuleType, value: Any) -> Any:
    return tensorflow.zeros_like(tensorflow.convert_to_tensor(value))


def _operations(tensorflow: types.ModuleType) -> None:
    array_ops = importlib.import_module("tensorflow.python.ops.array_ops")

    def emptied(found: Any) -> Any:
        dtype = getattr(found, "dtype", None)
        return array_ops.zeros_like(found) if dtype is not None and getattr(dtype, "is_floating", False) else found

    for place in _OPERATIONS:
        for name in _named(f"tensorflow.python.ops.{place}"):
            _wrap(f"tensorflow.python.ops.{place}", name, emptied)


def _named(place: str) -> Iterator[str]:
    """The operations of a generated module: ``mat_mul``, ``_sum`` …, without their eager twins."""
    module = sys.modules.get(place)
    for name, value in list(vars(module).items()) if module else ():
        if isinstance(value, types.FunctionType) and value.__module__ == place and not name.endswith("_eager_fallback"):
            yield name


def _wrap(place: str, name: str, change: Callable[[Any], Any]) -> None:
    module: Any = sys.modules.get(place)
    original = getattr(module, name, None)
    if original is None:
        return

    @functools.wraps(original)
    def wrapped(*args: Any, **named: Any) -> Any:
        return change(original(*args, **named))

    setattr(module, name, wrapped)


_WAYS: dict[str, Callable[[types.ModuleType], None]] = {"gradients": _gradients, "operations": _operations}
