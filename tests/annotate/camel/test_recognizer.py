"""The recogniser over the real camel-tools, with a tiny model: labels without meaning, alignment exact."""

from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from camel_tools.utils.dediac import dediac_ar

from stream.annotate import annotate
from stream.annotate.camel.packing import pack
from stream.annotate.camel.recognizer import CamelRecognizer
from stream.annotate.document import Document
from stream.annotate.entities.recognizer import TokenTagger
from stream.annotate.entities.registry import load
from stream.events import Article
from tests.annotate.camel.gold import gold_texts

DOCUMENTS = [Document.read(*text.partition("\n")[::2]) for text in gold_texts()]


def camel_tools(model: str) -> Any:
    """Return CAMeL Tools' own recogniser; its import works once a model was loaded our way."""
    return import_module("camel_tools.ner").NERecognizer(model, use_gpu=False)


FIELDS = [(document.headline, document.body) for document in DOCUMENTS]
ROOM = 254


@pytest.fixture(scope="module", params=["float32", "int8"])
def recognizer(request: pytest.FixtureRequest, model: Path) -> CamelRecognizer:
    """The recogniser with either kind of weights."""
    found = load(f"camel:{model}", precision=request.param, threads=1)
    assert isinstance(found, CamelRecognizer)
    return found


@pytest.fixture(scope="module")
def exact(model: Path) -> CamelRecognizer:
    """The recogniser with weights of 64 bits, so that no label hangs on the order of a sum."""
    found = load(f"camel:{model}", threads=1)
    assert isinstance(found, CamelRecognizer)
    found._model.double()
    return found


def test_labels_are_those_of_camel_tools(exact: CamelRecognizer, model: Path) -> None:
    """On each pack of each gold article, the labels are those that `NERecognizer.predict` gives its words."""
    theirs = camel_tools(str(model))
    theirs.model.double()
    for document in DOCUMENTS:
        words = document.tokens.normals
        sizes = [len(theirs.tokenizer.tokenize(word)) for word in words]
        assert max(sizes) <= ROOM
        assert min(sizes) > 0
        packs = pack(sizes, document.sentences, ROOM)
        expected = [
            label.replace("PERS", "PER")
            for labels in theirs.predict([words[first:beyond] for first, beyond in packs])
            for label in labels
        ]
        assert exact._label(words, document.sentences)[0] == expected


def test_mentions_are_in_order_and_within_sentences(recognizer: CamelRecognizer) -> None:
    """Mentions do not overlap, do not cross a sentence, and end where a token ends."""
    for headline, body in FIELDS:
        document = Document.read(headline, body)
        list(recognizer.recognize([document]))
        assert document.mentions
        assert all(one.end <= other.start for one, other in pairwise(document.mentions))
        assert {mention.end for mention in document.mentions} <= set(document.tokens.ends)
        ends = [document.tokens.ends[beyond - 1] for _, beyond in document.sentences]
        assert not any(mention.start < end < mention.end for mention in document.mentions for end in ends)
        assert all(0 < mention.confidence <= 1 for mention in document.mentions)


def test_an_article_comes_out_the_same_in_any_batch(recognizer: CamelRecognizer) -> None:
    """Alone, with others, and in another order: mentions are equal to the last digit of their confidence."""
    alone = [Document.read(*fields) for fields in FIELDS]
    for document in alone:
        list(recognizer.recognize([document]))
    together = [Document.read(*fields) for fields in reversed(FIELDS)]
    list(recognizer.recognize(together))
    assert [d.mentions for d in alone] == [d.mentions for d in reversed(together)]


def test_a_token_without_pieces_shifts_nothing(exact: CamelRecognizer) -> None:
    """A lone direction mark is O, and its neighbours have the labels that they have without it.

    CAMeL Tools leaves it out of its answer (issue 105 of camel_tools), so that each later label is one too early.
    """
    words = ["زار", "الوزير", "بغداد", "والتقى", "محافظها", "مساء", "الأحد"]
    marked = [*words[:2], "\u200f", *words[2:]]
    (plain,), (labels,) = exact.tag_sentences([words]), exact.tag_sentences([marked])
    assert labels == [*plain[:2], "O", *plain[2:]]
    theirs = camel_tools(exact._model.name_or_path)
    assert len(theirs.predict_sentence(marked)) == len(words)


def test_a_token_of_300_pieces_is_read(exact: CamelRecognizer) -> None:
    """A token that does not fit into BERT has a label like any other; CAMeL Tools fails on it."""
    token = ".".join("1" * 150)
    assert len(exact._tokenizer.tokenize(token)) > ROOM
    (labels,) = exact.tag_sentences([["في", token, "بغداد"]])
    assert len(labels) == 3
    document = Document.read("خبر", f"في {token} بغداد")
    list(exact.recognize([document]))
    theirs = camel_tools(exact._model.name_or_path)
    with pytest.raises(Exception, match=r"."):
        theirs.predict_sentence([token])


def test_a_sentence_longer_than_bert_reads_is_labelled_to_its_end(exact: CamelRecognizer) -> None:
    """A sentence of 1,000 words has a label for each of them."""
    (labels,) = exact.tag_sentences([["بغداد"] * 1_000])
    assert len(labels) == 1_000
    assert set(labels) != {"O"}


@pytest.mark.parametrize("fields", [("", ""), ("خبر", ""), ("", "\u200f\n\u0001"), ("…", "؟")])
def test_almost_nothing_is_annotated(recognizer: CamelRecognizer, fields: tuple[str, str]) -> None:
    """No text, one word, marks and control characters alone: no error, and spans inside the text."""
    document = Document.read(*fields)
    list(recognizer.recognize([document]))
    assert all(0 <= mention.start < mention.end <= len(document.text) for mention in document.mentions)


def test_no_documents_and_no_sentences(recognizer: CamelRecognizer) -> None:
    """Nothing in, nothing out."""
    list(recognizer.recognize([]))
    assert isinstance(recognizer, TokenTagger)
    assert recognizer.tag_sentences([]) == []
    assert recognizer.tag_sentences([[], ["\u200f"]]) == [[], ["O"]]


def test_diacritics_and_tatweel_change_no_label(exact: CamelRecognizer) -> None:
    """The model is given words as its training had them: without diacritics and tatweel."""
    marked = ["قَالَ", "مُحَمَّدٌ", "في", "بغـــداد"]
    plain = [dediac_ar(word).replace("ـ", "") for word in marked]
    assert exact.tag_sentences([marked]) == exact.tag_sentences([plain])


def test_events_are_exact(recognizer: CamelRecognizer) -> None:
    """Every mention and quote of the enriched article is its own stretch of its field."""
    articles = [Article(str(n), headline, body) for n, (headline, body) in enumerate(FIELDS)]
    for article, enriched in zip(articles, annotate(articles, recognizer), strict=True):
        fields = {"headline": article.headline, "body": article.body}
        assert enriched.entities
        for mention in (mention for entity in enriched.entities for mention in entity.mentions):
            assert fields[mention.field][mention.start : mention.end] == mention.text
        for quote in enriched.quotes:
            assert fields[quote.field][quote.start : quote.end] == quote.text
        assert enriched.annotator.recognizer == recognizer.name
