"""How a factory made a check: enough to make it once more from cases that were frozen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.checks.cases import Cases
from grader.checks.mistakes import Mistake


@dataclass(frozen=True, eq=False)  # hashed by identity: the settings are a dict
class Recipe:
    """``factory`` of this package made the check of the function ``name``.

    ``settings`` are arguments that JSON can hold; ``cases``, ``shapes``, ``tolerance`` and ``mistakes`` are
    the programs that a frozen check replaces by what they gave.
    """

    factory: str
    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    cases: Cases | None = None
    shapes: Callable[..., Sequence[tuple[int, ...]]] | None = None
    tolerance: Callable[..., Sequence[Any]] | None = None
    mistakes: Sequence[Mistake] = ()
