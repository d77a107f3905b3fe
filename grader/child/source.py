"""What a student's source says without being run: its pieces, its definitions and which packages it uses."""

from __future__ import annotations
import __future__ as future_features

import ast
import builtins
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any


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


CELL_MARK = re.compile(r"# ?%%(?:[ \t]|$)|# In ?\[")  # where a cell begins in a .py file
MOST_FILES = 100

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


def mentions(tree: ast.Module, files: Mapping[str, ast.Module]) -> dict[str, dict[str, list[str]]]:
    """Top-level name -> the ``packages`` and the other top-level ``names`` that its code mentions.

    If a name is bound more than once, the last binding counts, provided that it always replaces the
    earlier one. ``files`` are modules that belong to the submission: their names count as its own, and
    whatever uses one of these modules uses the packages that it imports.
    """
    whole = ast.Module(body=[*(node for file in files.values() for node in file.body), *tree.body], type_ignores=[])
    found = _mentions(whole)
    inside = {name: set(_package_aliases(file)[0].values()) - files.keys() for name, file in files.items()}
    for entry in found.values() if files else ():
        packages = set(entry["packages"])
        entry["packages"] = sorted(packages.union(*(inside[name] for name in packages & files.keys())) - files.keys())
    return found


def _mentions(tree: ast.Module) -> dict[str, dict[str, list[str]]]:
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


def binds(statement: ast.stmt) -> dict[str, Any]:
    """What a top-level statement binds: ``names``, ``parts`` (attributes, constant keys, submodules), ``star``.

    ``star`` is True if it imports all that a module has. What the bodies of its functions bind is theirs.
    """
    names: list[str] = []
    parts: list[str] = []
    star = False
    queue: deque[ast.AST] = deque([statement])
    while queue:
        node = queue.popleft()
        if isinstance(node, _NAMED):
            names.append(node.name)
            continue
        if isinstance(node, ast.alias):
            star = star or node.name == "*"
            names.append(node.asname or node.name.partition(".")[0])
            parts += node.name.split(".")[1:]
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            parts.append(node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            parts += [repr(node.slice.value)] if isinstance(node.slice, ast.Constant) else []
        if not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            queue.extend(ast.iter_child_nodes(node))
    return {"names": names, "parts": parts, "star": star}


def definitions(tree: ast.Module) -> dict[str, list[int]]:
    """Top-level function or class -> [first line, last line], decorators included; the last definition counts."""
    spans: dict[str, list[int]] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            spans[node.name] = [first, node.end_lineno or node.lineno]
    return spans


# A cell that is a file: "%%writefile helpers.py", with every line made a comment.
_FILE = re.compile(
    r"^# ?%%(?:writefile|file)[ \t]+(-a[ \t]+)?[\"']?(?:\./)?([A-Za-z_]\w{0,60}\.py)[\"']?[ \t]*$", re.MULTILINE
)


def written_files(source: str) -> dict[str, str]:
    """Name -> text of each Python file that a cell writes; the last one of a name counts, or is added to it (-a)."""
    files: dict[str, str] = {}
    lines = source.split("\n")
    for number, line in enumerate(lines):
        found = _FILE.match(line) if line.startswith("#") else None
        if found is None:
            continue
        text = []
        for inner in lines[number + 1 :]:
            if not inner.startswith("#") or _FILE.match(inner) or CELL_MARK.match(inner):
                break
            text.append(inner[2:] if inner.startswith("# ") else inner[1:])
        before = files.get(found[2], "") if found[1] else ""
        files[found[2]] = before + "\n".join(text) + "\n"
    return dict(list(files.items())[:MOST_FILES])


def has_cells(source: str) -> bool:
    """Whether a .py file is marked into cells, as VS Code, Spyder, jupytext and nbconvert do."""
    return any(CELL_MARK.match(line) for line in source.split("\n"))


def as_written(name: str, line: str, cell: str) -> str:
    """A cell with a magic in the form in which ``written_files`` looks for it."""
    return "\n".join(f"# {text}" for text in (f"%%{name} {line}", *str(cell).split("\n")))


def parsed(text: str, path: str, cell: int) -> ast.Module | BaseException:
    """The tree of a piece that can be compiled, or the error that says why it is none."""
    try:
        tree = ast.parse(text, path)
        compile(tree, path, "exec", dont_inherit=True, flags=compile_flags(tree, cell))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return error
    return tree


def compile_flags(tree: ast.Module, cell: int) -> int:
    """``flags`` for compile: the piece's ``from __future__ import …``; in a notebook's cell also top-level await."""
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if cell else 0
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            for name in node.names:
                feature = getattr(future_features, name.name, None)
                flags |= getattr(feature, "compiler_flag", 0)
    return flags
