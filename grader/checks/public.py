"""Public cases: what a task's checks ask and expect, frozen as data, and checks made from that data.

``freeze`` runs the cases of the real checks through the oracle, from a public seed; ``checks_from`` makes checks from
the result. The frozen data are numbers, shapes and sentences: no oracle, no formula of a mistake, no test of a trained
model. A check is frozen if a builder of this package made it (its ``recipe``) and everything that it passes to a
function can be written down.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import Message, mark
from grader.checks import asking
from grader.checks.cases import Case, Cases
from grader.checks.check import Check, Recipe
from grader.checks.mistakes import Mistake, produced
from grader.checks.reading import reading
from grader.checks.rows import rows_alike
from grader.checks.shape import shape
from grader.checks.source import uses_package
from grader.checks.unchanged import unchanged
from grader.checks.values import values
from grader.exam.seeds import entropy
from grader.task.declaration import Task

SCHEMA = "grader.public/1"


class _Unwritable(Exception):
    """An argument that is neither numbers nor a collection of them."""


@dataclass(frozen=True)
class _Desk:
    """The part of an exam that the oracle needs, without a submission."""

    oracle: ModuleType

    def expected(self, name: str, *args: Any) -> Any:
        wide = (
            arg.astype(np.float64) if isinstance(arg, np.ndarray) and arg.dtype.kind == "f" else arg for arg in args
        )
        return getattr(self.oracle, name)(*wide)


class _Arrays:
    """Names the arrays that are written down; equal arrays share a name."""

    def __init__(self) -> None:
        self.named: dict[str, Array] = {}
        self._names: dict[str, str] = {}

    def write(self, value: Any) -> Any:
        """``value`` as JSON, with arrays replaced by their names. Raises _Unwritable."""
        if isinstance(value, np.ndarray):
            name = self._names.setdefault(_digest(value), f"a{len(self._names)}")
            self.named[name] = value
            return {"array": name}
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, (tuple, list)):
            return {type(value).__name__: [self.write(item) for item in value]}
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        raise _Unwritable(type(value).__name__)


def _read(node: Any, arrays: Mapping[str, Array]) -> Any:
    if not isinstance(node, dict):
        return node
    ((kind, content),) = node.items()
    if kind == "array":
        return arrays[content]
    items = [_read(item, arrays) for item in content]
    return tuple(items) if kind == "tuple" else items


def _digest(value: Any) -> str:
    """A text that is equal for equal values, types and shapes."""
    if isinstance(value, (tuple, list)):
        return f"{type(value).__name__}({','.join(map(_digest, value))})"
    if isinstance(value, np.ndarray):
        return f"{value.dtype.str}{value.shape}{hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()}"
    return repr(value)


# --- freezing ------------------------------------------------------------------------------------------


def freeze(
    task: Task, checks: Sequence[Check], oracle: ModuleType, seed: int
) -> tuple[dict[str, Any], dict[str, Array]]:
    """The public document of a task and the arrays that it names, drawn with a public seed."""
    arrays = _Arrays()
    entries = [entry for check in checks if (entry := _frozen(task, check, oracle, seed, arrays)) is not None]
    kept = {entry["id"] for entry in entries}
    for entry in entries:
        entry["needs"] = [need for need in entry["needs"] if need in kept]
    return {"schema": SCHEMA, "task": task.name, "version": task.version, "seed": seed, "checks": entries}, arrays.named


def _frozen(task: Task, check: Check, oracle: ModuleType, seed: int, arrays: _Arrays) -> dict[str, Any] | None:
    recipe = check.recipe
    if recipe is None:
        return None
    entry: dict[str, Any] = {
        name: _written(getattr(check, name)) for name in ("id", "title", "kind", "points", "hint", "required")
    }
    entry |= {"needs": list(check.needs), "factory": recipe.factory, "function": recipe.name}
    entry["settings"] = recipe.settings
    if recipe.cases is not None:
        # "public" keeps these draws different from those of any grading, whatever its seed.
        rng = np.random.default_rng(entropy("public", seed, task.slug, check.id))
        try:
            entry["cases"] = [_case(recipe, case, _Desk(oracle), arrays) for case in recipe.cases(rng)]
        except _Unwritable:
            return None
        entry["mistakes"] = [{"name": m.name, "message": _written(m.message), "near": m.near} for m in recipe.mistakes]
    return entry


def _written(value: Any) -> Any:
    """A sentence with values is stored in two parts, template and values, so that it can still be translated."""
    if isinstance(value, Message) and value.values:
        return {"sentence": value.template, "values": value.values}
    return value


def _sentence(value: Any) -> Any:
    return mark(value["sentence"], **value["values"]) if isinstance(value, dict) else value


def _case(recipe: Recipe, case: Case, desk: Any, arrays: _Arrays) -> dict[str, Any]:
    """The arguments of one call and the expected results that the builder needs."""
    written: dict[str, Any] = {"arguments": [arrays.write(argument) for argument in case]}
    factory, name = recipe.factory, recipe.name
    if factory == "values":
        written["values"] = [arrays.write(part) for part in asking.expected_parts(desk, name, case)]
        written["mistakes"] = [[arrays.write(part) for part in produced(m, case)] for m in recipe.mistakes]
    if factory in ("shape", "rows_alike"):
        shapes = recipe.shapes(*case) if recipe.shapes else [p.shape for p in asking.expected_parts(desk, name, case)]
        written["shapes"] = [[int(size) for size in shape] for shape in shapes]
    if factory in ("values", "rows_alike"):
        bounds = asking.bounds_of(desk, name, case, recipe.tolerance)
        written["bounds"] = [arrays.write(np.asarray(bound, dtype=np.float64)) for bound in bounds]
    return written


# --- checks from frozen data ---------------------------------------------------------------------------


def checks_from(document: Mapping[str, Any], arrays: Mapping[str, Array]) -> tuple[Check, ...]:
    """The checks that ``freeze`` wrote. Raises KeyError, TypeError or ValueError for any other document."""
    if document["schema"] != SCHEMA:
        raise ValueError(f"the schema is {document['schema']!r}, not {SCHEMA!r}")
    return tuple(_check(entry, arrays) for entry in document["checks"])


def _check(entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> Check:
    made = _FACTORIES[entry["factory"]](_Frozen(entry, arrays))
    own = {name: _sentence(entry[name]) for name in ("id", "title", "kind", "points", "hint", "required")}
    return made.replace(needs=tuple(entry["needs"]), **own)


class _Frozen:
    """One entry as arguments for a builder: functions that look up the frozen values."""

    def __init__(self, entry: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        self.name: str = entry["function"]
        self.points: int = entry["points"]
        self.settings: dict[str, Any] = entry["settings"]
        self._entry = entry
        self._arrays = arrays
        self._written = entry.get("cases", ())
        self._found: dict[str, Mapping[str, Any]] = {}

    @property
    def cases(self) -> Cases:
        def drawn(rng: np.random.Generator) -> list[Case]:
            cases = []
            for written in self._written:
                case = tuple(_read(node, self._arrays) for node in written["arguments"])
                self._found[_digest(case)] = written
                cases.append(case)
            return cases

        return drawn

    def shapes(self, *case: Any) -> list[tuple[int, ...]]:
        return [tuple(shape) for shape in self._found[_digest(case)]["shapes"]]

    def parts(self, what: str) -> Callable[..., list[Array]]:
        return lambda *case: [_read(node, self._arrays) for node in self._found[_digest(case)][what]]

    @property
    def mistakes(self) -> list[Mistake]:
        return [self._mistake(position, known) for position, known in enumerate(self._entry["mistakes"])]

    def _mistake(self, position: int, known: Mapping[str, Any]) -> Mistake:
        def outputs(*case: Any) -> tuple[Array, ...]:
            nodes = self._found[_digest(case)]["mistakes"][position]
            return tuple(_read(node, self._arrays) for node in nodes)

        return Mistake(known["name"], _sentence(known["message"]), outputs, known["near"])


def _values(frozen: _Frozen) -> Check:
    return values(
        frozen.name,
        frozen.cases,
        frozen.points,
        mistakes=frozen.mistakes,
        tolerance=frozen.parts("bounds"),
        expected=frozen.parts("values"),
        **frozen.settings,
    )


def _rows_alike(frozen: _Frozen) -> Check:
    rows = tuple(frozen.settings["rows"])
    bounds = frozen.parts("bounds")
    return rows_alike(
        frozen.name,
        frozen.cases,
        frozen.points,
        rows,
        tolerance=bounds,
        expected=frozen.shapes,
        selects=frozen.settings["selects"],
    )


def _reading(frozen: _Frozen) -> Check:
    """Needs no oracle: the expected values are those written into the file."""
    made = reading(frozen.name, (frozen.points,) * 3, column=frozen.settings["column"])
    return made[frozen.settings["index"]]


def _uses_package(frozen: _Frozen) -> Check:
    settings = frozen.settings
    others, apart_from = tuple(settings["others"]), tuple(settings["apart_from"])
    return uses_package(frozen.name, settings["package"], frozen.points, others=others, apart_from=apart_from)


_FACTORIES: dict[str, Callable[[_Frozen], Check]] = {
    "shape": lambda frozen: shape(frozen.name, frozen.cases, frozen.points, expected=frozen.shapes),
    "values": _values,
    "unchanged": lambda frozen: unchanged(frozen.name, frozen.cases, frozen.points, **frozen.settings),
    "rows_alike": _rows_alike,
    "reading": _reading,
    "uses_package": _uses_package,
}
