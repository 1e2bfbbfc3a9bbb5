"""Tokens, sentences and folding."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stream.annotate.text import (
    Tokens,
    Word,
    class_table,
    fold,
    has_foreign_letters,
    normalize,
    split_sentences,
    tokenize,
    word,
)


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
    surfaces, starts, ends, normals, folded, words = tokenize(text)
    assert all(text[start:end] == surface for surface, start, end in zip(surfaces, starts, ends, strict=True))
    assert [*starts, *ends] == sorted(starts, key=int) + sorted(ends)
    assert all(before <= after for before, after in zip(ends, starts[1:], strict=False))
    assert [(one.normal, one.folded) for one in words] == list(zip(normals, folded, strict=True))
    assert len(words) == len(surfaces)
    assert not any(char.isspace() for surface in surfaces for char in surface)


def _forms(one: Word) -> tuple[str, str]:
    return one.normal, one.folded


def _without_words(tokens: Tokens) -> tuple[object, ...]:
    return tuple(tokens)[:-1]


_MIXED = st.text(
    st.one_of(
        st.characters(), st.sampled_from("قال\u064b\u0640\u0301\u200f\u06e5 aé9٣²_'’&.-,:/٫٬\n\u00a0𝟗𐎠😀")
    ),
    max_size=40,
)


@settings(max_examples=500)
@given(_MIXED)
def test_c_and_python_find_the_same_tokens(text: str) -> None:
    """Whichever of the two runs, a text has the same tokens with the same forms."""
    pytest.importorskip("stream.annotate._tokens", reason="the tokeniser is not compiled here")
    tokens, others = tokenize(text), tokenize(text, compiled=False)
    assert _without_words(tokens) == _without_words(others)
    assert [_forms(one) for one in tokens.words] == [_forms(one) for one in others.words]


@settings(max_examples=500)
@given(st.one_of(_MIXED, st.text(alphabet='قال اپ.\n!؟…»"\u200fد1 ')))
def test_c_and_python_read_the_same(text: str) -> None:
    """Whichever of the two runs, a text has the same sentences, and the same answer to whether it is Arabic."""
    pytest.importorskip("stream.annotate._tokens", reason="the tokeniser is not compiled here")
    tokens = tokenize(text)
    assert split_sentences(text, tokens) == split_sentences(text, tokens, compiled=False)
    assert has_foreign_letters(text) == has_foreign_letters(text, compiled=False)


def test_forms_of_letters() -> None:
    """The tokeniser in C makes the forms of words of these letters by itself: one letter for each."""
    classes = memoryview(class_table()).cast("H")
    plain = [chr(letter) for letter in range(len(classes)) if classes[letter] & 512]
    folded = [chr(letter) for letter in range(len(classes)) if classes[letter] & 1024]
    assert set("ابتثجحخدذرزسشصضطظعغفقكلمنهوي") < set(plain)
    assert sorted(folded) == sorted("أإآٱىة")
    assert all(_forms(word(letter)) == (letter, letter) for letter in plain)
    assert all(word(letter).normal == letter for letter in folded)
    letters = "".join(plain + folded)
    assert _forms(word(letters)) == (letters, "".join(plain) + "".join(word(one).folded for one in folded))


def test_a_tokeniser_that_forgets_goes_on() -> None:
    """However few word types are kept, all tokens come with their forms, and a bad one raises the word's error."""
    tokens = pytest.importorskip("stream.annotate._tokens", reason="the tokeniser is not compiled here")
    folds = ("أإ", "اا")
    few = tokens.Tokenizer(word, Word, class_table(), folds, 2)
    text = "قال إن الأمر قال غَير ذلك قال"
    assert _without_words(few.tokenize(text)) == _without_words(tokenize(text))
    with pytest.raises(ValueError, match="65,536"):
        tokens.Tokenizer(word, Word, b"", folds, 2)
    with pytest.raises(ZeroDivisionError):
        tokens.Tokenizer(lambda _: 1 / 0, Word, class_table(), folds, 2).tokenize("إنَّ")
    with pytest.raises(ZeroDivisionError):
        tokens.Tokenizer(word, lambda *_: 1 / 0, class_table(), folds, 2).tokenize("إن")
    with pytest.raises(TypeError, match="a str, not bytes"):
        few.tokenize(b"")
    with pytest.raises(TypeError, match="a text and the list"):
        few.split_sentences("")


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
    assert _forms(word(text)) == (normalize(text), fold(text))
