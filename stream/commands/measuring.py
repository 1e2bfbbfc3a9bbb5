"""The command `bench`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from stream import __version__
from stream.commands.common import quiet_faust
from stream.kafka.connection import Connection
from stream.settings import RECOGNIZER

if TYPE_CHECKING:
    from stream.bench.run import Section

_SECTIONS = ("annotate", "kafka", "rivals", "scale", "startup", "newsroom", "camel")


@click.command()
@RECOGNIZER.option()
@click.option(
    "--brokers",
    help="An Apache Kafka to measure on, with nothing else to do; otherwise the embedded broker (no environment "
    "variable).",
)
@click.option(
    "--only", type=click.Choice(_SECTIONS), multiple=True, help="A section; may be given more than once."
)
@click.option("--quick", is_flag=True, help="Few rounds, few articles: to see that everything works.")
@click.option("--broker-pid", type=int, help="Process of that Kafka, to be slowed and frozen in `scale`.")
@click.option(
    "--articles",
    type=click.IntRange(min=1_000),
    default=100_000,
    show_default=True,
    help="While memory is watched in `scale`; a million need 15 GB of disk.",
)
@click.option(
    "--json-file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Keep the figures."
)
@click.option("--markdown", is_flag=True, help="Print the tables in Markdown at the end.")
@click.option(
    "--readme",
    type=click.Path(exists=True, dir_okay=False, writable=True, path_type=Path),
    help="A file to put the tables in, between the lines <!-- bench --> and <!-- /bench -->.",
)
def bench(  # noqa: PLR0913  one for each flag
    *,
    recognizer: str,
    brokers: str | None,
    only: "tuple[Section, ...]",
    quick: bool,
    broker_pid: int | None,
    articles: int,
    json_file: Path | None,
    markdown: bool,
    readme: Path | None,
) -> None:
    """Measure speed and memory on this machine: annotation, Kafka, other frameworks, memory over time,
    a worker's start and end, newsroom."""
    from stream.bench import report
    from stream.bench.figures import Figure, Results
    from stream.bench.members import BenchFailed
    from stream.bench.run import SECTIONS, run_bench

    quiet_faust()
    if readme and not report.has_markers(readme.read_text("utf-8")):
        raise click.UsageError(f"--readme: {readme} has no lines {report.BEGIN} and {report.END}")
    cluster = Connection(brokers=brokers) if brokers else None
    if cluster:
        cluster.check()
    broker = "Apache Kafka" if cluster else "embedded broker, no exactly-once"
    console = Console(highlight=False, soft_wrap=True, stderr=markdown)
    console.print(f"newsstream {__version__} on {report.machine()}; {broker}: medians (least to greatest)")
    columns = (TextColumn("{task.description:40}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("", total=1.0)
        shown: list[str] = []

        def show(figure: Figure) -> None:
            if figure.section not in shown:
                shown.append(figure.section)
                progress.print(f"\n[bold]{report.title(figure.section)}[/bold]")
            progress.print(report.line(figure), markup=False)

        results = Results(show)
        try:
            run_bench(
                results,
                only or SECTIONS,
                cluster,
                recognizer,
                lambda share, what: progress.update(bar, completed=share, description=what),
                quick=quick,
                broker_pid=broker_pid,
                articles=articles,
            )
        except BenchFailed as error:
            raise click.ClickException(str(error)) from None
    for graph in results.graphs:
        console.print(report.sketch(graph))
    for remark in results.remarks:
        console.print(remark)
    _keep(report.as_object(results, broker), json_file, readme, markdown=markdown)


def _keep(found: dict[str, Any], json_file: Path | None, readme: Path | None, *, markdown: bool) -> None:
    from stream.bench.report import inserted
    from stream.bench.report import markdown as tables

    if json_file:
        json_file.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    if markdown:
        click.echo(tables(found))
    if readme:
        readme.write_text(inserted(readme.read_text("utf-8"), tables(found)), "utf-8")
