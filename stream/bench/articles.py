"""Articles to measure with: as long as news is, and with as many words in each that were never seen before.

The ten samples of the project are lengthened with paragraphs of one another to about 390 tokens. In each copy,
every twentieth word type is replaced by one that no other copy has: the annotator keeps what it knows of a word
type, and copies of the same ten articles would ask it for nothing new. One in twenty is more than live news has:
in the 23 gold articles, 3.5 % of the word types did not occur in nine million tokens of other text.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import cycle
from random import Random
from typing import Final

from stream import samples
from stream.annotate.text import tokenize
from stream.events import Article

TOKENS: Final = 390
NEW_TYPES: Final = 0.05
_LETTERS: Final = "بتثجحخدذرزسشصضطظعغفقكلمنهي"
_SHORTEST: Final = 7  # letters: those in the middle count millions of articles
_AT_ONCE: Final = 1_000
_FAR: Final = 7_919_777  # a prime


def bench_articles(
    count: int, first: int = 0, *, parts: int = 1, new_types: float = NEW_TYPES
) -> list[Article]:
    """Return articles that differ from one another, always the same ones for the same numbers.

    Args:
        count: How many.
        first: Number of the first one; other numbers give other articles.
        parts: How many bodies follow each other in each article, for long ones.
        new_types: The share of each article's word types that no other article has.
    """
    bases = [_lengthened(number) for number in range(len(samples.load()))]
    if parts > 1:
        bases = [replace(base, body="\n".join(_bodies(bases, base, parts))) for base in bases]
    chosen = [_to_replace(base, new_types) for base in bases]
    made = []
    for number, (base, words) in zip(
        range(first, first + count), cycle(zip(bases, chosen, strict=True)), strict=False
    ):
        body = base.body
        for place, word in enumerate(words):
            body = body.replace(word, _new_word(word, number * len(words) + place))
        made.append(replace(base, id=f"bench-{number}", body=body))
    return made


def many_articles(count: int) -> Iterator[Article]:
    """Yield as many of the same articles, without all of them in memory at once."""
    for first in range(0, count, _AT_ONCE):
        yield from bench_articles(min(_AT_ONCE, count - first), first)


def short_article(characters: int) -> Article:
    """Return a beginning of the first article, so many characters long with its headline, up to a word's end."""
    (article,) = bench_articles(1)
    return replace(
        article, body=article.body[: max(1, characters - len(article.headline))].rpartition(" ")[0]
    )


def token_count(article: Article) -> int:
    """Return the number of tokens of headline and body."""
    return len(tokenize(f"{article.headline}\n{article.body}").surfaces)


def _bodies(bases: list[Article], base: Article, parts: int) -> list[str]:
    begin = bases.index(base)
    return [bases[(begin + step) % len(bases)].body for step in range(parts)]


@cache
def _lengthened(number: int) -> Article:
    """Return a sample with paragraphs of the next ones behind it, until it has as many tokens as wanted."""
    articles = samples.load()
    article = articles[number]
    others = (
        paragraph
        for step in range(1, len(articles))
        for paragraph in articles[(number + step) % len(articles)].body.splitlines()[:2]
        if paragraph.strip()
    )
    missing = TOKENS - token_count(article)
    for paragraph in others:
        length = len(tokenize(paragraph).surfaces)
        if length > 2 * missing:
            break
        article = replace(article, body=f"{article.body}\n{paragraph}")
        missing -= length
    return article


def _to_replace(article: Article, share: float) -> list[str]:
    """Return that share of the word types: long ones that occur once and are a part of no other word."""
    types = Counter(tokenize(article.body).surfaces)
    whole = article.body
    candidates = sorted(
        word
        for word, times in types.items()
        if times == 1 and len(word) >= _SHORTEST and word.isalpha() and whole.count(word) == 1
    )
    wanted = round(share * len(types))
    return Random(article.id).sample(candidates, min(wanted, len(candidates)))  # noqa: S311  always the same choice


def _new_word(word: str, number: int) -> str:
    """Return the word with letters in its middle that count the number."""
    rest = number * _FAR  # neighbours differ in more than one letter
    letters = []
    for _ in word[1:-1]:
        rest, digit = divmod(rest, len(_LETTERS))
        letters.append(_LETTERS[digit])
    return f"{word[0]}{''.join(letters)}{word[-1]}"
