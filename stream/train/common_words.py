"""Build `stream/annotate/model/common_words.txt.gz`: words that are no names, by which a rare word is told.

usage: python -m stream.train.common_words DATA > common_words.txt.gz

DATA is the folder with `text/` (Arabic Wikipedia of 2017, CC BY-SA; Saudi laws, public domain) and `ner/` (WikiFANE
Gold and ANERcorp, CC BY-SA). A word is common that stands ten times in the texts and is not mostly part of a name
in the annotated corpora. Words whose proclitics or ال leave another common word are left out; so a line is a
folded word, and the file is used together with those readings.
"""

import gzip
import lzma
import sys
from collections import Counter
from pathlib import Path
from typing import Final

from stream.annotate.entities.lexicon import known_name, readings
from stream.annotate.text import fold, tokenize

_TIMES: Final = 10
_OFTEN_A_NAME: Final = 3
_LETTERS: Final = frozenset("ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئ")


def count_words(folder: Path) -> Counter[str]:
    """Count the folded words of the raw texts."""
    counts: Counter[str] = Counter()
    for name in ("arwiki_2017.txt.xz", "saudi_laws.txt.xz"):
        with lzma.open(folder / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                if not line.startswith("<doc"):
                    counts.update(tokenize(line).folded)
    return counts


def count_tags(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """Count the folded words of the annotated corpora: all of them, and those inside names."""
    everywhere: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for name in ("wikifane_coarse.conll", "anercorp_train.txt"):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            fields = line.split()
            if len(fields) > 1:
                word = fold(fields[0])
                everywhere[word] += 1
                named[word] += fields[1] != "O"
    return everywhere, named


def build(data: Path) -> str:
    """Return the common words, one a line, sorted."""
    everywhere, named = count_tags(data / "ner")

    def mostly_name(word: str) -> bool:
        if everywhere[word] > 1:
            return named[word] * 2 >= everywhere[word]
        return known_name(word) >= _OFTEN_A_NAME

    common = {
        word
        for word, seen in count_words(data / "text").items()
        if seen >= _TIMES and len(word) > 1 and _LETTERS.issuperset(word) and not mostly_name(word)
    }

    def reducible(word: str) -> bool:
        shorter = [bare for _, bare in readings(word)[1:]] + [word.removeprefix("ال")] * word.startswith("ال")
        return any(bare in common or bare.removeprefix("ال") in common for bare in shorter)

    return "".join(f"{word}\n" for word in sorted(common) if not reducible(word))


def main() -> None:
    """Write the compressed list to standard output."""
    sys.stdout.buffer.write(gzip.compress(build(Path(sys.argv[1])).encode(), mtime=0))


if __name__ == "__main__":
    main()
