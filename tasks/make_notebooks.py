"""Makes ``stub.ipynb`` beside each ``stub.py``: ``python tasks/make_notebooks.py [FOLDER …]``.

The module docstring becomes the first cell, what stands before the functions the next, and each
function a cell of its own below its name. The same source always gives the same bytes.
"""

import ast
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HERE = Path(__file__).parent
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def pieces(source: str) -> list[tuple[ast.stmt, str]]:
    """Each top-level statement with its text, the comments above it included."""
    lines = source.split("\n")
    found = []
    end = 0
    for node in ast.parse(source).body:
        found.append((node, "\n".join(lines[end : node.end_lineno]).strip("\n")))
        end = node.end_lineno or end
    return found


def exercise_cell(docstring: str):
    """The exercise's text: its first line is the title."""
    title, _, text = docstring.partition("\n")
    return new_markdown_cell(f"# {title.strip().rstrip('.')}\n\n{text.strip()}".rstrip(), id="exercise")


def function_cells(node: ast.FunctionDef, text: str) -> list:
    summary = (ast.get_docstring(node) or "").partition("\n\n")[0]
    name = node.name.replace("_", "-")
    return [
        new_markdown_cell(f"## {node.name}\n\n{summary}".rstrip(), id=f"about-{name}"),
        new_code_cell(text, id=f"code-{name}"),
    ]


def notebook(source: str) -> str:
    """The text of the notebook that stands for a stub's source."""
    cells, loose = [], []

    def flush() -> None:
        if loose:
            cells.append(new_code_cell("\n".join(loose), id=f"setup-{len(cells)}"))
            loose.clear()

    docstring = ast.get_docstring(ast.parse(source))
    if docstring:
        cells.append(exercise_cell(docstring))
    for node, text in pieces(source)[bool(docstring) :]:
        if isinstance(node, ast.FunctionDef):
            flush()
            cells += function_cells(node, text)
        else:
            loose.append(text)
    flush()
    made = new_notebook(cells=cells, metadata=METADATA, nbformat_minor=5)
    nbformat.validate(made)
    return nbformat.writes(made, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


def main(names: list[str]) -> None:
    for stub in sorted(HERE.glob("*/stub.py")):
        if names and stub.parent.name not in names:
            continue
        text = notebook(stub.read_text(encoding="utf-8"))
        stub.with_suffix(".ipynb").write_text(text, encoding="utf-8", newline="\n")
        print(f"{stub.parent.name}/stub.ipynb")


if __name__ == "__main__":
    main(sys.argv[1:])
