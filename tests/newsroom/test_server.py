"""The interface over HTTP: paging, errors, headers, the description, and what hostile articles can do to it."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import jsonschema
import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from stream.events import Withdrawal
from stream.kafka.connection import InvalidSetting
from stream.newsroom.openapi import openapi
from stream.newsroom.server import serve
from tests.kafka.broker.node import free_ports
from tests.newsroom.articles import Said, enriched, entity_id, simple
from tests.newsroom.room import Room

Browser = TestClient[web.Request, web.Application]
LEILA = entity_id("ليلى حداد")


@pytest.fixture
def room() -> Room:
    """A newsroom without articles."""
    return Room()


@pytest.fixture
async def browser(room: Room) -> AsyncIterator[Browser]:
    """Something that asks the newsroom."""
    async with TestClient(TestServer(room.app())) as client:
        yield client
        room.stop.set()


async def _get(browser: Browser, path: str) -> Any:
    response = await browser.get(path)
    assert response.status == 200, await response.text()
    return await response.json()


async def test_quotes_in_pages(room: Room, browser: Browser) -> None:
    """All quotes come once, newest first, however small the pages; the last page says so."""
    for number in range(7):
        room.take(simple(number))
    found, after = [], ""
    while after is not None:
        page = await _get(browser, f"/api/quotes?limit=3&after={after}")
        found += [item["article"]["id"] for item in page["items"]]
        after = page["next"]
    assert found == [f"a{number}" for number in reversed(range(7))]


async def test_names_in_pages_and_by_words(room: Room, browser: Browser) -> None:
    """Names come with those in most articles first, by type and by words of any spelling."""
    for number in range(5):
        room.take(simple(number, place="القاهرة" if number else "طرابلس"))
    page = await _get(browser, "/api/entities?type=LOC&limit=1")
    assert [item["name"] for item in page["items"]] == ["القاهرة"]
    assert (page["total"], page["next"]) == (2, 1)
    page = await _get(browser, "/api/entities?q=القاهره")
    assert [(item["name"], item["articles"]) for item in page["items"]] == [("القاهرة", 4)]


async def test_the_page_of_a_name(room: Room, browser: Browser) -> None:
    """Everything said, over time and by outlet, and who is named with whom."""
    room.take(simple(1))
    room.take(simple(2, place="طرابلس"))
    found = await _get(browser, f"/api/entities/{LEILA}")
    assert (found["quotes"], found["articles"], found["mentions"]) == (2, 2, 2)
    assert found["by_outlet"] == [{"name": "صحيفة المساء", "count": 2}]
    assert found["by_day"] == [{"day": "2026-11-01", "count": 2}]
    assert {other["name"] for other in found["with"]} == {"القاهرة", "طرابلس"}


async def test_trends_with_paging(room: Room, browser: Browser) -> None:
    """Trends are ranked, paged and told by type."""
    for number in range(4):
        room.take(simple(number, "ليلى حداد" if number else "كريم منصور"))
    page = await _get(browser, "/api/trends?subject=quoted&order=count&limit=1")
    assert [(item["name"], item["count"]) for item in page["items"]] == [("ليلى حداد", 3)]
    assert (page["total"], page["next"], sum(page["items"][0]["points"])) == (2, 1, 3)
    places = await _get(browser, "/api/trends?type=LOC&window=day")
    assert [item["geo"] for item in places["items"]] == [[30.06, 31.25]]


async def test_a_withdrawn_article_is_gone_everywhere(room: Room, browser: Browser) -> None:
    """Quotes, article, names and trends know nothing of it any more."""
    room.take(simple(1))
    room.take(Withdrawal("a1"))
    assert (await _get(browser, "/api/quotes"))["items"] == []
    assert (await _get(browser, "/api/entities"))["items"] == []
    assert (await _get(browser, "/api/trends"))["items"] == []
    for path in ("/api/articles/a1", f"/api/entities/{LEILA}"):
        assert (await browser.get(path)).status == 404


@pytest.mark.parametrize(
    "query",
    ["quotes?limit=0", "quotes?limit=201", "quotes?limit=٣", "quotes?limit=-1", "quotes?after=x", "quotes?after=1.2.3",
     "quotes?kind=loud", "trends?window=year", "trends?order=up", "entities?type=DOG", "entities?offset=1e3",
     "trends?limit=999999999999999999999", "stream?kind=loud"],
)  # fmt: skip
async def test_wrong_parameters_are_told(browser: Browser, query: str) -> None:
    """A parameter that means nothing is 400 with one line that names it."""
    response = await browser.get(f"/api/{query}")
    assert response.status == 400
    name = query.partition("?")[2].partition("=")[0]
    assert (await response.json())["error"].startswith(f"{name}: ")


async def test_every_answer_has_the_headers(room: Room, browser: Browser) -> None:
    """Page, files, interface and errors carry the policy: no inline script, no other address, no sniffing."""
    room.take(simple(1))
    for path in ("/", "/style.css", "/js/main.js", "/api/quotes", "/api/nothing", "/api/quotes?limit=x"):
        response = await browser.get(path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_other_host_names_are_refused(browser: Browser) -> None:
    """On loopback, a request by any other name is turned away: it may be another site's page reading along."""
    for name, status in (
        ("evil.example", 421),
        ("localhost.evil.example:8600", 421),
        ("localhost:8600", 200),
        ("[::1]:1", 200),
    ):
        assert (await browser.get("/api/status", headers={"Host": name})).status == status


