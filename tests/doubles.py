"""Stand-ins for parts that tests want to control: a recogniser with fixed words, and consumer records."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from aiokafka import ConsumerRecord

from stream.annotate import annotate
from stream.annotate.chain import Lap, no_lap
from stream.annotate.document import Document, EntityType, Mention
from stream.events import Article, Enriched, Header


class FixedWords:
    """A recogniser that finds exactly the words that it is given."""

    def __init__(self, words: dict[str, EntityType]) -> None:
        self.name = "fixed-words"
        self._words = words

    def recognize(self, documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
        """Find the words, confidence 0.9."""
        for document in documents:
            surfaces, starts, ends = document.tokens[:3]
            document.mentions = [
                Mention(start, end, self._words[surface], 0.9)
                for surface, start, end in zip(surfaces, starts, ends, strict=True)
                if surface in self._words
            ]
        yield documents


NAMES: dict[str, EntityType] = {"القاهرة": "LOC", "ليلى": "PER", "الأهلي": "ORG"}


def fixed_annotate(lap: Lap = no_lap) -> Callable[[Sequence[Article]], list[Enriched]]:
    """Return an annotating function that finds three names and takes no time to load."""
    return partial(annotate, recognizer=FixedWords(NAMES), lap=lap)


def record(
    value: bytes | None,
    key: bytes | None = b"k",
    *,
    offset: int = 0,
    headers: Sequence[Header] = (),
    topic: str = "news.articles",
    partition: int = 0,
) -> ConsumerRecord:
    """Return a record as the consumer gives it."""
    return ConsumerRecord(
        topic=topic,
        partition=partition,
        offset=offset,
        timestamp=1_700_000_000_000,
        timestamp_type=0,
        key=key,
        value=value,
        checksum=None,
        serialized_key_size=len(key or b""),
        serialized_value_size=len(value or b""),
        headers=tuple(headers),
    )
