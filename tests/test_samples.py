"""The sample articles are what their description promises."""

import json
from datetime import datetime
from importlib import resources

from stream import samples


def test_there_are_ten_articles_of_different_outlets_and_ids() -> None:
    """Ten articles load, and no two share id, uri, headline or outlet."""
    articles = samples.load()
    assert len(articles) == 10
    for member in ("id", "uri", "headline", "source"):
        assert len({getattr(article, member) for article in articles}) == 10


def test_each_is_complete_and_of_a_usual_length() -> None:
    """Every article has all members, is in Arabic, and has 200 to 350 words in several paragraphs."""
    for article in samples.load():
        assert article.language == "ar"
        assert article.uri is not None
        assert ".example.org/" in article.uri
        assert article.published is not None
        assert datetime.fromisoformat(article.published).tzinfo is not None
        assert 200 <= len(f"{article.headline} {article.body}".split()) <= 350
        assert article.body.count("\n") >= 5
        assert article.body == article.body.strip()
        assert article.extra == {}


def test_quotation_marks_are_balanced() -> None:
    """In every paragraph each opening mark is closed, so that the samples show quotes as editors write them."""
    for article in samples.load():
        for paragraph in [article.headline, *article.body.split("\n")]:
            assert paragraph.count("«") == paragraph.count("»")
            assert paragraph.count("“") == paragraph.count("”")
            assert paragraph.count('"') % 2 == 0


def test_the_file_is_readable_to_people() -> None:
    """The file holds one object a line, Arabic letters as they are and not as escapes."""
    text = resources.files(samples).joinpath("articles.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert "\\u" not in text
    assert [row["id"] for row in rows] == [article.id for article in samples.load()]
