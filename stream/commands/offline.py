"""Commands that need no Kafka: annotate, schema."""

import sys
from itertools import islice
from typing import Final

import click
import orjson
from rich.console import Console

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
