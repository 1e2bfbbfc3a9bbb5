"""Reading articles: what is accepted, what it becomes, and which place an error names."""

import contextlib
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.events import Article, InvalidArticle, Withdrawal, decode_article

NATIVE = {"id": "a1", "headline": "عنوان", "body": "متن الخبر."}


def _decode(members: object) -> Article | Withdrawal:
    return decode_article(orjson.dumps(members))


def _article(members: object) -> Article:
    article = _decode(members)
    assert isinstance(article, Article)
    return article


def test_native_form() -> None:
    """Every member of the native form lands in the field of its name."""
    members: dict[str, Any] = NATIVE | {
        "language": "ar",
        "uri": "https://example.org/1",
        "source": "صدى",
        "published": "2026-01-02T03:04:05Z",
    }
    assert _decode(members) == Article(**members)


def test_unknown_members_are_passed_through() -> None:
    """Members that we do not know come out again where they were."""
    members = NATIVE | {"section": {"name": "سياسة", "tags": [1, None, "x"]}}
    assert _article(members).to_object() == members


def test_null_counts_as_missing() -> None:
    """A known member that is null is as if it were not there."""
    assert _decode(NATIVE | {"uri": None}) == _decode(NATIVE)


def test_id_from_uri() -> None:
    """Without id, two versions of the article at one uri have the same id, and another uri has another."""
    first = _article({"headline": "أ", "body": "ب", "uri": "https://example.org/1"})
    second = _article({"headline": "ج", "body": "د", "uri": "https://example.org/1"})
    other = _article({"headline": "أ", "body": "ب", "uri": "https://example.org/2"})
    assert first.id == second.id != other.id


def test_id_from_content() -> None:
    """Without id and uri, the same content has the same id, and the border of headline and body counts."""
    assert _decode({"headline": "أ", "body": "ب"}) == _decode({"headline": "أ", "body": "ب"})
    one, two = (
        _article({"headline": "أب", "body": ""}),
        _article({"headline": "أ", "body": "ب"}),
    )
    assert one.id != two.id


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b'{"id": "a"} trailing', "not JSON"),
        (b"\xff\xfe{}", "UTF-8"),
        (b'{"headline": "\\ud800", "body": "x"}', "surrogate"),
        (b"[" * 5_000 + b"]" * 5_000, "not JSON"),
        (b'{"headline": "x", "body": "y", "z": ' + b"[" * 500 + b"]" * 500 + b"}", "$.z"),
        (b"[]", "$"),
        (b'"text"', "$"),
        (b"null", "$"),
        (b"{}", "`headline`"),
        (b'{"headline": "x"}', "`body`"),
        (b'{"headline": 1, "body": "x"}', "$.headline"),
        (b'{"headline": "x", "body": ["y"]}', "$.body"),
        (b'{"id": 7, "headline": "x", "body": "y"}', "$.id"),
        (b'{"id": "", "headline": "x", "body": "y"}', "$.id"),
        (b'{"headline": "x", "body": "y", "uri": {}}', "$.uri"),
        (b'{"headline": "x", "body": "y", "published": "yesterday"}', "$.published"),
        (b'{"uri": "u:1", "headlines": [{"value": "x"}]}', "`body`"),
        (b'{"uri": "u:1", "bodies": [{"value": 5}]}', "$.bodies[0].value"),
        (b'{"headlines": [{"value": "x"}], "bodies": [{"value": "y"}]}', "`uri`"),
        (b'{"uri": "u:1", "pubstatus": "maybe"}', "$.pubstatus"),
    ],
)
def test_errors_name_the_place(value: bytes, place: str) -> None:
    """What is no article is refused with one typed error that names the place."""
    with pytest.raises(InvalidArticle) as error:
        decode_article(value)
    assert place in str(error.value)


def test_tombstone_withdraws_the_article_of_its_key() -> None:
    """A message without a value withdraws the article whose id is its key."""
    assert decode_article(None, b"a1") == Withdrawal("a1")


@pytest.mark.parametrize("key", [None, b"", b"\xff"])
def test_tombstone_without_a_readable_key(key: bytes | None) -> None:
    """A tombstone whose key names no article is an error, not a withdrawal of something else."""
    with pytest.raises(InvalidArticle):
        decode_article(None, key)


@given(st.binary(max_size=200))
def test_bytes_give_an_article_or_a_typed_error(value: bytes) -> None:
    """Whatever bytes come, the answer is an article, a withdrawal or InvalidArticle."""
    with contextlib.suppress(InvalidArticle):
        assert isinstance(decode_article(value), Article | Withdrawal)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = st.sampled_from(
    [
        "id",
        "headline",
        "body",
        "language",
        "uri",
        "published",
        "headlines",
        "bodies",
        "pubStatus",
        "body_html",
        "x",
    ]
)


@given(st.dictionaries(MEMBERS, JSON, max_size=6))
def test_json_gives_an_article_or_a_typed_error(members: dict[str, object]) -> None:
    """Whatever JSON object comes, the answer is an article that can be written again, or InvalidArticle."""
    try:
        found = _decode(members)
    except InvalidArticle:
        return
    if isinstance(found, Article):
        assert decode_article(orjson.dumps(found.to_object())) == found
