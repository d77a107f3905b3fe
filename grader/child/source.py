"""What a student's source says without being run: its pieces, its definitions and which packages it uses."""

from __future__ import annotations
import __future__ as future_features

import ast
import builtins
from collections.abc import Iterator, Sequence


def units(source: str, cells: Sequence[Sequence[int]]) -> Iterator[tuple[int, str, int]]:
    """(cell, text, offset) for each piece of the source that is run on its own.

    A notebook's ``cells`` are (number, first line, last line); a .py file is one piece with the number 0.
    ``offset`` is the number of lines before the piece.
    """
    if not cells:
        yield 0, source, 0
        return
    lines = source.split("\n")
    for number, first, last in cells:
        yield number, "\n".join(lines[first - 1 : last]), first - 1


def _package_aliases(tree: ast.Module) -> tuple[dict[str, str], set[str]]:
    """Each name that is imported anywhere in the file -> its top-level package; and the packages of ``import *``."""
    aliases: dict[str, str] = {}
    stars: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                bound = name.asname or name.name.partition(".")[0]
                aliases[bound] = name.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            package = node.module.partition(".")[0]
            for name in node.names:
                if name.name == "*":
                    stars.add(package)
                else:
                    aliases[name.asname or name.name] = package
        elif isinstance(node, ast.Assign) and (package := _imported_by_call(node.value)):
            aliases.update({target.id: package for target in node.targets if isinstance(target, ast.Name)})
    return aliases, stars


def _imported_by_call(value: ast.expr) -> str:
    """The package of ``importlib.import_module("tensorflow")`` or ``__import__("tensorflow")``."""
    if not isinstance(value, ast.Call) or not value.args or not isinstance(value.args[0], ast.Constant):
        return ""
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return str(value.args[0].value).partition(".")[0] if name in ("import_module", "__import__") else ""


_COMPOUND = (ast.If, ast.For, ast.While, ast.With, ast.Try)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _names_in(node: ast.AST) -> set[str]:
    """All names in a piece of code, except statements that are only a name: they do nothing."""
    idle = {
        id(inner)
        for statement in ast.walk(node)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Name, ast.Attribute))
        for inner in ast.walk(statement)
    }
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and id(inner) not in idle}


def _bound_in(node: ast.AST) -> set[str]:
    """The names that are assigned or defined in a piece of code, and the arguments of its functions."""
    named = {inner.name for inner in ast.walk(node) if isinstance(inner, _NAMED)}
    arguments = {inner.arg for inner in ast.walk(node) if isinstance(inner, ast.arg)}
    return named | arguments | _names_as(ast.Store, node)


def _names_as(context: type[ast.expr_context], node: ast.AST) -> set[str]:
    """The names that a piece of code loads (``ast.Load``) or stores (``ast.Store``)."""
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, context)}


def mentions(tree: ast.Module) -> dict[str, dict[str, list[str]]]:
    """Top-level name -> the ``packages`` and the other top-level ``names`` that its code mentions.

    If a name is bound more than once, the last binding counts, provided that it always replaces the
    earlier one.
    """
    aliases, stars = _package_aliases(tree)
    found: dict[str, set[str]] = {}
    defined = definitions(tree)
    known = _bound_in(tree) | aliases.keys() | set(dir(builtins))
    for statement in tree.body:
        names = _names_in(statement)
        if isinstance(statement, _NAMED):
            targets = {statement.name}
        elif isinstance(statement, _COMPOUND):
            targets = _bound_in(statement)
        else:
            targets = _names_as(ast.Store, statement)
        for target in targets:
            replaced = isinstance(statement, ast.Assign) and target not in _names_as(ast.Load, statement.value)
            if isinstance(statement, _NAMED) or replaced:
                found.pop(target, None)
            found.setdefault(target, set()).update(names)
    return {
        name: {
            # A name that is assigned later (tf = tf.compat.v1) still means the package; a function's name does not.
            "packages": sorted(
                {aliases[other] for other in names if other in aliases and other not in defined}
                | (stars if names - known else set())  # names of unknown origin: from an ``import *``
            ),
            "names": sorted(names & found.keys()),
        }
        for name, names in found.items()
    }


def definitions(tree: ast.Module) -> dict[str, list[int]]:
    """Top-level function or class -> [first line, last line], decorators included; the last definition counts."""
    spans: dict[str, list[int]] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            spans[node.name] = [first, node.end_lineno or node.lineno]
    return spans


def compile_flags(tree: ast.Module, cell: int) -> int:
    """``flags`` for compile: the piece's ``from __future__ import …``; in a notebook's cell also top-level await."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if cell else 0
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for name in node.names:
                feature = getattr(future_features, name.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags
