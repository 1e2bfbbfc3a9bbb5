"""The recognisers by name, as the setting `recognizer` knows them."""

from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Final

from stream.annotate.entities.gazetteer import GazetteerRecognizer
from stream.annotate.entities.model import NetworkRecognizer
from stream.annotate.entities.recognizer import Recognizer

DEFAULT: Final = "builtin"


def _builtin() -> Recognizer:
    with as_file(files("stream.annotate").joinpath("model", "names.npz")) as path:
        return NetworkRecognizer.load(path)


_LOADERS: Final[dict[str, Callable[[], Recognizer]]] = {
    "builtin": _builtin,
    "gazetteer": GazetteerRecognizer.load,
}


def load(name: str = DEFAULT) -> Recognizer:
    """Return the recogniser of that name: `builtin` (trained) or `gazetteer` (lists only).

    Raises:
        ValueError: There is none of that name.
    """
    loader = _LOADERS.get(name)
    if loader is None:
        raise ValueError(f"unknown recognizer {name!r}: choose one of {', '.join(sorted(_LOADERS))}")
    return loader()
