"""Our tokens and folding beside CAMeL Tools', on the gold articles: every difference is one that we want."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from camel_tools.tokenizers.word import simple_word_tokenize
from camel_tools.utils.dediac import dediac_ar
from camel_tools.utils.normalize import (
    normalize_alef_ar,
    normalize_alef_maksura_ar,
    normalize_teh_marbuta_ar,
    normalize_unicode,
)

from stream.annotate.text import fold, normalize, tokenize
from tests.annotate.camel.gold import gold_texts

TEXTS = gold_texts()
WORDS = sorted({surface for text in TEXTS for surface in tokenize(text).surfaces})

INNER_SIGN = re.compile(r"\d+(?:[.,:/٫٬]\d+)+|[A-Za-z][\w]*(?:[.'’&-][A-Za-z]\w*)+")
"""Numbers and foreign words with a sign inside stay one token: 2.5, 09:30, example.org."""

LETTERS_AND_DIGITS = re.compile(r"(?:[\u0621-\u064a]+[\d.]+|[\d.]+[\u0621-\u064a]+)+")
"""Arabic letters and digits that touch are tokens of their own: a particle or a unit is not part of the number."""


def boundaries(text: str, tokens: Sequence[str]) -> set[int]:
    """Return the offsets at which tokens begin or end."""
    at = 0
    found = set()
    for token in tokens:
        at = text.index(token, at)
        found |= {at, at + len(token)}
        at += len(token)
    return found


def differences(line: str) -> Iterator[str]:
    """Yield the shortest stretches of a line that the two divide differently."""
    ours, theirs = boundaries(line, tokenize(line).surfaces), boundaries(line, simple_word_tokenize(line))
    common = sorted(ours & theirs)
    for start, end in pairwise(common):
        inside = range(start + 1, end)
        if any(at in ours or at in theirs for at in inside):
            yield line[start:end]


def test_tokens_differ_only_where_we_mean_it() -> None:
    """Apart from signs inside numbers and foreign words, and digits that touch letters, tokens are the same."""
    found = [stretch for text in TEXTS for line in text.split("\n") for stretch in differences(line)]
    assert found
    assert [
        one for one in found if not INNER_SIGN.fullmatch(one) and not LETTERS_AND_DIGITS.fullmatch(one)
    ] == []


def test_normalising_differs_only_in_tatweel() -> None:
    """Our normal form is CAMeL Tools' Unicode normalisation without diacritics, and without tatweel besides."""
    assert [w for w in WORDS if normalize(w) != dediac_ar(normalize_unicode(w)).replace("ـ", "")] == []


def test_folding_differs_only_in_tatweel_and_latin_case() -> None:
    """Our folding is CAMeL Tools' of alef, alef maksura and teh marbuta, and Latin letters in lower case besides."""

    def theirs(word: str) -> str:
        bare = dediac_ar(normalize_unicode(word))
        return str(normalize_teh_marbuta_ar(normalize_alef_maksura_ar(normalize_alef_ar(bare))))

    assert [word for word in WORDS if fold(word) != theirs(word).replace("ـ", "").lower()] == []


@pytest.mark.parametrize(
    ("text", "ours", "theirs"),
    [
        ("\u200fبغداد\u200f.", ["بغداد", "."], ["\u200fبغداد\u200f", "."]),  # invisible marks are outside
        ("گوگل", ["گوگل"], ["گوگل"]),
    ],
)
def test_what_the_gold_articles_do_not_hold(text: str, ours: list[str], theirs: list[str]) -> None:
    """Marks that nobody sees do not belong to our tokens, and do to theirs."""
    assert tokenize(text).surfaces == ours
    assert simple_word_tokenize(text) == theirs


def test_persian_letters_are_ours_alone() -> None:
    """Letters of other Arabic scripts stand for the Arabic ones that they show; CAMeL Tools leaves them."""
    assert normalize("تهران‌ی") == normalize("تهراني")
    assert dediac_ar(normalize_unicode("ی")) == "ی"
