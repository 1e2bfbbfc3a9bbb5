"""Writes a trained network as the arrays that `stream.annotate.entities.network` reads."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from stream.annotate.entities.listed import Phrases
from stream.annotate.entities.window import NEAR_STEPS, STEPS, WIDE_STEPS
from stream.annotate.entities.wordtypes import NGRAM_BUCKETS, WordTable
from stream.train.batches import Corpus
from stream.train.network import TypeTensors, WindowTagger

Arrays = dict[str, NDArray[Any]]


def arrays_of(
    model: WindowTagger, table: WordTable, phrases: Mapping[tuple[str, ...], int], vectors: NDArray[np.float32],
    outside: float, units: tuple[float, float, float],
) -> Arrays:  # fmt: skip
    """Return the weights of the first corpus's head, its corpus vector folded into the bias.

    Args:
        model: The trained network.
        table: The words it knows.
        phrases: Listed names of several words, with their class.
        vectors: Their vectors, row for row.
        units: What one step of whole numbers is worth in the vectors, behind the near and the far layer.
        outside: Taken off the score of `O` for every token, so that more names are found.
    """

    def half(tensor: torch.Tensor) -> NDArray[np.float16]:
        return np.ascontiguousarray(tensor.detach().numpy()).astype(np.float16)

    encoder = model.encoder
    head_bias = model.heads[0].bias.detach().clone()
    head_bias[0] -= outside
    small_vectors, vector_scale = _small(vectors)
    small_groups, group_scale = _small(encoder.groups.weight.detach().numpy()[:NGRAM_BUCKETS])
    return {
        "words": np.frombuffer("\n".join(table.index).encode(), np.uint8),
        "phrases": np.frombuffer(Phrases.pack(phrases).encode(), np.uint8),
        "marks": half(model.marks.weight - model.marks.weight[0]),
        "frequency": np.clip(np.round(table.frequency * 16), 0, 255).astype(np.uint8),
        "flags": table.flags,
        "vectors": small_vectors,
        "units": np.array(units, np.float32),
        "confidence": np.array([1, 0], np.float32),
        "vectors.scale": np.float32(vector_scale),
        "groups": small_groups,
        "groups.scale": np.float32(group_scale),
        "word": half(encoder.word.weight.T),
        "stem": half(encoder.stem.weight.T),
        "flags.weight": half(encoder.flags.weight.T),
        "frequency.weight": half(encoder.frequency.weight.T),
        "bias": half(encoder.frequency.bias),
        "proclitic": half(encoder.proclitic.weight),
        "shape": half(encoder.shape.weight),
        "group": half(encoder.group.weight.T),
        "out": half(encoder.out.weight.T),
        "out.bias": half(encoder.out.bias + model.marks.weight[0]),
        "near": half(model.near.weight.permute(2, 1, 0)),
        "near.bias": half(model.near.bias + model.corpus.weight[0]),
        "far": half(model.far.weight.permute(2, 1, 0)),
        "far.bias": half(model.far.bias),
        "head": half(model.heads[0].weight.T),
        "head.bias": half(head_bias),
        "transitions": np.maximum(model.crfs[0].table().detach().numpy(), -100).astype(np.float16),
    }


def measure_units(model: WindowTagger, types: TypeTensors, corpus: Corpus) -> tuple[float, float, float]:
    """Return what one whole-number step should be worth where `Network` rounds, from what occurs in a corpus."""
    seen: list[list[torch.Tensor]] = [[], [], []]
    with torch.no_grad():
        for start in range(0, len(corpus.types), 256):
            batch = corpus.batch(range(start, min(start + 256, len(corpus.types))))
            layers = model.layers(types, batch.types, batch.marks, batch.mask, corpus.head)
            for values, layer in zip(seen, layers, strict=True):
                values.append(layer[batch.mask].abs().flatten())
    tops = [float(np.quantile(torch.cat(values).numpy(), 0.9999)) for values in seen]
    return tops[0] / STEPS, tops[1] / NEAR_STEPS, tops[2] / WIDE_STEPS


def _small(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], float]:
    """Return a matrix in eight bits and the scale that gives it back; the rare larger values are clipped."""
    limit = float(np.quantile(np.abs(matrix), 0.9995))
    scale = limit / 127
    return np.clip(np.round(matrix / scale), -127, 127).astype(np.int8), scale


def write(arrays: Arrays, path: Path) -> None:
    """Write arrays as .npz, byte for byte the same for the same arrays (no dates inside)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            buffer = BytesIO()
            np.save(buffer, arrays[name], allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, buffer.getvalue())
