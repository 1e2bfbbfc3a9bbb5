"""Tokens, sentences and folding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.annotate.text import fold, normalize, split_sentences, tokenize, word


def _surfaces(text: str) -> list[str]:
    return tokenize(text).surfaces


def _sentences(text: str) -> list[str]:
    tokens = tokenize(text)
    return [text[tokens.starts[a] : tokens.ends[b - 1]] for a, b in split_sentences(text, tokens)]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("", []),
        ("قال الوزير: «نعم».", ["قال", "الوزير", ":", "«", "نعم", "»", "."]),
        ("بلغ 3.5% في 10/12/2026", ["بلغ", "3.5", "%", "في", "10/12/2026"]),
        ("١٢٫٥ مليون", ["١٢٫٥", "مليون"]),
        ("شركة Google-X's العملاقة", ["شركة", "Google-X's", "العملاقة"]),
        ("تطبيقWhatsApp", ["تطبيق", "WhatsApp"]),
        ("محمّدٌ رحـــل", ["محمّدٌ", "رحـــل"]),
        ("قال\u200fمحمد", ["قال\u200fمحمد"]),
        ("\u200fقال\u200f: نعم", ["قال", ":", "نعم"]),
        ("شكرا\u200f\u064b جزيلا", ["شكرا\u200f\u064b", "جزيلا"]),
        ("سي-سبان", ["سي", "-", "سبان"]),
        ("خبر😀عاجل", ["خبر", "😀", "عاجل"]),
        ("''نعم''", ["'", "'", "نعم", "'", "'"]),
    ],
)
def test_tokens(text: str, surfaces: list[str]) -> None:
    """Words of each script, numbers with their separators, and single signs are tokens of their own."""
    assert _surfaces(text) == surfaces


@given(st.text())
def test_offsets_are_exact(text: str) -> None:
    """Whatever the text, each token is what stands at its offsets, in order, without white space in it."""
    surfaces, starts, ends, normals, folded = tokenize(text)
    assert all(text[start:end] == surface for surface, start, end in zip(surfaces, starts, ends, strict=True))
    assert [*starts, *ends] == sorted(starts, key=int) + sorted(ends)
    assert all(before <= after for before, after in zip(ends, starts[1:], strict=False))
    assert len(normals) == len(folded) == len(surfaces)
    assert not any(char.isspace() for surface in surfaces for char in surface)


@given(st.text(alphabet='قال اب.\n!؟…»"د1 '))
def test_sentences_cover_all_tokens(text: str) -> None:
    """Sentences follow each other without gap or overlap and hold every token, never across a line."""
    tokens = tokenize(text)
    sentences = split_sentences(text, tokens)
    assert [index for a, b in sentences for index in range(a, b)] == list(range(len(tokens.surfaces)))
    assert not any("\n" in text[tokens.starts[a] : tokens.ends[b - 1]] for a, b in sentences)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("ذهب. عاد؟ نعم!", ["ذهب.", "عاد؟", "نعم!"]),
        ("عنوان\nنص. آخر", ["عنوان", "نص.", "آخر"]),
        ("قال: «ذهب.» ثم عاد.", ["قال: «ذهب.»", "ثم عاد."]),
        ("قال د. سامي إن السعر 3.5 دولار.", ["قال د. سامي إن السعر 3.5 دولار."]),
        ("زار أ.د. سامي المدينة", ["زار أ.د. سامي المدينة"]),
        ("انتهى.وبدأ", ["انتهى.وبدأ"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    """Sentences end with their line or behind a terminator and what closes; not at an abbreviation or decimal."""
    assert _sentences(text) == sentences


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("إِسْرَاءُ", "اسراء"),
        ("مستشفى", "مستشفي"),
        ("جامعة", "جامعه"),
        ("کتاب", "كتاب"),
        ("ﻻﻋﺐ", "لاعب"),
        ("رحـــيل", "رحيل"),
        ("NATO", "nato"),
        ("آل\u200f", "ال"),
    ],
)
def test_variants_fold_together(one: str, other: str) -> None:
    """Spelling variants of a word have the same folded form."""
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """A folded text is folded."""
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="أإآاىيةهمحمـَّ\u200f"))
def test_words_know_both_forms(text: str) -> None:
    """The cached forms of a word are those that normalising and folding give."""
    assert word(text) == (normalize(text), fold(text))
