"""Entities and quotes of annotated articles against gold ones."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from stream.evaluate.measures import Bin, Confusions, Counts, Extent, Share, calibration, overlap, total

TYPES: Final = ("PER", "LOC", "ORG", "MISC")
_MATCH: Final = 0.5

_MARKS: Final = re.compile("[\u064b-\u0655\u0670\u0640\u200e\u200f]")
_FOLD: Final = str.maketrans("أإآٱىة", "اااايه")

Row = Mapping[str, Any]


@dataclass(slots=True)
class Report:
    """All measures of a set of articles. `calibration` holds "entities", "quotes", "attribution" where known."""

    articles: int = 0
    entities: dict[str, Counts] = field(default_factory=lambda: {kind: Counts() for kind in TYPES})
    quotes_exact: Counts = field(default_factory=Counts)
    quotes_overlap: Counts = field(default_factory=Counts)
    recall: dict[str, Share] = field(default_factory=dict)
    cue: Share = field(default_factory=Share)
    speaker: Share = field(default_factory=Share)
    attribution: Share = field(default_factory=Share)
    unknown: Share = field(default_factory=Share)
    confusions: Confusions = field(default_factory=Confusions)
    calibration: dict[str, list[Bin]] = field(default_factory=dict)

    @property
    def entities_all(self) -> Counts:
        """The counts of the four types together (micro average)."""
        return total(self.entities.values())


def score(gold_rows: Iterable[Row], predicted_rows: Iterable[Row]) -> Report:
    """Compare predicted with gold rows of the same ids.

    Args:
        gold_rows: The truth. A row with `text` lets the report show names.
        predicted_rows: Rows of ids that the gold lacks are left out; an article without a row counts as one
            in which nothing was found.
    """
    predicted = {row["id"]: row for row in predicted_rows}
    nothing: Row = {"entities": (), "quotes": ()}
    report = Report()
    chances: dict[str, list[tuple[float, bool]]] = {"entities": [], "quotes": [], "attribution": []}
    for gold in {row["id"]: row for row in gold_rows}.values():
        guess = predicted.get(gold["id"], nothing)
        report.articles += 1
        _score_entities(gold, guess, report, chances["entities"])
        _score_quotes(gold["quotes"], guess["quotes"], report, chances)
    report.calibration = {name: calibration(pairs) for name, pairs in chances.items() if pairs}
    return report


def _score_entities(gold: Row, guess: Row, report: Report, chances: list[tuple[float, bool]]) -> None:
    truth = {(entity["start"], entity["end"]): entity["type"] for entity in gold["entities"]}
    found = {(entity["start"], entity["end"]): entity["type"] for entity in guess["entities"]}
    true_names = {(*extent_of(entity), entity["type"]) for entity in gold["entities"]}
    found_names = {(*extent_of(entity), entity["type"]) for entity in guess["entities"]}
    for kind, counts in report.entities.items():
        counts.right += sum(name[2] == kind for name in true_names & found_names)
        counts.predicted += sum(name[2] == kind for name in found_names)
        counts.gold += sum(name[2] == kind for name in true_names)
    text = gold.get("text", "")
    report.confusions.add(truth, found, lambda extent: text[slice(*extent)])
    for entity in guess["entities"]:
        if entity.get("confidence") is not None:
            right = (*extent_of(entity), entity["type"]) in true_names
            chances.append((entity["confidence"], right))


def _score_quotes(
    gold: Sequence[Row], guess: Sequence[Row], report: Report, chances: dict[str, list[tuple[float, bool]]]
) -> None:
    exact = Counts(len(set(map(extent_of, gold)) & set(map(extent_of, guess))), len(guess), len(gold))
    report.quotes_exact.add(exact)
    matches = match_quotes(gold, guess)
    report.quotes_overlap.add(Counts(len(matches), len(guess), len(gold)))
    for index, truth in enumerate(gold):
        report.recall.setdefault(truth["kind"], Share()).count(hit=index in matches)
    for index, other in matches.items():
        _score_attribution(gold[index], guess[other], report, chances["attribution"])
    matched = set(matches.values())
    for index, quote in enumerate(guess):
        if quote.get("confidence") is not None:
            chances["quotes"].append((quote["confidence"], index in matched))


def _score_attribution(truth: Row, quote: Row, report: Report, chances: list[tuple[float, bool]]) -> None:
    for part, share in (("cue", report.cue), ("speaker", report.speaker)):
        if truth.get(part):
            near = quote.get(part)
            share.count(hit=near is not None and overlap(extent_of(truth[part]), extent_of(near)) > 0)
    name, source = quote.get("speaker_name"), truth.get("speaker_name")
    report.unknown.count(hit=not name)
    if source and source != "?":
        right = same_name(name, source)
        report.attribution.count(hit=right)
        if name and quote.get("speaker_confidence") is not None:
            chances.append((quote["speaker_confidence"], right))


def match_quotes(gold: Sequence[Row], guess: Sequence[Row]) -> dict[int, int]:
    """Return which predicted quote is which gold one, by index: pairs of overlap 0.5 or more, best first."""
    shares = (
        (overlap(extent_of(a), extent_of(b)), i, j) for i, a in enumerate(gold) for j, b in enumerate(guess)
    )
    matches: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted((share for share in shares if share[0] >= _MATCH), reverse=True):
        if i not in matches and j not in taken:
            matches[i] = j
            taken.add(j)
    return matches


def extent_of(span: Row) -> Extent:
    """Return start and end of anything that has them."""
    return span["start"], span["end"]


def same_name(predicted: str | None, gold: str | None) -> bool:
    """Say whether two names are equal, or one is the other with words left out at either end.

    Spelling variants of alef, ى and ة, marks and the article ال make no difference.
    """
    short, long = sorted((_name_words(predicted), _name_words(gold)), key=len)
    return bool(short) and any(
        long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1)
    )


def _name_words(name: str | None) -> list[str]:
    folded = _MARKS.sub("", name or "").translate(_FOLD)
    return [word.removeprefix("ال") for word in re.findall(r"\w+", folded)]
