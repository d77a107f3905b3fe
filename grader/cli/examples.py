"""The examples below each command's help, and in docs/cli.md. Imported only when help is asked for."""

from __future__ import annotations

from grader.base.language import mark, now, say

EXAMPLES = {
    "check": mark(
        """grader check task3                       the one file here that is called like the task
grader check task3 ada.ipynb --html ada.html
grader check task3 --only hidden_layer   one function alone
grader check task3 --seed 7 --all        the inputs of that run again, and every failure
grader check task3 --watch               again after each save"""
    ),
    "list": """grader list""",
    "show": """grader show task3
grader show hidden-layers""",
    "start": mark(
        """grader start task3                       task3.py and its data into this folder
grader start task3 week2 --notebook      task3.ipynb into the folder week2"""
    ),
    "status": """grader status""",
    "next": """grader next""",
    "doctor": mark(
        """grader doctor
grader doctor --attack                   hostile submissions against the sandbox of this machine"""
    ),
    "completion": """grader completion bash >> ~/.bashrc
grader completion zsh >> ~/.zshrc
grader completion fish > ~/.config/fish/completions/grader.fish""",
    "demo": """grader demo
grader demo sample""",
    "batch": """grader batch submissions --out graded
grader batch submissions.zip --out graded --roster class.csv
grader batch submissions --out graded --dry-run
grader batch submissions --out graded --task task3 --due 2026-05-31T18:00 --late-penalty 10
grader batch submissions --out graded --secret-seed seed.txt --similarity""",
    "export": """grader export graded --format csv
grader export graded --format canvas --template gradebook.csv
grader export graded --format moodle --template worksheet.csv --task task3""",
    "kit": """grader kit student handout
grader kit gradescope task3""",
    "kit gradescope": """grader kit gradescope task3
grader kit gradescope task3 autograder.zip""",
    "kit student": """grader kit student handout
grader kit student week2 --task task3 --task task4""",
    "gradescope": """grader gradescope task3 /autograder/submission /autograder/results/results.json""",
    "verify": """grader verify ada.json
grader verify ada.html --file ada_task3.py
grader verify graded/results.jsonl --file submissions/""",
    "selftest": """grader selftest task3
grader selftest task3 --no-mutants
grader selftest task3 --most 50 --json selftest.json""",
    "new-task": """grader new-task moving-average
grader new-task moving-average --number 11 --title 'Moving average'""",
    "data": """grader data info
grader data fetch""",
    "data fetch": """grader data fetch
grader data fetch --from mnist.npz""",
    "data info": """grader data info""",
}


def epilog(command: str) -> str:
    """The examples of a command as argparse prints them; empty if there are none."""
    found = now(EXAMPLES.get(command, ""))
    return say("examples:") + "\n" + "\n".join(f"  {line}" for line in found.splitlines()) if found else ""