async def test_the_page_asks_nobody_else(browser: Browser) -> None:
    """No file of the page holds an address elsewhere that a browser would fetch."""
    for path in ("/", "/style.css", "/js/main.js", "/js/live.js", "/js/map.js", "/icon.svg"):
        text = await (await browser.get(path)).text()
        addresses = set(re.findall(r"https?://[^\s\"'<>)]+", text))
        assert addresses <= {"http://www.w3.org/2000/svg"}
        assert "innerHTML" not in text


async def test_files_are_fetched_once(browser: Browser) -> None:
    """A file that has not changed is not sent again."""
    tag = (await browser.get("/style.css")).headers["ETag"]
    assert (await browser.get("/style.css", headers={"If-None-Match": tag})).status == 304


async def test_hostile_articles_come_as_data(room: Room, browser: Browser) -> None:
    """Markup, odd ids and line feeds stay what they are inside JSON, and an id leads to its own article only."""
    ids = ["<script>alert(1)</script>", "../../etc/passwd", "a/b?c=d#e", "\u202eid", "x" * 2000]
    for id_ in ids:
        words = "</script><img src=x onerror=alert(1)>\nevent: withdrawn"
        room.take(
            enriched(id_, f"قال: «{words}»", said=[Said("<b>مجهول</b>", words)], uri="javascript:alert(1)")
        )
    page = await _get(browser, "/api/quotes")
    assert [item["article"]["id"] for item in page["items"]] == ids[::-1]
    for id_ in ids:
        response = await browser.get(f"/api/articles/{quote(id_, safe='')}")
        assert response.content_type == "application/json"
        assert (await response.json())["article"]["id"] == id_
    speaker = page["items"][0]["speaker"]["id"]
    assert (await _get(browser, f"/api/entities/{quote(speaker, safe='')}"))["quotes"] == len(ids)


async def test_the_description_fits(room: Room, browser: Browser) -> None:
    """Every route is described and there is no other; answers are as their schemas say."""
    app = room.app()
    routes = {
        resource.canonical for resource in app.router.resources() if resource.canonical.startswith("/api/")
    }
    described = await _get(browser, "/api/openapi.json")
    assert described == orjson.loads(orjson.dumps(openapi()))
    assert {route.replace(":.+", "") for route in routes} == set(described["paths"])
    room.take(simple(1))
    room.take(enriched("bare", "لا شيء هنا", source=None, published=None))
    room.take(enriched("who", "قيل: «لا تعليق»", said=[Said(None, "لا تعليق", "direct", "غير موجود")]))
    for path in (
        "quotes",
        "entities",
        f"entities/{LEILA}",
        "articles/a1",
        "outlets",
        "trends",
        "status",
        "openapi.json",
    ):
        template = path.replace(LEILA, "{id}").replace("a1", "{id}")
        answers = described["paths"][f"/api/{template}"]["get"]["responses"]
        schema = {
            **answers["200"]["content"]["application/json"]["schema"],
            "components": described["components"],
        }
        jsonschema.Draft202012Validator(schema).validate(await _get(browser, f"/api/{path}"))


async def test_a_stream_resumes_where_it_broke(room: Room, browser: Browser) -> None:
    """With the last event's id, the next stream begins with what came in between."""
    async with browser.get("/api/stream") as response:
        ready = await _block(response, b"event: ready")
        room.take(simple(1))
        first = await _block(response, b"event: quote")
    last = re.findall(rb"id: (\S+)", first)[-1].decode()
    assert b"id:" in ready
    room.take(simple(2))
    async with browser.get("/api/stream", headers={"Last-Event-ID": last}) as response:
        missed = await _block(response, b"event: resumed")
    assert "رقم 2 ".encode() in missed
    assert "رقم 1 ".encode() not in missed


async def _block(response: Any, until: bytes) -> bytes:
    """Read a stream until an event has come whole."""
    found = b""
    while until not in found or not found.endswith(b"\n\n"):
        found += await response.content.readany()
    return found


async def test_a_client_that_goes_is_forgotten(room: Room, browser: Browser) -> None:
    """A stream whose browser is gone is given up at the next news."""
    async with browser.get("/api/stream") as response:
        await _block(response, b"event: ready")
        assert len(room.hub.clients) == 1
    for number in range(100):
        if not room.hub.clients:
            break
        room.take(simple(number))
        await browser.get("/api/status")
    assert not room.hub.clients


async def test_a_taken_port_is_told() -> None:
    """A port that somebody listens on is a wrong setting, in one line."""
    (port,) = free_ports(1)
    room = Room()
    async with room.served(port):
        with pytest.raises(InvalidSetting, match=f"port: .*:{port}"):
            await serve(Room().app(), "127.0.0.1", port)
