"""Whether a text is Arabic: decided from its letters, which costs microseconds and no model.

Persian, Urdu, Kurdish and other languages share the script but write letters that Arabic does not; a text
in which these are more than a stray name's is not Arabic.
"""

import re
from typing import Final

from stream.annotate.text import ARABIC_LETTERS, has_foreign_letters

_SAMPLE: Final = 1_000
_ARABIC: Final = re.compile(f"[{ARABIC_LETTERS}]+")
_OTHER: Final = re.compile("[^\\W\\d_\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+")
_NOT_ARABIC: Final = re.compile(
    "[\u067e\u0679\u0686\u0688\u0691\u0695\u0698\u06a4\u06a9\u06af\u06b5\u06ba-\u06d3]"
)

MIN_ARABIC_SHARE: Final = 0.5
"""Of all letters, at least this share must be of the Arabic script."""
MAX_FOREIGN_SHARE: Final = 0.04
"""Of the letters of the Arabic script, at most this share may be ones that Arabic does not write.

In Persian and Urdu running text they are 10 to 25%; Arabic articles that spell foreign names with
گ, پ or چ, or were typed on a Persian keyboard's ک and ی in places, stay below 2%.
"""


def is_arabic(text: str, declared: str | None = None) -> bool:
    """Say whether a text is to be read as Arabic.

    Args:
        text: Headline and body; the first 1,000 code points are looked at.
        declared: The article's language tag (BCP 47), if it has one. Another language than Arabic is
            believed; Arabic is checked, since feeds often declare one language for everything.

    Returns:
        False also where there are no letters at all.
    """
    if declared and declared.replace("_", "-").split("-")[0].lower() not in ("ar", "ara", "arb", "und", ""):
        return False
    sample = text[:_SAMPLE]
    if not has_foreign_letters(sample):  # most articles: one pass, without a list of words
        return _ARABIC.search(sample) is not None
    foreign = _letters(_NOT_ARABIC, sample)
    arabic = _letters(_ARABIC, sample)
    other = _letters(_OTHER, sample)
    script = arabic + foreign
    return (
        script > 0 and script >= MIN_ARABIC_SHARE * (script + other) and foreign <= MAX_FOREIGN_SHARE * script
    )


def _letters(runs: re.Pattern[str], sample: str) -> int:
    return sum(map(len, runs.findall(sample)))
