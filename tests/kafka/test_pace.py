"""Batches become as large as fits into two seconds, and are small before that is known."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.kafka.pace import BATCH_SECONDS, Pace


def settle(pace: Pace, seconds: float, batches: int = 20) -> list[int]:
    """Return the sizes of so many full batches, of articles that take so many seconds each."""
    sizes = []
    for _ in range(batches):
        sizes.append(pace.limit)
        pace.took(pace.limit, pace.limit * seconds)
    return sizes


def test_a_fast_recogniser_soon_has_full_batches() -> None:
    """With 3 ms an article, the fifth batch is as large as the setting allows."""
    assert settle(Pace(200), 0.003, 6) == [1, 4, 16, 64, 200, 200]


def test_a_slow_recogniser_never_has_a_long_batch() -> None:
    """With half a second an article, no batch takes longer than two seconds, the first ones included."""
    sizes = settle(Pace(200), 0.5)
    assert max(sizes) * 0.5 <= BATCH_SECONDS
    assert sizes[-1] == 4


def test_a_recogniser_slower_than_a_batch_reads_one_article_at_a_time() -> None:
    """With ten seconds an article, a batch still holds one."""
    assert set(settle(Pace(200), 10)) == {1}


def test_articles_that_are_not_annotated_tell_nothing() -> None:
    """A thousand withdrawals take no time, and the next batch of articles is none the larger for it."""
    pace = Pace(200)
    settle(pace, 0.5)
    before = pace.limit
    pace.took(0, 0.001)
    assert pace.limit == before


def test_few_articles_do_not_let_the_limit_jump() -> None:
    """One quick article behind another is no ground for a batch of two hundred."""
    pace = Pace(200)
    for _ in range(50):
        pace.took(1, 0.0001)
    assert pace.limit == 4


def test_the_limit_recovers_from_one_slow_batch() -> None:
    """A recogniser that once hung for half a minute gets full batches again."""
    pace = Pace(200)
    settle(pace, 0.003)
    pace.took(1, 30)
    assert pace.limit == 1
    assert settle(pace, 0.003, 30)[-1] == 200


@given(st.integers(1, 10_000), st.lists(st.tuples(st.integers(0, 10_000), st.floats(0, 1e6)), max_size=30))
def test_the_limit_keeps_its_bounds(most: int, batches: list[tuple[int, float]]) -> None:
    """Whatever the clock says, a batch holds at least one record and at most what the setting allows."""
    pace = Pace(most)
    for articles, seconds in batches:
        pace.took(articles, seconds)
        assert 1 <= pace.limit <= most


def test_seconds_are_those_of_the_last_batches() -> None:
    """Nothing is promised before the first batch; then so many articles take as long as they took lately."""
    pace = Pace(200)
    assert pace.seconds(1) == math.inf
    pace.took(10, 2.0)
    assert pace.seconds(30) == pytest.approx(6.0)
    pace.took(10, 4.0)
    assert pace.seconds(30) == pytest.approx(9.0)
