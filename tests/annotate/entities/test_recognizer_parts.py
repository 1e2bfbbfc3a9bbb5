"""The parts of the trained recogniser: word types, listed names, the linear chain, what it keeps."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stream.annotate.document import Document
from stream.annotate.entities.decode import CERTAIN, LABELS, Floats, decode
from stream.annotate.entities.kept import PRODUCTS_KEPT
from stream.annotate.entities.listed import Phrases
from stream.annotate.entities.model import NetworkRecognizer
from stream.annotate.entities.registry import load
from stream.annotate.entities.spans import mention_start
from stream.annotate.entities.wordtypes import (
    FLAG,
    PROCLITICS,
    SHAPES,
    WordTable,
    ngram_rows,
    ngrams,
    number_free,
    shape,
)

_LETTERS = str.maketrans("0123456789abcdef", "ابتثجحخدذرزسشصضط")
_PLACES = ["جنيف", "روما", "لبنان", "تونس"]
WORDS = {"لبنان": 8.0, "وليد": 6.0, "ليد": 2.0, "الرياض": 9.0, "كتاب": 7.0, "بكتاب": 2.0, "وكتاب": 3.0}


@pytest.fixture(scope="module")
def table() -> WordTable:
    """A small table of words, two of them on lists."""
    flags = [FLAG["given"] if word == "وليد" else FLAG["country"] if word == "لبنان" else 0 for word in WORDS]
    return WordTable(
        {word: row for row, word in enumerate(WORDS)},
        np.array(list(WORDS.values()), np.float32),
        np.array(flags, np.uint32),
    )


@pytest.fixture(scope="module")
def trained() -> NetworkRecognizer:
    """The recogniser that ships."""
    recognizer = load("builtin")
    assert isinstance(recognizer, NetworkRecognizer)
    return recognizer


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("وليد", "وليد"),
        ("لبنان", "لبنان"),
        ("ولبنان", "لبنان"),
        ("وكتاب", "كتاب"),
        ("للرياض", "الرياض"),
        ("ولكتاب", "كتاب"),
        ("بلد", "بلد"),
        ("بالقلعه", "القلعه"),
        ("بطيحان", "بطيحان"),
    ],
)
def test_stems(table: WordTable, word: str, stem: str) -> None:
    """Proclitics come off where the rest is a known word or has the article, never off a listed name."""
    assert table.stem(word, table.proclitic(word)) == stem


@given(st.text("وفبلكاثس", max_size=8))
def test_stem_ends_the_word(table: WordTable, word: str) -> None:
    """A stem is the end of its word, but for the article that لل hides."""
    proclitic = table.proclitic(word)
    stem = table.stem(word, proclitic)
    assert word.startswith(PROCLITICS[proclitic])
    assert word.endswith((stem, stem.removeprefix("ال")))


def test_letter_groups_do_not_change() -> None:
    """The buckets of letter groups are part of the weights: another number would spoil them silently."""
    assert ngrams("ا") == [19208, 15546, 2591]


@given(st.lists(st.text(max_size=30) | st.text("ابتaé😀\ud800", max_size=30), max_size=4))
def test_c_and_python_find_the_same_letter_groups(stems: list[str]) -> None:
    """Whichever of the two runs, a stem has the same buckets, a lone surrogate and no letter at all included."""
    pytest.importorskip("stream.annotate.entities._ngrams", reason="the letter groups are not compiled here")
    assert ngram_rows(stems).tolist() == ngram_rows(stems, compiled=False).tolist()


@settings(deadline=None)
@given(
    words=st.lists(
        st.text(min_size=1, max_size=30) | st.text("ابتوبلك09", min_size=1, max_size=9), max_size=9
    )
)
def test_c_and_numpy_find_the_same_vectors(trained: NetworkRecognizer, words: list[str]) -> None:
    """Whichever of the two runs, and with whatever others, a word has the same vector, a known one included."""
    pytest.importorskip("stream.annotate.entities._encode", reason="the vectors are not compiled here")
    network = trained._network
    words += ["لبنان", "ولبنان", *words, "محمد"]
    found = network.encode(words)
    assert np.array_equal(found, network.encode(words, compiled=False))
    assert np.array_equal(found[:1], network.encode(words[:1]))


def test_wrong_features_are_refused(trained: NetworkRecognizer) -> None:
    """C reads nothing beyond the tables of the network and the arrays it is given."""
    pytest.importorskip("stream.annotate.entities._encode", reason="the vectors are not compiled here")
    network = trained._network
    good = network.table.features(["لبنان", "كتاب"])
    for wrong in (
        replace(good, rows=good.rows + np.int32(len(network.vectors))),
        replace(good, stem_rows=good.stem_rows[:1]),
        replace(good, proclitics=good.proclitics + np.int8(len(PROCLITICS))),
        replace(good, shapes=good.shapes - np.int8(len(SHAPES))),
        replace(good, flags=good.flags[:1]),
        replace(good, frequency=good.frequency[:1]),
        replace(good, groups=good.groups + np.int32(len(network.groups))),
    ):
        with pytest.raises(ValueError, match="arrays"):
            network._in_c(wrong)


def test_letter_groups_are_rows() -> None:
    """Each stem has a row of its own, filled up with -1."""
    rows = ngram_rows(["ا", "اب"]).tolist()
    assert [[bucket for bucket in row if bucket >= 0] for row in rows] == [ngrams("ا"), ngrams("اب")]


def test_numbers_of_one_form_are_one_type() -> None:
    """Digits fold to 0, in whatever script, so that numbers do not fill the table of types."""
    assert number_free("1987") == number_free("٢٠٢٤") == "0000"
    assert number_free("3.5") == "0.0"


def test_shapes() -> None:
    """The form of a word tells letters, numbers and signs apart."""
    assert [SHAPES[shape(word)] for word in ("كتاب", "في", "abc", "7", "12", "2024", "3.5", "،", "«", "@")] == [
        "letters", "short", "latin", "digit-1", "digits-2", "digits-4", "number", "comma", "quote", "sign",
    ]  # fmt: skip


def test_listed_names_longest_first() -> None:
    """Of listed names that begin alike the longest is marked, and none reaches over the end of a sentence."""
    phrases = Phrases({("نهر", "الليطاني"): 1, ("نهر", "الليطاني", "الاعلي"): 5})
    words = ["عند", "نهر", "الليطاني", "الاعلي", "و", "نهر", "الليطاني"]
    assert phrases.mark_sentence(words, words).tolist() == [0, 11, 12, 12, 0, 3, 4]
    heads = [(1, phrases.head("نهر")), (5, phrases.head("نهر"))]
    assert phrases.marks(words, heads, [0, 0, 0, 1, 1, 1, 2]) == ([1, 2], [3, 4])
    assert Phrases.unpack(Phrases.pack({("نهر", "الليطاني"): 1})).mark_sentence(words, words).tolist()[
        1:3
    ] == [3, 4]


def exact(scores: Floats, transitions: Floats) -> tuple[tuple[int, ...], NDArray[np.float64]]:
    """Return the best path and the chances of labels, from the scores of every path there is."""
    best: tuple[int, ...] = ()
    best_score = -np.inf
    weights = np.zeros(scores.shape)
    for path in itertools.product(range(len(LABELS)), repeat=len(scores)):
        steps = [transitions[before, after] for before, after in itertools.pairwise((0, *path))]
        total = sum(steps) + sum(scores[place, label] for place, label in enumerate(path))
        if total > best_score:
            best, best_score = path, total
        for place, label in enumerate(path):
            weights[place, label] += np.exp(total)
    return best, weights / weights.sum(1, keepdims=True)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 3), st.integers(0, 10_000))
def test_decoding_agrees_with_trying_every_path(length: int, seed: int) -> None:
    """Viterbi and marginals of short sentences without a certain O are those of the exhaustive computation."""
    rng = np.random.default_rng(seed)
    transitions = rng.normal(0, 1, (len(LABELS), len(LABELS))).astype(np.float32)
    sentence = rng.normal(0, 2, (length, len(LABELS))).astype(np.float32)
    assume((sentence[:, 0] - sentence[:, 1:].max(1) < CERTAIN).all())
    for compiled in (True, False):
        labels, chances = decode(sentence, transitions, np.array([length], np.int32), compiled=compiled)
        path, expected = exact(sentence, transitions)
        assert tuple(labels) == path
        named = np.flatnonzero(labels)
        assert np.allclose(chances[named], expected[named, labels[named]], atol=1e-5)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_decoding_in_c_and_numpy_agree(seed: int, lengths: list[int]) -> None:
    """Whichever of the two decodes, sentences get the same labels, and chances that round to the same."""
    rng = np.random.default_rng(seed)
    transitions = rng.normal(0, 2, (len(LABELS), len(LABELS))).astype(np.float32)
    scores = rng.normal(0, 3, (sum(lengths), len(LABELS))).astype(np.float32)
    scores[:, 0] += 2
    sizes = np.array(lengths, np.int32)
    one, other = (decode(scores, transitions, sizes, compiled=compiled) for compiled in (True, False))
    assert np.array_equal(one.labels, other.labels)
    assert np.allclose(one.chances, other.chances, rtol=0, atol=1e-12)


def test_labels_of_given_tokens(trained: NetworkRecognizer) -> None:
    """Given tokens get a label each, also those that our tokeniser splits or that hold only marks."""
    sentences = [["زار", "كوفي", "عنان", "لبنان", "."], [], ["\u200f"], ["د.ب.أ", "تونس"]]
    labels = trained.tag_sentences(sentences)
    assert [len(found) for found in labels] == [5, 0, 1, 2]
    assert labels[0][1:4] == ["B-PER", "I-PER", "B-LOC"]
    assert labels[2] == ["O"]


def test_word_types_are_forgotten_at_the_limit(
    trained: NetworkRecognizer,
) -> None:
    """Full generations of word types are forgotten and worked out again, with the same results."""
    fresh = NetworkRecognizer(trained._network, types_kept=20)
    texts = [
        "قال كوفي عنان في جنيف إن الوضع صعب",
        "وصل وفد من كندا واليابان إلى روما اليوم",
        "قال كوفي عنان في روما",
    ]
    for text in texts * 3:
        few, many = Document.read(text, ""), Document.read(text, "")
        list(fresh.recognize([few]))
        list(trained.recognize([many]))
        assert few.mentions == many.mentions
        assert len(fresh._types) <= 20


def test_many_documents_are_read_as_one_by_one(trained: NetworkRecognizer) -> None:
    """Documents that are scored beside the reading of others get the same names, also where types are forgotten."""
    texts = [
        f"قال كوفي عنان في {place} إن {'كذا ' * number} صعب" for number, place in enumerate(_PLACES * 40)
    ]
    forgetful = NetworkRecognizer(trained._network, types_kept=20)
    together, alone = ([Document.read(text, "") for text in texts] for _ in range(2))
    list(forgetful.recognize(together))
    for document in alone:
        list(trained.recognize([document]))
    assert [document.mentions for document in together] == [document.mentions for document in alone]
    assert all(document.mentions for document in together)


def test_types_without_kept_products(trained: NetworkRecognizer) -> None:
    """A sentence is read the same, whether its types came before or after those whose products are kept."""
    words = ["قال", "كوفي", "عنان", "في", "جنيف", "إن", "الوضع", "صعب"]
    early, late = (NetworkRecognizer(trained._network) for _ in range(2))
    expected = early.label(words, [len(words)])
    late.label(
        [f"كلمه{number:x}".translate(_LETTERS) for number in range(PRODUCTS_KEPT - 4)], [PRODUCTS_KEPT - 4]
    )
    for _ in range(2):
        assert late.label(words, [len(words)]) == expected


@pytest.mark.parametrize(
    ("surface", "rest"),
    [
        ("ولبنان", "لبنان"),
        ("وَلبنان", "لبنان"),
        ("وـلبنان", "لبنان"),
        ("ﻭلبنان", "لبنان"),
        ("و\u200fلبنان", "لبنان"),
    ],
)
def test_marks_and_forms_do_not_shift_the_start(table: WordTable, surface: str, rest: str) -> None:
    """A mention begins behind its proclitic and the marks on it, however the proclitic is written."""
    document = Document.read(surface, "")
    assert document.text[mention_start(document, 0, table) :].startswith(rest)
