"""A subscriber of FastStream: it gets batches, annotates, publishes, and the batch is committed when it returns."""

import asyncio

from faststream import AckPolicy, FastStream
from faststream.kafka import KafkaBroker

from stream.bench.rivals.work import BATCH, outputs
from stream.bench.task import Task


def main() -> None:
    """Work until SIGTERM."""
    task = Task.from_argument()
    annotate = task.annotate()
    broker = KafkaBroker(task.brokers, compression_type="zstd", linger_ms=5, acks="all", logger=None)

    @broker.subscriber(  # type: ignore[untyped-decorator, unused-ignore]  # not everybody has it installed
        task.topics.articles,
        group_id=task.group,
        batch=True,
        max_records=BATCH,
        batch_timeout_ms=50,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        ack_policy=AckPolicy.NACK_ON_ERROR,
        no_reply=True,
        decoder=_raw,
    )
    async def annotate_batch(batch: list[bytes]) -> None:
        await asyncio.gather(
            *(
                broker.publish(value, topic, key=key, headers={name: text.decode() for name, text in headers})
                for topic, key, value, headers in outputs(batch, annotate, task.topics)
            )
        )

    asyncio.run(FastStream(broker, logger=None).run())


async def _raw(message: object) -> list[bytes]:
    """Return the bytes of a batch as they are."""
    return list(message.body)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
