"""TODO."""

from __future__ import annotations

from pathlib import Path

from grader.task import catalog, digits
from grader.task.declaration import Task


def handed_out(task: Task, notebook: bool) -> dict[str, Path]:
    """What a student gets: the name in the student's folder -> where it lies with us."""
    ending = "ipynb" if notebook else "py"
    files = {f"{task.name}.{ending}": catalog.path_of(task, f"stub.{ending}")}
    for name in task.data:
        shipped = digits.training_file() if name == "mnist_train.npz" else catalog.path_of(task, "data", name)
        files[f"data/{name}"] = shipped
    return files


def public_files(task: Task) -> dict[str, Path]:
    """What a student is handed beside the stub, as it lies in the child's working folder."""
    from grader.task import digits

    files: dict[str, Path] = {}
    for name in task.data:
        source = digits.training_file() if name == "mnist_train.npz" else catalog.path_of(task, "data", name)
        files[f"data/{name}"] = source
    return files
