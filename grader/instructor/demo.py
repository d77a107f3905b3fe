"""A small sample class of right and wrong solutions, graded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.language import say
from grader.task import catalog
from grader.task.declaration import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.result.document import TaskResult


# Quick ones: three in NumPy, and one in TensorFlow to show that it works here.
SLUGS = ("forward-propagation", "hidden-layers", "backpropagation", "function-optimisation")

STUDENTS = (
    "ada", "blaise", "carl", "dorothy", "emmy", "florence", "grace", "hedy", "ida", "johannes", "katherine", "leonhard",
    "mary", "niels", "olga", "pierre", "rosalind", "sofia",
)  # fmt: skip

SEED = 2026


@dataclass(frozen=True)
class Sample:
    """One file of the sample class. ``what`` tells the reader what to expect of it."""

    task: Task
    name: str
    content: str
    what: str


def new_folder(wanted: str | None) -> Path:
    """A folder of the demo's own. Raises UsageError where the named one is in use or cannot be made."""
    folder = Path(wanted or "grader-demo")
    if wanted is None:
        number = 2
        while folder.exists():
            folder = Path(f"grader-demo-{number}")
            number += 1
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(
                say("{folder} already exists. Name a folder that does not, and the demo makes it.", folder=folder)
            )
        for part in ("submissions", "reports"):
            (folder / part).mkdir(parents=True)
    except OSError as error:
        raise UsageError(
            say("The folder {folder} cannot be made: {strerror}.", folder=folder, strerror=error.strerror)
        ) from error
    return folder


def sample_class() -> list[Sample]:
    """For each of the quick tasks: right solutions, typical mistakes, and what else comes in."""
    names = iter(STUDENTS)
    samples: list[Sample] = []
    for task in catalog.tasks():
        if task.slug in SLUGS:
            samples += [
                Sample(task, f"{name}_{task.name}{ending}", content, what)
                for (ending, content, what), name in zip(_files(task), names)
            ]
    if not samples:
        raise UsageError(say("None of the demo's tasks is installed."))
    return samples


def _files(task: Task) -> Iterator[tuple[str, str, str]]:
    """(ending, content, what it is) of a few files for one task."""
    solution = catalog.path_of(task, "solution.py", kind="reference").read_text(encoding="utf-8")
    yield ".py", solution, say("a right solution")
    wrong = sorted(catalog.path_of(task, "wrong", kind="reference").glob("*.py"))
    few = wrong[:: max(len(wrong) // 2, 1)][: 1 if task.uses_tensorflow else 2]
    for path in few:
        text = path.read_text(encoding="utf-8")
        # The first lines of these files name their mistake for our tests; a student's file has none.
        kept = "".join(
            line
            for line in text.splitlines(keepends=True)
            if not line.startswith(("# mistake:", "# loses:", "# calibrate:"))
        )
        yield ".py", kept, say("a mistake: {part}", part=path.stem.replace("_", " "))
    if task.uses_tensorflow:
        return
    if task.slug == SLUGS[0]:
        yield ".ipynb", notebook(solution), say("a right solution as a notebook")
    elif task.slug == SLUGS[1]:
        yield (
            ".py",
            catalog.path_of(task, "stub.py").read_text(encoding="utf-8"),
            say("nothing written yet"),
        )
    else:
        yield ".py", solution.replace("):\n", ")\n", 1), say("a colon is missing")


def notebook(source: str) -> str:
    """The source as a notebook of one code cell."""
    cell: dict[str, object] = {
        "cell_type": "code",
        "execution_count": None,
        "id": "solution",
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def grade_all(samples: list[Sample], folder: Path) -> Iterator[tuple[Sample, TaskResult]]:
    """Write, grade and report each sample. The one place that says how the class is graded."""
    from grader.grading.check import check
    from grader.report.html import render

    for sample in samples:
        path = folder / "submissions" / sample.name
        path.write_text(sample.content, encoding="utf-8")
        result = check(sample.task.name, path, seed=SEED)
        report = folder / "reports" / sample.name
        report.with_name(f"{sample.name}.json").write_text(result.json() + "\n", encoding="utf-8")
        report.with_name(f"{sample.name}.html").write_text(render(result.document()), encoding="utf-8")
        yield sample, result


def index_page(rows: list[tuple[Sample, TaskResult]]) -> str:
    """A page that links the reports."""
    from grader.report.pages import environment

    shown = [
        {"what": sample.what, "report": f"reports/{sample.name}.html", **result.document()} for sample, result in rows
    ]
    return environment().get_template("demo.html.j2").render(rows=shown)
