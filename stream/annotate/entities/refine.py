"""From what the recogniser found to the mentions of the annotation guide, at exact offsets.

The recogniser follows ANERcorp, which tags currencies and leaves out ministries and generic heads; the guide is
that of the project's gold articles. In order: what is no name goes, titles and nationalities before persons go,
names with a generic head are found (`phrases`), countries are always places, what is a name once is one in the
whole article, and attached proclitics are cut off the first word.
"""

from collections import Counter
from typing import Final

from stream.annotate.document import Document, EntityType, Mention
from stream.annotate.entities import lexicon as lx
from stream.annotate.entities.agreement import agree, drop_adjectives, lay_clubs
from stream.annotate.entities.knowns import lay_known, lay_places
from stream.annotate.entities.persons import lay_persons, widen_persons
from stream.annotate.entities.phrases import find_phrases, lay_media
from stream.annotate.entities.pieces import Board, Piece
from stream.annotate.text import normalize

_KEPT: Final = 0.3
_SPREAD: Final = 0.5
_SPREAD_CONFIDENCE: Final = 0.85
_COUNTRY_CONFIDENCE: Final = 0.95
_AMBIGUOUS_COUNTRIES: Final = frozenset({"مالي", "بنين", "كونغو"})
_PREFIXES: Final = ("و", "ف", "ب", "ل", "ك", "وب", "ول", "فب", "فل")
_NO_NAME: Final = lx.NOT_NAME | lx.NATION
_SURELY_WHOLE: Final = 1_000
_SHAPES: Final = lx.DEFINITE | lx.ARABIC | lx.NISBA | lx.RARE | lx.NAME | lx.GIVEN
_NEVER_SPREAD: Final = lx.STOP | lx.ADJECTIVE | lx.TITLE | lx.NOT_NAME | lx.NATION | lx.PORTFOLIO


def refine_mentions(document: Document) -> None:
    """Replace the recogniser's mentions of a document by those of the annotation guide."""
    board = Board(document)
    _lay_recognized(document, board)
    lay_known(board)
    lay_persons(board)
    find_phrases(board)
    lay_media(board)
    lay_places(board)
    _lay_hashtags(document, board)
    _lay_countries(board)
    lay_clubs(board)
    drop_adjectives(board)
    agree(board)
    seen = _first_words(board)
    _spread(board, seen)
    widen_persons(board)
    document.mentions = _cut(board, seen)


def _lay_recognized(document: Document, board: Board) -> None:
    starts, ends = document.tokens.starts, document.tokens.ends
    index, count = 0, len(starts)
    for mention in document.mentions:
        while index < count and ends[index] <= mention.start:
            index += 1
        first = index
        while index < count and starts[index] < mention.end:
            index += 1
        if index > first and mention.confidence >= _KEPT:
            piece = _trim(board, Piece(first, index, mention.type, mention.confidence))
            if piece is not None:
                board.lay(piece)


def _trim(board: Board, piece: Piece) -> Piece | None:
    """Return a recogniser's piece without titles, place heads and signs at its edges, None if nothing is left."""
    entries = board.entries
    first, beyond = piece.first, piece.beyond
    while first < beyond and not entries[first].kinds:
        first += 1
    while first < beyond and not entries[beyond - 1].kinds:
        beyond -= 1
    if piece.type == "PER":
        while (
            first < beyond - 1 and entries[first].kinds & (lx.TITLE | lx.NATION) and _definite(entries[first])
        ):
            first += 1
    elif piece.type == "LOC":
        while (
            first < beyond - 1
            and entries[first].kinds & lx.PLACE_HEAD
            and not entries[first].kinds & lx.DEFINITE
        ):
            first += 1
    if first >= beyond:
        return None
    told = ~0
    for index in range(first, beyond):
        told &= entries[index].kinds | (lx.NATION if entries[index].kinds & lx.NOT_NAME else 0)
    if told & _NO_NAME or (beyond - first == 1 and entries[first].kinds & lx.STOP):
        return None
    type_: EntityType = piece.type
    if beyond - first == 1 and entries[first].kinds & lx.COUNTRY:
        type_ = "LOC"
    return Piece(first, beyond, type_, piece.confidence)


def _definite(entry: lx.Entry) -> bool:
    return bool(entry.kinds & lx.DEFINITE)


def _lay_hashtags(document: Document, board: Board) -> None:
    starts, ends = document.tokens.starts, document.tokens.ends
    for index, surface in enumerate(board.surfaces):
        if surface == "#" and index + 1 < len(starts) and starts[index + 1] == ends[index]:
            beyond = index + 2
            while (
                beyond < len(starts) and starts[beyond] == ends[beyond - 1] and board.surfaces[beyond] == "_"
            ):
                beyond = min(beyond + 2, len(starts))
            board.lay(Piece(index, beyond, "MISC", _COUNTRY_CONFIDENCE))


