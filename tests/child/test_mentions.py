"""What a function's code mentions, so that it can be told whether an exercise's package is used: read, never run."""

from __future__ import annotations

import ast
import sys
import textwrap
from types import ModuleType

import pytest

from grader.task import catalog


@pytest.fixture(scope="module")
def child() -> ModuleType:
    """The child's module; importing it takes a folder from the path, which is put back."""
    import importlib

    kept = list(sys.path)
    try:
        return importlib.import_module("grader.child.source")
    finally:
        sys.path[:] = kept


def uses(child: ModuleType, source: str, package: str = "tensorflow", name: str = "train") -> bool:
    """Whether the package is mentioned by the function, or by what it mentions, as the check asks."""
    found = child.mentions(ast.parse(textwrap.dedent(source)), {})
    seen, left = set(), [name]
    while left:
        if (now := left.pop()) not in seen and now in found:
            seen.add(now)
            if package in found[now]["packages"]:
                return True
            left += found[now]["names"]
    return False


USED = {
    "alias": "import tensorflow as tf\ndef train(x): return tf.square(x)",
    "from": "from tensorflow import square as sq\ndef train(x): return sq(x)",
    "star": "from tensorflow import *\ndef train(x): return square(x)",
    "by name": "import importlib\ntf = importlib.import_module('tensorflow')\ndef train(x): return tf.square(x)",
    "__import__": "tf = __import__('tensorflow.compat.v1')\ndef train(x): return tf.square(x)",
    "in try": "try:\n    import tensorflow as tf\n    def train(x): return tf.square(x)\nexcept ImportError:\n    pass",
    "in if": "import tensorflow as tf\nif True:\n    def train(x): return tf.square(x)",
    "wrapped": "import tensorflow as tf\ndef train(x): return x * x\ntrain = tf.function(train)",
    "through a helper": "import tensorflow as tf\ndef help(x): return tf.square(x)\ndef train(x): return help(x)",
    "helper defined again": "import tensorflow as tf\ndef train(x): return x\ndef train(x): return tf.square(x)",
    "alias again": "import tensorflow as tf\ntf = tf.compat.v1\ndef train(x): return tf.square(x)",
    "class": "import tensorflow as tf\nclass M(tf.Module):\n    pass\ntrain = M()",
}
NOT_USED = {
    "dead definition": "import tensorflow as tf\ndef train(x): return tf.square(x)\ndef train(x): return x * x",
    "name alone": "import tensorflow as tf\ndef train(x):\n    tf\n    return x * x",
    "attribute alone": "import tensorflow as tf\ndef train(x):\n    tf.square\n    return x * x",
    "text": "import tensorflow as tf\ndef train(x):\n    'tf.square(x)'\n    return x * x",
    "another star": "from numpy import *\nimport tensorflow\ndef train(x): return square(x)",
    "star unused": "from tensorflow import *\ndef train(x):\n    y = [i for i in range(len(x))]\n    return y",
    "value replaced": "import tensorflow as tf\ntrain = tf.square\ntrain = lambda x: x * x",
}


@pytest.mark.parametrize("style", USED)
def test_a_package_that_is_used(child: ModuleType, style: str) -> None:
    assert uses(child, USED[style])


@pytest.mark.parametrize("style", NOT_USED)
def test_a_package_that_is_not_used(child: ModuleType, style: str) -> None:
    assert not uses(child, NOT_USED[style])


@pytest.mark.parametrize(
    ("task", "name"), [("task5", "minimise"), ("task6", "train"), ("task7", "train"), ("task9", "train")]
)
def test_every_right_file_mentions_tensorflow(child: ModuleType, task: str, name: str) -> None:
    folder = catalog.path_of(catalog.find(task), kind="reference")
    for path in [folder / "solution.py", *sorted((folder / "right").glob("*.py"))]:
        source = path.read_text(encoding="utf-8")
        assert uses(child, source, name=name) or uses(child, source, "keras", name), path.name
