"""A worker with the recogniser of CAMeL Tools, as a program."""

from contextlib import aclosing
from pathlib import Path

from stream.events import Article
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.publish import publish
from stream.kafka.tail import tail
from stream.kafka.topics import Topics
from tests.annotate.camel.gold import gold_texts
from tests.kafka.programs import Program

TOPICS = Topics()


async def test_the_worker_loses_nothing_and_stays_in_its_group(model: Path, tmp_path: Path) -> None:
    """Forty articles in, forty enriched ones out, partitions assigned once, and SIGTERM ends it with 0."""
    texts = [text.partition("\n")[::2] for text in gold_texts()]
    articles = [Article(f"a{n}", *texts[n % len(texts)]) for n in range(40)]
    command = ["-m", "stream", "worker", "--delivery", "at-least-once", "--recognizer", f"camel:{model}"]
    command += ["--recognizer-threads", "1"]
    with EmbeddedBroker() as broker:
        broker.create_topics(TOPICS.names)
        brokers = broker.connection.brokers
        with Program([*command, "--brokers", brokers], tmp_path / "log") as worker:
            worker.wait_for("ready")
            await publish(broker.connection, TOPICS.articles, articles)
            keys = []
            async with aclosing(tail(broker.connection, (TOPICS.enriched,), from_beginning=True)) as records:
                async for record in records:
                    keys.append((record.key or b"").decode())
                    if len(keys) == len(articles):
                        break
            worker.terminate()
            assert worker.wait() == 0
            assert worker.output.count("ready: ") == 1
    assert sorted(keys) == sorted(article.id for article in articles)
