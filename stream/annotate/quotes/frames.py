"""The frames of reported speech in an article: cue, content and source words, found in one pass over the cues."""

from stream.annotate.quotes.frame import Frame, Frames
from stream.annotate.quotes.labels import read_label, read_leftovers
from stream.annotate.quotes.lexicon import COLON, CUE, FRAME, TITLE
from stream.annotate.quotes.prepositions import read_preposition
from stream.annotate.quotes.reading import Reading
from stream.annotate.quotes.verbs import read_cue


def find_frames(reading: Reading) -> Frames:
    """Return the frames of an article, in the order of their content.

    Candidates are looked at from left to right: colons, prepositions that name a source, and forms of speech
    verbs. Whatever stands in quotation marks is somebody else's speech, so that only outer quotes are found.
    """
    frames = Frames(reading)
    for token in reading.lead_tokens:
        flag = reading.flags[token]
        if token < frames.busy or not flag & (COLON | CUE | FRAME):
            continue
        if frames.running is not None and reading.starts[token] >= frames.running.end:
            frames.running = None
        if frames.marks.around(token) is not None:
            continue
        if flag & COLON:
            read_label(frames, token)
        elif not (flag & FRAME and read_preposition(frames, token)):
            _read_word(frames, token)
    read_leftovers(frames)
    frames.all.sort(key=_start)
    return frames


def _read_word(frames: Frames, token: int) -> None:
    reading = frames.reading
    if token in reading.names or reading.flags[token] & TITLE:
        return
    for cue in reading.cues(token):
        if read_cue(frames, token, cue):
            break


def _start(frame: Frame) -> int:
    return frame.start
