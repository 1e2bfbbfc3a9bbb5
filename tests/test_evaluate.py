"""Scores of entities and quotes: hand-computed cases, and agreement with the project's scoring script."""

import importlib.util
import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream.evaluate import (
    InvalidTags,
    TaggedSentence,
    match_quotes,
    read_conll,
    report_lines,
    same_name,
    score,
    score_tags,
)

Row = dict[str, Any]


def entity(kind: str, start: int, end: int, **more: Any) -> Row:
    """An entity row."""
    return {"type": kind, "start": start, "end": end, **more}


def quote(start: int, end: int, name: str | None = None, kind: str = "direct", **more: Any) -> Row:
    """A quote row without cue and speaker, unless given."""
    return {
        "kind": kind,
        "start": start,
        "end": end,
        "cue": None,
        "speaker": None,
        "speaker_name": name,
        **more,
    }


def row(entities: list[Row] | None = None, quotes: list[Row] | None = None, **more: Any) -> Row:
    """An article row."""
    return {"id": "1", "entities": entities or [], "quotes": quotes or [], **more}


def test_an_entity_is_right_only_with_exact_span_and_type() -> None:
    """Of four predictions one has span and type; a longer one, one of another type and a made-up one do not."""
    gold = row([entity("PER", 0, 5), entity("LOC", 10, 14), entity("ORG", 20, 30)])
    guess = row([entity("PER", 0, 5), entity("LOC", 10, 15), entity("LOC", 20, 30), entity("PER", 40, 41)])
    report = score([gold], [guess])
    everything = report.entities_all
    assert (everything.right, everything.predicted, everything.gold) == (1, 4, 3)
    assert (everything.precision, everything.recall) == (1 / 4, 1 / 3)
    assert everything.f1 == pytest.approx(2 / 7)
    assert (report.entities["PER"].right, report.entities["PER"].predicted) == (1, 2)
    assert report.entities["LOC"].right == report.entities["ORG"].right == 0


def test_confusions_tell_types_borders_misses_and_inventions_apart() -> None:
    """Each wrong name is counted once, under what is wrong with it, by its words."""
    text = "قال سامي النجار في صور إن مصر بعيدة عن الأمل"
    gold = row([entity("PER", 4, 15), entity("LOC", 19, 22), entity("LOC", 26, 29)], text=text)
    guess = row([entity("PER", 4, 8), entity("PER", 19, 22), entity("MISC", 39, 44)], text=text)
    confusions = score([gold], [guess]).confusions
    assert dict(confusions.borders) == {("PER", "سامي النجار", "سامي"): 1}
    assert dict(confusions.types) == {("LOC", "PER"): 1}
    assert dict(confusions.missed) == {("LOC", "مصر"): 1}
    assert dict(confusions.spurious) == {("MISC", "الأمل"): 1}


def test_quotes_match_from_half_an_overlap_on() -> None:
    """Intersection over union of exactly one half matches, less does not; exact counts both ends."""
    gold = row(quotes=[quote(0, 10), quote(100, 110), quote(200, 210)])
    guess = row(quotes=[quote(0, 10), quote(100, 105), quote(200, 204)])
    report = score([gold], [guess])
    assert (report.quotes_exact.right, report.quotes_overlap.right) == (1, 2)
    assert (report.recall["direct"].part, report.recall["direct"].whole) == (2, 3)


def test_each_quote_is_matched_at_most_once_best_first() -> None:
    """Two predictions over one gold quote: the closer one gets it, the other stays alone."""
    gold, guess = [quote(0, 100)], [quote(0, 60), quote(0, 90)]
    assert match_quotes(gold, guess) == {0: 1}


def test_recall_is_given_by_kind_of_the_gold_quote() -> None:
    """The predicted kind makes no difference to finding a quote."""
    gold = row(quotes=[quote(0, 10, kind="indirect"), quote(20, 30, kind="mixed")])
    report = score([gold], [row(quotes=[quote(0, 10, kind="mixed")])])
    assert {kind: share.value for kind, share in report.recall.items()} == {"indirect": 1.0, "mixed": 0.0}


def test_cue_and_speaker_count_where_the_gold_has_them() -> None:
    """A touching cue counts, one elsewhere does not, and quotes without a gold cue are left out."""
    gold = row(
        quotes=[
            quote(10, 20, cue={"start": 0, "end": 4}, speaker={"start": 5, "end": 9}),
            quote(40, 50, cue={"start": 30, "end": 34}),
            quote(60, 70),
        ]
    )
    guess = row(
        quotes=[
            quote(10, 20, cue={"start": 1, "end": 4}, speaker=None),
            quote(40, 50, cue={"start": 35, "end": 38}),
            quote(60, 70, cue={"start": 55, "end": 58}),
        ]
    )
    report = score([gold], [guess])
    assert (report.cue.part, report.cue.whole) == (1, 2)
    assert (report.speaker.part, report.speaker.whole) == (0, 1)


