"""The topics: their names, how they should be set up, and a check of the ones that are there."""

from dataclasses import dataclass, field
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)

from stream.events import Channel
from stream.kafka.clients import running
from stream.kafka.connection import Connection

_DAY_MS: Final = 86_400_000
_MIB: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Topics:
    """Names of the input topic, the three downstream topics and the dead letters."""

    articles: str = "news.articles"
    enriched: str = "news.enriched"
    entities: str = "news.entities"
    quotes: str = "news.quotes"
    dead_letters: str = "news.dead-letters"
    channels: dict[Channel, str] = field(init=False)

    def __post_init__(self) -> None:
        channels = {"enriched": self.enriched, "entities": self.entities, "quotes": self.quotes}
        object.__setattr__(self, "channels", channels)

    @property
    def by_role(self) -> dict[str, str]:
        """Names by what the topics are for, as the command line calls it."""
        downstream = {str(channel): name for channel, name in self.channels.items()}
        return {"articles": self.articles, **downstream, "dead-letters": self.dead_letters}

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of all topics to publish to."""
        return (*self.channels.values(), self.dead_letters)

    @property
    def names(self) -> tuple[str, ...]:
        """All five names, the input first."""
        return tuple(self.by_role.values())


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """How topics are created: partitions, replicas (-1: the broker's default), days that events are kept."""

    partitions: int = 6
    replication: int = -1
    retention_days: int = 7
    max_article_bytes: int = _MIB

    def configuration(self, topics: Topics, name: str) -> dict[str, str]:
        """Return the topic configuration that fits what a topic holds.

        `news.enriched` is compacted as well, so that the newest version of each article stays readable and
        a tombstone removes it. Events may be larger than their article; dead letters must hold any input.
        `max.message.bytes` holds for a whole batch of a producer: less than a mebibyte would make the brokers
        refuse producers whose batches are of the usual size, however small the articles.
        """
        retention = str(self.retention_days * _DAY_MS)
        largest = max(self.max_article_bytes, _MIB)
        if name == topics.enriched:
            return {
                "cleanup.policy": "compact",
                "max.message.bytes": str(8 * largest),
            }
        if name == topics.dead_letters:
            return {
                "retention.ms": str(4 * self.retention_days * _DAY_MS),
                "max.message.bytes": str(2 * largest),
            }
        return {"retention.ms": retention, "max.message.bytes": str(largest + _MIB // 16)}


@dataclass(frozen=True, slots=True)
class TopicState:
    """What was found or done for one topic: `state` is created, present, missing or different."""

    name: str
    state: str
    partitions: int = 0
    differences: tuple[str, ...] = ()


async def set_up_topics(
    connection: Connection, topics: Topics, plan: TopicPlan, *, create: bool
) -> list[TopicState]:
    """Create the topics that are missing (or only look), and compare the others with the plan.

    Nothing that exists is changed: what differs is reported, for the administrator to decide.

    Args:
        connection: The cluster.
        topics: Their names.
        plan: How they should be.
        create: Whether to create missing ones.

    Returns:
        One state for each topic, the input first.

    Raises:
        KafkaError: The cluster cannot be reached or refuses.
    """
    admin = AIOKafkaAdminClient(**connection.client_options())
    await admin.start()
    try:
        # asking for a topic by name makes brokers that create topics by themselves create it, badly configured
        there = set(await admin.list_topics()).intersection(topics.names)
        existing = {
            found["topic"]: len(found["partitions"])
            for found in (await admin.describe_topics(list(there)) if there else ())
            if found["error_code"] == 0
        }
        states = []
        for name in topics.names:
            if name in existing:
                states.append(await _compare(admin, name, existing[name], plan, topics))
            elif create:
                states.append(await _create(admin, name, plan, topics))
            else:
                states.append(TopicState(name, "missing"))
        return states
    finally:
        await admin.close()


async def require_topics(connection: Connection, topics: Topics) -> None:
    """Make sure that all topics are there and may be used; brokers that create topics by themselves do so now.

    Raises:
        UnknownTopicOrPartitionError, TopicAuthorizationFailedError: The message names the topics.
        KafkaError: The cluster cannot be reached.
    """
    async with running(AIOKafkaAdminClient(**connection.client_options())) as admin:
        found = await admin.describe_topics(list(topics.names))
    for error, told in (
        (TopicAuthorizationFailedError, "not allowed to use"),
        (UnknownTopicOrPartitionError, "`newsstream topics` has not created"),
    ):
        names = [topic["topic"] for topic in found if topic["error_code"] == error.errno]
        if names:
            raise error(f"{told} {', '.join(names)}")


async def _create(admin: AIOKafkaAdminClient, name: str, plan: TopicPlan, topics: Topics) -> TopicState:
    topic = NewTopic(name, plan.partitions, 1, topic_configs=plan.configuration(topics, name))
    topic.replication_factor = plan.replication  # NewTopic itself refuses -1, which the brokers understand
    response = await admin.create_topics([topic])
    for _, code, *message in response.topic_errors:
        error = for_code(code)
        if error is TopicAlreadyExistsError:
            return TopicState(name, "present", plan.partitions)
        if code:
            raise error(f"{name}: {message[0] if message and message[0] else error.description}")
    return TopicState(name, "created", plan.partitions)


async def _compare(
    admin: AIOKafkaAdminClient, name: str, partitions: int, plan: TopicPlan, topics: Topics
) -> TopicState:
    wanted = plan.configuration(topics, name)
    try:
        responses = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    except KafkaError as error:
        return TopicState(name, "present", partitions, (f"configuration not readable: {error}",))
    found = {
        entry[0]: entry[1]
        for response in responses
        for _, _, _, _, entries in response.resources
        for entry in entries
    }
    differences = tuple(
        f"{key} is {found[key]}, expected {value}"
        for key, value in wanted.items()
        if found.get(key, value) != value
    )
    return TopicState(name, "different" if differences else "present", partitions, differences)
