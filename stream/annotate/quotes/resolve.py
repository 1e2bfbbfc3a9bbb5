"""Who speaks, resolved over the article: full names for family names, persons for offices, speakers for pronouns."""

from itertools import islice
from typing import Final, final

from stream.annotate.document import Gender, Span, Speaker
from stream.annotate.quotes import words
from stream.annotate.quotes.directory import Directory, folded_words, same_kind, strip_article
from stream.annotate.quotes.frame import Frame
from stream.annotate.quotes.lexicon import PREPOSITION
from stream.annotate.quotes.places import at_or_behind
from stream.annotate.quotes.reading import Name, Reading
from stream.annotate.quotes.source import Source, noun_phrase
from stream.annotate.quotes.speech import is_done_to
from stream.annotate.quotes.unknown import without_proclitic
from stream.annotate.quotes.voices import Resolved, Voice, agreement, gender_of_body, is_part

_TOPIC: Final = words.WORDS["topic"]
_SELF: Final = frozenset({"ذاته", "ذاتها", "نفسه", "نفسها", "البالغ", "البالغه"})
_SHORT_BODIES: Final = frozenset({"مركزي", "فيدرالي", "اهلي", "دولي"})
_MEMORY: Final = 40
"""How many speakers back a pronoun may reach."""
_OPENING: Final = 8
_NAMED_BEFORE: Final = 400
_new: Final = tuple.__new__
"""Makes a `Span` in a third of the time that its own `__new__` takes, which is Python and calls this."""


