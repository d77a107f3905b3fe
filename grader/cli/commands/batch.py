"""``grader batch FOLDER --out OUT``."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.language import say, say_n
from grader.cli.options import add_grading_rules, add_sandbox, add_timeout, jobs, late_policy, seed, share
from grader.task import catalog

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from grader.instructor.batch.run import Summary
    from grader.instructor.grades.lateness import LatePolicy
    from grader.instructor.intake.handed import Handed, Reading


def options(parser: ArgumentParser) -> None:
    parser.add_argument("folder", metavar="FOLDER", help=say("a folder of submissions, or a ZIP or tar of one"))
    parser.add_argument("--out", metavar="OUT", required=True, help=say("where ledger, reports and grades go"))
    parser.add_argument("--task", metavar="TASK", help=say("what all files are for, where their names do not say it"))
    parser.add_argument("--roster", metavar="CSV", help=say("names, emails and ids of everybody"))
    parser.add_argument("--dry-run", action="store_true", help=say("only say what was understood of the folder"))
    parser.add_argument("--jobs", metavar="N", type=jobs, default=0, help=say("how many at once (default: auto)"))
    parser.add_argument("--seed", metavar="N", type=seed, help=say("default: drawn once and kept in OUT"))
    parser.add_argument("--secret-seed", metavar="FILE", help=say("make the seed from a secret text in this file"))
    add_timeout(parser)
    parser.add_argument(
        "--hints", choices=("off", "name", "explain"), default="explain", help=say("how much reports tell")
    )
    parser.add_argument("--pictures", action="store_true", help=say("draw pictures in the reports (takes longer)"))
    parser.add_argument("--regrade", action="store_true", help=say("grade unchanged submissions too"))
    parser.add_argument(
        "--cold", action="store_true", help=say("a new process for each submission, not a warm worker's")
    )
    add_grading_rules(parser, say("that of OUT, if it has one"))
    parser.add_argument(
        "--similarity",
        metavar="SHARE",
        type=share,
        nargs="?",
        const=0.8,
        help=say("list pairs that share that much code"),
    )
    parser.add_argument("--executor", choices=("local", "dask"), default="local")
    parser.add_argument("--scheduler", metavar="ADDRESS", help=say("of a Dask cluster, for --executor dask"))
    add_sandbox(parser)


def run(options: Namespace) -> int:
    from grader.instructor.batch import run as batch

    late, attempts, told = rules_of(options)
    settings = batch.Settings(
        folder=Path(options.folder),
        out=Path(options.out),
        task=options.task or "",
        roster=Path(options.roster) if options.roster else None,
        jobs=options.jobs,
        seed=seed_of(options),
        timeout=options.timeout,
        sandbox=options.sandbox,
        regrade=options.regrade,
        warm=not options.cold,
        attempts=attempts,
        scheduler=scheduler_of(options),
        hints=options.hints,
        pictures=options.pictures,
    )
    if options.dry_run:
        from grader.sandbox.scratch import scratch

        with scratch() as folder:
            print_reading(batch.understand(settings, folder / "unpacked"), late)
        return 0
    from grader.instructor.batch import publish

    summary = batch.run(settings)
    written = publish.publish(settings.out, late, attempts, similarity=options.similarity)
    print_summary(summary, written.files, [*told, *written.late])
    if summary.interrupted:
        return 130
    return 3 if summary.faults or summary.left else 0


def rules_of(options: Namespace) -> tuple[LatePolicy, str, list[str]]:
    """The rule on lateness, which attempt counts, and what to say if an earlier batch's rule is kept."""
    from grader.instructor.grades.lateness import LatePolicy
    from grader.instructor.grades.stored import rules_in

    stored = rules_in(Path(options.out))
    former, attempts = stored or (LatePolicy(), "latest")
    late = late_policy(options, former)
    told = []
    if stored and former.due is not None and options.due is None:
        told.append(say("The rule of the last run is kept: {rule}. Change it with --due.", rule=late.told()))
    if stored and attempts != "latest" and options.attempts is None:
        told.append(say("The best attempts count, as in the last run. Change it with --attempts."))
    return late, options.attempts or attempts, told


def seed_of(options: Namespace) -> int | None:
    """``--seed``, or a number made from the secret in the file of ``--secret-seed``.

    None if neither is given. Raises UsageError if that file is empty or cannot be read.
    """
    if not options.secret_seed:
        seed: int | None = options.seed
        return seed
    import hashlib

    try:
        secret = Path(options.secret_seed).read_bytes().strip()
    except OSError as error:
        raise UsageError(
            say(
                "The secret seed {secret_seed} cannot be read: {strerror}.",
                secret_seed=options.secret_seed,
                strerror=error.strerror,
            )
        ) from error
    if not secret:
        raise UsageError(
            say(
                "The secret seed {secret_seed} is empty: write any long random text into it.",
                secret_seed=options.secret_seed,
            )
        )
    return int.from_bytes(hashlib.sha256(secret).digest()[:4], "big") >> 1


