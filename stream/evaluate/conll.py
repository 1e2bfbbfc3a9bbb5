"""Names in tagged files, one token and its tag a line, scored as conlleval does.

conlleval is the script of the CoNLL-2000 to 2003 shared tasks (Tjong Kim Sang & De Meulder, CoNLL 2003). As
there, a name begins at B-, and at I- where no name of the same type is open: so IOB1, IOB2 and files with
slips in them are read alike.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from stream.evaluate.measures import Confusions, Counts, Extent, Share, total

_TYPES: Final = {"PERS": "PER", "PERSON": "PER", "LOCATION": "LOC", "ORGANIZATION": "ORG"}
_OUTSIDE: Final = "O"


class InvalidTags(ValueError):  # noqa: N818  names what is wrong
    """A tagged file that cannot be read, or predictions that do not fit it. The text names the line or sentence."""


@dataclass(frozen=True, slots=True)
class TaggedSentence:
    """The tokens of a sentence and the tag of each, e.g. B-PER, I-PER, O."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(slots=True)
class TagReport:
    """Tokens whose tag is right, names by type (in the order of their first appearance), what goes wrong."""

    sentences: int = 0
    tokens: Share = field(default_factory=Share)
    entities: dict[str, Counts] = field(default_factory=dict)
    confusions: Confusions = field(default_factory=Confusions)

    @property
    def entities_all(self) -> Counts:
        """The counts of all types together (micro average)."""
        return total(self.entities.values())


def read_conll(lines: Iterable[str], *, column: int = 1) -> list[TaggedSentence]:
    """Return the sentences of a tagged file; an empty line ends a sentence.

    Args:
        lines: Token and tags, separated by white space; lines that begin with -DOCSTART- are passed over.
        column: Where the tag stands, the token being column 0. PERS is read as PER, and so on.

    Raises:
        InvalidTags: A line has no such column, or no tag in it.
    """
    sentences: list[TaggedSentence] = []
    tokens: list[str] = []
    tags: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        columns = line.split()
        if not columns or columns[0] == "-DOCSTART-":
            if tokens:
                sentences.append(TaggedSentence(tuple(tokens), tuple(tags)))
                tokens, tags = [], []
            continue
        if len(columns) <= column:
            raise InvalidTags(
                f"line {number}: {len(columns)} columns, the tag should be in column {column + 1}"
            )
        tokens.append(columns[0])
        tags.append(_normal_tag(columns[column], number))
    return sentences


def _normal_tag(tag: str, number: int) -> str:
    border, dash, kind = tag.partition("-")
    if tag == _OUTSIDE:
        return tag
    if border not in ("B", "I") or not dash or not kind:
        raise InvalidTags(f"line {number}: {tag!r} is no tag in IOB")
    return f"{border}-{_TYPES.get(kind.upper(), kind)}"


def spans_of(tags: Sequence[str]) -> dict[Extent, str]:
    """Return the names of a sentence: the type by first token and token beyond the last."""
    spans: dict[Extent, str] = {}
    start, open_kind = 0, ""
    for index, tag in enumerate([*tags, _OUTSIDE]):
        border, _, kind = tag.partition("-")
        if open_kind and (border != "I" or kind != open_kind):
            spans[start, index] = open_kind
            open_kind = ""
        if kind and not open_kind:
            start, open_kind = index, kind
    return spans


def score_tags(gold: Sequence[TaggedSentence], predicted: Iterable[Sequence[str]]) -> TagReport:
    """Compare predicted tags with those of a file: a name is right if its span and its type are.

    Args:
        gold: The sentences of the file.
        predicted: The tags of each sentence, in order.

    Raises:
        InvalidTags: There are not as many sentences, or not as many tags in one, as in the gold.
    """
    report = TagReport()
    guesses = list(predicted)
    if len(guesses) != len(gold):
        raise InvalidTags(f"{len(guesses)} sentences predicted, {len(gold)} in the file")
    for number, (sentence, guess) in enumerate(zip(gold, guesses, strict=True), 1):
        if len(guess) != len(sentence.tags):
            raise InvalidTags(f"sentence {number}: {len(guess)} tags for {len(sentence.tags)} tokens")
        report.sentences += 1
        for tag, other in zip(sentence.tags, guess, strict=True):
            report.tokens.count(hit=tag == other)
        _score_spans(sentence, spans_of(guess), report)
    return report


def _score_spans(sentence: TaggedSentence, found: dict[Extent, str], report: TagReport) -> None:
    truth = spans_of(sentence.tags)
    for kind in truth.values():
        report.entities.setdefault(kind, Counts()).gold += 1
    for extent, kind in found.items():
        counts = report.entities.setdefault(kind, Counts())
        counts.predicted += 1
        counts.right += truth.get(extent) == kind
    report.confusions.add(truth, found, lambda extent: " ".join(sentence.tokens[slice(*extent)]))
