"""`python -m tests.kafka.faults`: run the fault suite and print its table."""

import asyncio
import random
import shutil
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.kafka.broker import KafkaNotAvailable
from tests.kafka.faults.bugs import BUGS
from tests.kafka.faults.suite import Plan, Report, run_suite

HEADINGS = ("fault", "times", "recovery s, median", "longest", "lost", "duplicate")


@click.command(context_settings={"show_default": True})
@click.option(
    "--articles", default=100_000, help="How many articles at least; they go on as long as faults happen."
)
@click.option("--rate", default=110.0, help="Articles a second while faults happen.")
@click.option("--rounds", default=2, help="How often each kind of fault happens alone.")
@click.option("--combinations", default=8, help="How often two faults happen at the same time.")
@click.option("--seed", type=int, help="Of the random choices; otherwise a new one.")
@click.option("--delivery", type=click.Choice(["exactly-once", "at-least-once"]), default="exactly-once")
@click.option("--bug", type=click.Choice(list(BUGS)), help="Seed a bug, which must be found.")
@click.option("--minute/--no-minute", default=True, help="All nodes down for a minute as well.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Write the table to this file as well.")
def main(markdown: Path | None, seed: int | None, **choices: object) -> None:
    """Articles through three workers and three Kafka nodes while everything fails; then settle every account."""
    console = Console(width=None if sys.stdout.isatty() else 110)
    plan = Plan(seed=random.randrange(2**32) if seed is None else seed, **choices)  # type: ignore[arg-type]
    folder = Path(tempfile.mkdtemp(prefix="newsstream-faults-"))
    console.print(f"seed {plan.seed}, logs in {folder}")
    planned = sum(len(faults) for faults in plan.faults(random.Random(plan.seed)))
    with Progress(
        TextColumn("{task.completed}/{task.total} {task.fields[unit]}"),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
        console=console,
    ) as progress:
        faults = progress.add_task("", total=planned, unit="faults", now="starting Kafka")
        articles = progress.add_task("", total=plan.articles, unit="articles", now="")

        def show(now: str, injected: int, committed: int) -> None:
            progress.update(faults, completed=injected, now=now)
            progress.update(articles, completed=min(committed, plan.articles))

        try:
            report = asyncio.run(run_suite(plan, folder, show))
        except KafkaNotAvailable as reason:
            raise click.ClickException(f"no real Kafka here: {reason}") from None
        progress.update(articles, completed=plan.articles)
    _print(console, report, plan)
    if markdown:
        markdown.write_text(_markdown(report))
    if plan.bug:
        found = BUGS[plan.bug].caught_as in report.verdict.faults
        console.print(
            f"seeded bug: {plan.bug}; {'found as' if found else 'NOT found as'} {BUGS[plan.bug].caught_as}"
        )
        sys.exit(not found)
    if report.passed:
        shutil.rmtree(folder)
    sys.exit(not report.passed)


def _print(console: Console, report: Report, plan: Plan) -> None:
    table = Table(*HEADINGS)
    for row in report.rows():
        table.add_row(*map(str, row))
    console.print(table)
    lines = [str(report.verdict)]
    lines += [f"worker ended by itself: {failure}" for failure in report.failures]
    lines += [f"the suite itself failed: {step}" for step in report.broken_off]
    console.print("\n".join(lines), markup=False)
    console.print(
        f"{report.injected} faults in {report.seconds / 60:.1f} minutes, {plan.delivery}; "
        f"{report.aborted} outputs of aborted transactions, seen by nobody; "
        f"{'all as promised' if report.passed else 'NOT AS PROMISED'}"
    )


def _markdown(report: Report) -> str:
    rows = [HEADINGS, ("---",) * len(HEADINGS), *report.rows()]
    return "".join("| " + " | ".join(map(str, row)) + " |\n" for row in rows)


if __name__ == "__main__":
    main()
