"""Reports as lines of text."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from stream.evaluate.articles import Report
from stream.evaluate.conll import TagReport
from stream.evaluate.measures import Bin, Confusions, Counts, Share

_ORDER: Final = ("types", "borders", "missed", "spurious")
_HEADINGS: Final = {
    "types": "types confused (gold → predicted)",
    "borders": "borders wrong (gold → predicted)",
    "missed": "names missed",
    "spurious": "names made up",
}


def report_lines(report: Report | TagReport, *, worst: int = 10) -> list[str]:
    """Return a report as lines of text: the measures, then confusions and calibration where there are any.

    Args:
        report: What `score` or `score_tags` returned.
        worst: How many of each kind of confusion to show, the most frequent first; 0 shows none.
    """
    lines = _article_lines(report) if isinstance(report, Report) else _tag_lines(report)
    lines += _confusion_lines(report.confusions, worst)
    if isinstance(report, Report):
        for name, bins in report.calibration.items():
            lines += ["", f"confidence of {name}", *_calibration_lines(bins)]
    return lines


def _article_lines(report: Report) -> list[str]:
    """Return the measures exactly as the project's scoring script prints them."""
    figures = {f"entities {kind}": _prf(counts) for kind, counts in report.entities.items()}
    figures["entities all"] = _prf(report.entities_all)
    figures["quotes exact"] = _prf(report.quotes_exact)
    figures["quotes overlap"] = _prf(report.quotes_overlap)
    figures |= {f"recall {kind}": _share(share) for kind, share in sorted(report.recall.items())}
    for part in ("cue", "speaker", "attribution", "unknown"):
        figures[part] = _share(getattr(report, part))
    return [f"{measure:16} {figure}" for measure, figure in figures.items()]


def _tag_lines(report: TagReport) -> list[str]:
    """Return the measures as conlleval prints them."""
    names = report.entities_all
    phrases = f"{names.gold} phrases; found: {names.predicted} phrases; correct: {names.right}"
    lines = [f"processed {report.tokens.whole} tokens with {phrases}."]
    lines.append(f"accuracy: {report.tokens.value:7.2%}; {_conll(names)}")
    lines += [f"{kind:>17}: {_conll(c)}  {c.predicted}" for kind, c in sorted(report.entities.items())]
    return lines


def _prf(counts: Counts) -> str:
    return (
        f"P {counts.precision:.4f}  R {counts.recall:.4f}  F1 {counts.f1:.4f}  "
        f"(gold {counts.gold}, predicted {counts.predicted})"
    )


def _share(share: Share) -> str:
    return f"{share.value:.4f}  ({share.part} of {share.whole})"


def _conll(counts: Counts) -> str:
    return f"precision: {counts.precision:7.2%}; recall: {counts.recall:7.2%}; FB1: {100 * counts.f1:6.2f}"


def _confusion_lines(confusions: Confusions, worst: int) -> list[str]:
    lines: list[str] = []
    for kind in _ORDER:
        counter: Counter[Any] = getattr(confusions, kind)
        if counter and worst > 0:
            lines += ["", f"{_HEADINGS[kind]}: {counter.total()}"]
            most = sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:worst]
            lines += [f"{count:6}  {_described(kind, what)}" for what, count in most]
    return lines


def _described(kind: str, what: tuple[str, ...]) -> str:
    shown = [" ".join(part.split()) for part in what]
    if kind == "types":
        return " → ".join(shown)
    return f"{shown[0]:5} {' → '.join(shown[1:])}"


def _calibration_lines(bins: Iterable[Bin]) -> list[str]:
    lines = ["  from    to   count   mean  right"]
    lines += [f"  {b.lower:.2f}  {b.upper:.2f}  {b.count:6}  {b.confidence:.3f}  {b.right:.3f}" for b in bins]
    return lines
