"""A plain child process with limits: for machines that have nothing better (macOS, Windows).

It keeps a runaway program from hurting, not a hostile one from reading: files, network and other
processes of the same user are within its reach.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from grader.sandbox.backend import PACKAGE, Plan, Started, environment, python_command


class Plain:
    name = "none"
    network = True

    def unavailable(self) -> str:
        return ""

    def start(self, plan: Plan) -> Started:
        scratch = Path(tempfile.mkdtemp(prefix="grader-"))
        for inside, outside in plan.files.items():
            target = scratch / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(outside, target)
        process = subprocess.Popen(
            python_command(str(PACKAGE / "child.py")),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=scratch,
            env=environment(str(scratch)),
            start_new_session=True,
        )
        return Started(process, str(scratch), scratch)
