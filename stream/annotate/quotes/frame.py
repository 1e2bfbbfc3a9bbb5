"""One quote in the making, and the list of them that grows while an article is read."""

from typing import Literal, final

from stream.annotate.quotes.complement import Finder
from stream.annotate.quotes.content import close_at, conjunction, natural_end
from stream.annotate.quotes.forms import CueForm
from stream.annotate.quotes.lexicon import COLON, COMMA, DASH, MARK, STOP
from stream.annotate.quotes.marks import Marked, Marks, pair_marks
from stream.annotate.quotes.nominal import Complement
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.source import Source
from stream.annotate.quotes.words import COMPLEMENTIZERS, CONTRASTS, JOINTS

How = Literal["clause", "nominal", "colon", "marks", "sentence"]
Placed = Literal["before", "after", "continued", "alone"]


def joined_by(folded: list[str], token: int) -> int:
    """Return how many tokens of إلا أنه, غير أنها or لم stand before a verb and go with it."""
    if token > 1 and folded[token - 1] in COMPLEMENTIZERS and folded[token - 2] in CONTRASTS:
        return 2
    return int(token > 0 and folded[token - 1] in {"لم", "ولم"})


@final
class Frame:
    """One quote in the making.

    `cue_first` and `cue_last` are tokens, -1 without a cue. `clause` is the token at which the frame's clause
    begins, and so where content running before it ends; `first` is the first token of its own content, `start`
    and `end` are the content's code points. `shared` is the frame whose source a participle takes over;
    `placed` tells where the attribution stands.
    """

    __slots__ = (
        "clause", "cue", "cue_first", "cue_last", "end", "first", "how", "marked", "placed", "shared", "source",
        "start",
    )  # fmt: skip

    def __init__(
        self,
        cue: CueForm | None,
        cue_first: int,
        cue_last: int,
        clause: int,
        how: How,
        first: int,
        start: int,
        end: int,
    ) -> None:
        self.cue = cue
        self.cue_first = cue_first
        self.cue_last = cue_last
        self.clause = clause
        self.how: How = how
        self.first = first
        self.start = start
        self.end = end
        self.marked: Marked | None = None
        self.source: Source | None = None
        self.shared: Frame | None = None
        self.placed: Placed = "before"


@final
class Frames:
    """The frames of one article so far; `running` is the one whose content has not ended yet.

    `busy` is the token up to which the text is spoken for.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.marks = Marks(pair_marks(reading))
        self.finder = Finder(reading, self.marks)
        self.closing = {stretch.beyond: stretch for stretch in self.marks.stretches if stretch.closed}
        self.used: set[int] = set()
        self.all: list[Frame] = []
        self.running: Frame | None = None
        self.busy = 0

    def open(
        self, token: int, last: int, cue: CueForm | None, complement: Complement, clause: int = -1
    ) -> Frame:
        """Add the frame of a cue (tokens token to last) that precedes its content; -1 and None without a cue."""
        if clause < 0:
            clause = self.clause_of(token)
        if complement.marked is not None:
            return self.add_marked(token, last, cue, complement.marked, clause)
        self.close_running(clause)
        content = complement.token + (complement.how == "colon")
        gender = cue.gender if cue is not None else None
        whole = complement.how == "colon"
        end = natural_end(self.reading, self.marks, content, whole_line=whole, gender=gender)
        frame = Frame(cue, token, last, clause, complement.how, content, complement.start, end)
        self.all.append(frame)
        self.running = frame
        spoken_for = max(last + 1, content)
        self.busy = max(self.busy, spoken_for)
        return frame

    def add_marked(self, token: int, last: int, cue: CueForm | None, stretch: Marked, clause: int) -> Frame:
        """Add the frame of words in quotation marks, wherever its cue stands."""
        reading = self.reading
        if clause < stretch.open:
            self.close_running(clause)
        first = stretch.first
        start, end = reading.starts[first], reading.ends[stretch.beyond - 1]
        frame = Frame(cue, token, last, clause, "marks", first, start, end)
        frame.marked = stretch
        self.all.append(frame)
        self.used.add(stretch.open)
        self.running = None
        self.busy = max(self.busy, stretch.after if token < stretch.open else last + 1)
        return frame

    def add_sentence(self, clause: int, token: int, last: int, cue: CueForm, source: Source | None) -> bool:
        """Add the frame of a sentence whose cue follows it (…، كما قالت فلانة); tell whether there is one.

        The cue is tokens token to last; its clause begins at token `clause`.
        """
        reading, flags = self.reading, self.reading.flags
        content = first = reading.sentence_first(token)
        if self.all and self.all[-1].cue_first >= first and self.all[-1].placed == "before":
            return False
        while content < clause and flags[content] & (COMMA | DASH | STOP):
            content += 1
        if content == reading.line_first(content):  # a dateline before the sentence: الرياض - واس: …
            colons = (place for place in range(content, min(content + 9, clause - 3)) if flags[place] & COLON)
            colon = next(colons, -1)
            if colon >= 0 and not any(reading.cues(place) for place in range(content, colon)):
                content = colon + 1
        end = close_at(reading, content, clause)
        if clause - content < 3 or end is None:
            return False
        start = reading.starts[content] + conjunction(reading, content)
        frame = Frame(cue, token, last, clause, "sentence", content, start, end)
        frame.source, frame.placed = source, "after"
        self.all.append(frame)
        self.busy = max(self.busy, source.beyond if source is not None else last + 1)
        return True

    def closed_before(self, token: int) -> Marked | None:
        """Return the marked stretch that ends right before a token on its line, if no frame holds it yet."""
        reading = self.reading
        place = token - 1
        while place >= 0 and reading.flags[place] & (COMMA | STOP | DASH) and token - place < 3:
            place -= 1
        stretch = self.closing.get(place)
        if stretch is None or stretch.open in self.used or stretch.beyond - stretch.first < 2:
            return None
        held = self.running is None and bool(self.all) and self.all[-1].end > reading.starts[stretch.open]
        return None if held or reading.line_first(place) != reading.line_first(token) else stretch

    def opens_sentence(self, stretch: Marked) -> bool:
        """Tell whether marked words begin their sentence or line, so that a cue behind them reports just them."""
        reading = self.reading
        first = max(reading.sentence_first(stretch.open), reading.line_first(stretch.open))
        return all(
            reading.flags[place] & (DASH | COMMA | MARK | STOP) for place in range(first, stretch.open)
        )

    def clause_of(self, token: int) -> int:
        """Return where the clause of a verb begins: before the particles that lead to it (كما, وقد, حيث)."""
        tokens = self.reading.folded
        token -= joined_by(tokens, token)
        while token > 0 and tokens[token - 1] in JOINTS:
            token -= 1
        return token - (token > 0 and tokens[token] == "حين" and tokens[token - 1] in {"في", "وفي"})

    def main(self, token: int) -> Frame | None:
        """Return the frame in the same sentence whose source a participle shares."""
        if not self.all:
            return None
        last = self.all[-1]
        anchor = max(last.cue_first, last.clause)
        if anchor >= self.reading.sentence_first(token):
            return last
        return last if last.marked is not None and anchor >= self.reading.line_first(token) else None

    def drop_running(self) -> None:
        """Take back the frame whose content is running, and which is the last."""
        self.all.pop()
        self.running = None

    def close_running(self, token: int) -> None:
        """End the running content before a token."""
        if self.running is not None:
            end = close_at(self.reading, self.running.first, token)
            if end is not None:
                self.running.end = min(self.running.end, end)
            self.running = None
