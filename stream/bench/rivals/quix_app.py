"""An application of Quix Streams with its exactly-once guarantee: one article at a time, commits in between."""

import signal
import tempfile

from quixstreams import Application
from quixstreams.models import Serializer

from stream.bench.rivals.work import BATCH, Sent, outputs
from stream.bench.task import Task


class _ValueOfSent(Serializer):  # type: ignore[misc, unused-ignore]  # not everybody has it installed
    """Writes the value that is in the tuple, which also says topic, key and headers."""

    def __call__(self, value: Sent, ctx: object) -> bytes | None:  # noqa: ARG002  its name
        return value[2]


def main() -> None:
    """Work until SIGTERM."""
    task = Task.from_argument()
    annotate = task.annotate()
    app = Application(
        broker_address=task.brokers,
        consumer_group=task.group,
        auto_offset_reset="earliest",
        processing_guarantee="exactly-once",
        commit_every=BATCH,
        commit_interval=0.5,
        auto_create_topics=False,
        producer_extra_config={"compression.type": "zstd"},
        state_dir=tempfile.mkdtemp(),
        loglevel="ERROR",
    )
    downstream = {
        name: app.topic(name, key_serializer="bytes", value_serializer=_ValueOfSent())
        for name in task.topics.channels.values()
    }
    articles = app.topic(task.topics.articles, key_deserializer="bytes", value_deserializer="bytes")

    def annotated(value: bytes) -> list[Sent]:
        return outputs([value], annotate, task.topics)

    frame = app.dataframe(articles).apply(annotated, expand=True)
    frame = frame.set_headers(lambda sent, *_: sent[3])
    frame.to_topic(lambda sent, *_: downstream[sent[0]], key=lambda sent: sent[1])
    signal.signal(signal.SIGTERM, lambda *_: app.stop())
    app.run()


if __name__ == "__main__":
    main()
