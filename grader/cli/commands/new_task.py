"""``grader new-task SLUG``: the folders of a new task, for its author to fill in."""

from __future__ import annotations

from grader.base.language import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def options(parser: ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG", help=say("such as hidden-layers"))
    parser.add_argument("--number", metavar="N", type=int, help=say("default: the next that is free"))
    parser.add_argument("--title", metavar="TEXT", default="", help=say("default: made from the slug"))


def run(options: Namespace) -> int:
    from grader.author.scaffold import new_task

    made = new_task(options.slug, options.number, options.title)
    for path in made:
        print(path)
    name = made[0].parent.name.partition("_")[0]
    print(
        say("Fill them in; docs/author.md says how. 'grader selftest {name}' says whether the task holds.", name=name)
    )
    return 0
