"""CAMeL Tools as it comes beside ours over the same model: one of BERT-base's size with random weights.

Wall-clock seconds with all cores, as torch uses them by itself. Rounds are interleaved.
"""

import gzip
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from stream.annotate import annotate
from stream.annotate.document import Document
from stream.annotate.text import tokenize
from stream.bench.articles import bench_articles, short_article
from stream.bench.figures import Progress, Results
from stream.bench.random_bert import BASE, make_random_bert
from stream.commands.common import load_recognizer
from stream.events import Article

_VOCABULARY: Final = 30_000
_FIRST_OF_VOCABULARY: Final = 1_000_000
"""Number of the articles whose words the model knows; those that are measured have others besides."""

_PEAK: Final = """
import re, sys
from pathlib import Path
from stream.bench.articles import bench_articles
from stream.commands.common import annotator
annotator(sys.argv[1], precision=sys.argv[2])(bench_articles(4))
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


def bench_camel(results: Results, *, quick: bool) -> Progress:
    """Measure articles a second and peak memory; without the extra `camel`, only remark that it is missing."""
    if find_spec("camel_tools") is None:
        results.remark(
            "CAMeL Tools was left out: camel-tools is not installed (make bench-camel installs it)."
        )
        return
    rounds, count = (1, 1) if quick else (3, 2)
    yield 0.0, "making a model"
    with TemporaryDirectory(prefix="newsstream-bench-") as folder:
        model = make_random_bert(Path(folder) / "random-base", BASE, _words())
        ours = {
            "float32": load_recognizer(f"camel:{model}"),
            "int8": load_recognizer(f"camel:{model}", precision="int8"),
        }
        theirs = import_module("camel_tools.ner").NERecognizer(str(model), use_gpu=False)
        pieces = [_pieces(theirs, article) for article in bench_articles(10)]
        results.keep("an article", "pieces", [float(number) for number in pieces])
        contestants: dict[str, Callable[[Sequence[Article]], object]] = {
            "CAMeL Tools as it comes, names only": partial(_as_it_comes, theirs)
        }
        for precision, recognizer in ours.items():
            contestants[f"camel, {precision}, whole annotation"] = partial(annotate, recognizer=recognizer)
        found: dict[str, list[float]] = {name: [] for name in contestants}
        for run in contestants.values():
            run([short_article(170)])  # torch prepares itself on the first call
        for number in range(rounds):
            for place, (name, run) in enumerate(contestants.items()):
                yield 0.1 + 0.7 * (number + place / len(contestants)) / rounds, name
                articles = bench_articles(count, number * count)
                began = time.perf_counter()
                run(articles)
                found[name].append(count / (time.perf_counter() - began))
        for name, values in found.items():
            results.keep(name, "articles/s", values)
        base, *others = found.items()
        for name, values in others:
            ratios = [one / other for one, other in zip(values, base[1], strict=True)]
            results.keep(f"{name}, compared with the former", "times as fast", ratios)
        for name, precision in (
            ("builtin", "float32"),
            (f"camel:{model}", "float32"),
            (f"camel:{model}", "int8"),
        ):
            kind = name.partition(":")[0]
            yield 0.85, f"memory of {kind}"
            results.keep(f"peak memory: {kind}, {precision}", "MB", [_peak_mb(name, precision)])


def _words() -> list[str]:
    """Return a vocabulary as large as that of the published models."""
    articles = bench_articles(10, _FIRST_OF_VOCABULARY)
    known = [word for article in articles for word in tokenize(f"{article.headline}\n{article.body}").normals]
    packed = files("stream.annotate").joinpath("model", "common_words.txt.gz").read_bytes()
    return [*dict.fromkeys([*known, *gzip.decompress(packed).decode().split()])][:_VOCABULARY]


def _sentences(article: Article) -> list[list[str]]:
    document = Document.read(article.headline, article.body)
    words = document.tokens.normals
    return [words[first:beyond] for first, beyond in document.sentences]


def _as_it_comes(theirs: Any, articles: Sequence[Article]) -> None:
    for article in articles:
        theirs.predict(_sentences(article))


def _pieces(theirs: Any, article: Article) -> int:
    words = tokenize(f"{article.headline}\n{article.body}").normals
    return sum(len(theirs.tokenizer.tokenize(word)) for word in words)


def _peak_mb(recognizer: str, precision: str) -> float:
    """Return the most memory that a process ever had which loads a recogniser and annotates four articles."""
    command = [sys.executable, "-c", _PEAK, recognizer, precision]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  our own words
    return int(done.stdout) / 1024
