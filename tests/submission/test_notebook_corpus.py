"""Three hundred notebooks as they really come: each gets the grade of the clean file that is in it.

A seeded generator cuts a file into cells, then splits, copies, reorders and retypes them, adds outputs,
metadata, magics, shell lines and cells that only explore. All are converted; some are graded.
"""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.grading import engine
from grader.grading.terms import Terms
from grader.result.document import TaskResult
from grader.result.outcome import Status
from grader.sandbox import choose
from grader.submission.file import from_bytes, read
from grader.submission.limits import MAX_NOTES
from grader.submission.notebook import convert
from grader.submission.source import Submission
from grader.task import Task, catalog
from grader.workers.warm import Warmth

SIZE = 300
GRADED = 25
SEED = 11
LOCAL = ("task2", "task3")


# --- the clean files ------------------------------------------------------------------------------------


@cache
def clean_files() -> list[tuple[Task, Path]]:
    """Right and wrong files alike: a notebook must not make a grade better either.

    Without those that import TensorFlow, which is slow and adds nothing here, and those that define no
    function by a plain def, whose cells could not be copied or moved.
    """
    found = []
    for name in LOCAL:
        task = catalog.find(name)
        folder = catalog.path_of(task, kind="reference")
        found += [(task, folder / "solution.py")] * 3
        found += [(task, path) for path in sorted(folder.glob("right/*.py"))]
        found += [(task, path) for path in sorted(folder.glob("wrong/*.py"))[:8]]
    return [
        (task, path)
        for task, path in found
        if "tensorflow" not in path.read_text(encoding="utf-8") and any(plain for _, plain in pieces(path))
    ]


@cache
def pieces(path: Path) -> tuple[tuple[str, bool], ...]:
    """(text, does it only define functions?) of each top-level statement, with the comments before it."""
    source = path.read_text(encoding="utf-8")
    lines = source.split("\n")
    found = []
    begun = 0
    for node in ast.parse(source).body:
        text = "\n".join(lines[begun : node.end_lineno]).strip("\n")
        plain = isinstance(node, ast.FunctionDef) and not node.decorator_list and not _defaults(node)
        found.append((text, plain))
        begun = node.end_lineno or begun
    return tuple(found)


def _defaults(node: ast.FunctionDef) -> bool:
    return bool(node.args.defaults or any(node.args.kw_defaults))


def definitions(texts: list[str]) -> dict[str, str]:
    """Each top-level name -> the tree of what defines it last, of what is valid Python; nothing is run."""
    found: dict[str, str] = {}
    for text in texts:
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found[node.name] = ast.dump(node)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                found.update({f"import {name.asname or name.name}": ast.dump(node) for name in node.names[:1]})
            elif isinstance(node, ast.Assign):
                found.update({ast.unparse(target): ast.dump(node) for target in node.targets})
    return found


# --- what is done to them -----------------------------------------------------------------------------------


@dataclass
class Book:
    """A notebook in the making. ``left_out`` counts what a note has to tell of."""

    random: random.Random
    cells: list[dict[str, Any]]
    functions: set[int] = field(default_factory=set)  # ids of the cells that only define functions
    left_out: int = 0
    broken: int = 0
    metadata: dict[str, Any] = field(default_factory=dict)
    minor: int = 5
    done: list[str] = field(default_factory=list)

    def insert(self, source: str, kind: str = "code", **more: Any) -> dict[str, Any]:
        """A cell of its own, at any place behind the first."""
        made = {"cell_type": kind, "metadata": {}, "source": source, **more}
        self.cells.insert(self.random.randint(1, len(self.cells)), made)
        return made

    def function_cells(self) -> list[dict[str, Any]]:
        return [cell for cell in self.cells if id(cell) in self.functions]

    def code_cells(self) -> list[dict[str, Any]]:
        return [cell for cell in self.cells if cell["cell_type"] == "code"]


