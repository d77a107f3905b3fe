"""``grader demo``: a small sample class, made from the tasks' own right and wrong solutions."""

from __future__ import annotations

from grader.base.language import decimal, say, say_n

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def options(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", metavar="DIR", nargs="?", help=say("a folder that does not exist yet (default: grader-demo)")
    )


def run(options: Namespace) -> int:
    from grader.instructor.demo import grade_all, index_page, new_folder, sample_class

    folder = new_folder(options.folder)
    samples = sample_class()
    print(
        say_n(
            "A sample class of {n} submissions, in {folder}:",
            "A sample class of {n} submissions, in {folder}:",
            len(samples),
            folder=folder / "submissions",
        ),
        flush=True,
    )
    rows = []
    for number, (sample, result) in enumerate(grade_all(samples, folder), start=1):
        score = f"{result.points}/{result.max_points}" if result.status.value == "graded" else result.status.value
        seconds = decimal(f"{result.seconds:5.1f}")
        print(
            f"  {number:2}/{len(samples)}  {sample.name:26} {score:>12}  {seconds} s  {sample.what}",
            flush=True,
        )
        rows.append((sample, result))
    index = folder / "index.html"
    index.write_text(index_page(rows), encoding="utf-8")
    print(say("\nReports and result documents: {folder}", folder=folder / "reports"))
    print(say("Open this in a browser: {resolve}", resolve=index.resolve()))
    return 3 if any(result.exit_code == 3 for _, result in rows) else 0
