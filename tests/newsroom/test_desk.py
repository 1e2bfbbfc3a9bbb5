"""The desk: what is on it, in which order, what goes, and which quotes fit a filter."""

import pytest

from stream.events import Enriched
from stream.newsroom.desk import Desk, Position, Story, UnreadableEvent, read_story
from stream.newsroom.filters import Filter, InvalidFilter
from stream.newsroom.text import fold
from tests.newsroom.articles import Said, enriched, entity_id, messages, simple

BODY = "قالت ليلى حداد في القاهرة: «سنبدأ غدا». ونفى كريم منصور ذلك، مؤكدا أن مجلس المدينة وافق."


def _story(event: Enriched, time: int, partition: int = 0, offset: int = 0) -> Story:
    value = messages(event)[0].value
    assert value
    return read_story(value, Position(time, partition, offset))


def _desk(*events: Enriched, limit: int = 10) -> Desk:
    desk = Desk(limit)
    for number, event in enumerate(events):
        desk.put(_story(event, 1000 + number, number % 3, number))
    return desk


def _two_speakers() -> Enriched:
    return enriched(
        "two",
        BODY,
        headline="خبر عن الماء",
        names={"ليلى حداد": "PER", "كريم منصور": "PER", "القاهرة": "LOC", "مجلس المدينة": "ORG"},
        said=[
            Said("ليلى حداد", "سنبدأ غدا"),
            Said("كريم منصور", "أن مجلس المدينة وافق", "indirect", "نفى", "deny"),
        ],
    )


def _ids(desk: Desk, **query: str) -> list[str]:
    return [quote.folded for _, _, quote in desk.quotes(Filter.read(query))]


def test_newest_first_and_reading_order_within() -> None:
    """Articles come by Kafka's time, whatever their partitions; quotes of one as they stand in it."""
    desk = _desk(simple(1), _two_speakers(), simple(2))
    words = _ids(desk)
    assert ["رقم 2" in words[0], "سنبدا غدا" in words[1], "وافق" in words[2], "رقم 1" in words[3]] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"kind": "indirect"}, 1),
        ({"act": "deny"}, 1),
        ({"act": "deny", "kind": "direct"}, 0),
        ({"speaker": entity_id("ليلى حداد")}, 1),
        ({"person": entity_id("ليلى حداد"), "place": entity_id("القاهرة", "LOC")}, 2),
        ({"organisation": entity_id("مجلس المدينة", "ORG"), "kind": "indirect"}, 1),
        ({"outlet": "صحيفة المساء"}, 2),
        ({"outlet": "صحيفة أخرى"}, 0),
        ({"q": "الماءُ وافقَ"}, 1),
        ({"q": "حدّاد غداً"}, 1),
        ({"article": "two", "q": ""}, 2),
        ({"article": "three"}, 0),
    ],
)
def test_filters_combine(query: dict[str, str], count: int) -> None:
    """Everything that is set must fit; words match whatever their spelling variant."""
    assert len(_ids(_desk(_two_speakers()), **query)) == count


def test_an_unknown_kind_is_told() -> None:
    """A kind that does not exist is an error, not an empty list."""
    with pytest.raises(InvalidFilter, match="kind"):
        Filter.read({"kind": "loud"})


def test_a_new_version_takes_the_place_of_the_former() -> None:
    """An article that comes again is there once, with its new quotes, as the newest; a repeat changes nothing."""
    desk = _desk(simple(1), simple(2))
    again = enriched("a1", "قال كريم منصور: «لا تعليق».", said=[Said("كريم منصور", "لا تعليق")])
    assert desk.put(_story(again, 5000, 0, 9))
    assert not desk.put(_story(again, 6000, 0, 10))
    assert [story.id for story in desk.newest()] == ["a1", "a2"]
    assert len(_ids(desk, article="a1")) == 1
    assert desk.stories_of(entity_id("ليلى حداد")) == {"a2"}


def test_a_withdrawn_article_is_nowhere_any_more() -> None:
    """A withdrawal takes quotes, names and speakers of the article away, and is remembered."""
    desk = _desk(_two_speakers())
    desk.withdraw("two", Position(9000, 0, 5))
    assert _ids(desk) == []
    assert not list(desk.names())
    assert not desk.stories_of(entity_id("ليلى حداد"))
    assert desk.withdrawn["two"].offset == 5


def test_the_oldest_go_when_there_are_too_many() -> None:
    """The desk holds its limit of articles, the newest ones, and the indexes follow."""
    desk = _desk(*[simple(n) for n in range(8)], limit=3)
    assert [story.id for story in desk.newest()] == ["a7", "a6", "a5"]
    assert desk.stories_of(entity_id("ليلى حداد")) == {"a7", "a6", "a5"}


def test_paging_goes_on_behind_a_quote() -> None:
    """Quote by quote, each page beginning behind the former one, gives the whole list once."""
    desk = _desk(simple(1), _two_speakers(), simple(2))
    found, cursor = [], None
    while page := next(iter(desk.quotes(Filter(), cursor)), None):
        found.append(page[2].folded)
        cursor = (page[0], page[1])
    assert found == _ids(desk)


def test_a_speaker_without_entity_has_a_key_of_the_name() -> None:
    """Whoever is no entity is found again by the folded name."""
    said = [Said("مصدرٌ حكومي", "لا تعليق")]
    desk = _desk(enriched("x", "قال مصدرٌ حكومي: «لا تعليق».", said=said))
    assert len(_ids(desk, speaker="name:مصدر حكومي")) == 1


@pytest.mark.parametrize(
    "value", [b"{", b"[]", b"null", b'{"article":{}}', b'{"article":1,"entities":[],"quotes":[]}']
)
def test_what_is_no_enriched_article_is_told(value: bytes) -> None:
    """Anything else raises one kind of error."""
    with pytest.raises(UnreadableEvent):
        read_story(value, Position(0, 0, 0))


@pytest.mark.parametrize(
    ("one", "other"), [("أُسامة", "اسامه"), ("مصطفى", "مصطفي"), ("قـــال", "قال"), ("Reuters", "REUTERS")]
)
def test_spelling_variants_fold_together(one: str, other: str) -> None:
    """Hamza, final ya, ta marbuta, diacritics, tatweel and case make no difference."""
    assert fold(one) == fold(other)
