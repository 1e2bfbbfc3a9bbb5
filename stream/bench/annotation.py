"""Annotation without Kafka: each step, whole articles, memory, and growth with length and batch size."""

import time
import tracemalloc
from collections.abc import Sequence
from typing import Final

from stream.annotate import annotate
from stream.annotate.chain import STEPS
from stream.annotate.document import Document
from stream.annotate.entities.recognizer import Recognizer
from stream.bench.articles import bench_articles, short_article, token_count
from stream.bench.figures import MICRO, Progress, Results, process_cpu
from stream.commands.common import load_recognizer
from stream.events import Article, enriched_messages

_ARTICLES: Final = 200
_NEW_TYPES: Final = (0.0, 0.1)
_APART: Final = 1_000_000
"""Between the numbers of articles of different measurements, so that each has its own new words."""
_BATCHES: Final = (1, 10, 50, 200)
_PARTS: Final = (1, 4, 16, 85)
_KB: Final = 1_000


def bench_annotation(results: Results, recognizer_name: str, *, quick: bool) -> Progress:
    """Measure annotation in CPU seconds of this process."""
    rounds, count = (2, 40) if quick else (7, _ARTICLES)
    yield 0.0, "loading the recogniser"
    began = time.process_time()
    recognizer = load_recognizer(recognizer_name)
    results.keep("load the recogniser", "s", [time.process_time() - began])
    first = bench_articles(count)
    tokens = [token_count(article) for article in first]
    results.keep("an article", "tokens", [float(number) for number in tokens])
    cold: list[float] = []
    with process_cpu(cold, count):
        annotate(first, recognizer)
    results.keep("the first batch after the start", "articles/s", [1 / value for value in cold])

    steps: dict[str, list[float]] = {}
    whole: list[float] = []
    for number in range(rounds):
        yield 0.6 * number / rounds, "annotating"
        articles = bench_articles(count, (1 + 2 * number) * count)
        with process_cpu(whole, count):
            annotate(articles, recognizer)
        _time_steps(bench_articles(count, (2 + 2 * number) * count), recognizer, steps)
    for name, values in steps.items():
        results.keep(name, "µs/article", [value * MICRO for value in values])
    mean = sum(tokens) / count
    results.keep("annotate alone, one core", "tokens/s", [mean / value for value in whole])
    results.keep("annotate alone, one core", "articles/s", [1 / value for value in whole])
    yield 0.6, "counting allocations"
    _measure_memory(results, recognizer, bench_articles(count, (3 + 2 * rounds) * count))
    yield 0.65, "no and many new words"
    _measure_new_types(results, recognizer, rounds=rounds, count=count)
    yield 0.75, "batches of different sizes"
    _measure_batches(results, recognizer, rounds=rounds, count=count)
    yield 0.85, "longer and longer articles"
    _measure_lengths(results, recognizer, rounds=rounds)


def _time_steps(articles: Sequence[Article], recognizer: Recognizer, steps: dict[str, list[float]]) -> None:
    count = len(articles)
    with process_cpu(steps.setdefault("step: tokens and sentences", []), count):
        documents = [Document.read(article.headline, article.body) for article in articles]
    with process_cpu(steps.setdefault("step: recogniser", []), count):
        list(recognizer.recognize(documents))
    for step in STEPS:
        with process_cpu(steps.setdefault(f"step: {step.__name__}", []), count):
            for document in documents:
                step(document)
    enriched = annotate(articles, recognizer)
    with process_cpu(steps.setdefault("encode events", []), count):
        for one in enriched:
            enriched_messages(one)


def _measure_memory(results: Results, recognizer: Recognizer, articles: Sequence[Article]) -> None:
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        enriched = annotate(articles, recognizer)
        after, peak = tracemalloc.get_traced_memory()
        blocks = sum(one.count for one in tracemalloc.take_snapshot().statistics("filename"))
    finally:
        tracemalloc.stop()
    count = len(enriched)
    results.keep("memory: peak while annotating a batch", "kB/article", [(peak - before) / count / _KB])
    results.keep("memory: kept by the result and the caches", "kB/article", [(after - before) / count / _KB])
    results.keep("memory: blocks kept", "blocks/article", [blocks / count])


def _measure_new_types(results: Results, recognizer: Recognizer, *, rounds: int, count: int) -> None:
    for share in _NEW_TYPES:
        values: list[float] = []
        for number in range(rounds):
            articles = bench_articles(count, (number + round(1_000 * share)) * _APART, new_types=share)
            with process_cpu(values, count):
                annotate(articles, recognizer)
        results.keep(f"with {share:.0%} new word types", "articles/s", [1 / value for value in values])


def _measure_batches(results: Results, recognizer: Recognizer, *, rounds: int, count: int) -> None:
    found: dict[int, list[float]] = {size: [] for size in _BATCHES if size <= count}
    for number in range(rounds):
        for size, values in found.items():
            articles = bench_articles(count, (number * len(found) + size) * 10 * count)
            with process_cpu(values, count):
                for begin in range(0, count, size):
                    annotate(articles[begin : begin + size], recognizer)
    for size, values in found.items():
        results.keep(f"batches of {size}", "articles/s", [1 / value for value in values])


def _measure_lengths(results: Results, recognizer: Recognizer, *, rounds: int) -> None:
    articles = [short_article(170), *(bench_articles(1, 7, parts=parts)[0] for parts in _PARTS)]
    found: list[list[float]] = [[] for _ in articles]
    for _ in range(rounds):
        for article, values in zip(articles, found, strict=True):
            with process_cpu(values, token_count(article)):
                annotate([article], recognizer)
    for article, values in zip(articles, found, strict=True):
        size = len(f"{article.headline}\n{article.body}".encode()) / _KB
        results.keep(f"one article of {size:.1f} kB", "µs/token", [value * MICRO for value in values])
