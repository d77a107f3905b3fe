"""What a child may read on the host: the interpreter and its packages, nothing of the grader's.

bubblewrap and Landlock both follow ``layout``: folders to show, and folders inside them to hide. Hidden are the grader
with its tasks, oracles and data, the checkout that it runs from, and the folder it was started in. All of these could
be inside a shown folder, for example under ``/usr/src/app``.
"""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
from pathlib import Path

from grader.base.places import package
from grader.sandbox.backend import module_search_path

# What an interpreter and its shared libraries need of the system, and no more of /etc than that.
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
ETC = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime", "/etc/fonts")
_SOURCES = ("/usr/src", "/usr/local/src")


def beneath(place: str, other: str) -> bool:
    """Whether ``place`` is ``other`` or inside it."""
    return place == other or place.startswith(other.rstrip("/") + "/")


@functools.cache
def python_places() -> tuple[str, ...]:
    """The folders of the interpreter and the packages."""
    wanted = {sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.dirname(os.path.realpath(sys.executable))}
    wanted |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    wanted |= set(module_search_path())
    both = {path for place in wanted if place for path in (os.path.abspath(place), os.path.realpath(place))}
    return tuple(sorted(place for place in both if place != "/" and os.path.isdir(place)))


def hidden_places() -> tuple[str, ...]:
    """The grader's folders and the one it was started in, with links resolved."""
    own = Path(package()).resolve()
    hidden = {str(own), *_SOURCES}
    project = own.parent
    if (project / "pyproject.toml").is_file() or (project / "reference").is_dir():
        hidden |= {str(project)}
    hidden |= {os.getcwd()}
    # Another installed copy of the grader, or what an editable install puts beside the packages: the bundled answers.
    hidden |= {os.path.join(place, "grader") for place in module_search_path()}
    real = {os.path.realpath(place) for place in hidden}
    # A folder that is one of the interpreter's own cannot be hidden.
    return tuple(sorted(place for place in real if place not in python_places() and os.path.isdir(place)))


def layout() -> list[tuple[str, bool]]:
    """(folder, shown) pairs; a folder always follows the folders that contain it.

    Only changes are listed: any other folder is shown or hidden like the nearest listed folder above it.
    """
    system = {os.path.realpath(place) for place in SYSTEM if os.path.isdir(place)}
    wanted = dict.fromkeys([*system, *python_places()], True) | dict.fromkeys(hidden_places(), False)
    kept: list[tuple[str, bool]] = []
    for place, shown in sorted(wanted.items(), key=lambda item: (item[0].count("/"), item[0])):
        above = [was for other, was in kept if beneath(place, other)]
        if shown != (above[-1] if above else False):
            kept.append((place, shown))
    return kept
