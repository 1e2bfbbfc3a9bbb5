"""What the measures are made of: counts, shares, confusions, calibration."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

Extent = tuple[int, int]
"""Start and end (excluded) of a name or quote."""

_BOUNDS: Final = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)


@dataclass(slots=True)
class Counts:
    """How many were right, predicted and in the gold; precision, recall and F1 of that, 0 to 1."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right, 0 where nothing is predicted."""
        return self.right / max(self.predicted, 1)

    @property
    def recall(self) -> float:
        """Share of the gold that is found, 0 where there is none."""
        return self.right / max(self.gold, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)

    def add(self, other: "Counts") -> None:
        """Add another's numbers to these."""
        self.right += other.right
        self.predicted += other.predicted
        self.gold += other.gold


@dataclass(slots=True)
class Share:
    """How many of how many."""

    part: int = 0
    whole: int = 0

    @property
    def value(self) -> float:
        """The share, 0 to 1, and 0 of none."""
        return self.part / max(self.whole, 1)

    def count(self, *, hit: bool) -> None:
        """Count one more, a hit or not."""
        self.part += hit
        self.whole += 1


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions whose confidence lies from lower to upper: how many, their mean confidence, share right."""

    lower: float
    upper: float
    count: int
    confidence: float
    right: float


@dataclass(slots=True)
class Confusions:
    """What goes wrong with names, counted: (gold type, predicted type) of the same span; (type, gold text,
    predicted text) where only the borders differ; (type, text) of names missed and of names made up."""

    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    borders: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    spurious: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(
        self, truth: Mapping[Extent, str], found: Mapping[Extent, str], name: Callable[[Extent], str]
    ) -> None:
        """Count the differences between the names of a text.

        Args:
            truth: The type of each gold name, by where it stands.
            found: The same of the predicted names.
            name: Gives the words of an extent.
        """
        spurious = {extent for extent in found if extent not in truth}
        for extent, kind in truth.items():
            if extent in found:
                if found[extent] != kind:
                    self.types[kind, found[extent]] += 1
                continue
            near = next((e for e in sorted(spurious) if found[e] == kind and overlap(e, extent) > 0), None)
            if near is None:
                self.missed[kind, name(extent)] += 1
            else:
                spurious.remove(near)
                self.borders[kind, name(extent), name(near)] += 1
        self.spurious.update((found[extent], name(extent)) for extent in spurious)


def overlap(a: Extent, b: Extent) -> float:
    """Return intersection over union of two spans, 0 to 1."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts, from which precision, recall and F1 come as micro averages."""
    result = Counts()
    for one in counts:
        result.add(one)
    return result


def calibration(pairs: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Return how often predictions of each range of confidence are right; ranges without any are left out.

    Args:
        pairs: Confidence (0 to 1) and whether the prediction was right.
    """
    known = sorted(pairs)
    bins = []
    for lower, upper in pairwise(_BOUNDS):
        inside = [pair for pair in known if lower <= pair[0] < upper or pair[0] == upper == 1.0]
        if inside:
            count = len(inside)
            mean = sum(confidence for confidence, _ in inside) / count
            bins.append(Bin(lower, upper, count, mean, sum(right for _, right in inside) / count))
    return bins
