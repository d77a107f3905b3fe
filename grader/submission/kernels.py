"""The language of a notebook that is not for Python."""

from __future__ import annotations

import re
from typing import Any

# Names of kernels that do not name their language, by how they begin.
_KERNELS = {
    "ir": "R",
    "julia": "Julia",
    "octave": "Octave",
    "matlab": "MATLAB",
    "xcpp": "C++",
    "scala": "Scala",
    "spylon": "Scala",
    "bash": "Bash",
    "javascript": "JavaScript",
    "ijavascript": "JavaScript",
    "deno": "TypeScript",
    "rust": "Rust",
    "gophernotebook": "Go",
    "ruby": "Ruby",
    "ihaskell": "Haskell",
    "haskell": "Haskell",
    "sas": "SAS",
    "stata": "Stata",
    "java": "Java",
    "kotlin": "Kotlin",
    ".net-csharp": "C#",
    ".net-fsharp": "F#",
}
_SPELLED = {name.lower(): name for name in _KERNELS.values()}
_PYTHON = re.compile(r"(?:i|micro|x|py)?python|sage|conda|\.?venv|pysparkkernel|polyglot", re.IGNORECASE)
_DEFINED = re.compile(r"^(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(.*:[ \t]*(?:#.*)?$", re.MULTILINE)


def other_language(metadata: Any, codes: list[str | None]) -> str:
    """The language that the notebook is for, if it is not Python and no cell defines a function as Python does.

    ``metadata`` is the notebook's own, and may be anything; ``codes`` are the texts of its code cells.
    """
    kernel, language = _part(metadata, "kernelspec"), _part(metadata, "language_info")
    said = _text(language, "name") or _text(kernel, "language")
    name = _text(kernel, "name")
    if not said:
        found = re.match(r"\.?[a-z]+(?:-[a-z]+)?", name.lower())
        said = next((_KERNELS[start] for start in _KERNELS if found and _is_named(found[0], start)), "")
    if not said or _PYTHON.match(said) or any(text and _DEFINED.search(text) for text in codes):
        return ""
    return _SPELLED.get(said.lower(), said)


def _is_named(name: str, start: str) -> bool:
    return name == start or name.startswith(f"{start}-") or (len(start) > 3 and name.startswith(start))


def _part(metadata: Any, name: str) -> Any:
    return metadata.get(name) if isinstance(metadata, dict) else None


def _text(part: Any, name: str) -> str:
    value = part.get(name) if isinstance(part, dict) else None
    return value.strip()[:40] if isinstance(value, str) else ""
