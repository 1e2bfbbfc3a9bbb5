"""The written forms of a speech verb: all third persons, participles and verbal nouns, without proclitics.

Arabic news spells verbs without short vowels, so that a lemma needs four principal parts only (perfect,
imperfect, accusative participle, verbal noun); everything else follows from their last letters.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

Shape = Literal["perfect", "imperfect", "participle", "noun"]

PRONOUNS: Final = ("ه", "ها", "هم", "هما", "هن", "نا", "ني", "ك", "كم")


class Form(NamedTuple):
    """One written form of a lemma.

    gender is "m" or "f" (None for a verbal noun), number "s", "d" or "p"; `object` tells that a pronoun is
    attached, which of a verbal noun is its possessor and so its speaker.
    """

    text: str
    shape: Shape
    gender: Literal["m", "f"] | None
    number: Literal["s", "d", "p"]
    object: bool = False


def perfect(word: str) -> Iterator[Form]:
    """Yield the third persons of a perfect: قال قالت قالوا قالا قالتا قلن."""
    defective = word[-1] in "ىا" and len(word) > 2
    stem = word[:-1] if defective else word
    dual = stem + ("و" if word[-1] == "ا" else "ي") if defective else word
    yield Form(word, "perfect", "m", "s")
    yield Form(stem + "ت", "perfect", "f", "s")
    yield Form(stem + "وا", "perfect", "m", "p")
    yield Form(dual + "ا", "perfect", "m", "d")
    yield Form(stem + "تا", "perfect", "f", "d")
    hollow = len(word) > 2 and word[-2] == "ا"
    yield Form((word[:-2] + word[-1] if hollow else dual) + "ن", "perfect", "f", "p")


def imperfect(word: str) -> Iterator[Form]:
    """Yield the third persons of an imperfect: يقول تقول يقولون يقولوا …

    The shortened forms behind لم (لم يقل) are left out: what somebody did not say is no quote.
    """
    rest = word[1:]
    bare = rest[:-1] if rest[-1] in "ىيو" else rest
    dual = bare + "ي" if rest[-1] == "ى" else rest
    persons: tuple[tuple[str, Literal["m", "f"]], ...] = (("ي", "m"), ("ت", "f"))
    for first, gender in persons:
        yield Form(first + rest, "imperfect", gender, "s")
        yield Form(first + dual + "ان", "imperfect", gender, "d")
        yield Form(first + dual + "ا", "imperfect", gender, "d")
    yield Form("ي" + bare + "ون", "imperfect", "m", "p")
    yield Form("ي" + bare + "وا", "imperfect", "m", "p")
    if bare == rest and len(rest) > 2 and rest[-2] in "اوي":  # يقلن, يشرن
        yield Form("ي" + rest[:-2] + rest[-1] + "ن", "imperfect", "f", "p")


def participle(word: str) -> Iterator[Form]:
    """Yield the accusative forms of a participle, which describe how the main verb's subject speaks."""
    stem = word.removesuffix("ا")
    plain = stem.removesuffix("ي") if stem[-1] == "ي" else stem
    yield Form(stem + "ا", "participle", "m", "s")
    yield Form(stem + "ة", "participle", "f", "s")
    yield Form(plain + "ين", "participle", "m", "p")
    yield Form(stem + "تين", "participle", "f", "d")
    yield Form(stem + "ات", "participle", "f", "p")


def verbal_noun(word: str) -> Iterator[Form]:
    """Yield a verbal noun, alone, with the article and with its speaker attached: قول القول قوله قولها."""
    yield Form(word, "noun", None, "s")
    yield Form("ال" + word, "noun", None, "s")
    stem = word[:-1] + "ت" if word[-1] == "ة" else word
    for pronoun in PRONOUNS[:5]:
        gender: Literal["m", "f"] = "f" if pronoun in {"ها", "هن"} else "m"
        number: Literal["s", "d", "p"] = "s" if pronoun in {"ه", "ها"} else "d" if pronoun == "هما" else "p"
        yield Form(stem + pronoun, "noun", gender, number, object=True)
        if stem[-1] == "ء":  # ادعاؤه, ادعائه
            yield Form(stem[:-1] + "ؤ" + pronoun, "noun", gender, number, object=True)
            yield Form(stem[:-1] + "ئ" + pronoun, "noun", gender, number, object=True)


def with_object(form: Form) -> Iterator[Form]:
    """Yield a verb form with each object pronoun: اعتبرته, وصفها, أخبروهم."""
    text = form.text
    if form.number == "p" and text.endswith("وا"):
        text = text[:-1]
    elif text[-1] == "ى":
        text = text[:-1] + "ا"
    for pronoun in PRONOUNS:
        yield form._replace(text=text + pronoun, object=True)


def conjugate(past: str, present: str, active: str, noun: str) -> Iterator[Form]:
    """Yield every form of one verb.

    Args:
        past: Perfect, third person masculine singular.
        present: Imperfect, likewise.
        active: Active participle in the accusative masculine singular, "-" if it is not used.
        noun: Verbal noun, "-" if it is not used.
    """
    for form in (*perfect(past), *imperfect(present)):
        yield form
        yield from with_object(form)
    if active != "-":
        yield from participle(active)
    if noun != "-":
        yield from verbal_noun(noun)
