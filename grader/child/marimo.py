"""A marimo notebook as a plain module: the code of its cells moves to the top level, in the order that it needs.

marimo keeps each cell as a function whose parameters are the names that it takes from other cells.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .source import binds

_CELLS, _DEFINITIONS = "cell", ("function", "class_definition")


@dataclass
class _Piece:
    """Statements that stay together, the names that they need of other pieces, and the names that they bind."""

    statements: list[ast.stmt]
    needs: set[str]
    gives: set[str]


def plain(tree: ast.Module) -> ast.Module | None:
    """The module with the cells' code at its top level; None if it is no marimo notebook."""
    app = _app(tree)
    if not app:
        return None
    pieces = [_piece(node, app) for node in tree.body]
    return ast.Module(body=[statement for piece in _ordered(pieces) for statement in piece.statements], type_ignores=[])


def _app(tree: ast.Module) -> str:
    """The name of the notebook's ``marimo.App()``; empty if there is none."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            made, target = node.value.func, node.targets[0]
            name = made.attr if isinstance(made, ast.Attribute) else getattr(made, "id", "")
            if name == "App" and isinstance(target, ast.Name) and _imports_marimo(tree):
                return target.id
    return ""


def _imports_marimo(tree: ast.Module) -> bool:
    return any(
        (isinstance(node, ast.Import) and any(name.name == "marimo" for name in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "marimo")
        for node in tree.body
    )


def _of_app(node: ast.expr, app: str) -> str:
    """``cell`` for ``app.cell`` and ``app.cell(…)``; empty for anything else."""
    node = node.func if isinstance(node, ast.Call) else node
    ours = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == app
    return node.attr if ours and isinstance(node, ast.Attribute) else ""


def _piece(node: ast.stmt, app: str) -> _Piece:
    if isinstance(node, ast.With) and any(_of_app(item.context_expr, app) == "setup" for item in node.items):
        return _made(node.body, set())
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        marks = [_of_app(mark, app) for mark in node.decorator_list]
        if _CELLS in marks and not isinstance(node, ast.ClassDef):
            body = node.body[:-1] if isinstance(node.body[-1], ast.Return) else node.body
            return _made(body, {argument.arg for argument in node.args.args})
        if any(mark in _DEFINITIONS for mark in marks):
            node.decorator_list = [inner for inner, mark in zip(node.decorator_list, marks) if not mark]
    return _made([node], set())


def _made(statements: list[ast.stmt], needs: set[str]) -> _Piece:
    return _Piece(statements, needs, {name for statement in statements for name in binds(statement)["names"]})


def _ordered(pieces: list[_Piece]) -> list[_Piece]:
    """Each piece after those that bind what it needs; as in the file where that leaves a choice."""
    left, done = list(pieces), []
    while left:
        missing = {name for piece in left for name in piece.gives}
        ready = next((piece for piece in left if not piece.needs & (missing - piece.gives)), left[0])
        left.remove(ready)
        done.append(ready)
    return done
