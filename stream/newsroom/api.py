"""The interface for programs: JSON with paging, described in `openapi.json`, which is served beside it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from inspect import isawaitable
from itertools import islice
from typing import Any, Final, cast, get_args

import orjson
from aiohttp import web

from stream.newsroom.desk import Desk, Position, Story
from stream.newsroom.feed import Feed
from stream.newsroom.filters import Filter, InvalidFilter
from stream.newsroom.openapi import openapi
from stream.newsroom.tables import TrendTables
from stream.newsroom.text import fold
from stream.newsroom.trends import WINDOWS, Order, Subject, WindowName, ranked

_TYPES: Final = ("PER", "LOC", "ORG", "MISC")
_LARGEST_PAGE: Final = 200
_SUGGESTED: Final = 20
_TOGETHER: Final = 30


class Api:
    """Answers the `GET` requests under /api/ but for the stream."""

    def __init__(self, desk: Desk, feed: Feed, tables: TrendTables) -> None:
        self._desk = desk
        self._feed = feed
        self._tables = tables

    def add_to(self, app: web.Application) -> None:
        """Add all routes."""
        for path, handler in (
            ("quotes", self.quotes),
            ("entities", self.entities),
            ("entities/{id:.+}", self.entity),
            ("articles/{id:.+}", self.article),
            ("outlets", self.outlets),
            ("trends", self.trends),
            ("status", self.status),
            ("openapi.json", self.description),
        ):
            app.router.add_get(f"/api/{path}", _json(handler))

    def quotes(self, request: web.Request) -> bytes:
        """Answer with quotes that fit the filter, newest first, and the cursor of the next page."""
        limit = _number(request, "limit", 50)
        found = list(islice(self._desk.quotes(Filter.read(request.query), _cursor(request)), limit + 1))
        page = found[:limit]
        next_ = _write_cursor(page[-1][0], page[-1][1]) if len(found) > limit else None
        items = b",".join(quote.json for _, _, quote in page)
        return b'{"items":[' + items + b'],"next":' + orjson.dumps(next_) + b"}"

    def entities(self, request: web.Request) -> dict[str, Any]:
        """Answer with names on the desk, those in most articles first."""
        limit, begin = _number(request, "limit", 50), _number(request, "offset", 0, least=0, most=10**9)
        type_ = _choice(request, "type", _TYPES)
        words = fold(request.query.get("q", "")).split()
        found = []
        for id_, ids in self._desk.names():
            name = self._newest(ids).names[id_]
            if type_ in (None, name.type) and all(word in fold(name.name) for word in words):
                found.append((-len(ids), name.name, id_, name))
        found.sort(key=lambda entry: entry[:3])
        items = [
            {"id": id_, "type": name.type, "name": name.name, "articles": -count, "geo": name.geo}
            for count, _, id_, name in found[begin : begin + limit]
        ]
        more = begin + limit < len(found)
        return {"items": items, "total": len(found), "next": begin + limit if more else None}

    def entity(self, request: web.Request) -> dict[str, Any]:
        """Answer with all that is known of a name: roles, quotes over time and by outlet, named together with."""
        id_ = request.match_info["id"]
        ids = self._desk.stories_of(id_)
        if not ids:
            raise web.HTTPNotFound(text=f"no article on the desk names {id_}")
        stories = list(self._desk.newest(among=ids))
        said = [(story, quote) for story in stories for quote in story.quotes if quote.speaker == id_]
        names = [story.names[id_] for story in stories if id_ in story.names]
        spoken = [orjson.loads(quote.json)["speaker"] for _, quote in said[:_SUGGESTED]]
        together: Counter[str] = Counter()
        for story in stories:
            together.update(name for name in story.names if name != id_)
        roles = [name.role for name in names] + [speaker["role"] for speaker in spoken]
        name = names[0].name if names else spoken[0]["name"]
        return {
            "id": id_,
            "type": names[0].type if names else None,
            "name": max((name, *(speaker["name"] for speaker in spoken)), key=len),
            "geo": names[0].geo if names else None,
            "roles": [role for role, _ in Counter(filter(None, roles)).most_common(5)],
            "articles": len(stories),
            "mentions": sum(name.mentions for name in names),
            "quotes": len(said),
            "by_day": _by_day(story for story, _ in said),
            "by_outlet": _counted(story.outlet for story, _ in said),
            "by_act": _counted(quote.act for _, quote in said),
            "with": [
                {"id": other, "type": found.type, "name": found.name, "articles": count}
                for other, count in sorted(together.items(), key=lambda pair: (-pair[1], pair[0]))[:_TOGETHER]
                for found in (self._newest(self._desk.stories_of(other)).names[other],)
            ],
            "headlines": [
                {
                    "id": story.id,
                    "headline": story.headline,
                    "source": story.outlet,
                    "received": story.position.time,
                }
                for story in stories[:_SUGGESTED]
            ],
        }

    def article(self, request: web.Request) -> bytes:
        """Answer with the enriched article as it came."""
        story = self._desk.stories.get(request.match_info["id"])
        if story is None:
            raise web.HTTPNotFound(text="this article is not on the desk: too old, withdrawn, or never there")
        return story.value

    def outlets(self, _request: web.Request) -> dict[str, Any]:
        """Answer with the outlets on the desk, those with most articles first."""
        return {"items": _counted(story.outlet for story in self._desk.stories.values())}

    async def trends(self, request: web.Request) -> dict[str, Any]:
        """Answer with the names of a window in rank."""
        window = cast("WindowName", _choice(request, "window", tuple(WINDOWS)) or "hour")
        subject = cast("Subject", _choice(request, "subject", get_args(Subject)) or "named")
        order = cast("Order", _choice(request, "order", get_args(Order)) or "rise")
        type_ = _choice(request, "type", _TYPES)
        limit, begin = _number(request, "limit", 20), _number(request, "offset", 0, least=0, most=10**9)
        trends = await self._tables.trends(subject, window)
        found = [trend for trend in trends if type_ in (None, trend.type)]
        page = ranked(found, order)[begin : begin + limit]
        return {
            "ready": self._tables.ready.is_set(),
            "window": window,
            "bucket_seconds": WINDOWS[window].bucket,
            "items": page,
            "total": len(found),
            "next": begin + limit if begin + limit < len(found) else None,
        }

    def status(self, _request: web.Request) -> dict[str, Any]:
        """Answer with what is on the desk and what is wrong."""
        return {
            "caught_up": self._feed.caught_up.is_set(),
            "trends_ready": self._tables.ready.is_set(),
            "articles": len(self._desk.stories),
            "unreadable": self._feed.unreadable + self._tables.unreadable,
            "failure": self._feed.failure or self._tables.failure,
        }

    def description(self, _request: web.Request) -> dict[str, Any]:
        """Answer with the description of this interface."""
        return openapi()

    def _newest(self, ids: Iterable[str]) -> Story:
        return max((self._desk.stories[id_] for id_ in ids), key=lambda story: story.position)


def _json(handler: Callable[[web.Request], Any]) -> Callable[[web.Request], Any]:
    """Return an aiohttp handler that answers with what a method returns, as JSON."""

    async def answer(request: web.Request) -> web.Response:
        found = handler(request)
        if isawaitable(found):
            found = await found
        body = found if isinstance(found, bytes) else orjson.dumps(found)
        response = web.Response(
            body=body, content_type="application/json", headers={"Cache-Control": "no-store"}
        )
        response.enable_compression()
        return response

    return answer


def _number(request: web.Request, name: str, default: int, least: int = 1, most: int = _LARGEST_PAGE) -> int:
    given = request.query.get(name, "")
    if not given:
        return default
    if not given.isascii() or not given.isdigit() or not least <= int(given[:12]) <= most:
        raise InvalidFilter(f"{name}: not a whole number from {least} to {most}")
    return int(given)


def _choice(request: web.Request, name: str, choices: Sequence[str]) -> str | None:
    given = request.query.get(name) or None
    if given is not None and given not in choices:
        raise InvalidFilter(f"{name}: not one of {', '.join(choices)}")
    return given


def _cursor(request: web.Request) -> tuple[Position, int] | None:
    given = request.query.get("after")
    if not given:
        return None
    try:
        time, partition, offset, number = map(int, given.split("."))
    except ValueError:
        raise InvalidFilter("after: not the `next` of a former answer") from None
    return Position(time, partition, offset), number


def _write_cursor(position: Position, number: int) -> str:
    return f"{position.time}.{position.partition}.{position.offset}.{number}"


def _counted(values: Iterable[str | None]) -> list[Mapping[str, Any]]:
    return [{"name": name, "count": count} for name, count in Counter(filter(None, values)).most_common(50)]


def _by_day(stories: Iterable[Story]) -> list[Mapping[str, Any]]:
    """Return how many quotes there are by day of publication, or of arrival where that is not known."""
    days = Counter(_day(story) for story in stories)
    return [{"day": day, "count": days[day]} for day in sorted(days)]


def _day(story: Story) -> str:
    if isinstance(story.published, str):
        return story.published[:10]
    return datetime.fromtimestamp(story.position.time / 1000).astimezone().date().isoformat()
