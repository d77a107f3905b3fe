"""The packages that a kit needs, as the metadata of the installed grader lists them."""

from __future__ import annotations

import re
from importlib import metadata


def requirements(extras: tuple[str, ...]) -> list[str]:
    """What the installed grader requires, with some of its extras, as lines for pip."""
    found = []
    for line in metadata.requires("grader") or []:
        requirement, _, condition = (part.strip() for part in line.partition(";"))
        extra = re.search(r"extra\s*==\s*['\"]([\w-]+)['\"]", condition)
        if extra is None or extra.group(1) in extras:
            found.append(requirement)
    return sorted(set(found))
