"""``grader completion SHELL``: shell code, as in ``eval "$(grader completion bash)"``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def options(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"))


def run(options: Namespace) -> int:
    from argcomplete.shell_integration import shellcode

    code = shellcode(["grader"], shell=options.shell)
    if options.shell == "zsh":  # a bare zsh has not loaded its completion yet; the first line has to stay the first
        head, _, rest = code.lstrip().partition("\n")
        code = f"{head}\n(( $+functions[compdef] )) || {{ autoload -Uz compinit && compinit -u }}\n{rest}"
    print(code)
    return 0
