"""An agent of faust-streaming: it takes batches, annotates, sends, and Faust commits behind it every now and then."""

import logging
import tempfile

import faust

from stream.bench.rivals.work import BATCH, outputs
from stream.bench.task import Task

_WITHIN_SECONDS = 0.05


def main() -> None:
    """Work until SIGTERM."""
    task = Task.from_argument()
    annotate = task.annotate()
    app = faust.App(
        task.group,
        broker=f"kafka://{task.brokers}",
        consumer_auto_offset_reset="earliest",
        consumer_api_version="auto",
        broker_max_poll_records=BATCH,
        isolation_level="read_committed",
        producer_compression_type="zstd",
        producer_linger=0.005,
        stream_wait_empty=False,
        topic_disable_leader=True,
        datadir=tempfile.mkdtemp(),
        web_enabled=False,
    )
    articles = app.topic(task.topics.articles, value_type=bytes, value_serializer="raw", key_serializer="raw")
    downstream = {
        name: app.topic(name, value_serializer="raw", key_serializer="raw")
        for name in task.topics.channels.values()
    }

    @app.agent(articles)
    async def annotate_batches(stream: faust.StreamT[bytes]) -> None:
        async for batch in stream.take(BATCH, within=_WITHIN_SECONDS):
            for topic, key, value, headers in outputs(batch, annotate, task.topics):
                await downstream[topic].send(key=key, value=value, headers=headers)

    faust.Worker(app, loglevel=logging.ERROR).execute_from_commandline()


if __name__ == "__main__":
    main()
