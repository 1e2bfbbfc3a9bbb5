"""A loop of confluent-kafka (librdkafka): consume, annotate, produce and commit in one transaction."""

import signal

from confluent_kafka import Consumer, Producer

from stream.bench.rivals.work import BATCH, outputs
from stream.bench.task import Task

_WAIT_SECONDS = 0.05
_LONGEST_SECONDS = 60.0


def main() -> None:
    """Work until SIGTERM."""
    task = Task.from_argument()
    annotate = task.annotate()
    common = {"bootstrap.servers": task.brokers, "log_level": 0}
    group = {"group.id": task.group, "auto.offset.reset": "earliest", "enable.auto.commit": False}
    consumer = Consumer({**common, **group, "isolation.level": "read_committed"})
    producer = Producer(
        {
            **common,
            "transactional.id": task.group,
            "compression.type": "zstd",
            "queue.buffering.max.messages": 1_000_000,
        }
    )
    producer.init_transactions(_LONGEST_SECONDS)
    consumer.subscribe([task.topics.articles])
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGTERM, stop)
    while not stopped:
        messages = [one for one in consumer.consume(BATCH, _WAIT_SECONDS) if one.error() is None]
        if not messages:
            continue
        producer.begin_transaction()
        for topic, key, value, headers in outputs(
            (one.value() or b"" for one in messages), annotate, task.topics
        ):
            producer.produce(topic, value, key, headers=list(headers))
        places = consumer.position(consumer.assignment())
        producer.send_offsets_to_transaction(places, consumer.consumer_group_metadata())
        producer.commit_transaction(_LONGEST_SECONDS)
    consumer.close()


if __name__ == "__main__":
    main()
