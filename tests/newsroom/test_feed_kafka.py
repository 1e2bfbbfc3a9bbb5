"""Reading enriched articles from Apache Kafka: from before there is a topic, and none is left out."""

import asyncio
from collections.abc import Callable

from stream.newsroom.run import NewsroomOptions, newsroom_parts
from tests.kafka.site import Site
from tests.newsroom.articles import enriched, send, simple

SECONDS = 60.0


async def _until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not reached():  # noqa: ASYNC110  nothing in the newsroom tells of these
            await asyncio.sleep(0.05)


async def test_a_newsroom_that_is_there_before_its_topics(site: Site) -> None:
    """It says what it waits for; when the topics come, it shows and counts what is published from the first on."""
    options = NewsroomOptions(group=site.group)
    async with (
        asyncio.timeout(SECONDS),
        newsroom_parts(site.connection, site.topics, options, asyncio.Event()) as parts,
    ):
        await _until(lambda: bool(parts.feed.failure and parts.tables.failure))
        assert site.topics.enriched in str(parts.feed.failure)
        assert site.topics.quotes in str(parts.tables.failure)
        await site.create_topics(partitions=3)
        await send(site.connection, site.topics, [simple(number) for number in range(5)])
        await _until(lambda: len(parts.desk.stories) == 5)
        await _until(lambda: sum(len(cell["i"]) for _, cell in parts.tables.cells("quoted", "hour")) == 5)
        assert parts.feed.failure is None
        assert parts.tables.failure is None


async def test_old_articles_are_left_out_and_new_ones_are_not(site: Site) -> None:
    """With a short memory the start is at the articles of that time; an empty partition's first article is read."""
    await site.create_topics(partitions=1)
    await send(site.connection, site.topics, [simple(1)])
    options = NewsroomOptions(group=site.group, days=0.0)
    async with (
        asyncio.timeout(SECONDS),
        newsroom_parts(site.connection, site.topics, options, asyncio.Event()) as parts,
    ):
        await parts.feed.caught_up.wait()
        assert not parts.desk.stories
        await send(site.connection, site.topics, [simple(2), enriched("bare", "نص بلا أسماء")])
        await _until(lambda: len(parts.desk.stories) == 2)
