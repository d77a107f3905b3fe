"""Every hostile submission, on every back end that this machine has.

The submissions play in two threads ahead of the tests that look at what came of them.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from grader import sandbox
from grader.author.attack import corpus, play
from grader.author.attack.corpus import Attack
from grader.author.attack.play import Played
from grader.task import catalog

CORPUS = corpus.corpus()
README = (corpus.folder() / "README.md").read_text(encoding="utf-8")
KNOWN = range(1, 121)
ROOT = Path(__file__).resolve().parents[2]
# What only a clone, an installed grader or a class has.
NOT_IN_EVERY_CHECKOUT = {
    "@PROJECT@/.git/*",
    "@PACKAGE@/bundle/**/*.py",
    "@PROJECT@/submissions/*",
    "@PROJECT@/output/*",
}

Key = tuple[str, str]


def available(name: str) -> bool:
    return not sandbox._load(name).unavailable()


def cases() -> Iterator[object]:
    tasks = {task.name for task in catalog.tasks()}
    for name in filter(available, sandbox.BACKENDS):
        for each in CORPUS:
            if each.promised(name) and each.task in tasks:
                marks = [pytest.mark.slow] if each.slow else []
                yield pytest.param(name, each, id=f"{name}-{each.id}", marks=marks)


@pytest.fixture(scope="module")
def games(request: pytest.FixtureRequest) -> Iterator[dict[Key, Future[Played]]]:
    wanted = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    chosen = [(each["backend"], each["hostile"]) for each in wanted if "hostile" in each]
    pool = ThreadPoolExecutor(2)
    try:
        yield {(name, each.id): pool.submit(play.play, each, sandbox.choose(name)) for name, each in chosen}
    finally:
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize(("backend", "hostile"), list(cases()))
def test_is_held(backend: str, hostile: Attack, games: dict[Key, Future[Played]]) -> None:
    played = games[backend, hostile.id].result()
    assert not played.problems, "\n".join(played.problems)


def test_there_are_enough_of_each_kind() -> None:
    assert len(CORPUS) >= 100
    for group in corpus.GROUPS:
        assert sum(each.group == group for each in CORPUS) >= 5, group
    harmless = [each for each in CORPUS if each.group == "odd"]
    assert all("passed=true" in each.expect and "score>=1" in each.expect for each in harmless)


def test_every_file_says_what_it_expects() -> None:
    assert all(each.expect for each in CORPUS)
    assert all({name.rstrip("0123456789") for name in each.on} <= set(sandbox.BACKENDS) for each in CORPUS)
    assert {each.task for each in CORPUS} <= {f"task{number}" for number in range(1, 11)}


@pytest.mark.parametrize("number", KNOWN)
def test_every_known_attack_is_covered_or_explained(number: int) -> None:
    row = re.search(rf"^\| {number} \| (.*) \| (.*) \|$", README, re.M)
    assert row, f"README.md has no row for attack {number}"
    named = set(re.findall(r"\w+/\w+", row[2])) if "`" in row[2] else set()
    files = {each.id for each in CORPUS if number in each.numbers}
    assert {name for name in named if name.split("/")[0] in corpus.GROUPS} == files
    assert files or len(row[2]) > 20, "neither a file nor a reason"


def test_a_leak_is_noticed() -> None:
    """The judge of the attacks is itself put to the test: without a sandbox some must succeed."""
    backend = sandbox.choose("none")
    for name in ("escape/read_secret", "escape/symlink", "escape/kill_a_neighbour", "escape/loopback"):
        played = play.play(next(each for each in CORPUS if each.id == name), backend)
        assert not played.held, name


def listed(attack: str, name: str) -> list[str | bytes]:
    """The constants in the list ``name`` of an attack; its author may have put a word together from two."""
    tree = ast.parse((corpus.folder() / f"{attack}.py").read_text(encoding="utf-8"))
    lists = [node for node in ast.walk(tree) if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name]
    (found,) = (each.value for each in lists)
    assert isinstance(found, (ast.List, ast.Tuple, ast.Set))
    return [
        ast.literal_eval(each.left) + ast.literal_eval(each.right)
        if isinstance(each, ast.BinOp)
        else ast.literal_eval(each)
        for each in found.elts
    ]


def checkout() -> list[Path]:
    paths = [path for part in ("grader", "tasks", "reference") for path in (ROOT / part).rglob("*")]
    return [path for path in paths if path.is_file() and "__pycache__" not in path.parts]


def test_what_the_walk_looks_for_exists() -> None:
    """A file that was renamed would be found nowhere, and so by no attack."""
    paths = checkout()
    names = {path.name for path in paths}
    assert [name for name in listed("disclose/walk", "NAMES") if name not in names] == []
    for folder in listed("disclose/walk", "FOLDERS"):
        assert [path for path in paths if str(folder) in path.as_posix()], folder
    texts = [path.read_bytes() for path in paths if path.suffix == ".py" and path.parent.name.startswith("task3")]
    for word in listed("disclose/walk", "WORDS"):
        assert [text for text in texts if word in text], word


def test_the_known_places_exist() -> None:
    patterns = set(map(str, listed("disclose/known_places", "PATTERNS")))
    assert patterns > NOT_IN_EVERY_CHECKOUT
    for pattern in patterns - NOT_IN_EVERY_CHECKOUT:
        place = pattern.replace("@PROJECT@/", "").replace("@PACKAGE@", "grader")
        assert next(ROOT.glob(place), None), pattern


def test_the_modules_that_are_tried_exist() -> None:
    for name in map(str, listed("disclose/imports", "NAMES")):
        if name.partition(".")[0] == "grader":
            assert importlib.util.find_spec(name), name
        else:
            assert (ROOT / name).is_dir() or list((ROOT / "reference").glob(f"*/{name}.py")), name


def test_the_table_counts() -> None:
    each = next(one for one in CORPUS if one.id == "odd/ends_with_exit")
    played = play.play(each, sandbox.choose("auto"))
    assert play.table([played]).splitlines()[-1].split() == ["all", "1", "of", "1", "held"]
