"""The Tab key in the shells themselves: what ``grader completion`` prints is loaded, and keys are pressed."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
ROOT = Path(__file__).resolve().parents[2]
PRESSED = [
    ("grader che", "grader check"),
    ("grader check hidden-l", "grader check hidden-layers"),
    ("grader check task3 --ht", "grader check task3 --html"),
    ("grader check task3 --only hidden", "grader check task3 --only hidden_layer"),
    ("grader kit stu", "grader kit student"),
    ("grader completion pow", "grader completion powershell"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``grader`` on its path, and the code for each shell."""
    folder = tmp_path_factory.mktemp("home")
    program = folder / "bin" / "grader"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m grader "$@"\n')
    program.chmod(0o755)
    for shell in ("bash", "zsh", "fish", "powershell"):
        done = subprocess.run([program, "completion", shell], capture_output=True, text=True, check=True)
        (folder / f"{shell}.code").write_text(done.stdout)
    return folder


def environment(home: Path) -> dict[str, str]:
    path = f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(home), "TERM": "dumb", "LANG": "C.UTF-8", "COLUMNS": "200"}


class Terminal:
    """An interactive shell in a terminal of its own, and what it shows."""

    def __init__(self, command: list[str], home: Path) -> None:
        import pty

        self.here, there = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=there, stdout=there, stderr=there, env=environment(home), start_new_session=True
        )
        os.close(there)
        self.seen = ""

    def press(self, keys: str) -> None:
        os.write(self.here, keys.encode())

    def wait_for(self, pattern: str, seconds: float = 60) -> str:
        """What came up to and with the pattern; AssertionError where it does not come."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.seen)):
            assert time.monotonic() < deadline, f"{pattern!r} did not come; this did: {self.seen[-1000:]!r}"
            if select.select([self.here], [], [], 0.2)[0]:
                self.seen += os.read(self.here, 1 << 16).decode("utf-8", errors="replace")
        text, self.seen = self.seen[: found.end()], self.seen[found.end() :]
        return text

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.here)


SHELLS = {"bash": ["bash", "--norc", "--noprofile", "-i"], "zsh": ["zsh", "-f", "-i"]}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_tab_key_completes(shell: str, home: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    terminal = Terminal(SHELLS[shell], home)
    try:
        terminal.press("unset zle_bracketed_paste; PS1='ready'; PS1=$PS1'>'\n")
        terminal.wait_for("ready>")
        terminal.press(f". {home / shell}.code\n")
        terminal.wait_for("ready>")
        for typed, wanted in PRESSED:
            terminal.press(f"{typed}\t")
            rest = wanted.removeprefix(typed)
            terminal.wait_for(re.escape(typed) + r"[^\n]*?" + re.escape(rest) + r"\s?")
            terminal.press("\x15")  # takes the line away
    finally:
        terminal.close()


def test_fish_completes(home: Path) -> None:
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    for typed, wanted in PRESSED:
        command = f"source {home / 'fish.code'}; complete -C '{typed}'"
        done = subprocess.run(["fish", "-c", command], env=environment(home), capture_output=True, text=True)
        offered = [line.split("\t")[0] for line in done.stdout.splitlines()]
        assert wanted.split()[-1] in offered, done.stdout + done.stderr


@pytest.mark.parametrize(("typed", "wanted"), PRESSED)
def test_powershell_gets_what_its_code_asks_for(typed: str, wanted: str, home: Path, tmp_path: Path) -> None:
    """As PowerShell's code does it: the variables that it sets, and the file that it reads."""
    code = (home / "powershell.code").read_text()
    asked = dict(re.findall(r'\$env:(\w+) = "?([^"\n]*)"?', code))
    answer = tmp_path / "answer"
    given = {"$completion_file": str(answer), "$wordToComplete": typed, "$cursorPosition": str(len(typed)), "`n": "\n"}
    asked = {name: given.get(value.strip(), value.strip()) for name, value in asked.items()}
    assert {"COMP_LINE", "COMP_POINT", "_ARGCOMPLETE", "_ARGCOMPLETE_STDOUT_FILENAME"} <= set(asked)
    subprocess.run([home / "bin" / "grader"], env=environment(home) | asked, capture_output=True, check=True)
    assert wanted.split()[-1] in [line.strip() for line in answer.read_text().split("\n")]


def test_completion_for_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "tcsh"]) == 2
    assert "bash" in capsys.readouterr().err
