"""The same seed, file and versions give the same document: cold, warm, in a batch, in any order."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader import check
from grader.grading.terms import Terms
from grader.instructor.batch import run
from grader.instructor.batch.run import Settings
from grader.instructor.store.ledger import Ledger
from grader.result.comparison import stripped
from grader.sandbox import choose
from grader.task import catalog
from grader.workers.grade_file import grade_file
from grader.workers.warm import Warmth

SEED = 20

# As a student writes it who has not met seeds yet; what it prints differs from run to run as well.
UNSEEDED = """
import random
import numpy as np

class Model:
    pass

print(Model(), object())

def hidden_layer(inputs, W, b):
    return np.tanh(inputs @ W.T + b) + np.random.default_rng().normal(size=(len(inputs), len(W)))

def output_layer(inputs, W, b):
    return np.full((len(inputs), 1), random.random()) + np.random.rand()

def initialise(n_features, hidden_size):
    rng = np.random.default_rng()
    shuffled = list({"a", "b", "c", "d"})
    rng.shuffle(shuffled)
    print(shuffled, hash("x"))
    return rng.normal(size=(hidden_size, n_features)), np.zeros((1, hidden_size)), np.random.randn(1, hidden_size), 0.0

def forward_propagation(X, W1, b1, W2, b2):
    raise ValueError(f"{Model()} says {random.random()} and {np.random.RandomState().rand()}")

def cost(output, Y):
    return np.random.default_rng().random()

def backward_propagation(X, Y, W2, output, hidden):
    rng = np.random.default_rng()
    return rng.normal(size=(W2.shape[1], X.shape[1])), rng.normal(size=W2.shape), rng.normal(size=W2.shape), rng.normal(size=(1, 1))

def update(params, gradients, learning_rate):
    return [p - learning_rate * g + random.gauss(0, 1) for p, g in zip(params, gradients)]

def train(X, Y, hidden_size, learning_rate, iterations, seed):
    return initialise(X.shape[1], hidden_size)[:2] + (np.random.rand(1, hidden_size), np.random.rand(1, 1))

def predict(X, W1, b1, W2, b2):
    return np.random.randint(0, 2, (len(X), 1))
"""

UNSEEDED_TENSORS = """
import random
import numpy as np
import tensorflow as tf

print(tf.Variable(1.0), object())

def loss(x):
    return x ** 2 - 10 * x + 24 + tf.random.normal([], dtype=tf.as_dtype(np.asarray(x).dtype))

