"""The recognisers by name, as the setting `recognizer` knows them."""

from collections.abc import Callable
from importlib.resources import as_file, files
from typing import Final, Literal

from stream.annotate.entities.gazetteer import GazetteerRecognizer
from stream.annotate.entities.model import NetworkRecognizer
from stream.annotate.entities.network import Network
from stream.annotate.entities.recognizer import Recognizer

DEFAULT: Final = "builtin"
CAMEL: Final = "camel:"

Precision = Literal["float32", "int8"]


def _network() -> Network:
    with as_file(files("stream.annotate").joinpath("model", "names.npz")) as path:
        return Network.load(path)


def _builtin() -> Recognizer:
    return NetworkRecognizer(_network())


_LOADERS: Final[dict[str, Callable[[], Recognizer]]] = {
    "builtin": _builtin,
    "gazetteer": GazetteerRecognizer.load,
}


def load(name: str = DEFAULT, *, threads: int | None = None, precision: Precision = "float32") -> Recognizer:
    """Return the recogniser of that name.

    Args:
        name: `builtin` (trained), `gazetteer` (lists only), or `camel:` and a model for CAMeL Tools: a directory,
            or a name that `camel_data` has installed.
        threads: For camel: how many threads torch uses; otherwise what it chooses by itself.
        precision: For camel: `int8` takes eight-bit weights.

    Raises:
        ValueError: There is none of that name, or it cannot be loaded; why stands in one line.
    """
    if name.startswith(CAMEL):
        # brings torch, which nobody else needs
        from stream.annotate.camel.loading import load_camel  # noqa: PLC0415

        return load_camel(name.removeprefix(CAMEL), _network().table, threads=threads, precision=precision)
    loader = _LOADERS.get(name)
    if loader is None:
        raise ValueError(f"unknown recognizer {name!r}: choose one of {', '.join(_LOADERS)}, camel:DIRECTORY")
    if threads is not None or precision != "float32":
        raise ValueError(f"threads and precision are for camel:DIRECTORY, not for {name}")
    return loader()
