"""From an article on Kafka to the open page: worker, newsroom and browser together, on the embedded broker."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from stream.events import Article, Withdrawal
from stream.kafka.connection import Connection
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.job import WorkerOptions
from stream.kafka.publish import publish
from stream.kafka.topics import Topics
from stream.kafka.worker import Worker
from stream.newsroom.run import NewsroomOptions, run_newsroom
from tests.doubles import fixed_annotate
from tests.kafka.broker.node import free_ports
from tests.newsroom.chromium import Watch, chromium, count

TOPICS = Topics()
PATIENCE = 30_000


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A broker with all topics."""
    with EmbeddedBroker() as broker:
        broker.create_topics(TOPICS.names)
        yield broker.connection


def _article(id_: str, words: str) -> Article:
    return Article(id_, "خبر من القاهرة", f"قالت ليلى في القاهرة: «{words}».", source="صحيفة المساء")


@asynccontextmanager
async def _working(connection: Connection) -> AsyncIterator[None]:
    stop = asyncio.Event()
    options = WorkerOptions(group="test", delivery="at-least-once")
    task = asyncio.create_task(Worker(connection, TOPICS, options, fixed_annotate()).run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


@asynccontextmanager
async def _newsroom(connection: Connection, port: int) -> AsyncIterator[str]:
    """Run a newsroom, from when its page can be opened."""
    stop, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    options = NewsroomOptions(port=port, create_topics=False)
    task = asyncio.create_task(run_newsroom(connection, TOPICS, options, stop, on_ready=ready.set_result))
    try:
        yield await ready
    finally:
        stop.set()
        await task


async def test_an_article_on_kafka_appears_on_the_page(connection: Connection) -> None:
    """Published, annotated, shown without a reload, counted; still so after the newsroom was started anew."""
    (port,) = free_ports(1)
    async with chromium() as browser, _working(connection):
        page = await browser.new_page()
        async with _newsroom(connection, port) as address:
            watch = Watch(page, address, offline=True)
            await page.goto(address)
            await page.wait_for_selector("#status[data-state=live]", timeout=PATIENCE)
            await publish(connection, TOPICS.articles, [_article("a", "سنبدأ المشروع غدا")])
            await page.get_by_text("سنبدأ المشروع غدا").wait_for(timeout=PATIENCE)
            await page.locator(".board .name", has_text="ليلى").first.wait_for(timeout=PATIENCE)
        await page.wait_for_selector("#status[data-state=wait]")
        missed: list[Article | Withdrawal] = [_article("b", "لن يكون ذلك قبل الصيف"), Withdrawal("a")]
        await publish(connection, TOPICS.articles, missed)
        async with _newsroom(connection, port):
            await page.wait_for_selector("#status[data-state=live]", timeout=PATIENCE)
            await page.get_by_text("لن يكون ذلك قبل الصيف").wait_for(timeout=PATIENCE)
            await count(page, ".group", 1)
            await publish(connection, TOPICS.articles, [_article("c", "سنزور القاهرة أيضا")])
            await page.get_by_text("سنزور القاهرة أيضا").wait_for(timeout=PATIENCE)
        assert watch.problems == []
