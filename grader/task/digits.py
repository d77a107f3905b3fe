"""The handwritten digits: the subset that the package ships, and the full set if it was fetched.

Paths and sizes are known without NumPy; ``training()`` loads arrays.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

from grader.base.errors import DataError
from grader.base.language import mark, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.base.arrays import Array


SHIPPED = Path(__file__).resolve().parent / "data"

# SHA-256 of the four files of the original distribution, unpacked (train-images-idx3-ubyte and so on). An .npz holds
# the same bytes without their headers, and the archive itself depends on who packed it: so the digits are checked, not
# the archive.
_SHA256 = {
    "x_train": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "y_train": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "x_test": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "y_test": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

_SHAPES = {"x_train": (60000, 28, 28), "y_train": (60000,), "x_test": (10000, 28, 28), "y_test": (10000,)}
_MAX_FILE = 128 << 20

# Runs in a separate process: the grader itself never imports TensorFlow.
_LOADER = """
import sys
import numpy
from keras.datasets import mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()
numpy.savez_compressed(sys.argv[1], x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
"""

_LOADER_SECONDS = 900

_REMEDY = mark(
    "Check the connection and try again, or get mnist.npz on another machine and give it: "
    "'grader data fetch --from mnist.npz'. Every task also works without it, on the digits that the package ships."
)


def training_file() -> Path:
    """The 10,000 public training digits: ``x_train (10000, 28, 28)`` uint8 and ``y_train``."""
    return SHIPPED / "mnist_train.npz"


@functools.cache
def training() -> tuple[Array, Array]:
    """The shipped training digits: images (10000, 28, 28) uint8, labels (10000,) uint8. Callers must not write to
    them."""
    return load(training_file(), "x_train", "y_train")


def load(path: Path, x: str, y: str) -> tuple[Array, Array]:
    import numpy as np

    with np.load(path, allow_pickle=False) as data:
        images, labels = data[x], data[y]
    for shared in (images, labels):
        shared.setflags(write=False)
    return images, labels


def full_file() -> Path:
    """Where the full set is kept once fetched: under the user's cache folder."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("grader", appauthor=False)) / "mnist.npz"


def full_is_here() -> bool:
    return full_file().is_file()


def fetch() -> Path:
    """Get the full set through Keras's loader. Raises DataError with a remedy if that fails."""
    target = _new_file()
    try:
        run = subprocess.run(
            [sys.executable, "-c", _LOADER, str(target)],
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LOADER_SECONDS,
        )
        if run.returncode:
            from grader.base.clean import clean

            said = (run.stderr.strip().splitlines() or [say("no message")])[-1]
            raise DataError(
                say("MNIST could not be downloaded: {said} {remedy}", said=clean(said, limit=300), remedy=_REMEDY)
            )
        _verify(target, say("What was downloaded"))
        return _keep(target)
    except subprocess.TimeoutExpired:
        raise DataError(
            say(
                "MNIST was not downloaded within {loader_seconds} minutes. {remedy}",
                loader_seconds=_LOADER_SECONDS // 60,
                remedy=_REMEDY,
            )
        ) from None
    finally:
        target.unlink(missing_ok=True)


def take(source: str | os.PathLike[str]) -> Path:
    """Take the full set from a local ``mnist.npz``. Raises DataError if the file is something else."""
    path = Path(source)
    if not path.is_file():
        raise DataError(
            say("There is no file {path}.", path=path) if not path.exists() else say("{path} is not a file.", path=path)
        )
    _verify(path, str(path))
    target = _new_file()
    try:
        target.write_bytes(path.read_bytes())
        return _keep(target)
    except OSError as error:
        raise DataError(
            say(
                "The digits could not be kept under {parent}: {strerror}.",
                parent=target.parent,
                strerror=error.strerror,
            )
        ) from error
    finally:
        target.unlink(missing_ok=True)


def _new_file() -> Path:
    """A name beside the kept file for a file that is not checked yet: keeping it is then one rename."""
    target = full_file().with_name(f"mnist-{os.getpid()}.npz")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(
            say("The folder {parent} cannot be made: {strerror}.", parent=target.parent, strerror=error.strerror)
        ) from error
    return target


def _keep(checked: Path) -> Path:
    os.replace(checked, full_file())
    return full_file()


def _verify(path: Path, what: str) -> None:
    """Raises DataError unless the archive holds MNIST's own digits, all 70,000."""
    import hashlib
    import struct
    import zipfile

    import numpy as np

    cure = say("{what} is not the MNIST set as an .npz archive", what=what)
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_FILE:
                raise DataError(say("{cure}: it is too large.", cure=cure))
        with np.load(path, allow_pickle=False) as data:
            arrays = {name: data[name] for name in _SHA256}
    except KeyError as error:
        raise DataError(say("{cure}: it lacks {split}.", cure=cure, split=error.args[0].split()[0])) from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, NotImplementedError) as error:
        raise DataError(f"{cure}: {error}.") from None
    for name, array in arrays.items():
        if array.shape != _SHAPES[name] or array.dtype != np.uint8:
            raise DataError(
                say(
                    "{cure}: {name} has the shape {shape} and the type {dtype}.",
                    cure=cure,
                    name=name,
                    shape=array.shape,
                    dtype=array.dtype,
                )
            )
        head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        found = hashlib.sha256(head + array.tobytes()).hexdigest()
        if found != _SHA256[name]:
            raise DataError(
                say(
                    "{what} is damaged or altered: the SHA-256 of {name} is {found}…, not {sha256}….",
                    what=what,
                    name=name,
                    found=found[:16],
                    sha256=_SHA256[name][:16],
                )
            )
