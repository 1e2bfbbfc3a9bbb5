"""Readers of annotated corpora: every corpus comes out as running text would be split at run time."""

from pathlib import Path

from stream.train.corpora import Sentence, anercorp, aqmar, retokenize, standard_label, wikifane, wojood


def test_anercorp(tmp_path: Path) -> None:
    """A sentence a block, PERS as PER, words folded beside the words as they stand."""
    path = tmp_path / "corpus.txt"
    path.write_text("قال O\nأحمد B-PERS\nالنجار I-PERS\n. O\n\nعاد O\nإلى O\nقطر B-LOC\n", encoding="utf-8")
    first, second = anercorp(path)
    assert first == Sentence(["قال", "احمد", "النجار", "."], ["O", "B-PER", "I-PER", "O"])
    assert second.labels == ["O", "O", "B-LOC"]


def test_tokens_that_fall_apart_keep_their_label() -> None:
    """Parts of a token that our tokeniser splits continue its name; a lost beginning is put right."""
    words, labels = retokenize(["أ.ب.ج", "كندا", "روما"], ["B-ORG", "I-LOC", "O"])
    assert words == ["ا", ".", "ب", ".", "ج", "كندا", "روما"]
    assert labels == ["B-ORG", "I-ORG", "I-ORG", "I-ORG", "I-ORG", "B-LOC", "O"]


def test_labels_of_other_corpora() -> None:
    """Numbered and lower-case kinds are read, unknown ones are no names."""
    assert [standard_label(label) for label in ("I-MIS1", "B-per", "B-DATE", "O", "B-PERS")] == [
        "I-MISC", "B-PER", "O", "O", "B-PER",
    ]  # fmt: skip


def test_wikifane_clitics_are_glued(tmp_path: Path) -> None:
    """Separate clitics join the words they belong to; ل before the article becomes لل; names keep their labels."""
    path = tmp_path / "wiki.conll"
    rows = [
        "و O O",
        "ل O O",
        "القاهرة B-LOC B-City",
        "تاريخ O O",
        "ها O O",
        "و O O",
        "ب O O",
        "مصر B-LOC B-Nation",
    ]
    path.write_text("\n".join(rows).replace(" ", "\t") + "\n", encoding="utf-8")
    (glued,) = wikifane(path)
    assert glued.words == ["وللقاهره", "تاريخها", "وبمصر"]
    assert glued.labels == ["B-LOC", "O", "B-LOC"]
    (apart,) = wikifane(path, glued=False)
    assert len(apart.words) == len(rows)


def test_aqmar_and_wojood(tmp_path: Path) -> None:
    """AQMAR is read file by file; of nested Wojood tags the first of our types counts."""
    (tmp_path / "one.txt").write_text("زار O\nروما B-LOC\n", encoding="utf-8")
    assert [sentence.labels for sentence in aqmar(tmp_path)] == [["O", "B-LOC"]]
    path = tmp_path / "sample.conll"
    path.write_text("وزير B-OCC\nخارجية I-OCC B-ORG\nمصر I-OCC I-ORG B-GPE\nأمس B-DATE\n", encoding="utf-8")
    assert [sentence.labels for sentence in wojood([path])] == [["O", "B-ORG", "I-ORG", "O"]]
