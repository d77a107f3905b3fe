"""Replacements for what a notebook finds on a student's machine and not here.

IPython and Google Colab (``Shell``, ``NotebookModules``), and the download of MNIST (``PublicDigits``). With
them a file passes that calls such things at its top level.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np


def when_imported(name: str, action: Callable[[types.ModuleType], None]) -> None:
    """Call ``action`` with a module right after its import; at once if it is imported already (by a warm worker)."""
    if name in sys.modules:
        action(sys.modules[name])
    else:
        sys.meta_path.insert(0, _AfterImport(name, action))


class _AfterImport(importlib.abc.MetaPathFinder):
    """Finds the module ``name`` as usual, and has its loader call ``action`` at the end."""

    def __init__(self, name: str, action: Callable[[types.ModuleType], None]) -> None:
        self._name = name
        self._action = action

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname != self._name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is None or spec.loader is None:
            return None
        loader = spec.loader
        original = loader.exec_module

        def exec_module(module: Any) -> None:
            original(module)
            self._action(module)

        loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


class _Absent:
    """Replaces an object that does not exist here: it has every attribute, and calling it does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Absent()

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        return None


class Shell(_Absent):
    """What ``get_ipython()`` returns. A notebook exported as .py calls its methods for each of its magics.

    Magics that run code (%time, %%time, %%capture) run it in the submission's ``namespace``.
    """

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def getoutput(self, *args: Any, **kwargs: Any) -> list[str]:
        return []

    def run_line_magic(self, name: str, line: str = "", *args: Any) -> None:
        if name == "time":
            exec(line, self._namespace)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in ("time", "capture"):
            exec(cell, self._namespace)


class NotebookModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Makes ``from IPython.display import clear_output`` and ``from google.colab import drive`` work.

    Last on ``sys.meta_path``: if the real package is installed, that is imported.
    """

    NAMES = frozenset({"IPython", "IPython.display", "google.colab", "google.colab.patches"})

    def __init__(self, get_ipython: Callable[[], Shell]) -> None:
        self._get_ipython = get_ipython

    def install(self) -> None:
        """Take part in imports from now on; also replace the real package's ``get_ipython``."""
        sys.meta_path.append(self)

        def replace(module: types.ModuleType) -> None:
            module.__dict__["get_ipython"] = self._get_ipython

        when_imported("IPython.core.getipython", replace)  # outside a notebook the real one answers None

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname in self.NAMES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        absent = _Absent()
        module.__dict__["__getattr__"] = lambda name: getattr(absent, name)
        module.__dict__["get_ipython"] = self._get_ipython


class PublicDigits:
    """Makes ``keras.datasets.mnist.load_data()`` return the digits that students are handed.

    There is no network here, and a file that loads MNIST at its top level is a right file. The download
    inside Keras's function is replaced, not the function itself, since that has many names.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def install(self) -> None:
        """Replace the download, now or when Keras's module is imported."""

        def replace(module: types.ModuleType) -> None:
            module.__dict__["get_file"] = self.get_file

        when_imported("keras.src.datasets.mnist", replace)

    def get_file(self, *args: Any, **kwargs: Any) -> str:
        """Write an archive like the one that Keras would have fetched; returns its path."""
        with np.load(self.path) as data:
            x, y = data["x_train"], data["y_train"]
        held_out = len(x) // 6
        parts = {"x_train": x[:-held_out], "y_train": y[:-held_out], "x_test": x[-held_out:], "y_test": y[-held_out:]}
        path = os.path.join(os.getcwd(), "mnist.npz")
        np.savez(path, **parts)
        return path
