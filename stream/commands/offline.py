"""Commands that need no cluster: annotate, schema, bench."""

import os
import sys
from itertools import islice
from pathlib import Path
from typing import Final

import click
import orjson
from rich.console import Console

from stream import __version__
from stream.commands.common import SOURCES, Sources, annotator
from stream.events import EVENTS, Article, Enriched, enriched_messages, json_schema, to_ninjs
from stream.settings import RECOGNIZER

_BATCH: Final = 64


@click.command()
@SOURCES
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["view", "json", "ninjs", "standoff"]),
    default="view",
    show_default=True,
    help="view: for reading here. json: enriched events. ninjs: IPTC ninjs 3.0. standoff: offsets in one text of "
    "headline, line feed and body. One article a line, but for view.",
)
@RECOGNIZER.option()
def annotate(*, sources: tuple[str, ...], as_json: bool, form: str, recognizer: str) -> None:
    """Annotate articles from files and show them."""
    annotate_batch = annotator(recognizer)
    items = Sources(sources)
    articles = (item for item in items if isinstance(item, Article))
    while batch := list(islice(articles, _BATCH)):
        for enriched in annotate_batch(batch):
            _show(enriched, "json" if as_json else form)
    items.exit()


def _show(enriched: Enriched, form: str) -> None:
    if form == "view":
        from stream.terminal import article_view

        Console().print(article_view(enriched))
        return
    if form == "standoff":
        from stream.standoff import to_standoff

        line = orjson.dumps(to_standoff(enriched))
    elif form == "ninjs":
        line = orjson.dumps(to_ninjs(enriched))
    else:
        line = enriched_messages(enriched)[0].value or b""
    sys.stdout.buffer.write(line + b"\n")


@click.command()
@click.argument("event", required=False, type=click.Choice(sorted(EVENTS)))
def schema(*, event: str | None) -> None:
    """Print the JSON Schema of an event, or of all events by name."""
    found = json_schema(event) if event else {name: json_schema(name) for name in EVENTS}
    sys.stdout.buffer.write(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")


@click.command()
@RECOGNIZER.option()
@click.option(
    "--json-file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Keep the figures."
)
def bench(*, recognizer: str, json_file: Path | None) -> None:
    """Measure speed and memory of annotation and worker on this machine."""
    import platform

    from stream.bench import Figure, run_bench

    console = Console()
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    console.print(f"newsstream {__version__} on {machine}: medians (least to greatest)", highlight=False)

    def report(figure: Figure) -> None:
        spread = f"({figure.least:,.4g} to {figure.greatest:,.4g})" if figure.least != figure.greatest else ""
        console.print(f"{figure.name:56} {figure.median:>10,.4g} {figure.unit:12} {spread}", highlight=False)

    with console.status("measuring …"):
        figures = run_bench(recognizer, report)
    if json_file:
        found = {"version": __version__, "machine": machine, "figures": figures}
        json_file.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
