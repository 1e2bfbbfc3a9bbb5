"""A BERT for named entities with random weights, made on the spot: labels without meaning, speed as of a real one."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

_MARKERS: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_LETTERS: Final = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي" + "abcdefghijklmnopqrstuvwxyz" + "0123456789"
_SIGNS: Final = ".,:;!?،؛؟«»\"'()[]-–/%…"
_KINDS: Final = ("LOC", "ORG", "PERS", "MISC")
LABELS: Final = (*(f"{prefix}-{kind}" for prefix in "BI" for kind in _KINDS), "O")
"""The labels of CAMeL Tools' models, in their order."""

Sizes = Mapping[str, int]
"""Of `transformers.BertConfig`."""

BASE: Final[Sizes] = {}
"""BERT-base: 12 layers of 768, which is that configuration's default."""

SMALL: Final[Sizes] = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}
"""57 kB in a file, for tests."""


def make_random_bert(directory: Path, sizes: Sizes, words: Iterable[str] = ()) -> Path:
    """Make a model in a directory, the same one for the same arguments; needs the extra `camel`.

    Args:
        directory: Made if it is not there.
        sizes: How large: `BASE`, `SMALL`, or others.
        words: What the vocabulary has besides letters: other words fall into letters.

    Returns:
        The directory.
    """
    import torch  # noqa: PLC0415  an extra
    from transformers import BertConfig, BertForTokenClassification  # noqa: PLC0415
    from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

    disable_progress_bar()
    directory.mkdir(parents=True, exist_ok=True)
    pieces = dict.fromkeys((*_MARKERS, *_LETTERS, *_SIGNS, *(f"##{letter}" for letter in _LETTERS), *words))
    (directory / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    tokenizer = {"do_lower_case": False, "model_max_length": 512, "tokenizer_class": "BertTokenizer"}
    (directory / "tokenizer_config.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    torch.manual_seed(0)
    configuration: dict[str, Any] = {
        "vocab_size": len(pieces),
        "id2label": dict(enumerate(LABELS)),
        "label2id": {label: index for index, label in enumerate(LABELS)},
        "initializer_range": 0.5,  # so that the labels differ
    }
    model = BertForTokenClassification(BertConfig(**configuration, **sizes))
    model.save_pretrained(directory)
    return directory
