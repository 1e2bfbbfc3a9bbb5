"""Finding a model and loading it through CAMeL Tools, offline; whatever is wrong is told in one line."""

import json
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, get_args

from stream.annotate.camel.packing import our_label
from stream.annotate.entities.recognizer import Recognizer
from stream.annotate.entities.registry import Precision
from stream.annotate.entities.wordtypes import WordTable

_EXTRA: Final = ("camel_tools", "torch", "transformers")
_COMPONENT: Final = "NamedEntityRecognition"
_CATALOGUE: Final = "catalogue.json"
_EMPTY_CATALOGUE: Final = {
    "version": "1.6.0",
    "packages": {},
    "components": {_COMPONENT: {"default": "none", "datasets": {"none": {"path": "ner/none"}}}},
}
_VOCABULARIES: Final = ("vocab.txt", "tokenizer.json")


def load_camel(
    model: str, table: WordTable, *, threads: int | None = None, precision: Precision = "float32"
) -> Recognizer:
    """Return the recogniser of a model for `camel_tools.ner`. Nothing is looked for on the network.

    Args:
        model: A directory, or the name of a model that `camel_data` has installed.
        table: Tells the particles attached to a word from its letters.
        threads: How many threads torch uses; otherwise what it chooses by itself, one for each core.
        precision: `int8` takes eight-bit weights (dynamic quantisation): faster, and a little less exact.

    Raises:
        ValueError: It cannot be had, and why, in one line.
    """
    missing = [name for name in _EXTRA if find_spec(name) is None]
    if missing:
        raise ValueError(f"camel needs {missing[0]}: pip install 'newsstream[camel]'")
    if precision not in get_args(Precision):
        raise ValueError(f"precision {precision!r} is none of {', '.join(get_args(Precision))}")
    directory = find_model(model)
    _check(directory)
    ner, torch = _import_libraries()
    if threads is not None:
        torch.set_num_threads(threads)
    try:
        loaded = ner.NERecognizer(str(directory), use_gpu=False)
        if precision == "int8":
            loaded.model = _with_eight_bits(loaded.model)
    except Exception as error:  # noqa: BLE001  whatever a damaged file raises in torch or transformers
        raise ValueError(f"{directory} cannot be loaded: {_line(error)}") from None
    if len(loaded.tokenizer) > loaded.model.config.vocab_size:
        raise ValueError(f"{directory} has a vocabulary larger than its model's")
    from stream.annotate.camel.recognizer import CamelRecognizer  # noqa: PLC0415  imports torch

    name = f"camel-{version('camel-tools')}:{directory.name}"
    return CamelRecognizer(name if precision == "float32" else f"{name}-{precision}", loaded, table)


def find_model(model: str) -> Path:
    """Return the directory of a model: itself, or that of a name in the catalogue of `camel_data`.

    Raises:
        ValueError: There is none.
    """
    if not model:
        raise ValueError("camel needs a model: camel:DIRECTORY")
    directory = Path(model).expanduser()
    if directory.is_dir():
        return directory.resolve()
    if directory.exists():
        raise ValueError(f"{model} is no directory")
    if len(directory.parts) > 1 or model.startswith("."):
        raise ValueError(f"there is no directory {model}")
    data = Path(os.environ.get("CAMELTOOLS_DATA") or "~/.camel_tools").expanduser()
    try:
        catalogue = json.loads((data / _CATALOGUE).read_bytes())
        installed = Path(data, "data", catalogue["components"][_COMPONENT]["datasets"][model]["path"])
    except OSError:
        raise ValueError(f"there is no directory {model}, and no catalogue of camel_data in {data}") from None
    except (ValueError, LookupError, TypeError):
        raise ValueError(
            f"there is no directory {model}, nor is it in the catalogue {data / _CATALOGUE}"
        ) from None
    if not installed.is_dir():
        raise ValueError(f"model {model} is not installed: camel_data would put it into {installed}")
    return installed


def _check(directory: Path) -> None:
    """Refuse what transformers would load with random weights or fail on in many lines."""
    try:
        config = json.loads((directory / "config.json").read_bytes())
        kind = config.get("model_type", "bert")
    except OSError as error:
        raise ValueError(f"{directory} is no model: config.json: {error.strerror}") from None
    except (ValueError, AttributeError):
        raise ValueError(f"{directory} is no model: config.json is not a JSON object") from None
    if kind != "bert":
        raise ValueError(f"{directory} is not a BERT but {kind}")
    for label in (config.get("id2label") or {"0": "LABEL_0"}).values():
        try:
            our_label(label)
        except ValueError:
            raise ValueError(f"{directory} is no model for named entities: it has a label {label}") from None
    if not any((directory / name).is_file() for name in _VOCABULARIES):
        raise ValueError(f"{directory} has no vocabulary: {' or '.join(_VOCABULARIES)}")


def _import_libraries() -> tuple[Any, Any]:
    """Return the modules `camel_tools.ner` and `torch`."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    at_work = "torch"
    try:
        torch = import_module("torch")
        at_work = "transformers"
        import_module("transformers").utils.logging.disable_progress_bar()
        at_work = "camel-tools"
        with _home_of_its_own():
            return import_module("camel_tools.ner"), torch
    except Exception as error:  # noqa: BLE001  a broken installation raises whatever it likes
        raise ValueError(f"{at_work} cannot be imported: {_line(error)}") from None


@contextmanager
def _home_of_its_own() -> Iterator[None]:
    """Give camel-tools a home for the time of its import.

    It makes a directory in the home and downloads a catalogue if there is none (`camel_tools.data.catalogue`); in
    a container without network whose home cannot be written to, both fail. A model's path needs neither.
    """
    if "camel_tools.data" in sys.modules:
        yield
        return
    changed = ("HOME", "CAMELTOOLS_DATA")
    before = {name: os.environ.get(name) for name in changed}
    with TemporaryDirectory(prefix="newsstream-camel-") as home:
        Path(home, _CATALOGUE).write_text(json.dumps(_EMPTY_CATALOGUE), encoding="ascii")
        os.environ.update(dict.fromkeys(changed, home))
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _with_eight_bits(model: Any) -> Any:
    torch = import_module("torch")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch announces that this moves to another package
        quantization = import_module("torch.ao.quantization")
        return quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)


def _line(error: Exception) -> str:
    """Return kind and first line of an error; those of transformers go on for many."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
