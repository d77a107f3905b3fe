"""Where root runs the grader, a student's code runs as another user if the machine lets it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from grader.sandbox import Plan, choose, other_user
from grader.sandbox.process import Child, Output, process_tree
from grader.task import Limits

needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or not os.path.exists("/usr/bin/setpriv"), reason="needs root"
)


@needs_root
@pytest.mark.parametrize(
    ("code", "found"), [("import os; os._exit(os.geteuid() != 65534)", True), ("raise OSError", False)]
)
def test_nobody_is_taken_if_nobody_can(code: str, found: bool) -> None:
    python = os.path.realpath(sys.executable)
    reachable = other_user.all_open([python])
    prefix = other_user.before(
        lambda: ([python if reachable else "/bin/sh", "-c", code if reachable else f"exit {1 - found}"], [])
    )
    assert bool(prefix) is found


def test_a_file_that_not_all_can_read_keeps_the_user(tmp_path: Path) -> None:
    assert other_user.all_open(["/bin/sh", "/"])
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    (hidden / "file").touch(mode=0o644)
    (tmp_path / "closed").touch(mode=0o600)
    for path in (hidden / "file", tmp_path / "closed", tmp_path / "none"):
        assert not other_user.all_open(["/bin/sh", path])


@needs_root
@pytest.mark.skipif(choose().name != "bubblewrap", reason="needs bubblewrap")
def test_a_child_is_no_more_than_nobody_outside() -> None:
    from grader.sandbox import bubblewrap

    if not bubblewrap.as_other_user([]):
        pytest.skip("nobody cannot read this Python or make namespaces here")
    child = Child(choose("bubblewrap"), Plan(Limits(), {}), Output(100))
    try:
        child.setup((), "")
        family = process_tree.members(child._process.pid)
        assert len(family) > 1
        assert {os.stat(f"/proc/{member.pid}").st_uid for member in family} <= {other_user.NOBODY}
    finally:
        child.end()