def test_attribution_leaves_out_unknown_sources() -> None:
    """A gold source of "?" or null is not asked for; a missing name counts as unknown and as wrong."""
    gold = row(quotes=[quote(0, 9, "رنا الجبوري"), quote(10, 19, "?"), quote(20, 29), quote(30, 39, "نجم")])
    guess = row(quotes=[quote(0, 9, "الجبوري"), quote(10, 19, "س"), quote(20, 29, "س"), quote(30, 39)])
    report = score([gold], [guess])
    assert (report.attribution.part, report.attribution.whole) == (1, 2)
    assert (report.unknown.part, report.unknown.whole) == (1, 4)


@pytest.mark.parametrize(
    ("predicted", "gold", "same"),
    [
        ("الكيلاني", "سلمى الكيلاني", True),
        ("سلمي كيلاني", "سلمى الكيلاني", True),
        ("وزارة البيئة", "وزاره البيئه المصرية", True),
        ("سلمى خوري", "سلمى الكيلاني", False),
        ("سلمى الكيلاني", "سلمى أحمد الكيلاني", False),
        (None, "سلمى", False),
        ("…", "سلمى", False),
    ],
)
def test_names_agree_but_for_spelling_and_words_left_out_at_the_ends(
    predicted: str | None, gold: str, same: bool
) -> None:
    """Family names and variants of alef, ى, ة and ال agree; another name and one with a gap do not."""
    assert same_name(predicted, gold) is same


def test_an_article_without_prediction_counts_as_nothing_found() -> None:
    """Its gold counts against recall, and predictions for unknown ids do not count at all."""
    gold = row([entity("PER", 0, 5)], [quote(0, 9)])
    report = score([gold], [row([entity("PER", 0, 5)], [quote(0, 9)], id="2") | {"id": "2"}])
    assert (report.entities_all.predicted, report.entities_all.gold) == (0, 1)
    assert (report.quotes_overlap.predicted, report.quotes_overlap.gold) == (0, 1)


def test_calibration_compares_confidence_with_what_is_right() -> None:
    """Confidences fall into ranges, each with its mean and the share that was right; 1.0 is in the last."""
    gold = row([entity("PER", 0, 1), entity("PER", 2, 3)])
    guess = row([
        entity("PER", 0, 1, confidence=0.92), entity("PER", 4, 5, confidence=0.94), entity("PER", 2, 3, confidence=1.0)
    ])  # fmt: skip
    bins = score([gold], [guess]).calibration["entities"]
    assert [(b.lower, b.upper, b.count, b.right) for b in bins] == [(0.9, 0.95, 2, 0.5), (0.99, 1.0, 1, 1.0)]
    assert bins[0].confidence == pytest.approx(0.93)


def test_calibration_of_quotes_and_attribution_is_there_only_with_confidences() -> None:
    """Without confidences there is no table; a quote's chance is about being found, its speaker's about the name."""
    gold = row(quotes=[quote(0, 10, "رنا"), quote(20, 30, "رنا")])
    plain = row(quotes=[quote(0, 10, "رنا")])
    sure = row(
        quotes=[quote(0, 10, "سامي", confidence=0.8, speaker_confidence=0.7), quote(50, 60, confidence=0.6)]
    )
    assert score([gold], [plain]).calibration == {}
    tables = score([gold], [sure]).calibration
    assert [(b.lower, b.right) for b in tables["quotes"]] == [(0.6, 0.0), (0.8, 1.0)]
    assert [(b.lower, b.right) for b in tables["attribution"]] == [(0.7, 0.0)]


CONLL = """ذهب O
سامي B-PERS
النجار I-PERS
إلى O
صور I-LOC

-DOCSTART- O
هيئة B-ORG
الطاقة I-ORG
"""


def test_conll_files_are_read_with_persons_as_per() -> None:
    """Empty lines and -DOCSTART- end sentences, PERS becomes PER."""
    assert read_conll(CONLL.splitlines()) == [
        TaggedSentence(("ذهب", "سامي", "النجار", "إلى", "صور"), ("O", "B-PER", "I-PER", "O", "I-LOC")),
        TaggedSentence(("هيئة", "الطاقة"), ("B-ORG", "I-ORG")),
    ]


@pytest.mark.parametrize(
    ("line", "says"), [("كلمة", "line 2: 1 columns"), ("كلمة PER", "line 2: 'PER' is no tag")]
)
def test_a_bad_conll_line_is_named(line: str, says: str) -> None:
    """The error names the line and what is wrong with it."""
    with pytest.raises(InvalidTags, match=says):
        read_conll(["قال O", line])


