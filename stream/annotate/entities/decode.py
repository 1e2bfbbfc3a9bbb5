"""From label scores to labels: Viterbi and marginals of a linear chain, for all uncertain stretches at once.

Most tokens of running text are so clearly outside a name that no neighbour can change it. They are set to `O`
at once, and the chain is solved for the short stretches between them: one after the other in C (`_decode`, where
it was built), and in NumPy all of one batch together, one step for each position, which makes it fast there.
The result differs from solving whole sentences only where a token that is `CERTAIN` logits away from its best
other label would have changed.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

try:
    from stream.annotate.entities import _decode
except ImportError:  # not built
    _decode = None  # type: ignore[assignment]

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

LABELS: Final = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-MISC", "I-MISC")
OUTSIDE: Final = 0
CERTAIN: Final = 4.0


class Decoded(NamedTuple):
    """For each token: its label (index in LABELS), and the chance that it is right; of `O` that is not asked: 1."""

    labels: NDArray[np.int8]
    chances: Doubles


class _Rows(NamedTuple):
    """For each row: its label, and the chance of each label."""

    labels: NDArray[np.int8]
    chances: Doubles


class _Stretches(NamedTuple):
    """The uncertain stretches of a batch, the longest first.

    firsts: the row of each one's first token. active: how many of them have a token at each step.
    last: the cost of leaving each one from each label.
    """

    firsts: NDArray[np.intp]
    active: list[int]
    last: Floats


def decode(
    scores: Floats, transitions: Floats, lengths: NDArray[np.int32], *, compiled: bool = True
) -> Decoded:
    """Return the best labels of a batch of sentences, and their marginal chances.

    Args:
        scores: Label scores, one row for each token.
        transitions: Score of a label after another, [before, after]; very low where it is not allowed.
        lengths: How many tokens each sentence has.
        compiled: Whether to compute in C if that can be had: the same labels, and the same chances but for the
            last digits.
    """
    if compiled and _decode is not None:
        result = Decoded(np.empty(len(scores), np.int8), np.empty(len(scores), np.float64))
        _decode.decode(scores, transitions, lengths, CERTAIN, *result)
        return result
    return _in_numpy(scores, transitions, lengths)


def _in_numpy(scores: Floats, transitions: Floats, lengths: NDArray[np.int32]) -> Decoded:
    """Lay the sentences out with a row before and behind each, so that no stretch reaches over their ends."""
    places = np.arange(len(scores)) + 1 + np.repeat(np.arange(len(lengths)), lengths)
    breaks = np.ones(len(scores) + len(lengths) + 1, np.bool_)
    breaks[places] = False
    rows = np.zeros((len(breaks), len(LABELS)), np.float32)
    rows[places] = scores
    found = _in_rows(rows, transitions, breaks)
    labels = found.labels[places]
    chances = found.chances[places, labels]
    chances[labels == OUTSIDE] = 1
    return Decoded(labels, chances)


def _in_rows(scores: Floats, transitions: Floats, breaks: NDArray[np.bool_]) -> _Rows:
    """Return labels and the chances of every label for rows of sentences with breaks (True) around them."""
    labels = np.zeros(len(scores), np.int8)
    chances = np.zeros(scores.shape, np.float64)
    chances[:, OUTSIDE] = 1
    uncertain = scores[:, OUTSIDE] - scores[:, 1:].max(1) < CERTAIN
    uncertain[breaks] = False
    edges = np.flatnonzero(np.diff(uncertain.astype(np.int8)))
    firsts, beyond = edges[::2] + 1, edges[1::2] + 1
    if len(firsts) == 0:
        return _Rows(labels, chances)
    lengths = beyond - firsts
    order = np.argsort(-lengths, kind="stable")
    firsts, lengths = firsts[order], lengths[order]
    steps = np.arange(lengths[0])
    active = np.searchsorted(-lengths, -steps, side="left")
    # Behind its last token a stretch meets an O, or the end of the sentence, which costs nothing.
    last = np.where(breaks[firsts + lengths][:, None], np.float32(0), transitions[:, OUTSIDE][None])
    stretches = _Stretches(firsts, active.tolist(), last)
    _viterbi(scores, transitions, stretches, labels)
    _marginals(scores, transitions, stretches, chances)
    return _Rows(labels, chances)


def _viterbi(scores: Floats, transitions: Floats, stretches: _Stretches, labels: NDArray[np.int8]) -> None:
    firsts, active, last = stretches
    best = scores[firsts] + transitions[OUTSIDE]
    back = []
    into = np.ascontiguousarray(transitions.T)[None]
    for step in range(1, len(active)):
        count = active[step]
        paths = best[:count, None, :] + into
        previous = paths.argmax(2)
        back.append(previous.astype(np.int8))
        reached = np.take_along_axis(paths, previous[:, :, None], 2)[:, :, 0]
        best[:count] = reached + scores[firsts[:count] + step]
    current = (best + last).argmax(1)
    for step in range(len(active) - 1, -1, -1):
        count = active[step]
        labels[firsts[:count] + step] = current[:count]
        if step:
            current[:count] = back[step - 1][np.arange(count), current[:count]]


def _marginals(scores: Floats, transitions: Floats, stretches: _Stretches, chances: Doubles) -> None:
    firsts, active, last = stretches
    # In float64, so that the order of sums, which depends on the batch, stays far below the digits that count.
    following = np.exp(transitions.astype(np.float64))
    forward = []
    state = following[OUTSIDE][None].repeat(len(firsts), 0)
    for step, count in enumerate(active):
        state = (state[:count] @ following if step else state) * _weights(scores[firsts[:count] + step])
        state /= state.sum(1, keepdims=True)
        forward.append(state)
    backward = np.exp(last.astype(np.float64))
    for step in range(len(active) - 1, -1, -1):
        count = active[step]
        both = forward[step] * backward[:count]
        chances[firsts[:count] + step] = both / both.sum(1, keepdims=True)
        if step:
            earlier = (backward[:count] * _weights(scores[firsts[:count] + step])) @ following.T
            backward[:count] = earlier / earlier.sum(1, keepdims=True)


def _weights(scores: Floats) -> Doubles:
    weights: Doubles = np.exp((scores - scores.max(1, keepdims=True)).astype(np.float64))
    return weights
