"""``grader completion SHELL``: for ``eval "$(grader completion bash)"`` and its like."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    from argcomplete.shell_integration import shellcode

    print(shellcode(["grader"], shell=options.shell))
    return 0
