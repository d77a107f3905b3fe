"""Writes docs/cli.md from the command line's own parser: ``python docs/make_cli.py``."""

import argparse
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from grader.cli.examples import epilog  # noqa: E402
from grader.cli.parser import parser  # noqa: E402

HEAD = """# The command line

<!-- Written by docs/make_cli.py from the parser itself; change it there. -->

`grader COMMAND --help` says the same. The exit code is 0 for passed or done, 1 for not passed, 2 for a file that cannot
be read or a wrong command, 3 for a fault of the grader, 130 after Ctrl-C.
"""


def subparsers(parser):
    """{name: (parser, summary)} of the commands below a parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            summaries = {choice.dest: choice.help for choice in action._choices_actions}
            return {name: (inner, summaries[name]) for name, inner in action.choices.items()}
    return {}


def usage(parser):
    """The usage as one line: where argparse would break it depends on the terminal and on Python's version."""
    words = [parser.prog]
    positional = [action for action in parser._actions if not action.option_strings]
    options = [action for action in parser._actions if action.option_strings and action.dest != "help"]
    for action in options:
        text = _option(action, action.option_strings[0])
        words.append(text if action.required else f"[{text}]")
    for action in positional:
        word = _value(action)
        words.append(f"[{word}{' ...' if action.nargs == '*' else ''}]" if action.nargs in ("?", "*") else word)
    return " ".join(words)


def _value(action):
    if action.choices and not isinstance(action, argparse._SubParsersAction):
        return "{" + ",".join(map(str, action.choices)) + "}"
    return action.metavar or action.dest.upper()


def _option(action, name):
    if action.nargs == 0:
        return name
    value = _value(action)
    return f"{name} [{value}]" if action.nargs == "?" else f"{name} {value}"


def rows(parser):
    for action in parser._actions:
        if action.dest == "help" or isinstance(action, argparse._SubParsersAction):
            continue
        name = ", ".join(_option(action, each) for each in action.option_strings) or _value(action)
        text = (action.help or "").replace("|", "\\|")
        if action.required and action.option_strings:
            text = f"{text} (required)".strip()
        yield f"| `{name}` | {text} |"


def section(parser, level):
    lines = [f"{'#' * level} {parser.prog}", "", parser.description or "", "", "```text", usage(parser), "```", ""]
    table = list(rows(parser))
    if table:
        lines += ["| argument | meaning |", "|---|---|", *table, ""]
    examples = re.sub(r"^examples:\n", "", epilog(parser.prog.removeprefix("grader ")))
    if examples:
        # A comment, which a shell passes over, in place of the column that help shows.
        commands = [re.sub(r"\s{2,}(\S.*)$", r"  # \1", line.strip()) for line in examples.splitlines()]
        lines += ["```sh", *commands, "```", ""]
    for inner, _ in subparsers(parser).values():
        lines += section(inner, level + 1)
    return lines


def page():
    """The whole page as text."""
    whole = parser([], whole=True)
    lines = [HEAD, "| command | |", "|---|---|"]
    commands = subparsers(whole)
    for name, (_, summary) in commands.items():
        lines.append(f"| [`{name}`](#grader-{name}) | {summary} |")
    lines.append("")
    for inner, _ in commands.values():
        lines += section(inner, 2)
    return "\n".join(lines).rstrip() + "\n"


def main():
    (HERE / "cli.md").write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
