"""Common mistakes in a layer: a wrong bias, activation or rounding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark
from grader.checks.mistakes import Mistake, few_digits

Product = Callable[[Array, Array], Array]
Curve = Callable[[Array], Array]

CUT_TO_ZERO = mark("every value is 0, as when it is cut to an integer")
ROUNDED = mark("the values are rounded to whole numbers")


def layer_mistakes(
    product: Product,
    written: str = "",
    activation: tuple[str, Curve] | None = None,
    *,
    others: Sequence[Mistake] = (),
    missing: str = "",
    outside: bool = True,
    cut: str = mark("the values are cut to whole numbers"),
    rounded: str = ROUNDED,
    digits: int = 4,
) -> tuple[Mistake, ...]:
    """Mistakes of a function (inputs, W, b) that computes ``activation(product(inputs, W) + b)``.

    ``written`` is the product in formulas, such as "x·W"; without it messages contain no formula. ``activation`` is
    (name, function), or None for a linear layer. ``others`` are mistakes computed from the sum alone: each gets
    product(inputs, W) + b. ``outside`` includes the mistake of a bias added after the activation. ``digits`` is the
    most decimals that are recognised.

    ``missing``, ``cut`` and ``rounded`` replace the usual messages for: no activation, values cut to integers, values
    rounded. Use CUT_TO_ZERO if all values lie within ±1. An empty ``cut`` or ``rounded`` leaves that mistake out.
    """
    name, curve = activation or ("", lambda z: z)

    def of(what: Callable[..., Any]) -> Callable[..., Any]:
        """Turns ``what(product, b)`` into a function of the layer's arguments."""
        return lambda inputs, W, b: what(product(inputs, W), b)

    def right(inputs: Array, W: Array, b: Array) -> Array:
        return curve(product(inputs, W) + b)

    found = [
        Mistake("no-bias", _no_bias(name, written), of(lambda p, b: curve(p))),
        Mistake("bias-twice", "the bias b is added twice", of(lambda p, b: curve(p + 2 * b))),
        Mistake("bias-subtracted", "the bias b is subtracted", of(lambda p, b: curve(p - b))),
    ]
    if activation:
        found.append(Mistake("no-activation", missing or _no_activation(written), of(lambda p, b: p + b)))
    if activation and outside:
        after = mark("the bias b is added after {activation}, not before", activation=name)
        found.append(Mistake("bias-outside", after, of(lambda p, b: curve(p) + b)))
    found += [Mistake(m.name, m.message, of(lambda p, b, m=m: m.produce(p + b)), m.near) for m in others]
    if cut:
        found.append(Mistake("truncated", cut, lambda *case: np.trunc(right(*case))))
    if rounded:
        found.append(Mistake("rounded", rounded, lambda *case: np.round(right(*case))))
    return (*found, *few_digits(right, digits))


def _no_bias(name: str, written: str) -> str:
    if not written:
        return mark("the bias b is not added")
    product = f"{name}({written})" if name else written
    return mark("this equals {product}: the bias b is not added", product=product)


def _no_activation(written: str) -> str:
    if not written:
        return mark("the activation is missing")
    return mark("this equals {product} + b: the activation is missing", product=written)