def cut(path: Path, random: random.Random) -> Book:
    """The file in cells of one to several statements; function definitions in any order, where that is free."""
    parts = list(pieces(path))
    if random.random() < 0.5 and not any(plain for _, plain in parts[: _first_plain(parts)]):
        first = _first_plain(parts)
        if all(plain for _, plain in parts[first:]):
            tail = parts[first:]
            random.shuffle(tail)
            parts[first:] = tail
    together = random.choice([0.0, 0.3, 0.7, 1.0])
    book = Book(random, [])
    for text, plain in parts:
        last = book.cells[-1] if book.cells else None
        if last is not None and (id(last) in book.functions) == plain and random.random() < together:
            last["source"] += "\n\n\n" + text
        else:
            book.cells.append({"cell_type": "code", "metadata": {}, "source": text})
            if plain:
                book.functions.add(id(book.cells[-1]))
    return book


def _first_plain(parts: list[tuple[str, bool]]) -> int:
    return next((index for index, (_, plain) in enumerate(parts) if plain), len(parts))


def copied(book: Book) -> None:
    """A cell of functions once more, further down."""
    cell = book.random.choice(book.function_cells())
    again = dict(cell)
    book.cells.insert(book.random.randint(book.cells.index(cell) + 1, len(book.cells)), again)


def retyped(book: Book) -> None:
    """A code cell that has become text by accident."""
    cells = [cell for cell in book.function_cells() if cell["cell_type"] == "code" and "%%" not in cell["source"]]
    sources = [cell["source"] for cell in book.cells]
    alone = [cell for cell in cells if sources.count(cell["source"]) == 1]
    if alone:
        book.random.choice(alone)["cell_type"] = book.random.choice(["markdown", "raw"])
        book.left_out += 1  # nothing is, but it is told


def retyped_with_imports(book: Book) -> None:
    """The same, where the cell imports what another one imports too."""
    cells = [cell for cell in book.function_cells() if cell["cell_type"] == "code" and "%%" not in cell["source"]]
    sources = [cell["source"] for cell in book.cells]
    alone = [cell for cell in cells if sources.count(cell["source"]) == 1]
    if alone:
        cell = book.random.choice(alone)
        cell["source"] = "import os\n\n\n" + cell["source"]
        cell["cell_type"] = book.random.choice(["markdown", "raw"])
        book.insert("import os\nprint(os.name)")
        book.left_out += 1


def told(book: Book) -> None:
    """Text around the code, some of it with code in it."""
    texts = [
        "# Task\nWrite the functions below.",
        "Remember: `def sigmoid(z)` comes first.",
        "```python\ndef sigmoid(z):\n    return None\n```",
        "import numpy first, then go on",
        "$\\sigma(z) = 1 / (1 + e^{-z})$",
        "",
    ]
    for text in book.random.sample(texts, 3):
        book.insert(text, "markdown")


def set_aside(book: Book) -> None:
    """An older attempt, kept as text; the code cell counts."""
    cell = book.random.choice(book.function_cells())
    if cell["cell_type"] == "code":
        name = next(node for node in ast.parse(cell["source"]).body if isinstance(node, ast.FunctionDef)).name
        book.insert(f"def {name}(*args):\n    return None", book.random.choice(["markdown", "raw"]))


def outputs(book: Book) -> None:
    """Pictures, errors, long prints; execution counts in any order."""
    for cell in book.code_cells():
        cell["execution_count"] = book.random.choice([None, 1, 7, 99])
        cell["outputs"] = book.random.choice(
            [
                [],
                [{"output_type": "stream", "name": "stdout", "text": ["def sigmoid(z): pass\n"] * 50}],
                [{"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBOR" * 20_000}}],
                [
                    {
                        "output_type": "error",
                        "ename": "NameError",
                        "evalue": "x",
                        "traceback": ["\x1b[31mNameError\x1b[0m"],
                    }
                ],
                [{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "1"}}],
            ]
        )


def colab(book: Book) -> None:
    """As Google Colab saves it."""
    book.minor = 0
    book.metadata = {
        "colab": {"name": "Task.ipynb", "provenance": [], "collapsed_sections": []},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "accelerator": "GPU",
        "widgets": {"application/vnd.jupyter.widget-state+json": {"a": {"model_name": "HTMLModel"}}},
    }
    for number, cell in enumerate(book.cells):
        cell["metadata"] = {"id": f"x{number}", "outputId": "0", "executionInfo": {"status": "ok", "user": {}}}
    mount = "from google.colab import drive\ndrive.mount('/content/drive')"
    book.cells.insert(0, {"cell_type": "code", "metadata": {"id": "m"}, "source": mount})


