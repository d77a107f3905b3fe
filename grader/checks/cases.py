"""Inputs for a function: each case is a tuple of its arguments, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.base.language import say

Case = tuple[Any, ...]
Cases = Callable[[np.random.Generator], Sequence[Case]]


def case_text(names: tuple[str, ...], case: Case) -> str:
    """`` for X of shape (5, 2), W of shape (1, 2)``: what a message says about the inputs."""
    from grader.checks.numbers import shape_text

    arrays = [
        say("{name} of shape {shape}", name=name, shape=shape_text(value.shape))
        for name, value in zip(names, case)
        if isinstance(value, np.ndarray) and value.ndim
    ]
    plain = [f"{name} = {value!r}" for name, value in zip(names, case) if _is_plain(value)]
    return say(" for {arrays}", arrays=", ".join(arrays + plain)) if arrays or plain else ""


def _is_plain(value: Any) -> bool:
    """Numbers and tuples of numbers; a tuple of arrays would fill the message."""
    if isinstance(value, tuple):
        return all(_is_plain(item) for item in value)
    return isinstance(value, (int, float))
