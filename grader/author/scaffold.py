"""Makes a new task as a starting point: complete, small, and passing its own self-test.

The example is one function, ``scale(x, factor)``; the author replaces it piece by piece.
"""

from __future__ import annotations

import re
from pathlib import Path

from grader.base import places
from grader.base.errors import UsageError
from grader.base.language import say
from grader.task import catalog

_TASK = """from grader.task import Function, Limits, Task

TASK = Task(
    number={number},
    slug="{slug}",
    title="{title}",
    summary="Multiplies an array by a number, in NumPy.",
    points=5,
    tools=("numpy",),
    functions=(Function("scale", ("x", "factor")),),
    limits=Limits(call_seconds=10, total_seconds=60),
)
"""

_CHECKS = '''"""How the task is judged."""

from grader.checks import Mistake, rows_alike, shape, unchanged, values

# One row, one column, prime sizes.
SIZES = ((7, 3), (1, 5), (11, 1))


def scale_cases(rng):
    return [(rng.normal(size=size), float(rng.uniform(1.5, 3.0))) for size in SIZES]


MISTAKES = (
    Mistake("factor-ignored", "this equals x: the factor is not used", lambda x, factor: x),
    Mistake("divided", "this equals x / factor", lambda x, factor: x / factor),
    Mistake("added", "this equals x + factor", lambda x, factor: x + factor),
)

CHECKS = (
    shape("scale", scale_cases, 1),
    values("scale", scale_cases, 2, mistakes=MISTAKES),
    rows_alike("scale", scale_cases, 1, rows=("x",)),
    unchanged("scale", scale_cases, 1),
)
'''

_ORACLE = '''"""What a right solution computes, in float64 NumPy."""


def scale(x, factor):
    """x (n, k), factor a number -> (n, k)."""
    return x * factor
'''

_SOLUTION = '''"""{title}: a reference solution."""


def scale(x, factor):
    return x * factor
'''

_STUB = '''"""{title}

Multiply every element of an array by a number:

    y = factor · x
"""


def scale(x, factor):
    """Multiply by a number.

    Arguments:
        x: array (n, k).
        factor: a number.

    Returns:
        y: array (n, k).
    """
    raise NotImplementedError
'''

_README = """# {title}

**What is learned.** To multiply an array by a number.

**The formula.** y = factor · x

**The data.** None.

**How it is judged.**

| check | what it asks | points |
|---|---|---|
| `scale.shape` | `scale` returns the shape of `x` | 1 |
| `scale.values` | the values | 2 |
| `scale.rows` | every row is treated alike | 1 |
| `scale.inputs_unchanged` | `x` is left as it was | 1 |

5 points in all.
"""

_RIGHT = """# style: a loop over the rows
import numpy as np


def scale(x, factor):
    return np.array([[factor * value for value in row] for row in x])
"""

_WRONG = {
    "factor_ignored": (
        "factor-ignored",
        "scale.values scale.rows scale.inputs_unchanged",
        "    return x\n",
    ),
    "divided": ("divided", "scale.values", "    return x / factor\n"),
    "flattened": (
        "-",
        "scale.shape scale.values scale.rows scale.inputs_unchanged",
        "    return (x * factor).ravel()\n",
    ),
}


def new_task(slug: str, number: int | None = None, title: str = "") -> list[Path]:
    """Write the folders of a new task and return the files made.

    Raises UsageError if the slug is bad or taken, or a file cannot be written.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug):
        raise UsageError(
            say("{slug!r} is no slug: use small letters, digits and single hyphens, as in hidden-layers.", slug=slug)
        )
    known = catalog.tasks()
    if any(task.slug == slug for task in known):
        raise UsageError(say("There is a task called {slug!r} already.", slug=slug))
    numbers = {task.number for task in known}
    number = max(numbers, default=0) + 1 if number is None else number
    if number in numbers:
        raise UsageError(
            say("The number {number} is taken; {numbers} is free.", number=number, numbers=max(numbers) + 1)
        )
    title = title or slug.replace("-", " ").capitalize()
    folder = f"task{number}_{slug.replace('-', '_')}"
    texts = _texts(number, slug, title)
    made = []
    for (kind, name), text in texts.items():
        path = Path(places.root(), kind, folder, name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(say("{path} cannot be made: {strerror}.", path=path, strerror=error.strerror)) from error
        made.append(path)
    return made


def _texts(number: int, slug: str, title: str) -> dict[tuple[str, str], str]:
    named = {"number": number, "slug": slug, "title": title.replace('"', "'")}
    texts = {
        ("tasks", "task.py"): _TASK.format(**named),
        ("tasks", "checks.py"): _CHECKS,
        ("tasks", "README.md"): _README.format(**named),
        ("tasks", "stub.py"): _STUB.format(**named),
        ("reference", "oracle.py"): _ORACLE,
        ("reference", "solution.py"): _SOLUTION.format(**named),
        ("reference", "right/loops.py"): _RIGHT,
    }
    for name, (mistake, loses, body) in _WRONG.items():
        head = f"# mistake: {mistake}\n# loses: {loses}\n"
        texts["reference", f"wrong/{name}.py"] = f"{head}def scale(x, factor):\n{body}"
    return texts
