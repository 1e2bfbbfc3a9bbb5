"""Commands that need no cluster: annotate, evaluate."""

import sys
from itertools import islice
from pathlib import Path
from typing import Final

import click
import orjson
from rich.console import Console
from rich.progress import Progress

from stream.commands.common import Sources, annotator, load_recognizer, source_options
from stream.evaluate import InvalidTags, Report, TagReport, read_conll, report_lines, score, score_tags
from stream.events import Article, Enriched, enriched_messages, to_ninjs
from stream.settings import RecognizerChoice, recognizer_options

_BATCH: Final = 64


@click.command()
@source_options
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
@recognizer_options
def annotate(*, sources: Sources, as_json: bool, form: str, recognizer: RecognizerChoice) -> None:
    """Annotate articles from files and show them."""
    annotate_batch = annotator(*recognizer)
    articles = (item for item in sources if isinstance(item, Article))
    while batch := list(islice(articles, _BATCH)):
        for enriched in annotate_batch(batch):
            _show(enriched, "json" if as_json else form)
    sources.exit()


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
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--conll", is_flag=True, help="GOLD has a token and its tag a line; scored as conlleval does.")
@click.option(
    "--worst", type=click.IntRange(0), default=10, show_default=True, help="How many confusions to show."
)
@recognizer_options
def evaluate(*, gold: Path, conll: bool, worst: int, recognizer: RecognizerChoice) -> None:
    """Score annotation against gold: JSON lines with text, entities and quotes, or a tagged file."""
    try:
        report = _score_tags(gold, recognizer) if conll else _score_articles(gold, recognizer)
    except (InvalidTags, UnicodeDecodeError) as error:
        raise click.ClickException(f"{gold}: {error}") from None
    for line in report_lines(report, worst=worst):
        click.echo(line)


def _score_articles(gold: Path, recognizer: RecognizerChoice) -> Report:
    from stream.standoff import to_standoff

    rows = []
    for number, line in enumerate(gold.read_bytes().splitlines(), 1):
        try:
            rows.append({"entities": [], "quotes": [], **orjson.loads(line)})
            rows[-1]["headline"], _, rows[-1]["body"] = rows[-1]["text"].partition("\n")
        except (orjson.JSONDecodeError, TypeError, KeyError) as error:
            raise click.ClickException(f"{gold}: line {number}: no gold article: {error}") from None
    annotate_batch = annotator(*recognizer)
    predicted = []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for row in progress.track(rows, description="annotating"):
            (enriched,) = annotate_batch([Article(str(row["id"]), row["headline"], row["body"])])
            predicted.append(to_standoff(enriched) | {"id": row["id"]})
    return score(rows, predicted)


def _score_tags(gold: Path, recognizer: RecognizerChoice) -> TagReport:
    from stream.annotate.entities.recognizer import TokenTagger

    with gold.open(encoding="utf-8") as lines:
        sentences = read_conll(lines)
    tagger = load_recognizer(*recognizer)
    if not isinstance(tagger, TokenTagger):
        raise click.ClickException(f"recognizer {recognizer.name} cannot tag the tokens of others")
    return score_tags(sentences, tagger.tag_sentences([sentence.tokens for sentence in sentences]))
