"""The benchmark: that it runs, and what it says. No times are asserted."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import mean

import orjson

from stream.annotate.text import tokenize
from stream.bench.articles import NEW_TYPES, bench_articles, token_count
from stream.bench.figures import Graph, Results, quantile, slope
from stream.bench.report import as_object, has_markers, inserted, markdown, number, sketch

SECONDS = 100


def _bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stream", "bench", "--quick", *arguments]
    return subprocess.run(  # noqa: S603  our own program
        command,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "COLUMNS": "160"},
    )


def test_bench_on_the_embedded_broker(tmp_path: Path) -> None:
    """A tiny run without Kafka measures a worker, says what was left out, and keeps the figures as JSON."""
    file = tmp_path / "bench.json"
    done = _bench("--only", "kafka", "--json-file", str(file))
    assert done.returncode == 0, done.stderr
    assert "embedded broker" in done.stdout
    found = orjson.loads(file.read_bytes())
    assert {"version", "machine", "broker", "packages", "figures", "graphs", "remarks"} == found.keys()
    names = {(figure["section"], figure["name"], figure["unit"]) for figure in found["figures"]}
    assert ("kafka", "at-least-once, one worker", "articles/s") in names
    for figure in found["figures"]:
        assert 0 < figure["least"] <= figure["median"] <= figure["greatest"]
        assert figure["rounds"] >= 1


def test_bench_needs_a_cluster_that_answers() -> None:
    """A cluster that does not answer ends the benchmark with one line."""
    done = _bench("--only", "kafka", "--brokers", "127.0.0.1:1")
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert "127.0.0.1:1" in line


def test_bench_articles_are_as_long_as_news() -> None:
    """The articles have about 390 tokens, and so have twice and more of them where long ones are wanted."""
    assert 350 < mean(map(token_count, bench_articles(20))) < 430
    assert token_count(bench_articles(1, parts=4)[0]) > 1_200


def test_bench_articles_have_words_never_seen() -> None:
    """Every article differs, is the same for the same number, and about a twentieth of its word types are new."""
    articles = bench_articles(60)
    assert articles[50:] == bench_articles(10, 50)
    before = {word for article in articles[:50] for word in tokenize(article.body).surfaces}
    shares = []
    for article in articles[50:]:
        types = set(tokenize(article.body).surfaces)
        shares.append(len(types - before) / len(types))
        before |= types
    assert min(shares) > NEW_TYPES / 2
    assert max(shares) < NEW_TYPES * 1.5


def test_markdown_has_a_table_for_each_section() -> None:
    """The README's tables have one row a figure, with the spread where there is one, and the remarks below."""
    results = Results(section="kafka")
    results.keep("a worker", "articles/s", [1_234.5, 1_000.2, 2_000])
    results.keep("delay", "ms", [5.0])
    results.remark("On a Tuesday.")
    text = markdown(as_object(results, "Apache Kafka"))
    assert "| a worker | 1,234 | articles/s | 1,000 to 2,000 |" in text
    assert "| delay | 5 | ms |  |" in text
    assert text.endswith("On a Tuesday.")


def test_numbers() -> None:
    """Figures keep three digits; ranks and slopes are those of the values."""
    assert [number(value) for value in (0.12345, 12.345, 1_234.5)] == ["0.123", "12.3", "1,234"]
    assert quantile([3, 1, 2, 4], 0.5) == 3
    assert quantile([1.0], 0.99) == 1
    assert slope([(0, 1), (1, 3), (2, 5)]) == 2


def test_tables_go_between_the_markers() -> None:
    """The README's tables are replaced, all else stays, as often as it is done."""
    text = "Speed\n<!-- bench -->\nold\n<!-- /bench -->\nmore\n"
    once = inserted(text, "new")
    assert once == "Speed\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nmore\n"
    assert inserted(once, "new") == once
    assert has_markers(text)
    assert not has_markers("<!-- /bench --> <!-- bench -->")


def test_a_graph_is_drawn_as_text() -> None:
    """A graph has a column for each stretch of time, drawn from 0, and names what happened meanwhile."""
    points = [(float(second), 100.0 if second < 5 else 50.0) for second in range(1, 11)]
    head, drawn, marks = sketch(Graph("memory", "MB", points, [(5.0, 10.0, "frozen")]), 20).splitlines()
    assert head == "memory: 50 to 100 MB in 10 s, drawn from 0"
    assert set(drawn) == {"█", "▅", " "}
    assert "frozen" in marks
