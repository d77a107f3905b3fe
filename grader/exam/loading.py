"""TODO."""

from __future__ import annotations

import re

GRACE = 5.0  # seconds beyond the child's own alarm before the grader ends it
_TENSORFLOW = re.compile(r"^[ \t]*(?:import|from)[ \t]+(?:tensorflow|keras)\b", re.MULTILINE)


def heavy_imports(source: str) -> tuple[str, ...]:
    """What the child imports before the student's code does, so that neither the time that it takes nor
    what it prints is the student's. A wrong guess costs time, never a result.
    """
    return ("tensorflow",) if _TENSORFLOW.search(source) else ()
