"""The files of a task that a student gets: the stub and the data."""

from __future__ import annotations

from pathlib import Path

from grader.task import catalog, digits
from grader.task.declaration import Task


def handed_out(task: Task, notebook: bool) -> dict[str, Path]:
    """All that a student gets: name in the student's folder -> path of the file here."""
    ending = "ipynb" if notebook else "py"
    return {f"{task.name}.{ending}": catalog.path_of(task, f"stub.{ending}"), **public_files(task)}


def public_files(task: Task) -> dict[str, Path]:
    """The data files only, which the child's working folder has too: name there -> path of the file here."""
    return {
        f"data/{name}": digits.training_file() if name == "mnist_train.npz" else catalog.path_of(task, "data", name)
        for name in task.data
    }
