"""Nothing that is printed is obeyed by a terminal or by GitHub's runner, whatever a name or a message holds."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.base.door import Door, harmless
from grader.result.document import document_json

ROOT = Path(__file__).resolve().parents[2]
BLANKS = [" ", "\t", "\v", "\f", "\x85", "\xa0", "\u2003", "\u2028", "\u3000", "\r", "\n", "\x1b[31m"]
PIECES = st.sampled_from(
    [":", "::", "##[", "#", "[", "stop-commands", "error", "x", "\x1b", "\x1b]0;", "\x9b2J", "\x07", *BLANKS]
)


def obeyed(text: str) -> list[str]:
    """The lines that the runner takes for commands: it trims them as .NET does, and knows an older form."""
    lines = re.split(r"\r\n|\r|\n", text)
    return [line for line in lines if re.sub(r"\x1b\[[0-9;]*m", "", line).lstrip().startswith("::") or "##[" in line]


@given(st.lists(PIECES, max_size=12))
def test_no_line_is_a_command_in_however_many_pieces(pieces: list[str]) -> None:
    stream = io.StringIO()
    door = Door(stream)
    for piece in pieces:
        door.write(piece)
    for text in (stream.getvalue(), harmless("".join(pieces))):
        assert obeyed(text) == []
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]|\x1b(?!\[(?:31m|\d{0,2}m))", text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\n  indented\n", "plain\n  indented\n"),
        ("a::b\n", "a::b\n"),
        ("tests/a.py::test\n", "tests/a.py::test\n"),
        ("   ::stop-commands::x\n", "   : :stop-commands::x\n"),
        ("a ##[add-mask]b", "a # #[add-mask]b"),
        ("\x1b[31mred\x1b[0m\n", "\x1b[31mred\x1b[0m\n"),
        ("\r\x1b[K2 of 3", "\r\x1b[K2 of 3"),
        ("\x1b[2J\x1b[Hnew", "\x1b[2J\x1b[Hnew"),
        ("\x1b]0;title\x07", "\N{REPLACEMENT CHARACTER}]0;title\N{REPLACEMENT CHARACTER}"),
        ("\x1b[8mhidden", "\N{REPLACEMENT CHARACTER}[8mhidden"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert harmless(text) == shown


def test_a_line_is_the_same_in_one_piece_and_in_many() -> None:
    stream = io.StringIO()
    door = Door(stream)
    for letter in "  ::x::y ##[z] #[\n::a":
        door.write(letter)
    assert stream.getvalue() == "  : :x::y ## [z] #[\n: :a"


def test_a_document_on_standard_output_stays_the_same_data() -> None:
    document = {"a": "##[add-mask]x", "b": ["::error::"]}
    assert json.loads(document_json(document)) == document
    assert obeyed(document_json(document)) == []


def grader(*arguments: str, cwd: Path, **more: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "import sys\nfrom grader.cli import main\nsys.exit(main())", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, **more)


EVIL = "\x1b[2J\x1b]0;owned\x07##[add-mask]x"


def test_names_on_their_way_out_of_a_batch(tmp_path: Path) -> None:
    """Of files, folders and damaged archives, in a listing and in errors."""
    folder = tmp_path / "in"
    (folder / "  ::stop-commands::x").mkdir(parents=True)
    (folder / "  ::stop-commands::x" / "task3.py").write_text("x = 1\n")
    (folder / f"ann{EVIL}.zip").write_bytes(b"PK\x03\x04 damaged")
    (folder / f"bob{EVIL}.tar.gz").write_bytes(b"\x1f\x8b damaged")
    with zipfile.ZipFile(folder / "carl.zip", "w") as archive:
        archive.writestr(f"\n::error::{EVIL}/task3.py", "x = 1\n")
    with tarfile.open(folder / "dora.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo(f"{EVIL}\n  ::error::.py"))
    for arguments in (
        ["batch", "in", "--out", "out", "--dry-run"],
        ["batch", "::error::x", "--out", "out"],
        ["check", "task3", f"\n ::error::{EVIL}.py"],
    ):
        ran = grader(*arguments, cwd=tmp_path)
        for text in (ran.stdout, ran.stderr):
            assert obeyed(text) == [] and "\x1b" not in text and "\x07" not in text, text
        assert "Traceback" not in ran.stderr


# --- output that goes nowhere -------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-", "<&- >&-", "<&- >&- 2>&-"])
def test_a_closed_output_costs_what_is_shown_and_no_more(tmp_path: Path, closed: str) -> None:
    """The files are written as ever: none of them gets the number of the closed stream and what is printed."""
    (tmp_path / "task3.py").write_text("def hidden_layer(inputs, W, b): return 1\n")
    command = [sys.executable, "-c", '"import sys; from grader.cli import main; sys.exit(main())"']
    line = f"{' '.join(command)} check task3 task3.py --json out.json --seed 1 {closed}"
    ran = subprocess.run(
        line, shell=True, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert ran.returncode == 1
    assert json.loads((tmp_path / "out.json").read_text())["status"] == "graded"
    assert "Traceback" not in ran.stderr
    if "2>&-" not in closed:
        assert ran.stderr == "grader: standard output is closed; what it would show is lost.\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_output_is_a_sentence(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        command = [sys.executable, "-c", "import sys\nfrom grader.cli import main\nsys.exit(main())", "list"]
        ran = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
    assert ran.returncode == 3
    assert ran.stderr == "grader: The output cannot be written: No space left on device.\n"
