from bisect import bisect_left

from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.quotes.places import Ranges, at_or_behind

ORDERED = st.lists(st.integers(0, 50)).map(sorted)


@given(ORDERED, st.integers(-1, 60))
def test_finds_what_bisect_finds(places: list[int], place: int) -> None:
    """Between ordered places, a place is found where the standard library finds it."""
    assert at_or_behind(places, place) == bisect_left(places, place)


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.data())
def test_ranges_in_any_order(sizes: list[int], data: st.DataObject) -> None:
    """Every token is told its own range, whichever token was asked for before."""
    bounds = [0]
    for size in sizes:
        bounds.append(bounds[-1] + size)
    ranges = Ranges(bounds)
    for token in data.draw(st.lists(st.integers(0, bounds[-1] - 1))):
        assert ranges.first(token) == max(bound for bound in bounds if bound <= token)
        assert ranges.beyond(token) == min(bound for bound in bounds if bound > token)
