"""Who speaks, resolved over the article: full names for family names, persons for offices, speakers for pronouns."""

from dataclasses import dataclass
from typing import Final

from stream.annotate.document import Entity, Gender, Resolution, Span, Speaker
from stream.annotate.quotes import words
from stream.annotate.quotes.frame import Frame
from stream.annotate.quotes.lexicon import PREPOSITION, SPEAKER, TITLE
from stream.annotate.quotes.reading import Name, Reading
from stream.annotate.quotes.source import Source
from stream.annotate.text import fold

_FEMININE_ENDINGS: Final = ("ه", "اء", "ات")
_TOPIC: Final = frozenset("عن وعن حول وحول بشان وبشان بخصوص وبخصوص".split())
_PLURAL_HEADS: Final = frozenset(
    "مصادر تقارير سلطات وسائل صحف قوات معلومات بيانات ارقام احصاءات دراسات وكالات".split()
)


@dataclass(slots=True)
class Voice:
    """Somebody who has spoken in the article: an entity (its index) or a nominal phrase."""

    name: str
    entity: int | None
    gender: Gender | None
    plural: bool
    person: bool
    words: tuple[str, ...]


@dataclass(slots=True)
class Resolved:
    """The outcome for one frame: the voice, the mention next to the cue, and how the two were brought together."""

    voice: Voice | None
    mention: Span | None
    how: Resolution


def _strip(word: str) -> str:
    return word.removeprefix("ال")


