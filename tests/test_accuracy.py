"""Names and quotes against fourteen articles of our own with annotations made by hand.

The ten sample articles and four in the manner of radio sites and translated agencies. The floors are a
little below what was measured, to catch a change that makes things worse; they are no figures to report.
"""

from pathlib import Path

import orjson
import pytest

from stream.annotate import annotate
from stream.annotate.entities.registry import load
from stream.evaluate import Report, score
from stream.events import Article
from stream.standoff import to_standoff

GOLD = [
    orjson.loads(line)
    for line in (Path(__file__).parent / "gold" / "articles.jsonl").read_bytes().splitlines()
]


@pytest.fixture(scope="module")
def report() -> Report:
    """Score the annotation of all gold articles once."""
    texts = [(row["id"], *row["text"].partition("\n")) for row in GOLD]
    articles = [Article(identity, headline, body) for identity, headline, _, body in texts]
    return score(GOLD, [to_standoff(enriched) for enriched in annotate(articles, load("builtin"))])


def test_gold_offsets_are_exact() -> None:
    """Every annotated span of the gold articles is what stands at its offsets."""
    for row in GOLD:
        spans = [*row["entities"], *row["quotes"]]
        spans += [quote[part] for quote in row["quotes"] for part in ("cue", "speaker") if quote[part]]
        assert all(row["text"][span["start"] : span["end"]] == span["text"] for span in spans)


@pytest.mark.parametrize(
    ("kind", "floor"),
    [("PER", 0.88), ("LOC", 0.88), ("ORG", 0.89)],
)
def test_names(report: Report, kind: str, floor: float) -> None:
    """Names of each type are found with exact span and type at least this well."""
    assert report.entities[kind].f1 >= floor


def test_quotes(report: Report) -> None:
    """Quotes are found, exactly bounded and attributed at least this well."""
    assert report.quotes_overlap.f1 >= 0.96
    assert report.quotes_exact.f1 >= 0.94
    assert report.attribution.value >= 0.93