def _lay_countries(board: Board) -> None:
    taken = board.taken
    for index, entry in enumerate(board.entries):
        if entry.kinds & lx.COUNTRY and taken[index] is None and entry.bare not in _AMBIGUOUS_COUNTRIES:
            board.lay(Piece(index, index + 1, "LOC", _COUNTRY_CONFIDENCE))


Form = tuple[tuple[str, ...], EntityType]


def _spread(board: Board, seen: Counter[str]) -> None:
    """Find the names of the article, and family names of its persons, wherever else they stand."""
    starts = _starting_words(_names(board, seen))
    words, taken = board.words, board.taken
    for index, word in enumerate(words):
        if taken[index] is not None or word.folded not in starts:
            continue
        for form, type_ in starts[word.folded]:
            end = index + len(form)
            if end > len(words) or any(taken[at] is not None for at in range(index, end)):
                continue
            if all(words[index + at].folded == form[at] for at in range(1, len(form))):
                if len(form) > 1 or not board.entries[index].kinds & _NEVER_SPREAD:
                    board.lay(Piece(index, end, type_, _SPREAD_CONFIDENCE))
                break


def _names(board: Board, seen: Counter[str]) -> dict[str, list[Form]]:
    """Return the names laid so far by their first word, longest first; family names alone are names, too."""
    names: dict[str, list[Form]] = {}
    for piece in board.pieces():
        if piece.confidence < _SPREAD:
            continue
        first, *rest = (board.words[index].folded for index in range(piece.first, piece.beyond))
        cut = _proclitics(board, piece, seen)
        head = "ا" + first[cut:] if cut and first[cut - 1 : cut + 1] == "لل" else first[cut:]
        forms: list[Form] = [((head, *rest), piece.type)]
        if piece.type == "PER" and rest and len(rest[-1]) > 2:
            if not board.entries[piece.beyond - 1].kinds & _NEVER_SPREAD:
                forms.append(((rest[-1],), "PER"))
        elif not rest and piece.type != "PER" and board.entries[piece.first].kinds & _NEVER_SPREAD:
            continue
        for form in forms:
            known = names.setdefault(form[0][0], [])
            if form not in known:
                known.append(form)
    for forms in names.values():
        forms.sort(key=lambda form: -len(form[0]))
    return names


def _starting_words(names: dict[str, list[Form]]) -> dict[str, list[Form]]:
    """Return the names by the forms that their first word can have in the text, proclitics attached."""
    starts = dict(names)
    for head, forms in names.items():
        if len(head) > 2:
            for prefix in _PREFIXES:
                starts.setdefault(prefix + head, forms)
            if head.startswith("ال"):
                for prefix in ("لل", "ولل", "فلل"):
                    starts.setdefault(prefix + head[2:], forms)
    return starts


def _first_words(board: Board) -> Counter[str]:
    """Count the first words of the pieces laid so far, those that surely carry no proclitic many times."""
    counts: Counter[str] = Counter()
    for piece in board.pieces():
        folded = board.words[piece.first].folded
        counts[folded] += _SURELY_WHOLE if folded[0] in _blocked(board, piece) else 1
        if piece.type == "PER" and piece.beyond - piece.first > 1:
            counts[board.words[piece.beyond - 1].folded] += _SURELY_WHOLE
    return counts


def _proclitics(board: Board, piece: Piece, seen: Counter[str]) -> int:
    """Return how many letters of the piece's first word are attached proclitics."""
    kinds, cut, _ = board.entries[piece.first]
    folded = board.words[piece.first].folded
    if kinds & ~_SHAPES:
        return cut
    if seen[folded] >= _SURELY_WHOLE:
        return 0
    return lx.proclitics(
        folded,
        blocked=_blocked(board, piece),
        coordinated=piece.first > 0 and board.taken[piece.first - 1] is not None,
        person=piece.type == "PER",
        seen=seen,
    )


def _blocked(board: Board, piece: Piece) -> str:
    """Return the letters that cannot be proclitics of a piece, because of the word before it."""
    first = piece.first
    if not first:
        return "فبلك" if piece.type == "PER" else ""
    if board.taken[first - 1] is not None:
        return ""
    before = board.entries[first - 1].kinds
    if before & (lx.PREPOSITION | lx.TITLE):
        return "وفبلك"
    if before & lx.PARTICLE:
        return "وف"
    return "بلك" if before & (lx.PLACE_HEAD | lx.BODY | lx.SITE) else ""


def _cut(board: Board, seen: Counter[str]) -> list[Mention]:
    mentions = []
    for piece in board.pieces():
        start = board.starts[piece.first]
        if board.entries[piece.first].kinds & lx.ARABIC:
            cut = _proclitics(board, piece, seen)
            if cut:
                start += _letters(board.surfaces[piece.first], cut)
        end = board.ends[piece.beyond - 1]
        if start < end:
            mentions.append(Mention(start, end, piece.type, round(piece.confidence, 4)))
    return mentions


def _letters(surface: str, count: int) -> int:
    """Return how many code points of a surface form make its first normalised letters, marks behind them included."""
    at = 0
    while at < len(surface) and len(normalize(surface[: at + 1])) <= count:
        at += 1
    return at