class Resolver:
    """Resolves the frames of one article in their order, remembering who spoke."""

    def __init__(self, reading: Reading, frames: list[Frame]) -> None:
        self.reading = reading
        self.frames = frames
        self.voices: list[Voice] = []
        self.by_entity: dict[int, Voice] = {}
        self.by_frame: dict[int, Resolved] = {}
        self.persons = sorted(
            (name for name in reading.names.values() if name.mention.type == "PER"),
            key=lambda name: name.first,
        )
        self._entity_words: list[tuple[str, ...]] | None = None

    def run(self) -> list[Resolved]:
        """Return who speaks in each frame."""
        results = []
        for frame in self.frames:
            resolved = self._frame(frame)
            self.by_frame[id(frame)] = resolved
            if resolved.voice is not None:
                self.voices.append(resolved.voice)
            results.append(resolved)
        if self.voices:
            for frame, resolved in zip(self.frames, results, strict=True):
                if resolved.voice is None and self._may_be_pronoun(frame):
                    gender, plural = self._agreement(frame)
                    resolved.voice = next(
                        (v for v in self.voices if self._agrees(v, gender, plural=plural)), None
                    )
                    resolved.how = "pronoun"
        return results

    def _may_be_pronoun(self, frame: Frame) -> bool:
        cue = frame.cue
        return cue is not None and not cue.passive and not self._is_done(frame)

    def _is_done(self, frame: Frame) -> bool:
        """Tell whether the cue is a passive in other words: تم إبلاغه."""
        cue = frame.cue
        if cue is None or cue.shape != "noun" or frame.cue_first < 1:
            return False
        return self.reading.document.tokens.words[frame.cue_first - 1].folded in words.PERIPHRASTIC

    def _frame(self, frame: Frame) -> Resolved:
        if frame.source is not None:
            return self._named(frame, frame.source)
        if frame.shared is not None:
            shared = self.by_frame.get(id(frame.shared))
            if shared is not None and shared.voice is not None:
                gender, plural = self._agreement(frame)
                if frame.cue is None or self._agrees(shared.voice, gender, plural=plural):
                    return Resolved(shared.voice, shared.mention, shared.how)
        if frame.placed in {"continued", "alone"}:
            return Resolved(self.voices[-1] if self.voices else None, None, "pronoun")
        if not self._may_be_pronoun(frame):
            return Resolved(None, None, "pronoun")
        return Resolved(self._pronoun(frame), None, "pronoun")

    # -- names and phrases ---------------------------------------------------------------------------------

    def _named(self, frame: Frame, source: Source) -> Resolved:
        mention = Span(source.start, source.end)
        if source.name is not None:
            voice = self._voice(source.name.entity)
            self._learn(voice, frame)
            text = self.reading.text[source.start : source.end]
            return Resolved(voice, mention, "name" if text == voice.name else "alias")
        text = self.reading.text[source.start : source.end]
        heard = tuple(fold(text).split())
        voice, how = self._nominal(source, heard)
        if voice is None:
            gender, plural = self._agreement(frame)
            voice = Voice(
                text,
                None,
                gender,
                plural or _strip(heard[0]) in words.GROUPS,
                _strip(heard[0]) in words.OFFICES,
                heard,
            )
        return Resolved(voice, mention, how)

    def _voice(self, index: int) -> Voice:
        voice = self.by_entity.get(index)
        if voice is None:
            entity = self.reading.document.entities[index]
            heard = tuple(fold(entity.name).split())
            person = entity.type == "PER"
            gender = entity.gender or (None if person else _gender_of_body(entity, heard))
            voice = Voice(entity.name, index, gender, plural=False, person=person, words=heard)
            self.by_entity[index] = voice
        return voice

    def _learn(self, voice: Voice, frame: Frame) -> None:
        """Take the gender of a person from the verb that stands before the name."""
        cue = frame.cue
        if voice.gender is None and cue is not None and cue.number == "s" and not cue.passive:
            voice.gender = cue.gender

    def _nominal(self, source: Source, heard: tuple[str, ...]) -> tuple[Voice | None, Resolution]:
        if not heard:
            return None, "nominal"
        head = heard[0]
        found = self._containing(heard)
        if found is not None:
            return self._voice(found), "alias"
        bare = _strip(head)
        definite = head.startswith("ال")
        if bare in words.DOCUMENTS and definite:
            return next(
                (v for v in reversed(self.voices) if not v.person), self.voices[-1] if self.voices else None
            ), "nominal"
        if bare in words.BODIES and definite:
            return self._body(source, heard), "nominal"
        specific = definite or (len(heard) > 1 and heard[1].startswith("ال"))
        if specific and (bare in words.OFFICES or head in words.BARE_TITLES):
            office = self._office(source, heard)
            if office is not None:
                return office, "nominal"
        if definite:
            for voice in reversed(self.voices):
                if voice.entity is None and bare in {_strip(word) for word in voice.words}:
                    return voice, "nominal"
        return None, "nominal"

    def _containing(self, heard: tuple[str, ...]) -> int | None:
        """Return the entity of whose name the words are a part (in order and adjacent)."""
        if len(heard) > 6 or (heard[0] in words.SPEAKERS and len(heard) > 1):
            return None
        if self._entity_words is None:
            self._entity_words = [
                tuple(fold(entity.name).split()) for entity in self.reading.document.entities
            ]
        size = len(heard)
        for index, name in enumerate(self._entity_words):
            if heard[0] in words.SPEAKERS and self.reading.document.entities[index].type != "PER":
                continue
            if size <= len(name) and any(name[at : at + size] == heard for at in range(len(name) - size + 1)):
                return index
        return None

    def _body(self, source: Source, heard: tuple[str, ...]) -> Voice | None:
        """Return the body that "the ministry" or "the party" stands for: the nearest one before of that kind."""
        kind = _strip(heard[0])
        best, at = None, -1
        for index, entity in enumerate(self.reading.document.entities):
            if entity.type != "ORG" or _strip(fold(entity.name).split(" ")[0]) != kind:
                continue
            nearest = max((m.start for m in entity.mentions if m.start < source.start), default=-1)
            if nearest > at:
                best, at = index, nearest
        if best is not None:
            return self._voice(best)
        for voice in reversed(self.voices):
            if kind in {_strip(word) for word in voice.words}:
                return voice
        return None

    def _office(self, source: Source, heard: tuple[str, ...]) -> Voice | None:
        """Return the person whom the article gives this office or title, the last speaker first."""
        head = _strip(heard[0])
        rest = {_strip(word) for word in heard[1:3]}
        tokens = self.reading.document.tokens.words
        best, score = None, 0.0
        spoken = {voice.entity for voice in self.voices}
        headline = source.start < self.reading.document.body_start
        for name in self.persons:
            before = name.first
            if name.mention.start > source.start and not headline:
                break
            window = [
                _strip(tokens[place].folded.removeprefix("و")) for place in range(max(0, before - 9), before)
            ]
            behind = [
                _strip(tokens[place].folded)
                for place in range(name.beyond, min(len(tokens), name.beyond + 5))
            ]
            if head not in window and head not in behind:
                continue
            if any(self.reading.names.get(place) for place in range(max(0, before - 9), before) if
                   self.reading.names.get(place) in self.persons and head not in window[place - before :]):  # fmt: skip
                continue
            value = (
                1.0 + sum(word in window or word in behind for word in rest) + 0.5 * (name.entity in spoken)
            )
            if value > score:
                best, score = name, value
        return self._voice(best.entity) if best is not None and (score >= 1.5 or len(heard) == 1) else None

    # -- pronouns ------------------------------------------------------------------------------------------

    def _agreement(self, frame: Frame) -> tuple[Gender | None, bool]:
        cue = frame.cue
        if cue is None:
            return None, False
        return cue.gender, cue.number != "s"

    def _agrees(self, voice: Voice, gender: Gender | None, *, plural: bool) -> bool:
        if gender is None:
            return True
        if plural:
            return voice.plural or not voice.person or voice.entity is None
        if (
            voice.plural
            and voice.entity is None
            and gender == "m"
            and voice.words
            and _strip(voice.words[0]) not in {"مصدر", "عدد"}
        ):
            return False
        return voice.gender is None or voice.gender == gender

    def _pronoun(self, frame: Frame) -> Voice | None:
        reading = self.reading
        gender, plural = self._agreement(frame)
        anchor = frame.cue_first if frame.cue_first >= 0 else frame.first
        first, _ = reading.sentence(anchor)
        opening = reading.document.tokens.words[first].folded
        if not plural and opening not in _TOPIC and anchor - first > 2:
            for name in self.persons:
                if (
                    first <= name.first < anchor
                    and self._person_agrees(name, gender)
                    and not self._spoke_in(first, anchor)
                ):
                    return self._voice(name.entity)
        if not plural and first > 0:
            new = self._subject_before(first, gender)
            if new is not None:
                return new
        for voice in reversed(self.voices):
            if self._agrees(voice, gender, plural=plural):
                return voice
        if plural:
            return self.voices[-1] if self.voices else None
        for name in reversed(self.persons):
            if name.first < anchor and self._person_agrees(name, gender):
                return self._voice(name.entity)
        return None

    def _spoke_in(self, first: int, anchor: int) -> bool:
        return any(first <= frame.cue_first < anchor for frame in self.frames)

    def _person_agrees(self, name: Name, gender: Gender | None) -> bool:
        voice = self._voice(name.entity)
        return gender is None or voice.gender is None or voice.gender == gender

    def _subject_before(self, first: int, gender: Gender | None) -> Voice | None:
        """Return a person with whom the sentence before begins, if nobody is quoted in that sentence."""
        reading = self.reading
        start = reading.sentence(first - 1)[0]
        begin, end = reading.starts[start], reading.ends[first - 1]
        if any(frame.start < end and frame.end > begin for frame in self.frames):
            return None
        for name in self.persons:
            if start <= name.first < min(start + 8, first):
                if (
                    reading.flags[name.first - 1] & PREPOSITION
                    or name.mention.start > reading.starts[name.first]
                ):
                    return None
                return self._voice(name.entity) if self._person_agrees(name, gender) else None
        return None


def _gender_of_body(entity: Entity, heard: tuple[str, ...]) -> Gender | None:
    """Return the grammatical gender of a body or place by its first word, None where that does not tell."""
    if entity.gender is not None:
        return entity.gender
    if not heard:
        return None
    head = _strip(heard[0])
    if heard[0] in words.FEMININE_BODIES or head.endswith(_FEMININE_ENDINGS) or head in _PLURAL_HEADS:
        return "f"
    if entity.type == "LOC":
        return "f"
    return "m" if head in words.BODIES else None


def speaker_of(reading: Reading, resolved: Resolved, confidence: float) -> Speaker | None:
    """Return the speaker as it goes out, None where the voice is unknown."""
    voice = resolved.voice
    if voice is None:
        return None
    role = None
    if voice.entity is not None:
        span = reading.document.entities[voice.entity].role
        role = reading.text[span.start : span.end] if span is not None else None
    return Speaker(voice.name, voice.entity, role, resolved.mention, resolved.how, confidence)


__all__ = ["SPEAKER", "TITLE", "Resolved", "Resolver", "Voice", "speaker_of"]
