"""Keeps the catalogue of sentences: ``python docs/make_words.py`` (docs/translating.md).

It finds every sentence in the sources, writes ``grader/base/locale/grader.pot``, brings each translation's
``.po`` up to date and compiles it to the ``.mo`` that the grader reads.
"""

import ast
import io
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = ROOT / "grader" / "base" / "language.py"  # last: what it says is an example
LOCALE = ROOT / "grader" / "base" / "locale"

# What is said: the position of a sentence in a call. A plural has two, a marked one may be a name instead.
SAID = {"say": (0,), "say_n": (0, 1), "mark": (0,)}
# What is declared: sentences that a task's author writes as plain text, by position or keyword.
DECLARED: dict[str, tuple[int | str, ...]] = {
    "Check": (1, 5, "title", "hint"),
    "Mistake": (1, "message"),
    "Task": ("title", "summary"),
    "Change": (1, 2, "message", "hint"),
    "WireError": (0,),
    "answer": ("what", "context"),
    "calibrated": (1, "what", "hint"),
    "check": ("title", "hint"),
    "custom": (1, 5, "title", "hint"),
    "layer_mistakes": ("missing", "cut", "rounded"),
    "learned": ("title", "what", "hint"),
    "leaves_arguments": ("title", "hint", "instead"),
    "other_sizes": ("hint",),
    "reading": ("title", "hint"),
    "reordered": (0, 1, "hint"),
    "repeated": (0, 1, "hint"),
    "replace": ("title", "hint"),
    "shape": ("title", "hint"),
    "unmoved": ("title", "hint", "constant", "depends", "what", "untouched"),
    "unwritten": ("hint",),
    "small_numbers": ("message", "cure", "hint"),
    "stepwise": (1,),
    "values": ("title", "hint"),
    "wrong": (0, 1, "hint"),
}
SENTENCE = tuple[str | tuple[str, str], str, int]  # message or (one, many), file, line


def main() -> int:
    template = extracted()
    write_text(LOCALE / "grader.pot", po_text(template))
    for path in translations():
        write_text(path, po_text(updated(path, template)))
        catalog = read(path)
        path.with_suffix(".mo").write_bytes(mo_bytes(catalog))
        left = [message.id for message in catalog if message.id and (message.fuzzy or not all(forms(message)))]
        print(f"{path.relative_to(ROOT)}: {len(catalog)} sentences, {len(left)} to translate", *left, sep="\n    ")
    return 0


def translations() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/grader.po"))


def extracted() -> Catalog:
    """Every sentence of the sources, in the order of files and lines; the template of all translations."""
    catalog = Catalog(project="grader", charset="utf-8", header_comment="# Written by docs/make_words.py.")
    for message, file, line in sentences():
        catalog.add(message, locations=[(file, line)])
    return catalog


def sentences() -> Iterator[SENTENCE]:
    for path in python_files():
        name = path.relative_to(ROOT).as_posix()
        yield from ((message, name, line) for message, line in in_python(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "templates").glob("*.j2")):
        name = path.relative_to(ROOT).as_posix()
        for line, function, found, _ in babel_extract(io.BytesIO(path.read_bytes()), tuple(SAID), (), {}):
            texts = (found,) if isinstance(found, str) else found
            yield picked(texts, SAID[function]), name, line


def python_files() -> list[Path]:
    parts = [*ROOT.glob("grader/**/*.py"), *ROOT.glob("tasks/*/*.py"), *ROOT.glob("tasks/*/checks/*.py")]
    return sorted(path for path in parts if path.name != "stub.py" and path.name != "language.py") + [
        ROOT / "grader" / "base" / "language.py"
    ]


def in_python(source: str) -> Iterator[tuple[str | tuple[str, str], int]]:
    """(message, line) for each sentence that is said, marked or declared."""
    nodes = list(ast.walk(ast.parse(source)))
    declared = DECLARED | {node.name: (1,) for node in nodes if makes_mistakes(node)}
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in SAID:
            texts = [text_of(argument) for argument in call.args[: len(SAID[name])]]
            if texts and all(texts):
                yield picked(texts, SAID[name]), call.lineno
        elif name in declared:
            keywords = {keyword.arg: keyword.value for keyword in call.keywords}
            for place in declared[name]:
                if isinstance(place, str):
                    argument = keywords.get(place)
                else:
                    argument = call.args[place] if place < len(call.args) else None
                yield from ((text, call.lineno) for text in texts_of(argument))


def makes_mistakes(node: ast.AST) -> bool:
    """Whether it is a file's own word for a Mistake: a function of (name, message, ...)."""
    return isinstance(node, ast.FunctionDef) and [arg.arg for arg in node.args.args][:2] == ["name", "message"]


def texts_of(node: ast.AST | None) -> list[str]:
    """The sentences that an argument may be: a constant, or those of ``one if … else other``."""
    if isinstance(node, ast.IfExp):
        return [*texts_of(node.body), *texts_of(node.orelse)]
    return [text] if node is not None and (text := text_of(node)) else []


def text_of(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def picked(texts: list[str] | tuple[str, ...], places: tuple[int, ...]) -> str | tuple[str, str]:
    return texts[0] if len(places) == 1 else (texts[0], texts[1])


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def updated(path: Path, template: Catalog) -> Catalog:
    catalog = read(path)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def forms(message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def po_text(catalog: Catalog) -> str:
    """Without dates, line numbers and widths that change: a difference is a changed sentence."""
    out = io.BytesIO()
    for message in catalog:
        message.locations = sorted({(file, None) for file, _ in message.locations})
        message.flags.discard("python-format")
        message.flags.discard("python-brace-format")
    write_po(out, catalog, width=100, omit_header=False, include_lineno=False)
    lines = out.getvalue().decode("utf-8").splitlines()
    dropped = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Report-Msgid', '"Last-Translator')
    return "\n".join(line for line in lines if not line.startswith(dropped)).rstrip() + "\n"


def mo_bytes(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = datetime.fromtimestamp(0, timezone.utc)  # the same each time
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