MAGICS = (
    "%matplotlib inline",
    "%load_ext autoreload",
    "%autoreload 2",
    "%config InlineBackend.figure_format = 'retina'",
    "%pip install -q numpy",
    "%cd /content/drive/MyDrive",
    "%env X=1",
    "%timeit sum(range(9))",
    "!pip install tensorflow==2.16 --quiet",
    "!nvidia-smi",
    "!ls -la \\\n  /content",
    "!!date",
    "pip install numpy",
    "cd /content",
    "cd ..",
    "load_ext autoreload",
    "files = !ls",
    "np?",
    "np.tanh??",
    "?np.exp",
)


def magics_above(book: Book) -> None:
    """Magics and shell lines above the code of a cell, where a student left them."""
    for line in book.random.sample(MAGICS, 3):
        cells = [cell for cell in book.code_cells() if "%%" not in cell["source"] and not _future(cell)]
        if cells:
            cell = book.random.choice(cells)
            cell["source"] = f"{line}\n{cell['source']}"
            book.left_out += 1


def magics_below(book: Book) -> None:
    for line in book.random.sample(MAGICS, 2):
        if cells := [cell for cell in book.code_cells() if "%%" not in cell["source"]]:
            book.random.choice(cells)["source"] += f"\n\n{line}"
            book.left_out += 1


def _future(cell: dict[str, Any]) -> bool:
    return "__future__" in cell["source"] or cell["source"].startswith('"""')


def timed(book: Book) -> None:
    """A cell magic that runs its cell."""
    cells = [cell for cell in book.code_cells() if not _future(cell) and "%%" not in cell["source"]]
    if cells:
        cell = book.random.choice(cells)
        cell["source"] = (
            f"{book.random.choice(['%%time', '%%capture', '%%capture out', '# mine' + chr(10) + '%%time'])}\n{cell['source']}"
        )


def other_languages(book: Book) -> None:
    for text in book.random.sample(
        ["%%bash\nls -la", "%%html\n<b>x</b>", "%%writefile a.py\nx = 1", "%%latex\n$x$"], 2
    ):
        book.insert(text)
        book.left_out += 1


def explored(book: Book) -> None:
    """Cells that only look at something, and print or define nothing that counts."""
    texts = [
        "x = 3\nprint(x)",
        "%time total = sum(range(9))",
        "for i in range(3):\n    !echo $i\n    print(i)",
        "display(1)",
        "import math; math.pi",
        "# TODO",
        "_",
        "In [3]",
        "get_ipython().system('ls')",
    ]
    for text in book.random.sample(texts, 3):
        book.insert(text)
        book.left_out += text.count("!echo")


def broken(book: Book) -> None:
    """A cell that cannot be run, or raises."""
    texts = [
        "plt.plot(X, y",
        "print 'hello'",
        "  x = 1\n y = 2",
        "1 / 0",
        "undefined_name",
        "raise ValueError('x')",
        "assert 1 == 2",
        "s = 'never ends",
        "This was a text cell once, and has come to be code.",
        "import a_package_that_nobody_has",
        "exit()",
        "import sys; sys.exit(1)",
        "'''never closed\nx = 1",
        "def half(",
        "open('data/missing.csv')",
        "return 3",
        "await nothing()",
        "await nothing",
    ]
    book.insert(book.random.choice(texts))
    book.broken += 1


def careless(book: Book) -> None:
    """No metadata, ids twice, cells of no kind, lines as lists, other line ends."""
    for cell in book.cells:
        if book.random.random() < 0.3:
            del cell["metadata"]
        if book.random.random() < 0.3:
            cell["id"] = "same"
        if book.random.random() < 0.4:
            cell["source"] = cell["source"].splitlines(keepends=True)
        elif book.random.random() < 0.2:
            cell["source"] = cell["source"].replace("\n", "\r\n")
        elif book.random.random() < 0.2:
            cell["source"] += "\n\n   \n"
    book.insert("")
    book.minor = book.random.choice([0, 1, 2, 3, 4, 5, 9])


CHANGES: tuple[Callable[[Book], None], ...] = (
    copied,
    retyped,
    retyped_with_imports,
    told,
    set_aside,
    outputs,
    colab,
    magics_above,
    magics_below,
    timed,
    other_languages,
    explored,
    broken,
)


