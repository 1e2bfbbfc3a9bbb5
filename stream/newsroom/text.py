"""Arabic text for searching: spelling variants compare equal."""

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans("أإآٱىةکگی", "اااايهككي")
_DELETE: Final = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def fold(text: str) -> str:
    """Return text without diacritics, tatweel and invisible marks, one letter for its variants, lower case.

    The same reading as the annotator's word forms, kept apart so that the page does not load the annotator.
    """
    return _DELETE.sub("", unicodedata.normalize("NFKC", text)).translate(_LETTERS).lower()
