"""Numbers and shapes as they are written in messages, and the rounding of float32 and float64."""

from __future__ import annotations

import numpy as np

from grader.base.language import decimal

U32 = 2.0**-24  # unit roundoff of float32, the coarsest arithmetic that counts as right
U64 = 2.0**-53  # unit roundoff of float64


def shape_text(shape: tuple[int, ...]) -> str:
    return f"({shape[0]},)" if len(shape) == 1 else f"({', '.join(map(str, shape))})"


def number(value: float) -> str:
    """A number for a message: six significant digits, and no negative zero."""
    return decimal(f"{float(value) + 0.0:.6g}")


def number_apart(value: float, other: float) -> str:
    """A number for a message that also contains ``other``: with enough digits to tell the two apart."""
    for digits in range(6, 18):
        if f"{value + 0.0:.{digits}g}" != f"{other + 0.0:.{digits}g}":
            break
    return decimal(f"{value + 0.0:.{digits}g}")


def _index(shape: tuple[int, ...], flat: int) -> str:
    return str([int(i) for i in np.unravel_index(flat, shape)]) if shape else ""
