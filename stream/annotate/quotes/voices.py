"""Who has spoken in an article so far, and who that is for a verb or phrase."""

from typing import Final, final

from stream.annotate.document import Entity, Gender, Resolution, Span
from stream.annotate.quotes import words
from stream.annotate.quotes.directory import strip_article
from stream.annotate.quotes.frame import Frame

_FEMININE_ENDINGS: Final = ("ه", "اء", "ات")


@final
class Voice:
    """Somebody who has spoken in the article: an entity (its index) or a nominal phrase."""

    __slots__ = ("entity", "gender", "name", "person", "plural", "words")

    def __init__(
        self,
        name: str,
        entity: int | None,
        gender: Gender | None,
        *,
        plural: bool,
        person: bool,
        words: tuple[str, ...],
    ) -> None:
        self.name = name
        self.entity = entity
        self.gender: Gender | None = gender
        self.plural = plural
        self.person = person
        self.words = words

    def agrees(self, gender: Gender | None, *, plural: bool) -> bool:
        """Tell whether a verb of this gender and number can have the voice as its subject.

        Broken plurals and bodies take the feminine singular, so that only persons are held to their number.
        """
        if gender is None:
            return True
        if plural:
            return self.plural or not self.person
        if self.plural and self.entity is None and gender == "m":
            return strip_article(self.words[0]) in {"مصدر", "عدد"} if self.words else False
        return self.gender is None or self.gender == gender


@final
class Resolved:
    """The outcome for one frame: the voice, the mention next to the cue, and how the two were brought together."""

    __slots__ = ("how", "mention", "voice")

    def __init__(self, voice: Voice | None, mention: Span | None, how: Resolution) -> None:
        self.voice = voice
        self.mention = mention
        self.how: Resolution = how


def is_part(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether words stand in a longer phrase, in order and adjacent."""
    size = len(short)
    return any(long[at : at + size] == short for at in range(len(long) - size + 1))


def agreement(frame: Frame) -> tuple[Gender | None, bool]:
    """Return gender and whether it is more than one, as the cue shows them."""
    return (None, False) if frame.cue is None else (frame.cue.gender, frame.cue.number != "s")


def gender_of_body(entity: Entity, heard: tuple[str, ...]) -> Gender | None:
    """Return the grammatical gender of a body or place by its first word, None where that does not tell."""
    if not heard:
        return None
    head = strip_article(heard[0])
    feminine = (
        heard[0] in words.FEMININE_BODIES or head in words.FEMININE_BODIES or head.endswith(_FEMININE_ENDINGS)
    )
    if feminine or entity.type == "LOC":
        return "f"
    return "m" if head in words.BODIES else None
