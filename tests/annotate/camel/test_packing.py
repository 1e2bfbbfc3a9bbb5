"""Packs and labels, for which no torch is needed."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.camel.packing import Name, names, our_label, pack, repair

LABELS = ("O", *(f"{prefix}-{kind}" for prefix in "BI" for kind in ("PER", "LOC", "ORG", "MISC")))


def test_sentences_share_a_pack_as_long_as_there_is_room() -> None:
    """Three sentences of four pieces fill a pack of twelve; the fourth begins a new one."""
    assert pack([2] * 8, [(0, 2), (2, 4), (4, 6), (6, 8)], 12) == [(0, 6), (6, 8)]


def test_a_sentence_is_not_divided_where_it_fits_into_a_pack_of_its_own() -> None:
    """The second sentence moves to the next pack as a whole."""
    assert pack([3, 3, 3, 3, 3], [(0, 2), (2, 5)], 10) == [(0, 2), (2, 5)]


def test_a_long_sentence_is_divided_between_tokens() -> None:
    """Where a sentence has more pieces than a pack, each pack ends with a whole token."""
    assert pack([4, 4, 4, 4, 1], [(0, 4), (4, 5)], 10) == [(0, 2), (2, 5)]


@st.composite
def articles(draw: st.DrawFn) -> tuple[list[int], list[tuple[int, int]], int]:
    """Return sizes of tokens, sentences over them, and room."""
    room = draw(st.integers(1, 30))
    sizes = draw(st.lists(st.integers(0, room), max_size=80))
    ends = sorted({*draw(st.lists(st.integers(1, max(1, len(sizes))), max_size=10)), len(sizes)})
    return sizes, [*pairwise([0, *ends])] if sizes else [], room


@given(articles())
def test_packs_cover_all_tokens_in_order_and_fit(case: tuple[list[int], list[tuple[int, int]], int]) -> None:
    """Every token is in exactly one pack, and none is too large."""
    sizes, sentences, room = case
    packs = pack(sizes, sentences, room)
    assert [token for first, beyond in packs for token in range(first, beyond)] == list(range(len(sizes)))
    assert all(sum(sizes[first:beyond]) <= room for first, beyond in packs)


@pytest.mark.parametrize(
    ("given_labels", "repaired"),
    [
        (["I-PER", "I-PER", "O"], ["B-PER", "I-PER", "O"]),
        (["B-PER", "I-LOC", "I-LOC"], ["B-PER", "B-LOC", "I-LOC"]),
        (["O", "I-ORG", "B-ORG", "I-ORG"], ["O", "B-ORG", "B-ORG", "I-ORG"]),
        ([], []),
    ],
)
def test_a_stray_inside_label_begins_a_name(given_labels: list[str], repaired: list[str]) -> None:
    """I- behind O, behind another type or at the beginning becomes B-."""
    assert repair(given_labels) == repaired


@given(st.lists(st.sampled_from(LABELS), max_size=30))
def test_names_are_in_order_and_hold_every_labelled_token(labels: list[str]) -> None:
    """Names do not overlap, and outside them every label is O."""
    found = list(names(labels, [0.5] * len(labels), 7))
    assert all(one.beyond <= other.first for one, other in pairwise(found))
    inside = {token for name in found for token in range(name.first - 7, name.beyond - 7)}
    assert inside == {index for index, label in enumerate(labels) if label != "O"}


def test_a_name_is_as_sure_as_its_least_sure_token() -> None:
    """The confidence of a name is the least of its tokens', and its type that of its labels."""
    found = list(names(["O", "B-PER", "I-PER", "I-LOC"], [1.0, 0.9, 0.7, 0.8], 10))
    assert found == [Name(11, 13, "PER", 0.7), Name(13, 14, "LOC", 0.8)]


@pytest.mark.parametrize(
    ("theirs", "ours"), [("B-PERS", "B-PER"), ("I-PERS", "I-PER"), ("B-MISC", "B-MISC"), ("O", "O")]
)
def test_labels_are_read(theirs: str, ours: str) -> None:
    """CAMeL Tools says PERS where we say PER."""
    assert our_label(theirs) == ours


@pytest.mark.parametrize("label", ["LABEL_0", "B", "B-", "NOUN", "S-PER", ""])
def test_labels_of_other_tasks_are_refused(label: Any) -> None:
    """A model for something else is not taken for one of named entities."""
    with pytest.raises(ValueError, match=f"^{label}$"):
        our_label(label)
