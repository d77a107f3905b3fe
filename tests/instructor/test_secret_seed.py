"""``grader batch --secret-seed FILE``: inputs that nobody can know beforehand, and the same ones from the same file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from grader.cli import main
from grader.task import catalog

REFERENCE = catalog.path_of(catalog.find("task3"), "solution.py", kind="reference")


def batch(folder: Path, out: str, secret: str) -> tuple[int, dict[str, object]]:
    """The exit code, and the one result document."""
    (folder / "seed.txt").write_text(secret, encoding="utf-8")
    if not (folder / "in").exists():
        (folder / "in").mkdir()
        shutil.copyfile(REFERENCE, folder / "in" / "ada_task3.py")
    words = ["batch", str(folder / "in"), "--out", str(folder / out), "--secret-seed", str(folder / "seed.txt")]
    code = main([*words, "--jobs", "1"])
    results = folder / out / "results.jsonl"
    return code, json.loads(results.read_text(encoding="utf-8")) if results.exists() else {}


def test_the_text_decides_and_is_told_nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "correct horse battery staple"
    (code, one), (_, same), (_, other) = (
        batch(tmp_path, out, text) for out, text in (("a", secret), ("b", f"{secret}\n"), ("c", secret + "!"))
    )
    assert code == 0 and one["passed"]
    assert one["seed"] == same["seed"] != other["seed"]
    assert 0 <= int(str(one["seed"])) < 2**31
    told = capsys.readouterr()
    written = [path.read_bytes() for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert secret not in told.out + told.err and len(written) > 4
    assert not any(secret.encode() in data for data in written)


@pytest.mark.parametrize(
    ("name", "text", "said"), [("none.txt", None, "cannot be read"), ("empty.txt", " \n", "is empty")]
)
def test_without_a_text_nothing_is_graded(
    name: str, text: str | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    (tmp_path / "in").mkdir()
    shutil.copyfile(REFERENCE, tmp_path / "in" / "ada_task3.py")
    words = ["batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--secret-seed", str(tmp_path / name)]
    assert main(words) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out" / "results.jsonl").exists()


def test_a_number_and_a_secret_are_not_both_taken(tmp_path: Path) -> None:
    assert main(["batch", str(tmp_path), "--out", str(tmp_path / "o"), "--seed", "1", "--secret-seed", "x"]) == 2
