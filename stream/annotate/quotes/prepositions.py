"""Frames without a verb of their own: بحسب, وفقاً لـ, حسبما أعلن, نقلاً عن, على حد قول."""

from typing import Final, NamedTuple

from stream.annotate.quotes import documents, subjects, words
from stream.annotate.quotes import source as sources
from stream.annotate.quotes.forms import CueForm, Lemma
from stream.annotate.quotes.frame import Frames
from stream.annotate.quotes.lexicon import AND_CLAUSE, COMMA, DASH, LINK, MARK, SPEAKER, TITLE
from stream.annotate.quotes.nominal import Complement
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source
from stream.annotate.quotes.unknown import without_proclitic

REPORT: Final = Lemma(
    "حسب", "report", clause=False, marks="", prepositions=frozenset(), bare="", addressee=False
)
_CUE: Final = CueForm(REPORT, "noun", None, "s", object=False, passive=False, proclitic=0)
_AND_CUE: Final = _CUE.behind(1)

_WORDS_OF: Final = words.WORDS["words_of"]
_DOCUMENTS_OF: Final = words.WORDS["documents_of"]
_HIS: Final = tuple(words.WORDS["his"])
_VIEWS: Final = frozenset(
    {"راي", "رايه", "رايها", "تقدير", "تقديره", "تقديرها", "اعتقاد", "نظر", "نظره", "نظرها"}
)
_HIS_VIEW: Final = frozenset(
    {
        "بحسبه",
        "بحسبها",
        "حسبه",
        "حسبها",
        "رايه",
        "رايها",
        "برايه",
        "برايها",
        "تقديره",
        "تقديرها",
        "نظره",
        "نظرها",
    }
)
_VIEWED_IN: Final = frozenset({"في", "وفي", "حسب", "بحسب", "علي"})
_FROM: Final = frozenset({"من", "ومن"})
_LEADS: Final = frozenset({"علي", "وعلي", "في", "وفي"})
_PREAMBLE: Final = 20
_FOLLOWS: Final = {"وفقا": "ل", "طبقا": "ل", "نقلا": "عن", "استنادا": "الي"}


class _Attribution(NamedTuple):
    """Source of a frame (None: only a pronoun), and the frame's last token."""

    source: Source | None
    last: int


def read_preposition(frames: Frames, token: int) -> bool:
    """Handle such a frame at a token: before its content, behind it, or ending content that has a cue already.

    Returns:
        Whether it is an attribution at all.
    """
    reading = frames.reading
    first, beyond = reading.sentence(token)
    found = _attribution(reading, token, beyond)
    if found is None:
        return False
    source, last = found
    after = source.beyond if source is not None else last + 1
    start = token
    if token > first and reading.folded[token - 1] in _LEADS:
        start = token - 1
    if token > first + 1 and reading.folded[token - 1] == "وجهه":
        start = token - 2
    if frames.running is not None:
        frames.close_running(start)
        frames.busy = max(frames.busy, after)
        return True
    normal = reading.normals[start]
    joined = normal[0] in "وف" and len(normal) > 4 and not normal.startswith("وفق")
    cue = _AND_CUE if joined or normal in {"وعلى", "وحسب"} else _CUE
    if start == first or (start == first + 1 and reading.flags[first] & (LINK | COMMA | DASH)):
        content = _content_behind(frames, after, beyond)
        if content is None:
            return False
        frame = frames.open(start, last, cue, content, clause=start)
        frame.source = source
        return True
    stretch = frames.closed_before(start)
    if stretch is not None and frames.opens_sentence(stretch):
        frame = frames.add_marked(start, last, cue, stretch, start)
        frame.source, frame.placed = source, "after"
        return True
    return frames.add_sentence(start, start, last, cue, source)


def _content_behind(frames: Frames, after: int, beyond: int) -> Complement | None:
    """Return the content of a sentence that opens with its attribution: behind a comma, or from فإن or فقد on."""
    reading = frames.reading
    flags = reading.flags
    if after < beyond and flags[after] & MARK and frames.marks.closes(after):
        after += 1  # of a source in marks
    place = after
    limit = min(beyond, after + _PREAMBLE)
    while place < limit and not flags[place] & (COMMA | AND_CLAUSE) and reading.normals[place] != "فقد":
        if flags[place] & MARK:
            break
        place += 1
    if place >= limit:
        place = after
    elif flags[place] & COMMA:
        place += 1
    if beyond - place < 3 or reading.cues(place):
        return None
    normal = reading.normals[place]
    lost = normal == "فقد" and reading.normals[place + 1].startswith("ال")  # the verb, not ف and قد
    joined = (normal == "فقد" and not lost) or bool(flags[place] & AND_CLAUSE and normal[0] == "ف")
    return Complement("clause", place, reading.starts[place] + joined)


