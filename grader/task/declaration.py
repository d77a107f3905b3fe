"""What a task declares. This module imports fast: no NumPy, nothing that grades.

Records are frozen; their ``replace`` method makes a changed copy.
"""

from __future__ import annotations

from grader.base.frozen import Record


class Limits(Record):
    """What one submission may use. Seconds are wall time unless stated otherwise."""

    call_seconds: float = 10.0
    load_seconds: float = 60.0
    total_seconds: float = 600.0
    cpu_seconds: int = 900
    memory_mb: int = 2048
    processes: int = 128
    open_files: int = 256
    file_mb: int = 64
    tmp_mb: int = 256
    output_kb: int = 64


class Function(Record):
    """A function that a solution defines.

    ``parts`` names the values that it returns, in order, if there are several. ``returns`` is ``value`` (an array or
    numbers), ``model`` (opaque, stays in the child) or ``batches`` (an iterable of pairs). ``seconds`` is the limit for
    one call of this function, if the task's limit is too short.
    """

    name: str
    arguments: tuple[str, ...]
    parts: tuple[str, ...] = ()
    returns: str = "value"
    seconds: float | None = None


class Task(Record):
    """The header of a task, kept in ``tasks/<folder>/task.py``; its checks are in ``checks.py`` or ``checks/``.

    ``points`` is the sum over the checks (the catalogue refuses any other number). ``tools`` are the packages that the
    exercise is solved with. ``data`` are the files under the task's ``data/`` that students get; ``mnist_train.npz``
    means the shipped training digits.
    """

    SENTENCES = ("title", "summary")

    number: int
    slug: str
    title: str
    summary: str
    points: int
    tools: tuple[str, ...]
    functions: tuple[Function, ...]
    limits: Limits = Limits()
    data: tuple[str, ...] = ()
    version: str = "1"

    @property
    def name(self) -> str:
        return f"task{self.number}"

    @property
    def uses_tensorflow(self) -> bool:
        return "tensorflow" in self.tools
