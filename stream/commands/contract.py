"""Commands that say what the events and topics are: schema, asyncapi."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import click
import orjson

from stream.commands.common import annotator
from stream.events import EVENTS, json_schema
from stream.events.compatibility import incompatible_changes
from stream.events.schema import READ, Schema
from stream.kafka.connection import Connection
from stream.kafka.topics import TopicPlan, Topics
from stream.settings import GROUP, MAX_ARTICLE_BYTES, plan_options, server_options, topic_options

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("event", required=False, type=click.Choice(sorted(EVENTS)))
@click.option(
    "--check", type=_FOLDER, help="Name what breaks for those who rely on the schemas recorded there."
)
@click.option(
    "--write", type=_FOLDER, help="Record the schemas there, a file an event, unless that would break some."
)
def schema(*, event: str | None, check: Path | None, write: Path | None) -> None:
    """Print the JSON Schema of an event, or of all events by name; or compare them with recorded ones."""
    schemas = {name: json_schema(name) for name in ([event] if event else EVENTS)}
    if check:
        recorded = _recorded(check, schemas)
        if not recorded:
            raise click.ClickException(f"{check}: no schema of an event is recorded there")
        _end_if([*_renumbered(recorded, schemas), *_broken(recorded, schemas)])
    if write:
        _end_if(_broken(_recorded(write, schemas), schemas))
        write.mkdir(parents=True, exist_ok=True)
        for name, current in schemas.items():
            _file(write, name).write_bytes(_lines(current))
    if not check and not write:
        sys.stdout.buffer.write(_lines(schemas[event] if event else schemas))


def _recorded(folder: Path, events: Iterable[str]) -> dict[Path, Schema]:
    """Return the schemas of events that a folder holds."""
    found = {}
    for file in (_file(folder, event) for event in events):
        if file.exists():
            try:
                found[file] = orjson.loads(file.read_bytes())
            except orjson.JSONDecodeError as error:
                raise click.ClickException(f"{file}: no JSON Schema of an event: {error}") from None
            if not isinstance(found[file], dict):
                raise click.ClickException(f"{file}: no JSON Schema of an event: not an object")
    return found


def _renumbered(recorded: dict[Path, Schema], schemas: dict[str, Schema]) -> Iterator[str]:
    for file, former in recorded.items():
        current = schemas[file.stem]
        if former.get("$id") != current["$id"]:
            yield f"{file}: $id was {former.get('$id')} and is {current['$id']}: see the changelog"


def _broken(recorded: dict[Path, Schema], schemas: dict[str, Schema]) -> Iterator[str]:
    for file, former in recorded.items():
        try:
            changes = incompatible_changes(former, schemas[file.stem], read=file.stem in READ)
        except (AttributeError, KeyError, TypeError) as error:
            raise click.ClickException(f"{file}: no JSON Schema of an event: {error!r}") from None
        yield from (f"{file}: {change}" for change in changes)


def _end_if(problems: Iterable[str]) -> None:
    """End the command with exit code 1 and a line for each problem, if there are any."""
    lines = [f"newsstream: {problem}" for problem in problems]
    if lines:
        click.echo("\n".join(lines), err=True)
        raise SystemExit(1)


@click.command()
@server_options
@topic_options
@plan_options
@MAX_ARTICLE_BYTES.option()
@GROUP.option()
def asyncapi(
    *, connection: Connection, topics: Topics, plan: TopicPlan, max_article_bytes: int, group: str
) -> None:
    """Print the AsyncAPI 3.0 document: servers, topics, keys, headers and payloads as they are set, no secrets."""
    from stream import samples
    from stream.kafka.asyncapi import asyncapi as document

    article = samples.load()[0]
    beginning = "\n".join(article.body.split("\n")[:2])
    (example,) = annotator("builtin")([replace(article, body=beginning)])
    plan = replace(plan, max_article_bytes=max_article_bytes)
    sys.stdout.buffer.write(_lines(document(connection, topics, plan, group, example)))


def _file(folder: Path, event: str) -> Path:
    return folder / f"{event}.json"


def _lines(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"
