"""Where reported content begins and ends."""

from typing import Final

from stream.annotate.document import Gender
from stream.annotate.quotes.lexicon import COMMA, DASH, PREPOSITION, RELATIVE, SPEAKER, STOP, TITLE, look_up
from stream.annotate.quotes.marks import Marks
from stream.annotate.quotes.places import at_or_behind
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.words import COMPLEMENTIZERS, CONTRASTS, WAW_ROOTS, WORDS
from stream.annotate.text import word

_TRAILING: Final = COMMA | STOP | DASH
_LEAST: Final = 3
"""Fewer words than this are no content that the narrator could go on behind."""
_FURTHEST: Final = 150
"""How many tokens of content are looked through for that; bounds the time that a long sentence takes."""
_OCCASIONS: Final = WORDS["occasions"]
_COMMENTS: Final = {"اشاره": "الي", "رد": "علي"}
_CLOSINGS: Final = frozenset({"ختام", "اعقاب", "رد"})
_GIVES: Final = WORDS["gives"]
_WITHHOLDS: Final = WORDS["withholds"]
_MEANWHILE: Final = frozenset({"بينما", "فيما", "حين"})
_AND_RELATIVE: Final = frozenset({"والتي", "والذي", "والذين"})


def close_at(reading: Reading, first: int, beyond: int) -> int | None:
    """Return the last code point (excluded) of content in tokens [first, beyond), without what trails it."""
    last = beyond - 1
    while last >= first and (
        reading.flags[last] & _TRAILING
        or reading.normals[last] in _AND_RELATIVE
        or reading.surfaces[last] in "([{"
    ):
        last -= 1
    return reading.ends[last] if last >= first else None


def conjunction(reading: Reading, token: int) -> int:
    """Return the length of a conjunction و grown together with the word at a token, 1 or 0."""
    normal = reading.normals[token]
    if normal[:1] != "و" or len(normal) < 3:
        return 0
    name = reading.names.get(token)
    if name is not None:
        return 1 if name.start > reading.starts[token] else 0
    if normal.startswith("وال") or look_up(word(normal[1:])):
        return 1
    return 0 if normal.startswith(WAW_ROOTS) else 1


def natural_end(
    reading: Reading, marks: Marks, first: int, *, whole_line: bool, gender: Gender | None = None
) -> int:
    """Return where content ends if no other cue ends it before: with its sentence, or with its line.

    A sentence that ends inside quotation marks runs on to the closing mark, and a bracket that was opened
    before the content ends it. `gender` is the cue's, by which the narrator's next verb about the speaker is known.
    """
    line_end = reading.line_beyond(first)
    beyond = line_end if whole_line else reading.sentence_beyond(first)
    while beyond < line_end:
        stretch = marks.around(beyond - 1) or marks.around(beyond)
        if stretch is None or stretch.open < first or stretch.after <= beyond:
            break
        beyond = min(line_end, max(reading.sentence(min(stretch.after, line_end - 1))[1], stretch.after))
    beyond = _closing_bracket(reading, first, beyond)
    if not whole_line:
        beyond = _resumption(reading, marks, first, beyond, gender)
    end = close_at(reading, first, beyond) or reading.ends[first]
    if whole_line and beyond > first and reading.surfaces[beyond - 1] in "?!؟":
        return reading.ends[beyond - 1]  # verbatim words keep their question mark
    return end


def _resumption(reading: Reading, marks: Marks, first: int, beyond: int, gender: Gender | None) -> int:
    """Return the token in [first, beyond) from which on the narrator speaks again, `beyond` if there is none."""
    tokens = reading.resume_tokens
    limit = min(beyond - 1, first + _FURTHEST)
    for at in range(at_or_behind(tokens, first + _LEAST), len(tokens)):
        place = tokens[at]
        if place >= limit:
            break
        start = _resumes(reading, place, beyond, gender)
        if start > first and marks.around(place) is None:
            return start
    return beyond


def _resumes(reading: Reading, place: int, beyond: int, gender: Gender | None) -> int:
    """Return the token from which the narrator goes on if a word leads him on, -1 if it does not.

    That is a circumstance of speaking (، وذلك عقب …, في إشارة إلى …), what the speaker withheld
    (دون أن يوضح …) or what he did next (لكنه رفض …, إلا أنها لم توضح …).
    """
    folded = reading.folded
    word, before, after = folded[place], folded[place - 1], folded[place + 1]
    if word == "وذلك":
        closing = after == "في" and place + 2 < beyond and folded[place + 2] in _CLOSINGS
        return place if after in _OCCASIONS or closing else -1
    if word in _COMMENTS:
        return place - 1 if before == "في" and after == _COMMENTS[word] else -1
    if word == "دون":
        withheld = after == "ان" and place + 2 < beyond and folded[place + 2] in _GIVES
        return place - (before == "من") if withheld else -1
    if word in CONTRASTS:
        return place if after in COMPLEMENTIZERS and _withholds(reading, place + 2, beyond, gender) else -1
    if word == "حين" and before != "في":
        return -1
    return place - (word == "حين") if _withholds(reading, place + 1, beyond, gender) else -1


def _withholds(reading: Reading, verb: int, beyond: int, gender: Gender | None) -> bool:
    """Tell whether a verb says of the speaker, or of somebody else, that no more was said: لم يوضح, رفض, اكتفى."""
    if verb >= beyond:
        return False
    said = reading.folded[verb]
    if said in {"لم", "لا"}:
        return verb + 1 < beyond and reading.folded[verb + 1] in _GIVES
    after = verb + 1
    other = after < beyond and (after in reading.names or reading.flags[after] & (SPEAKER | TITLE))
    if other and said in _WITHHOLDS and reading.folded[verb - 1] in _MEANWHILE:
        return True
    return said in _WITHHOLDS and (gender is None or gender == ("f" if said[-1] == "ت" else "m"))


def before_contrast(reading: Reading, first: int, end: int) -> int:
    """Return where content within a relative clause ends: before ولكن, with which the sentence goes on."""
    token = first
    while token < len(reading.starts) and reading.starts[token] < end:
        if reading.normals[token] in {"ولكن", "لكن", "ولكنه", "ولكنها", "لكنه", "لكنها"}:
            return close_at(reading, first, token) or end
        token += 1
    return end


def before_main_clause(reading: Reading, marks: Marks, first: int, end: int) -> int:
    """Return where content ends that stands in a clause before its main clause: at the comma between the two."""
    token = first + _LEAST
    while token + 1 < len(reading.starts) and reading.starts[token] < end:
        if reading.flags[token] & COMMA and marks.around(token) is None:
            after = token + 1
            goes_on = reading.flags[after] & (RELATIVE | PREPOSITION) or reading.folded[after][0] == "و"
            if not goes_on:
                return close_at(reading, first, token) or end
        token += 1
    return end


def _closing_bracket(reading: Reading, first: int, beyond: int) -> int:
    depth = 0
    for token in reading.brackets_in(first, beyond):
        depth += 1 if reading.surfaces[token] in "([{" else -1
        if depth < 0:
            return token
    return beyond


def is_mixed(reading: Reading, marks: Marks, first: int, end: int) -> bool:
    """Tell whether indirect content that begins at a token and ends at a code point has marked words in it."""
    for token in reading.marks_in(first, end):
        stretch = marks.at(token)
        if stretch is None:
            if not marks.closes(token):
                return True
            continue
        name = reading.names.get(token + 1)
        if name is None or name.beyond < stretch.beyond:
            return True
    return False