def minimise(x0, learning_rate, steps):
    x = tf.Variable(float(x0))
    optimiser = tf.keras.optimizers.SGD(learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        optimiser.apply_gradients([(tape.gradient(y, x), x)])
    return x, np.random.default_rng().normal()

def trace(x0, learning_rate, steps):
    return tf.random.uniform([steps + 1]) + random.random()
"""

TASKS = ["task3", "task4", pytest.param("task5", marks=pytest.mark.slow)]
KINDS = ("right", "wrong", "unseeded")


@cache
def text_of(task: str, kind: str) -> str:
    found = catalog.find(task)
    if kind == "unseeded":
        return UNSEEDED_TENSORS if found.uses_tensorflow else UNSEEDED
    folder = catalog.path_of(found, kind="reference")
    path = folder / "solution.py" if kind == "right" else sorted(folder.glob("wrong/*.py"))[0]
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("handed")


@pytest.fixture(scope="module")
def warmth() -> Iterator[Warmth]:
    """One worker for all the tests of this module."""
    made = Warmth(choose("auto"), warm=True)
    yield made
    made.close()


def written(folder: Path, task: str, kind: str) -> Path:
    path = folder / f"{kind}_{task}.py"
    path.write_text(text_of(task, kind), encoding="utf-8")
    return path


def comparable(document: dict[str, Any]) -> dict[str, Any]:
    """Without times, the names that a batch puts in place of the file's, and what only a report asks for."""
    found = stripped(json.loads(json.dumps(document)))
    return {key: value for key, value in found.items() if key not in ("student", "submission", "pictures")}


def warm(path: Path, task: str, warmth: Warmth, seed: int = SEED) -> dict[str, Any]:
    return comparable(grade_file(catalog.find(task), path, warmth, Terms(seed=seed)))


@pytest.fixture(scope="module")
def cold(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Results of children of their own, each asked for once."""
    return {}


def once(cold: dict[tuple[str, str], dict[str, Any]], folder: Path, task: str, kind: str) -> dict[str, Any]:
    if (task, kind) not in cold:
        cold[task, kind] = comparable(check(task, written(folder, task, kind), seed=SEED).document())
    return cold[task, kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("task", TASKS)
def test_cold_twice_and_warm_twice_are_one(
    task: str, kind: str, folder: Path, warmth: Warmth, cold: dict[tuple[str, str], dict[str, Any]]
) -> None:
    path = written(folder, task, kind)
    first = once(cold, folder, task, kind)
    assert first["status"] == "graded"
    assert first["passed"] == (kind == "right")
    assert comparable(check(task, path, seed=SEED).document()) == first
    assert warm(path, task, warmth) == first
    assert warm(path, task, warmth) == first


def test_another_seed_asks_something_else(folder: Path, warmth: Warmth) -> None:
    """Otherwise the tests above would compare nothing."""
    path = folder / "other_task3.py"
    path.write_text(text_of("task3", "right").replace(" + b", ""), encoding="utf-8")
    one, other = (warm(path, "task3", warmth, seed)["checks"] for seed in (SEED, SEED + 1))
    assert [check["outcome"] for check in one] == [check["outcome"] for check in other]
    assert [check["evidence"] for check in one] != [check["evidence"] for check in other]


def test_what_ran_before_leaves_no_trace(folder: Path, warmth: Warmth) -> None:
    """The same file before and after others, in either order, in one worker."""
    jobs = [("task3", "unseeded"), ("task4", "right"), ("task3", "right"), ("task4", "unseeded")]
    forth = {job: warm(written(folder, *job), job[0], warmth) for job in jobs}
    back = {job: warm(written(folder, *job), job[0], warmth) for job in reversed(jobs)}
    assert forth == back


def handed_in(folder: Path, tasks: list[str], backwards: bool) -> Path:
    """A folder with one file for each; the names decide about the order in which they are graded."""
    names = [(task, kind) for task in tasks for kind in KINDS]
    folder.mkdir()
    for number, (task, kind) in enumerate(reversed(names) if backwards else names):
        student = folder / f"student {number}"
        student.mkdir()
        shutil.copy(written(folder.parent, task, kind), student / f"{kind}_{task}.py")
    return folder


def graded(folder: Path, out: Path, jobs: int, is_warm: bool) -> dict[tuple[str, str], dict[str, Any]]:
    run.run(Settings(folder, out, jobs=jobs, seed=SEED, warm=is_warm))
    ledger = Ledger(out / "ledger.sqlite")
    try:
        documents = [document for _, document in ledger.documents()]
    finally:
        ledger.close()
    return {(d["task"], Path(d["submission"]).name.partition("_")[0]): comparable(d) for d in documents}


@pytest.mark.parametrize("tasks", [["task3", "task4"], pytest.param(["task3", "task5"], marks=pytest.mark.slow)])
def test_batches_agree_with_single_checks(
    tasks: list[str], folder: Path, tmp_path: Path, cold: dict[tuple[str, str], dict[str, Any]]
) -> None:
    """Two jobs, one job, the other order."""
    there = graded(handed_in(tmp_path / "there", tasks, False), tmp_path / "a", 2, True)
    back = graded(handed_in(tmp_path / "back", tasks, True), tmp_path / "b", 1, True)
    assert set(there) == {(task, kind) for task in tasks for kind in KINDS}
    assert there == back
    for (task, kind), document in there.items():
        assert document == once(cold, folder, task, kind), (task, kind)