@dataclass(frozen=True)
class Made:
    """One notebook of the corpus, the clean file it came from and what its notes have to tell."""

    task: Task
    clean: Path
    data: bytes
    left_out: int
    broken: int
    done: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"ada_{self.task.name}.ipynb"


@cache
def made(number: int) -> Made:
    draw = random.Random(f"{SEED}/{number}")
    task, path = clean_files()[number % len(clean_files())]
    book = cut(path, draw)
    chosen = [change for change in CHANGES if draw.random() < 0.35]
    for change in chosen:
        change(book)
    if draw.random() < 0.5:
        careless(book)
        chosen.append(careless)
    tree = {"nbformat": 4, "nbformat_minor": book.minor, "metadata": book.metadata, "cells": book.cells}
    if not any(change in (retyped, retyped_with_imports, colab) for change in chosen) and draw.random() < 0.1:
        tree = _old(tree)
    if draw.random() < 0.1:
        del tree["metadata"]
    text = json.dumps(tree, ensure_ascii=draw.random() < 0.5, indent=draw.choice([None, 1, 2]))
    data = text.encode("utf-8-sig" if draw.random() < 0.1 else "utf-8")
    return Made(task, path, data, book.left_out, book.broken, tuple(change.__name__ for change in chosen))


def _old(tree: dict[str, Any]) -> dict[str, Any]:
    """The same in the format of ten years ago."""
    cells = []
    for cell in tree["cells"]:
        if cell["cell_type"] == "code":
            source = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            cells.append(
                {
                    "cell_type": "code",
                    "language": "python",
                    "metadata": {},
                    "input": source,
                    "outputs": [],
                    "collapsed": False,
                }
            )
        else:
            cells.append({"cell_type": cell["cell_type"], "metadata": {}, "source": cell["source"]})
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}


# --- all of them are read ---------------------------------------------------------------------------------------


def converted(book: Made) -> tuple[list[str], tuple[str, ...]]:
    """(the cells as the child runs them, the notes)."""
    source, cells, notes = convert(book.data, book.name)
    lines = source.split("\n")
    return ["\n".join(lines[first - 1 : last]) for _, first, last in cells], notes


@pytest.mark.parametrize("number", range(SIZE))
def test_a_notebook_holds_the_same_code_as_the_clean_file(number: int) -> None:
    book = made(number)
    texts, notes = converted(book)
    wanted = definitions([book.clean.read_text(encoding="utf-8")])
    found = definitions(texts)
    assert {name: found.get(name) for name in wanted} == wanted, book.done
    assert len(notes) == book.left_out <= MAX_NOTES, (book.done, notes)
    assert all(note and "\n" not in note and len(note) < 200 for note in notes)


def test_the_corpus_holds_every_kind_often() -> None:
    books = [made(number) for number in range(SIZE)]
    for change in (*CHANGES, careless):
        assert sum(change.__name__ in book.done for book in books) >= 50, change.__name__
    assert sum(b"worksheets" in book.data for book in books) >= 5
    assert len({book.clean for book in books}) >= 20
    assert made.__wrapped__(7) == made(7), "the same seed gives the same corpus"


# --- some of them are graded --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grade() -> Iterator[Callable[[Task, Submission], TaskResult]]:
    warmth = Warmth(choose("auto"), warm=True)

    def graded(task: Task, submission: Submission) -> TaskResult:
        return engine.grade(task, submission, warmth.backend(task), Terms(seed=5))

    yield graded
    warmth.close()


def marks(result: TaskResult) -> list[tuple[str, str, int, str]]:
    return [(check.id, check.outcome.value, check.points, check.mistake) for check in result.checks]


@pytest.mark.parametrize("number", range(0, SIZE, SIZE // GRADED))
def test_a_notebook_gets_the_grade_of_the_clean_file(
    number: int, grade: Callable[[Task, Submission], TaskResult]
) -> None:
    book = made(number)
    result = grade(book.task, from_bytes(book.data, book.name))
    clean = grade(book.task, read(book.clean))
    assert result.status is clean.status is Status.GRADED
    assert marks(result) == marks(clean), (book.done, result.notes)
    assert (result.passed, result.points) == (clean.passed, clean.points)
    told = len(result.notes) - len(clean.notes)
    assert told >= book.left_out + book.broken, (book.done, result.notes)
