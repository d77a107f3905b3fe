"""Replacements for what a file finds on a student's machine and not here.

IPython, Google Colab, marimo and TensorBoard (``Shell``, ``NotebookModules``), windows for plots, and the
download of MNIST (``PublicDigits``). With them a file passes that calls such things.
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

from .source import as_written, written_files


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

    Magics that run code (%time, %%time, %%capture) run it in the submission's ``namespace``; %%writefile writes
    a module into ``home``, from where it can be imported.
    """

    def __init__(self, namespace: dict[str, Any], home: str) -> None:
        self._namespace = namespace
        self._home = home

    def getoutput(self, *args: Any, **kwargs: Any) -> list[str]:
        return []

    def run_line_magic(self, name: str, line: str = "", *args: Any) -> None:
        if name == "time":
            exec(line, self._namespace)

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in ("time", "capture"):
            exec(cell, self._namespace)
        for file, text in written_files(as_written(name, line, cell)).items():
            with open(os.path.join(self._home, file), "w", encoding="utf-8", errors="replace") as module:
                module.write(text)
            sys.path[:] = [*(entry for entry in sys.path if entry != self._home), self._home]


class NotebookModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Makes ``from IPython.display import clear_output`` and ``from google.colab import drive`` work.

    Last on ``sys.meta_path``: if the real package is installed, that is imported. TensorFlow's own
    ``tf.summary.scalar`` is a call of TensorBoard's.
    """

    NAMES = frozenset(
        {
            "IPython",
            "IPython.display",
            "google.colab",
            "google.colab.patches",
            "marimo",
            "tensorboard",
            "tensorboard.notebook",
            "tensorboard.summary",
            "tensorboard.summary.v2",
        }
    )

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


# Back ends of matplotlib that draw into files. Every other one wants a window or a browser.
_FILES_ONLY = frozenset({"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"})


def no_windows() -> None:
    """Make every interactive back end of matplotlib Agg, and let ``show()`` and all that waits for a user return."""

    def plain(choose: Callable[..., Any]) -> Callable[..., Any]:
        def chosen(*args: Any, **kwargs: Any) -> Any:
            name = (
                args[0] if args else next((kwargs.pop(key) for key in ("backend", "newbackend") if key in kwargs), "")
            )
            known = isinstance(name, str) and name.lower() in _FILES_ONLY
            return choose(name if known else "agg", *args[1:], **kwargs)

        return chosen

    def use(module: types.ModuleType) -> None:
        module.__dict__["use"] = plain(module.use)

    def pyplot(module: types.ModuleType) -> None:
        module.__dict__["switch_backend"] = plain(module.switch_backend)
        module.__dict__["show"] = _nothing

    def canvas(module: types.ModuleType) -> None:
        module.FigureCanvasBase.start_event_loop = _nothing
        module.FigureManagerBase.show = _nothing

    when_imported("matplotlib", use)
    when_imported("matplotlib.pyplot", pyplot)
    when_imported("matplotlib.backend_bases", canvas)


def no_logs() -> None:
    """Make Keras's TensorBoard callback do nothing: what it writes nobody reads here."""

    def replace(module: types.ModuleType) -> None:
        for name in [*vars(module.TensorBoard)]:
            if name.startswith("on_") or name == "set_model":
                delattr(module.TensorBoard, name)

    when_imported("keras.src.callbacks.tensorboard", replace)


def _nothing(*args: Any, **kwargs: Any) -> None:
    return None


class PublicDigits:
    """Makes ``keras.datasets.mnist.load_data()`` return the digits that students are handed.

    There is no network here, and a file that loads MNIST at its top level is a right file. The download
    inside Keras's function is replaced, not the function itself, since that has many names.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._folder = os.getcwd()

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
        path = os.path.join(self._folder, "mnist.npz")
        np.savez(path, **parts)
        return path
