"""Windowed counts: who is quoted, which names are in the news, and which rise against their own past.

Events are counted in tumbling windows ("buckets") by Kafka's time: of five minutes for the last hour, of an
hour for the last day. The last hour is the newest twelve buckets, the one that is running included; so every
event is written once for each of the two, where hopping windows would write it twelve times.

A bucket holds what it counts by id, not a number: a quote or an article that is read again (after a crash, or
published twice) is counted once, a withdrawn one not at all, and the same article in several buckets once.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypedDict

from stream.newsroom.text import fold

Subject = Literal["quoted", "named"]
Order = Literal["rise", "count", "mentions"]
WindowName = Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class Window:
    """Seconds: of one bucket, of the whole window, and of the past that it is compared with."""

    bucket: int
    length: int
    past: int

    @property
    def kept(self) -> int:
        """How long a bucket is of use, in seconds."""
        return self.length + self.past + self.bucket


WINDOWS: Final[dict[WindowName, Window]] = {
    "hour": Window(300, 3_600, 86_400),
    "day": Window(3_600, 86_400, 7 * 86_400),
}


class Cell(TypedDict):
    """What one name has in one bucket; short member names, since every change is written to the changelog.

    n: name as last given. t: type of the entity, "" for a speaker who is none. g: latitude and longitude.
    i: by id of the quote or article: id of the article, Kafka's time in ms, number of mentions.
    """

    n: str
    t: str
    g: list[float] | None
    i: dict[str, list[Any]]


_NAMED: Final = "name:"

CellKey = tuple[str, float]
"""Id of the name, and when the bucket begins, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Count:
    """One thing to count: a quote of a speaker, or the mentions of a name in an article."""

    key: str
    name: str
    type: str
    geo: list[float] | None
    item: str
    article: str
    mentions: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A name in a window.

    Attributes:
        id, type, name, geo: Of the entity, or of the speaker who is none (`desk.speaker_key`).
        count: Quotes or articles in the window.
        mentions: How often it is named in these articles; for quotes the same as `count`.
        expected: What its own past leads to expect, None while there is no past of one window's length.
        rise: (count - expected) / sqrt(expected + 1): about how many standard deviations it is above its
            own past, if events come independently of each other (Poisson). 0 without a past.
        points: The count in each bucket, the oldest first.
    """

    id: str
    type: str
    name: str
    geo: list[float] | None
    count: int
    mentions: int
    expected: float | None
    rise: float
    points: list[int]


def quote_count(event: Mapping[str, Any]) -> Count | None:
    """Return what a message of `news.quotes` counts, None where the speaker is unknown.

    The key is as exact as the message's own, so that all its messages are in one partition.

    Raises:
        KeyError, TypeError: It is no quote event.
    """
    speaker = event["speaker"]
    if speaker is None:
        return None
    key = speaker["entity"] or _NAMED + speaker["name"]
    type_ = {"per": "PER", "org": "ORG", "loc": "LOC"}.get((speaker["entity"] or "").partition(":")[0], "")
    return Count(key, speaker["name"], type_, None, event["id"], event["article"]["id"], 1)


def entity_count(event: Mapping[str, Any]) -> Count:
    """Return what a message of `news.entities` counts.

    Raises:
        KeyError, TypeError: It is no entity event.
    """
    geo, article = event["geo"], event["article"]["id"]
    place = [geo["latitude"], geo["longitude"]] if geo else None
    return Count(event["id"], event["name"], event["type"], place, article, article, len(event["mentions"]))


def counted(cell: Cell | None, count: Count, time_ms: int) -> Cell:
    """Return a cell with one more thing in it; the same thing again only takes its former place."""
    items = (
        {**cell["i"], count.item: [count.article, time_ms, count.mentions]}
        if cell
        else {count.item: [count.article, time_ms, count.mentions]}
    )
    geo = count.geo or (cell["g"] if cell else None)
    return {"n": count.name, "t": count.type, "g": geo, "i": items}


def bucket_of(time: float, window: Window) -> float:
    """Return when the bucket begins that a time (seconds since 1970) falls in."""
    return time - time % window.bucket


def find_trends(
    cells: Iterable[tuple[CellKey, Cell]], withdrawn: Mapping[str, int], window: Window, now: float
) -> list[Trend]:
    """Return the trends of one window, in no order.

    Args:
        cells: All buckets of one subject.
        withdrawn: Kafka's time (ms) of the withdrawal of articles; what came of them before does not count.
        window: Which window.
        now: Seconds since 1970; buckets that begin later are left out.
    """
    newest = bucket_of(now, window)
    first = newest - window.length + window.bucket
    oldest = first - window.past
    present: dict[str, list[tuple[float, Cell]]] = {}
    past: dict[str, set[str]] = {}
    begin = newest
    for (key, start), cell in cells:
        if oldest <= start <= newest:
            begin = min(begin, start)
            if start >= first:
                present.setdefault(key, []).append((start, cell))
            else:
                past.setdefault(key, set()).update(_valid(cell, withdrawn) if withdrawn else cell["i"])
    share = window.length / (first - begin) if first - begin >= window.length else None
    trends = []
    for key, found in present.items():
        trend = _trend(key, sorted(found, key=lambda pair: pair[0]), withdrawn, window, first)
        if trend is None:
            continue
        expected = None if share is None else len(past.get(key, ())) * share
        rise = 0.0 if expected is None else (trend.count - expected) / math.sqrt(expected + 1)
        trends.append(
            Trend(
                trend.id, trend.type, trend.name, trend.geo, trend.count, trend.mentions,
                None if expected is None else round(expected, 2), round(rise, 2), trend.points,
            )
        )  # fmt: skip
    return trends


def ranked(trends: Iterable[Trend], order: Order) -> list[Trend]:
    """Return trends, the first in rank first; equal ones by the further figures, then by id."""
    keys = {
        "rise": lambda trend: (-trend.rise, -trend.count, -trend.mentions, trend.id),
        "count": lambda trend: (-trend.count, -trend.mentions, trend.id),
        "mentions": lambda trend: (-trend.mentions, -trend.count, trend.id),
    }
    return sorted(trends, key=keys[order])


def _valid(cell: Cell, withdrawn: Mapping[str, int]) -> dict[str, int]:
    """Return the mentions of each thing in a cell that has not been withdrawn since."""
    if not withdrawn:
        return {item: mentions for item, (_, _, mentions) in cell["i"].items()}
    return {
        item: mentions
        for item, (article, time_ms, mentions) in cell["i"].items()
        if withdrawn.get(article, -1) < time_ms
    }


def _trend(
    key: str, found: list[tuple[float, Cell]], withdrawn: Mapping[str, int], window: Window, first: float
) -> Trend | None:
    points = [0] * (window.length // window.bucket)
    items: dict[str, int] = {}
    for start, cell in found:
        valid = _valid(cell, withdrawn)
        points[int(start - first) // window.bucket] = len(valid)
        items |= valid
    if not items:
        return None
    newest = found[-1][1]
    id_ = _NAMED + fold(key.removeprefix(_NAMED)) if key.startswith(_NAMED) else key
    return Trend(
        id_,
        newest["t"],
        newest["n"],
        newest["g"],
        len(items),
        sum(items.values()),
        None,
        0.0,
        points,
    )