def scheduler_of(options: Namespace) -> str:
    if options.executor == "local":
        return ""
    if not options.scheduler:
        raise UsageError(say("--executor dask needs the scheduler's address: --scheduler tcp://host:8786."))
    scheduler: str = options.scheduler
    return scheduler


def print_reading(reading: Reading, late: LatePolicy) -> None:
    """Print how the folder was read: whose file, for which task, and what could not be assigned."""
    from grader.instructor.intake.people import told_apart

    current = {id(item) for item in reading.current()}
    names = told_apart(reading.people())
    for item in sorted(reading.handed, key=lambda item: (item.person.name.casefold(), item.task.number, item.source)):
        marks = [say("late")] * item.late + [say("not the newest")] * (id(item) not in current)
        told = f"  ({', '.join(marks)})" if marks else ""
        print(f"{names[item.person.key]:28} {item.task.name:8} {item.source}{told}")
    with_files = {item.person.key for item in reading.handed}
    missing = [person for person in reading.people() if person.key not in with_files]
    for person in missing:
        print(say("{name:28} {part:8} nothing handed in", name=names[person.key], part="-"))
    print_unassigned(reading)
    people, files = len(reading.people()), len(reading.handed)
    tasks = len({item.task.name for item in reading.handed})
    print(
        say(
            "{submissions} of {people} for {tasks} of {all_tasks}.",
            submissions=say_n("{n} submissions", "{n} submissions", files),
            people=say_n("{n} people", "{n} people", people),
            tasks=tasks,
            all_tasks=say_n("{n} tasks", "{n} tasks", len(catalog.tasks())),
        )
    )
    if files > len(current):
        print(
            say(
                "Not the newest of their person for their task: {count}. The newest counts, or the best with "
                "--attempts best. Where they are several people's, a roster tells whose: --roster.",
                count=files - len(current),
            )
        )
    if missing:
        print(say("Handed in nothing: {count}.", count=len(missing)))
    for line in late_lines(reading, late):
        print(line)


def late_lines(reading: Reading, late: LatePolicy) -> list[str]:
    """Who would be late by a rule."""
    from grader.instructor.grades import lateness

    def time(item: Handed) -> lateness.Time:
        return lateness.Time(item.person.key, item.submitted, item.late, item.clock)

    copied = lateness.are_copied(map(time, reading.handed), late)
    days = [lateness.days_of(time(item), late, copied) for item in reading.current()]
    return lateness.summary(days, late, copied, any(item.late for item in reading.handed))


def print_unassigned(reading: Reading) -> None:
    """Print what the instructor should look at: files without an owner, and people whom the roster does not have."""
    if reading.note:
        print(reading.note)
    if reading.unassigned:
        print(say("Not assigned to a student and a task ({count}):", count=len(reading.unassigned)))
        for name, reason in reading.unassigned:
            print(f"    {name}: {reason}")
    if reading.strangers:
        print(say("Handed in by nobody of the roster ({count}):", count=len(reading.strangers)))
        for person, reason in reading.strangers:
            print(f"    {person.name} {reason}")


def print_summary(summary: Summary, written: list[Path], late: list[str]) -> None:
    print_unassigned(summary.reading)
    if summary.note:
        print(summary.note, file=sys.stderr)
    if summary.faults:
        print(
            say_n(
                "The grader itself failed on {n}; run the same command again:",
                "The grader itself failed on {n}; run the same command again:",
                len(summary.faults),
            ),
            file=sys.stderr,
        )
        for fault in summary.faults:
            print(f"    {fault}", file=sys.stderr)
    if summary.vanished:
        print(
            say(
                "Gone before they could be read ({count}): {vanished}",
                count=len(summary.vanished),
                vanished=", ".join(summary.vanished),
            ),
            file=sys.stderr,
        )
    if summary.gone:
        print(
            say_n(
                "{n} graded before are no longer in the folder: they are kept, and do not count.",
                "{n} graded before are no longer in the folder: they are kept, and do not count.",
                summary.gone,
            )
        )
    if summary.changed:
        print(say("Changed since the last time ({count}):", count=len(summary.changed)))
        for source, change in summary.changed:
            print(f"    {source}: {' '.join(change.lines())}")
    if summary.interrupted:
        print(
            say_n(
                "Interrupted: {n} are left. The same command goes on from here.",
                "Interrupted: {n} are left. The same command goes on from here.",
                summary.left,
            ),
            file=sys.stderr,
        )
    unchanged = (
        say(", {unchanged} unchanged since the last time", unchanged=summary.unchanged) if summary.unchanged else ""
    )
    print(
        say(
            "Graded {graded}{unchanged}, with the seed {seed}.",
            graded=summary.graded,
            unchanged=unchanged,
            seed=summary.seed,
        )
    )
    for line in late:
        print(line)
    for path in written:
        print(f"    {path}")