@final
class Resolver:
    """Resolves the frames of one article in their order, remembering who spoke."""

    def __init__(self, reading: Reading, frames: list[Frame]) -> None:
        self.reading = reading
        self.directory = Directory(reading)
        self.frames = frames
        self.voices: list[Voice] = []
        self.by_entity: dict[int, Voice] = {}
        self.by_frame: dict[int, Resolved] = {}
        self._starts = [frame.start for frame in frames]
        self._cues = sorted([frame.cue_first for frame in frames])

    def run(self) -> list[Resolved]:
        """Return who speaks in each frame.

        A pronoun before anybody has spoken waits for the first speaker who agrees with it.
        """
        results = []
        waiting = []
        for frame in self.frames:
            resolved = self._frame(frame)
            self.by_frame[id(frame)] = resolved
            if resolved.voice is not None:
                self.voices.append(resolved.voice)
            elif self._is_pronoun(frame):
                waiting.append((frame, resolved))
            results.append(resolved)
        for frame, resolved in waiting:
            gender, plural = agreement(frame)
            first = islice(self.voices, _MEMORY)
            resolved.voice = next((voice for voice in first if voice.agrees(gender, plural=plural)), None)
        return results

    def _frame(self, frame: Frame) -> Resolved:
        if frame.source is not None:
            return self._named(frame, frame.source)
        if frame.shared is not None:
            shared = self.by_frame.get(id(frame.shared))
            if shared is not None and shared.voice is not None:
                gender, plural = agreement(frame)
                if frame.cue is None or shared.voice.agrees(gender, plural=plural):
                    return Resolved(shared.voice, shared.mention, shared.how)
        if frame.placed in {"continued", "alone"}:
            return Resolved(self.voices[-1] if self.voices else None, None, "pronoun")
        return Resolved(self._pronoun(frame) if self._is_pronoun(frame) else None, None, "pronoun")

    def _is_pronoun(self, frame: Frame) -> bool:
        """Tell whether a frame without source words has a speaker at all: a passive (قيل, تم إبلاغه) has none."""
        if frame.cue is None or frame.cue.passive:
            return False
        return not (frame.cue.shape == "noun" and is_done_to(self.reading, frame.cue_first))

    # -- names and phrases ---------------------------------------------------------------------------------

    def _named(self, frame: Frame, source: Source) -> Resolved:
        mention = _new(Span, (source.start, source.end))
        text = self._words_of(source)
        if source.name is not None:
            voice = self._voice(source.name.entity)
            cue = frame.cue
            if cue is not None and cue.gender is not None and cue.number == "s" and not cue.passive:
                voice.gender = cue.gender  # its own verb tells better than the name
            return Resolved(voice, mention, "name" if text == voice.name else "alias")
        heard = folded_words(text)
        if heard:
            alias = self._alias(heard)
            if alias is not None:
                return Resolved(alias, mention, "alias")
            known = self._nominal(source, heard)
            if known is not None:
                return Resolved(known, mention, "nominal")
        gender, plural = agreement(frame)
        head = strip_article(heard[0]) if heard else ""
        plural = plural or head in words.GROUPS
        voice = Voice(text, None, gender, plural=plural, person=head in words.OFFICES, words=heard)
        return Resolved(voice, mention, "nominal")

    def _phrase(self, source: Source, gender: Gender | None) -> Voice:
        """Return the voice of an office without a name with which a sentence opens: أشاد مسؤول كبير … ودعا."""
        text = self._words_of(source)
        heard = folded_words(text)
        own: Gender = "f" if heard[0].endswith("ه") else "m"
        known = self._nominal(source, heard) if gender in {own, None} else None
        return known or Voice(text, None, own, plural=False, person=True, words=heard)

    def _words_of(self, source: Source) -> str:
        """Return the words of a source; behind لل with the article that it swallows."""
        text = self.reading.text[source.start : source.end]
        skip = source.start - self.reading.starts[source.first]
        if source.name is not None or skip != 1:
            return text
        word = self.reading.folded[source.first]
        return "ا" + text if without_proclitic(word, skip) != word[skip:] else text

    def _voice(self, index: int) -> Voice:
        voice = self.by_entity.get(index)
        if voice is None:
            entity = self.reading.document.entities[index]
            heard = folded_words(entity.name)
            person = entity.type == "PER"
            gender = entity.gender or (None if person else gender_of_body(entity, heard))
            voice = Voice(entity.name, index, gender, plural=False, person=person, words=heard)
            self.by_entity[index] = voice
        return voice

    def _alias(self, heard: tuple[str, ...]) -> Voice | None:
        """Return whose name the words are a part of, with or without a title: an entity, or an unknown who spoke."""
        titled = len(heard) > 1 and heard[0] in words.BARE_TITLES
        bare = heard[1:] if titled else heard
        entity = self.directory.containing(bare)
        if entity is not None and (not titled or self.reading.document.entities[entity].type == "PER"):
            return self._voice(entity)
        if bare[0] in words.SPEAKERS:
            return None
        unknown = (voice for voice in self._recent() if voice.entity is None)
        return next((voice for voice in unknown if is_part(bare, voice.words)), None)

    def _nominal(self, source: Source, heard: tuple[str, ...]) -> Voice | None:
        """Return the voice that a phrase stands for: the statement's issuer, the party, the minister, the source."""
        head, kind = heard[0], strip_article(heard[0])
        definite = head.startswith("ال")
        if head in words.HONORIFICS:
            return self._person_before(source.first)
        if kind in words.DOCUMENTS and definite:
            body = next((voice for voice in self._recent() if not voice.person), None)
            return body or (self.voices[-1] if self.voices else None)
        if (kind in words.BODIES or kind in _SHORT_BODIES) and definite:
            entity = self.directory.body(heard, source.start)
            return self._voice(entity) if entity is not None else self._spoken_of(heard)
        specific = definite or (
            len(heard) > 1 and (heard[1].startswith("ال") or source.start < self.reading.document.body_start)
        )
        introduced = definite and self._is_introduced(heard, source.first)
        if specific and not introduced and (kind in words.OFFICES or head in words.BARE_TITLES):
            entity = self.directory.office(heard, source.start, {voice.entity for voice in self._recent()})
            if entity is not None:
                return self._voice(entity)
        if not definite:
            return None
        said = (voice for voice in self._recent() if voice.entity is None and same_kind(heard, voice.words))
        return next(said, None) or (self._same_person(heard, source) if specific and not introduced else None)

    def _is_introduced(self, heard: tuple[str, ...], token: int) -> bool:
        """Tell whether somebody without a name was introduced before: مسؤول عراقي, then المسؤول العراقي."""
        bare = [strip_article(word) for word in heard[:2] if word not in _SELF]
        if bare[0] not in words.ANONYMOUS:
            return False
        tokens = self.reading.folded[max(0, token - _NAMED_BEFORE) : token]
        return any(
            tokens[place : place + len(bare)] == bare for place, word in enumerate(tokens) if word == bare[0]
        )

    def _same_person(self, heard: tuple[str, ...], source: Source) -> Voice | None:
        """Return the last agreeing person for an office that nobody was given: الكاتبة, المتحدث ذاته."""
        alone = heard[1] in _SELF if len(heard) > 1 else strip_article(heard[0]) not in words.ANONYMOUS
        if not alone or strip_article(heard[0]) not in words.OFFICE_WORDS:
            return None
        gender: Gender = "f" if heard[0].endswith("ه") else "m"
        if heard[1:] != ("ذاته",):
            before = self._in_sentence_before(source.first, gender)
            if before is not None:
                return before
        for voice in self._recent():
            if voice.person and not voice.plural and voice.gender in {gender, None}:
                return voice
        named = self.directory.persons_between(max(0, source.first - _NAMED_BEFORE), source.first)
        return next(
            (self._voice(name.entity) for name in reversed(named) if self._person_agrees(name, gender)), None
        )

    def _person_before(self, token: int) -> Voice | None:
        """Return the person who spoke last, else the one named last before a token."""
        spoken = next((voice for voice in self._recent() if voice.person), None)
        named = self.directory.persons_between(max(0, token - _NAMED_BEFORE), token)
        return spoken or (self._voice(named[-1].entity) if named else None)

    def _spoken_of(self, heard: tuple[str, ...]) -> Voice | None:
        return next((voice for voice in self._recent() if same_kind(heard, voice.words)), None)

    def _recent(self) -> list[Voice]:
        return self.voices[: -_MEMORY - 1 : -1]

    # -- pronouns ------------------------------------------------------------------------------------------

    def _pronoun(self, frame: Frame) -> Voice | None:
        """Return whom a verb without a subject means: the sentence's own person, or the last agreeing speaker."""
        gender, plural = agreement(frame)
        anchor = frame.cue_first if frame.cue_first >= 0 else frame.first
        if not plural:
            found = self._in_sentence(anchor, gender) or self._in_sentence_before(anchor, gender)
            if found is not None:
                return found
        for voice in self._recent():
            if voice.agrees(gender, plural=plural):
                return voice
        if plural:
            return self.voices[-1] if self.voices else None
        for name in reversed(self.directory.persons_between(max(0, anchor - _NAMED_BEFORE), anchor)):
            if self._person_agrees(name, gender):
                return self._voice(name.entity)
        return None

    def _in_sentence(self, anchor: int, gender: Gender | None) -> Voice | None:
        """Return the first person of the sentence before the cue, if nobody spoke in it yet."""
        reading = self.reading
        first = reading.sentence_first(anchor)
        if anchor - first < 3 or reading.folded[first] in _TOPIC:
            return None
        if at_or_behind(self._cues, anchor) > at_or_behind(self._cues, first):
            return None
        if reading.folded[first + 1] in words.OFFICES and not reading.flags[first] & PREPOSITION:
            opening = noun_phrase(reading, first + 1, anchor)
            if opening is not None and opening.name is None:
                voice = self._phrase(opening, gender)
                return voice if gender is None or voice.gender == gender else None
        for name in self.directory.persons_between(first, anchor):
            if self._person_agrees(name, gender):
                return self._voice(name.entity)
        for place in range(first, min(first + _OPENING, anchor)):
            body = reading.names.get(place)
            if body is not None and body.start == reading.starts[place] and body.type in {"ORG", "LOC"}:
                bound = place > first and reading.flags[place - 1] & PREPOSITION
                voice = self._voice(body.entity)
                return voice if not bound and voice.gender is not None and voice.gender == gender else None
        return None

    def _in_sentence_before(self, anchor: int, gender: Gender | None) -> Voice | None:
        """Return a person with whom the sentence before begins, if nobody is quoted in that sentence."""
        reading = self.reading
        first = reading.sentence_first(anchor)
        if first == 0:
            return None
        start = reading.sentence_first(first - 1)
        at = at_or_behind(self._starts, reading.ends[first - 1])
        if at and self.frames[at - 1].end > reading.starts[start]:
            return None
        for name in self.directory.persons_between(start, min(start + _OPENING, first)):
            bound = reading.flags[name.first - 1] & PREPOSITION or name.start > reading.starts[name.first]
            if bound or not self._person_agrees(name, gender):
                return None
            return self._voice(name.entity)
        return None

    def _person_agrees(self, name: Name, gender: Gender | None) -> bool:
        voice = self._voice(name.entity)
        return gender is None or voice.gender is None or voice.gender == gender


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
