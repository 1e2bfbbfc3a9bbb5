"""Windowed counts: once each, in their window, less what was withdrawn, compared with their own past."""

import math
import random

from hypothesis import given
from hypothesis import strategies as st

from stream.newsroom.trends import WINDOWS, Cell, CellKey, Count, bucket_of, counted, find_trends, ranked

HOUR = WINDOWS["hour"]
NOW = 1_800_000_123.0


def _count(key: str, item: str, article: str | None = None, mentions: int = 1) -> Count:
    return Count(key, f"اسم {key}", "PER", None, item, article or item, mentions)


def _cells(counts: list[tuple[Count, float]]) -> dict[CellKey, Cell]:
    cells: dict[CellKey, Cell] = {}
    for count, seconds in counts:
        key = (count.key, bucket_of(seconds, HOUR))
        cells[key] = counted(cells.get(key), count, int(seconds * 1000))
    return cells


def _find(cells: dict[CellKey, Cell], withdrawn: dict[str, int] | None = None) -> dict[str, int]:
    return {trend.id: trend.count for trend in find_trends(cells.items(), withdrawn or {}, HOUR, NOW)}


events = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(0, 3_000)), min_size=1, max_size=60
)


@given(events, st.randoms(use_true_random=False))
def test_repeats_and_order_do_not_matter(found: list[tuple[str, int, int]], chance: random.Random) -> None:
    """Events read again, in any order, give the same counts as a set of each name's articles."""
    at = {item: NOW - age for _, item, age in found}
    counts = [(_count(key, str(item)), at[item]) for key, item, _ in found]
    again = [*counts, *chance.sample(counts, len(counts) // 2)]
    chance.shuffle(again)
    wanted: dict[str, set[int]] = {}
    for key, item, _ in found:
        wanted.setdefault(key, set()).add(item)
    assert _find(_cells(again)) == {key: len(items) for key, items in wanted.items()}


def test_only_the_window_counts() -> None:
    """The hour is the newest twelve buckets of five minutes; what is older or in the future is not in it."""
    first = bucket_of(NOW, HOUR) - 11 * 300
    counts = [(_count("a", "1"), first), (_count("a", "2"), first - 1), (_count("a", "3"), NOW + 600)]
    assert _find(_cells(counts)) == {"a": 1}


def test_a_withdrawn_article_does_not_count_until_it_comes_again() -> None:
    """What came before the withdrawal is void, what comes after it counts."""
    cells = _cells([(_count("a", "1"), NOW - 60), (_count("b", "1"), NOW - 60), (_count("a", "2"), NOW - 50)])
    withdrawn = {"1": int((NOW - 40) * 1000)}
    assert _find(cells, withdrawn) == {"a": 1}
    cells |= _cells([(_count("b", "1"), NOW - 10)])
    assert _find(cells, withdrawn) == {"a": 1, "b": 1}


def test_an_article_in_two_buckets_is_one() -> None:
    """An article that is published again within the window is one article, and its line shows both."""
    (trend,) = find_trends(
        _cells([(_count("a", "1", mentions=2), NOW), (_count("a", "1", mentions=3), NOW - 900)]).items(),
        {},
        HOUR,
        NOW,
    )
    assert (trend.count, trend.mentions, sum(trend.points)) == (1, 2, 2)


def test_without_a_past_nothing_rises() -> None:
    """As long as less than one window of past is known, there is nothing to compare with."""
    (trend,) = find_trends(_cells([(_count("a", "1"), NOW)]).items(), {}, HOUR, NOW)
    assert (trend.expected, trend.rise) == (None, 0.0)


def test_rising_is_against_the_own_past() -> None:
    """Six now where the day before had one an hour ranks above ten where ten an hour are usual."""
    counts = [(_count("steady", f"s{n}-{hour}"), NOW - hour * 3600) for hour in range(25) for n in range(10)]
    counts += [(_count("new", f"n-{hour}"), NOW - hour * 3600) for hour in range(1, 25)]
    counts += [(_count("new", f"now-{n}"), NOW - 30) for n in range(6)]
    found = {trend.id: trend for trend in find_trends(_cells(counts).items(), {}, HOUR, NOW)}
    assert [trend.id for trend in ranked(found.values(), "rise")] == ["new", "steady"]
    assert [trend.id for trend in ranked(found.values(), "count")] == ["steady", "new"]
    expected = found["new"].expected
    assert expected is not None
    assert math.isclose(expected, 1.0, abs_tol=0.1)
    assert math.isclose(found["new"].rise, (6 - expected) / math.sqrt(expected + 1), abs_tol=0.01)
