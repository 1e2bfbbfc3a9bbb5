"""Frames without a verb of their own: بحسب, وفقاً لـ, حسبما أعلن, نقلاً عن, على حد قول."""

from typing import Final, NamedTuple

from stream.annotate.quotes import source as sources
from stream.annotate.quotes import subjects, words
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

_WORDS_OF: Final = words.WORDS["words_of"]
_DOCUMENTS_OF: Final = words.WORDS["documents_of"]
_HIS: Final = tuple(words.WORDS["his"])
_IN: Final = frozenset({"في", "وفي", "حسب", "بحسب", "علي"})
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
    if token > first and reading.folded[token - 1] in {"علي", "وعلي"}:
        start = token - 1
    if frames.running is not None:
        frames.close_running(start)
        frames.busy = max(frames.busy, after)
        return True
    normal = reading.normals[start]
    joined = normal[0] in "وف" and len(normal) > 4 and not normal.startswith("وفق")
    cue = _CUE._replace(proclitic=1 if joined or normal in {"وعلى", "وحسب"} else 0)
    if start == first or (start == first + 1 and reading.flags[first] & (LINK | COMMA | DASH)):
        content = _content_behind(reading, after, beyond)
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


def _content_behind(reading: Reading, after: int, beyond: int) -> Complement | None:
    """Return the content of a sentence that opens with its attribution: behind a comma, or from فإن or فقد on."""
    flags = reading.flags
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
    if beyond - place < 3 or reading.infos[place].cues:
        return None
    normal = reading.normals[place]
    joined = normal == "فقد" or bool(flags[place] & AND_CLAUSE and normal[0] == "ف")
    return Complement("clause", place, reading.starts[place] + joined)


def _attribution(reading: Reading, token: int, beyond: int) -> _Attribution | None:
    """Return the source that a frame names, None where the word is no attribution (وفق الخطة)."""
    folded = reading.folded
    here = token + 1
    if here >= beyond:
        return None
    word, follows = folded[token], folded[here]
    bare = word[1:] if word[0] in "وف" and not word.startswith("وفق") else word
    if word == "راي" and not (token and folded[token - 1] in _IN):
        return None  # the verb رأى
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
        spoken = name.mention.type != "MISC"
    elif reading.flags[here] & MARK:
        spoken = here + 1 in reading.names
    elif skip:
        spoken = rest in words.SPEAKERS
    else:
        spoken = bool(reading.flags[here] & (SPEAKER | TITLE))
    if not spoken:
        return None
    attached = name is not None and name.mention.start > reading.starts[here]
    if name is not None and attached:
        return _Attribution(sources.named(name), token)
    found = sources.noun_phrase(reading, here, beyond, skip=skip)
    return _Attribution(found, token) if found is not None else None


def _said(reading: Reading, here: int, beyond: int) -> _Attribution | None:
    """Return who is behind حسبما, وفقاً لما and the verb that follows."""
    if here >= beyond:
        return None
    if any(cue.shape in {"perfect", "imperfect"} for cue in reading.infos[here].cues):
        return _Attribution(subjects.behind(reading, here, beyond), here)
    return None
