"""What a batch's processes are told arrives whole; a task's judging files are all found; files are written whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.base import places
from grader.base.files import replace_bytes, replace_text, replaced
from grader.grading import provenance
from grader.grading.terms import Terms, terms_from
from grader.task import Limits, catalog
from grader.workers.job import BatchTerms, batch_terms_from


@pytest.mark.parametrize(
    "terms",
    [
        Terms(),
        Terms(seed=3, limits=Limits(memory_mb=9, call_seconds=0.5), call_seconds=2.5, only=("f", "g.shape")),
        Terms(seed=0, until_failure=True, pictures=True, language="pl"),
    ],
)
def test_terms_survive_json(terms: Terms) -> None:
    assert terms_from(json.loads(json.dumps(terms.document()))) == terms
    batch = BatchTerms(terms, "landlock", False, "location")
    assert batch_terms_from(json.loads(json.dumps(batch.document()))) == batch


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of task3 in a copy of the tasks that may be changed."""
    task = catalog.find("task3")
    for kind in ("tasks", "reference"):
        shutil.copytree(catalog.path_of(task, kind=kind), tmp_path / kind / catalog.folder_of(task))
    monkeypatch.setattr(places, "root", lambda: str(tmp_path))
    return tmp_path / "tasks" / catalog.folder_of(task)


def test_every_file_that_judges_counts(copied: Path) -> None:
    """A result is graded again if any of them changes, appears or gets another name."""
    task = catalog.find("task3")
    digests = [provenance._files_digest(task)]

    def changed(names: set[str]) -> None:
        assert set(catalog.judging_files(task)) == names
        digests.append(provenance._files_digest(task))

    (copied / "calibration.json").write_text("{}")
    changed({"checks.py", "calibration.json", "oracle.py"})
    (copied / "checks").mkdir()
    (copied / "checks.py").rename(copied / "checks" / "__init__.py")
    (copied / "checks" / "cost.py").write_text("x = 1\n")
    changed({"checks/__init__.py", "checks/cost.py", "calibration.json", "oracle.py"})
    (copied / "checks" / "cost.py").write_text("x = 2\n")
    changed({"checks/__init__.py", "checks/cost.py", "calibration.json", "oracle.py"})
    (copied / "checks" / "cost.py").rename(copied / "checks" / "update.py")
    changed({"checks/__init__.py", "checks/update.py", "calibration.json", "oracle.py"})
    assert len(set(digests)) == len(digests)
    (copied / "checks" / "__pycache__").mkdir()
    (copied / "checks" / "__pycache__" / "update.pyc").write_bytes(b"compiled")
    (copied / "README.md").write_text("Another text.")
    assert provenance._files_digest(task) == digests[-1]


def test_a_kit_has_no_evaluation_digits_to_look_for(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of grader.checks.training is imported for a task with frozen cases."""
    import sys

    task = catalog.find("task3").replace(data=("mnist_train.npz",))
    (copied / "checks.py").unlink()
    (copied / "public.json").write_text("{}")
    monkeypatch.setitem(sys.modules, "grader.checks.training", None)
    monkeypatch.setitem(sys.modules, "grader.checks.training.evaluation_set", None)
    assert len(provenance._files_digest(task)) == 12


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    replace_text(path, "one\r\ntwo – three\n")
    assert path.read_bytes() == "one\r\ntwo – three\n".encode()
    replace_bytes(path, b"\xff")
    assert path.read_bytes() == b"\xff"
    with pytest.raises(KeyError), replaced(path) as part:
        part.write_text("half")
        assert part.match(".*.part") and path.read_bytes() == b"\xff"
        raise KeyError
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("page.html", b"\xff")]
