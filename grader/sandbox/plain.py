"""A plain child process with limits, for machines that have nothing better (macOS, Windows).

It stops a runaway program from doing damage, but not a hostile one from reading: files, network and other processes of
the same user are within its reach.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from grader.sandbox import cgroup
from grader.sandbox.backend import CHILD, Plan, Started, environment, python_command
from grader.sandbox.warden import remove

_PREFIX = "grader-"


class Plain:
    name = "none"
    network = True
    seccomp = False

    def unavailable(self) -> str:
        return ""

    def start(self, plan: Plan) -> Started:
        if sys.platform == "win32":
            return _start_alone(plan)
        return start_with_warden(plan)


def new_scratch() -> Path:
    """A path for a folder that contains the grader's process number, so ``sweep`` can see that its owner is gone."""
    place = Path(tempfile.gettempdir()).resolve()
    sweep(place)
    return place / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(8)}"


def sweep(place: Path) -> None:
    """Remove the folders left by graders that were killed together with their wardens."""
    import psutil

    for old in place.glob(f"{_PREFIX}*-*"):
        number = old.name.split("-")[1]
        with contextlib.suppress(OSError):  # another user's
            if number.isdigit() and not psutil.pid_exists(int(number)) and not old.is_symlink():
                remove(str(old))


def start_with_warden(plan: Plan, confinement: dict[str, Any] | None = None) -> Started:
    """A child under ``warden.py``, confined by the additional entries of the policy."""
    scratch = new_scratch()
    policy = {
        "command": python_command(str(CHILD)),
        "environment": environment(str(scratch)),
        "scratch": str(scratch),
        "files": {inside: str(outside) for inside, outside in plan.files.items()},
        **(confinement or {}),
    }
    group = cgroup.create(plan.limits)
    reading, lifeline = os.pipe()
    try:
        warden = [sys.executable, "-I", "-S", "-B", str(Path(__file__).with_name("warden.py")), str(reading)]
        process = subprocess.Popen(
            [*cgroup.enter(group), *warden],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={name: value for name, value in os.environ.items() if name == "LD_LIBRARY_PATH"},
            start_new_session=True,
            pass_fds=[reading],
        )
    except BaseException:
        os.close(lifeline)
        raise
    finally:
        os.close(reading)
    with contextlib.suppress(BrokenPipeError), os.fdopen(os.dup(lifeline), "wb") as pipe:
        pipe.write(json.dumps(policy).encode() + b"\n")
    return Started(process, str(scratch), scratch, lifeline, group)


def _start_alone(plan: Plan) -> Started:
    """Windows: no warden; the grader ends the process and everything that it has started."""
    scratch = new_scratch()
    scratch.mkdir(mode=0o700)
    for inside, outside in plan.files.items():
        target = scratch / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(outside, target)
    process = subprocess.Popen(
        python_command(str(CHILD)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=scratch,
        env=environment(str(scratch)),
    )
    return Started(process, str(scratch), scratch)