def test_tags_are_scored_as_conlleval_does() -> None:
    """A name with a wrong border counts as wrong; I- after O begins a name; tokens are counted by tag."""
    gold = read_conll(CONLL.splitlines())
    report = score_tags(gold, [["O", "B-PER", "O", "O", "B-LOC"], ["I-ORG", "I-ORG"]])
    assert {kind: (c.right, c.predicted, c.gold) for kind, c in report.entities.items()} == {
        "PER": (0, 1, 1),
        "LOC": (1, 1, 1),
        "ORG": (1, 1, 1),
    }
    assert (report.tokens.part, report.tokens.whole) == (4, 7)
    assert dict(report.confusions.borders) == {("PER", "سامي النجار", "سامي"): 1}
    assert report_lines(report, worst=0) == [
        "processed 7 tokens with 3 phrases; found: 3 phrases; correct: 2.",
        "accuracy:  57.14%; precision:  66.67%; recall:  66.67%; FB1:  66.67",
        "              LOC: precision: 100.00%; recall: 100.00%; FB1: 100.00  1",
        "              ORG: precision: 100.00%; recall: 100.00%; FB1: 100.00  1",
        "              PER: precision:   0.00%; recall:   0.00%; FB1:   0.00  1",
    ]


def test_names_side_by_side_stay_apart() -> None:
    """B- begins a new name behind one of its type, and so does another type without B-."""
    gold = [TaggedSentence(("أ", "ب", "ج"), ("B-PER", "B-PER", "I-LOC"))]
    assert score_tags(gold, [["B-PER", "B-PER", "B-LOC"]]).entities_all.right == 3
    assert score_tags(gold, [["B-PER", "I-PER", "B-LOC"]]).entities_all.right == 1


@pytest.mark.parametrize("predicted", [[], [["O"]], [["O", "O"], ["O"]]])
def test_tags_that_do_not_fit_are_refused(predicted: list[list[str]]) -> None:
    """Too few sentences, too few tags and too many sentences raise."""
    with pytest.raises(InvalidTags):
        score_tags([TaggedSentence(("أ", "ب"), ("O", "O"))], predicted)


def test_lines_show_the_worst_confusions_most_frequent_first() -> None:
    """Each kind of confusion has its total and at most as many lines as asked for."""
    text = "مصر مصر صور"
    gold = row([entity("LOC", 0, 3), entity("LOC", 4, 7), entity("LOC", 8, 11)], text=text)
    lines = report_lines(score([gold], [row()]), worst=1)
    assert lines[-2:] == ["names missed: 3", "     2  LOC   مصر"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=8))
def test_the_gold_agrees_with_itself(spans: list[tuple[int, int]]) -> None:
    """Whatever the quotes, predicting just them finds all, exactly and by overlap."""
    quotes = [quote(start, start + length) for start, length in dict.fromkeys(spans)]
    report = score([row(quotes=quotes)], [row(quotes=quotes)])
    assert report.quotes_exact.right == report.quotes_overlap.right == len(quotes)


def shared_script() -> Path:
    """Where the project's scoring script would be."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    return Path(os.environ.get("NEWSSTREAM_SHARED", beside)) / "gold" / "score.py"


def random_rows(chance: random.Random, count: int) -> list[Row]:
    """Articles with random entities and quotes, many of them overlapping."""

    def span(limit: int = 12) -> Row:
        start = chance.randrange(60)
        return {"start": start, "end": start + chance.randrange(1, limit)}

    names = [None, "?", "", "سامي", "سامي النجار", "النجار", "وزارة الصحة", "الوزارة"]
    rows = []
    for index in range(count):
        quotes = [
            {
                **span(30),
                "kind": chance.choice(["direct", "indirect", "mixed"]),
                "speaker_name": chance.choice(names),
                "cue": chance.choice([None, span()]),
                "speaker": chance.choice([None, span()]),
            }
            for _ in range(chance.randrange(5))
        ]
        entities = [{**span(4), "type": chance.choice(["PER", "LOC", "ORG", "MISC"])} for _ in range(8)]
        rows.append({"id": str(index), "entities": entities, "quotes": quotes})
    return rows


@pytest.mark.parametrize("seed", range(20))
def test_the_lines_equal_those_of_the_scoring_script(seed: int) -> None:
    """On random articles every figure is the one that the project's own script prints."""
    script = shared_script()
    if not script.exists():
        pytest.skip("the scoring script is not here (NEWSSTREAM_SHARED)")
    spec = importlib.util.spec_from_file_location("gold_score", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    chance = random.Random(seed)
    gold, predicted = random_rows(chance, 12), random_rows(chance, 11)
    by_id = [{one["id"]: one for one in rows} for rows in (gold, predicted)]
    expected = [f"{measure:16} {figure}" for measure, figure in module.score(*by_id).items()]
    assert report_lines(score(gold, predicted), worst=0) == expected
