"""The promises on real Apache Kafka while nothing fails: each input once, complete, in order, committed."""

from functools import partial
from pathlib import Path

import pytest

from stream import samples
from stream.annotate import annotate
from stream.annotate.entities.registry import load
from stream.kafka.deadletters import PREFIX
from stream.kafka.publish import publish
from stream.kafka.replay import replay
from stream.kafka.topics import TopicPlan, set_up_topics
from tests.kafka.conftest import start_kafka
from tests.kafka.load.messages import MIXED, generate, send
from tests.kafka.load.topic_contents import read_all
from tests.kafka.site import PARTITIONS, Site


async def test_each_of_2000_mixed_inputs_ends_in_one_place_complete_and_in_order(site: Site) -> None:
    """Good, foreign, empty, broken, withdrawn and poisonous inputs: outputs are those computed offline, once."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(1, 2_000, PARTITIONS))
    done = await site.work(2_000)
    verdict = site.verify()
    assert verdict.faults == {}, str(verdict)
    assert verdict.outcomes == done
    assert min(done.values()) > 100
    assert set(done) == {"enriched", "skipped", "withdrawn", "dead-letter"}


async def test_at_least_once_repeats_nothing_while_nothing_fails(site: Site) -> None:
    """The other delivery mode keeps the same accounts."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(2, 500, PARTITIONS))
    await site.work(500, site.options(delivery="at-least-once"))
    verdict = site.verify()
    assert verdict.faults == {}, str(verdict)


async def test_the_next_worker_goes_on_where_the_last_one_stopped(site: Site) -> None:
    """Stopped in the middle, in order, and followed by another: nothing is lost or done twice."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(3, 600, PARTITIONS))
    options = site.options(batch_size=20)
    first = await site.work(100, options)
    assert first.total() < 600
    assert site.committed() == first.total()
    await site.work(600 - first.total(), options)
    verdict = site.verify()
    assert verdict.faults == {}, str(verdict)


async def test_dead_letters_keep_key_bytes_and_say_why(site: Site) -> None:
    """What cannot be read goes to the dead letters as it came, with place and reason in the headers."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(4, 40, PARTITIONS, {"not-json": 1, "poison": 1}))
    await site.work(40)
    inputs = {(r.partition, r.offset): r for r in read_all(site.connection, site.topics.articles)}
    letters = list(read_all(site.connection, site.topics.dead_letters))
    assert len(letters) == 40
    for letter in letters:
        headers = dict(letter.headers)
        place = (int(headers[PREFIX + "partition"]), int(headers[PREFIX + "offset"]))
        original = inputs.pop(place)
        assert (letter.key, letter.value) == (original.key, original.value)
        expected = b"ValueError" if original.key.endswith(b"poison") else b"InvalidArticle"
        assert headers[PREFIX + "exception"].endswith(expected)
    assert not inputs


async def test_replay_sends_each_dead_letter_back_once(site: Site) -> None:
    """Original key, bytes and headers come back to the articles; a second call finds nothing more."""
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(5, 100, PARTITIONS, {"good": 1, "not-json": 1}))
    done = await site.work(100)
    before = [(r.key, r.value, r.headers) for r in read_all(site.connection, site.topics.articles)]
    group = f"{site.group}-replay"
    counted = await replay(site.connection, site.topics, group, dry_run=True)
    sent = await replay(site.connection, site.topics, group)
    again = await replay(site.connection, site.topics, group)
    assert (counted.sent, sent.sent, again.sent) == (done["dead-letter"], done["dead-letter"], 0)
    after = [(r.key, r.value, r.headers) for r in read_all(site.connection, site.topics.articles)]
    broken = sorted(item for item in before if item[0].endswith(b"not-json"))
    assert sorted(item for item in after if item[0].endswith(b"not-json")) == sorted(broken * 2)
    assert len(after) == 100 + sent.sent


@pytest.mark.parametrize("batch_size", [200, 8])
async def test_an_output_too_large_for_the_broker_becomes_a_dead_letter(site: Site, batch_size: int) -> None:
    """The article behind it is set aside with the broker's reason, its neighbours are published, once.

    Batches of 8 are full, so that the next one is annotated already when an output is refused.
    """
    await site.create_topics()
    send(site.connection, site.topics.articles, generate(6, 200, PARTITIONS, {**MIXED, "large": 3}))
    options = site.options(compression="none", batch_size=batch_size)  # they are one sentence again and again
    done = await site.work(200, options)
    verdict = site.verify()
    assert verdict.faults == {}, str(verdict)
    assert verdict.outcomes == done
    reasons = [
        dict(r.headers)[PREFIX + "exception"] for r in read_all(site.connection, site.topics.dead_letters)
    ]
    assert any(reason.endswith(b"MessageSizeTooLargeError") for reason in reasons)


async def test_topics_are_created_as_planned_and_then_found_as_planned(site: Site) -> None:
    """`newsstream topics` makes the five topics with their configuration; what differs is said, not changed."""
    plan = TopicPlan(partitions=3, max_article_bytes=65_536)

    async def states(chosen: TopicPlan, *, create: bool) -> set[str]:
        found = await set_up_topics(site.connection, site.topics, chosen, create=create)
        return {state.state for state in found}

    assert await states(plan, create=False) == {"missing"}
    assert await states(plan, create=True) == {"created"}
    assert await states(plan, create=True) == {"present"}
    other = TopicPlan(partitions=3, retention_days=1, max_article_bytes=2 * 1_048_576)
    found = await set_up_topics(site.connection, site.topics, other, create=False)
    assert {state.partitions for state in found} == {3}
    assert all(state.state == "different" for state in found)
    retention = next(state for state in found if state.name == site.topics.quotes).differences
    assert any("retention.ms is 604800000" in line for line in retention)


async def test_topics_are_set_up_as_planned_where_brokers_create_them_by_themselves(tmp_path: Path) -> None:
    """Looking for a topic must not make the broker create it with a configuration of its own."""
    with start_kafka(tmp_path, settings={"auto.create.topics.enable": "true"}) as cluster:
        plan = TopicPlan(partitions=3)
        found = await set_up_topics(cluster.connection, Site(cluster.connection).topics, plan, create=True)
    assert {(state.state, state.partitions) for state in found} == {("created", 3)}


async def test_the_builtin_recogniser_publishes_what_it_says_offline(site: Site) -> None:
    """The real chain through the worker gives exactly the events that the same call gives without Kafka."""
    await site.create_topics()
    chain = partial(annotate, recognizer=load())
    articles = samples.load()
    await publish(site.connection, site.topics.articles, articles)
    await site.work(len(articles), annotate=chain)
    verdict = site.verify(annotate=chain)
    assert verdict.faults == {}, str(verdict)
    assert verdict.outcomes["enriched"] == len(articles)