def _is_view(reading: Reading, token: int) -> bool:
    """Tell somebody's view (في رأي فلان, من وجهة نظره) from the verb رأى and from وجهة نظر as what is talked of."""
    folded = reading.folded
    if folded[token].startswith("نظر"):
        return token > 1 and folded[token - 1] == "وجهه" and folded[token - 2] in _FROM
    return token > 0 and folded[token - 1] in _VIEWED_IN


def _attribution(  # noqa: PLR0911  one guard a construction
    reading: Reading, token: int, beyond: int
) -> _Attribution | None:
    """Return the source that a frame names, None where the word is no attribution (وفق الخطة)."""
    folded = reading.folded
    here = token + 1
    if here >= beyond:
        return None
    word, follows = folded[token], folded[here]
    bare = word[1:] if word[0] in "وف" and not word.startswith("وفق") else word
    if word in _VIEWS and not _is_view(reading, token):
        return None
    if word in _HIS_VIEW:
        return _Attribution(None, token)
    if bare == "حد":
        return _words_of(reading, here, beyond) if token and folded[token - 1] in {"علي", "وعلي"} else None
    if bare in {"حسبما", "وفقما"} or follows in {"ما", "لما"}:
        return _said(reading, here + (follows in {"ما", "لما"}), beyond)
    skip = 0
    if bare in {"وفقا", "طبقا"}:
        skip = int(len(follows) > 1)
        here += 1 - skip
    elif bare in {"نقلا", "استنادا"}:
        here += 1
    expected = _FOLLOWS.get(bare)
    if here >= beyond or (expected is not None and not follows.startswith(expected)):
        return None
    return _words_of(reading, here, beyond) or _named(reading, token, here, beyond, skip)


def _words_of(reading: Reading, here: int, beyond: int) -> _Attribution | None:
    """Return whose words they are: قوله, تعبير فلان, نص البيان."""
    folded = reading.folded[here]
    if folded in _WORDS_OF or folded in _DOCUMENTS_OF:
        inner = sources.noun_phrase(reading, here + 1, beyond) if here + 1 < beyond else None
        return _Attribution(inner, here) if inner is not None else None
    for pronoun in _HIS:
        if folded.removesuffix(pronoun) in _WORDS_OF and folded != folded.removesuffix(pronoun):
            return _Attribution(None, here)
    return _Attribution(None, here) if folded in {"كلامه", "كلامها", "روايته", "روايتها"} else None


def _named(reading: Reading, token: int, here: int, beyond: int, skip: int) -> _Attribution | None:
    """Return the speaker whom the frame names: a name, or a noun for somebody or something that speaks."""
    name = reading.names.get(here)
    rest = without_proclitic(reading.folded[here], skip)
    if rest.removeprefix("ال") in words.NOT_SOURCES:
        return None
    if name is not None:
        spoken = name.type != "MISC"
    elif reading.flags[here] & MARK:
        spoken = here + 1 in reading.names
    elif skip:
        spoken = rest in words.SPEAKERS
    else:
        spoken = bool(reading.flags[here] & (SPEAKER | TITLE))
    if not spoken:
        return None
    attached = name is not None and name.start > reading.starts[here]
    if name is not None and attached:
        return _Attribution(sources.named(name), token)
    found = sources.noun_phrase(reading, here, beyond, skip=skip)
    return _Attribution(found, token) if found is not None else None


def _said(reading: Reading, here: int, beyond: int) -> _Attribution | None:
    """Return who is behind حسبما, وفقاً لما and the verb that follows."""
    if here >= beyond:
        return None
    if documents.stands_in(reading, here, beyond) and reading.cues(here):
        return _Attribution(documents.whose(reading, here, beyond), here)
    if any(cue.shape in {"perfect", "imperfect"} for cue in reading.cues(here)):
        found = None
        for cue in reading.cues(here):
            if cue.lemma.name in words.CONVEYS:
                found = subjects.conveyed(reading, cue.lemma.name, here, beyond)
        return _Attribution(found or subjects.behind(reading, here, beyond), here)
    return None
