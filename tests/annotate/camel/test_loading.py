"""Loading through the real camel-tools: options, homes, and models that are damaged."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import orjson
import pytest
import torch

from stream.annotate.entities.registry import load
from tests.annotate.camel.gold import gold_texts


@pytest.fixture
def copy(model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model to damage."""
    return Path(shutil.copytree(model, tmp_path / "copy"))


def problem(model: Path) -> str:
    """Return why a model cannot be loaded."""
    with pytest.raises(ValueError, match=r".") as caught:
        load(f"camel:{model}")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_name_says_version_model_and_precision(model: Path) -> None:
    """What stands in the events tells the version of camel-tools, the model, and eight-bit weights."""
    assert load(f"camel:{model}").name.startswith("camel-1.6")
    assert load(f"camel:{model}").name.endswith(":tiny")
    assert load(f"camel:{model}", precision="int8").name.endswith(":tiny-int8")


def test_threads_are_a_setting(model: Path) -> None:
    """Torch uses as many threads as it is told to."""
    before = torch.get_num_threads()
    try:
        load(f"camel:{model}", threads=1)
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(before)


def test_a_model_of_the_catalogue(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that camel_data has installed is found and loaded."""
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    component = {"default": "msa", "datasets": {"msa": {"path": "ner/msa"}}}
    content = {"version": "1.6.0", "packages": {}, "components": {"NamedEntityRecognition": component}}
    (tmp_path / "catalogue.json").write_text(json.dumps(content))
    shutil.copytree(model, tmp_path / "data" / "ner" / "msa")
    assert load("camel:msa").name.endswith(":msa")


def test_weights_are_missing(copy: Path) -> None:
    """No weights, one line."""
    (copy / "model.safetensors").unlink()
    assert problem(copy).startswith(f"{copy} cannot be loaded: OSError: ")


def test_weights_are_damaged(copy: Path) -> None:
    """Half of the weights, one line."""
    weights = copy / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1_000])
    assert problem(copy).startswith(f"{copy} cannot be loaded: ")


def test_parts_that_do_not_belong_together(copy: Path) -> None:
    """Weights of other sizes than the configuration says, one line."""
    config = json.loads((copy / "config.json").read_text()) | {"vocab_size": 7}
    (copy / "config.json").write_text(json.dumps(config))
    assert problem(copy).startswith(f"{copy} cannot be loaded: ")


def test_a_vocabulary_of_another_model(copy: Path) -> None:
    """A vocabulary with more words than the model knows would fail on some article, so it fails at the start."""
    with (copy / "vocab.txt").open("a", encoding="utf-8") as vocabulary:
        vocabulary.write("كلمة\nأخرى\n")
    assert problem(copy) == f"{copy} has a vocabulary larger than its model's"


def annotated(model: Path, home: Path) -> list[dict[str, object]]:
    """Return what `newsstream annotate` says of a gold article in a home."""
    headline, _, body = gold_texts()[0].partition("\n")
    article = json.dumps({"id": "a", "headline": headline, "body": body})
    arguments = [sys.executable, "-m", "stream", "annotate", "--json", "--recognizer", f"camel:{model}", "-"]
    environment = {**os.environ, "HOME": str(home), "NEWSSTREAM_RECOGNIZER_THREADS": "1"}
    environment.pop("CAMELTOOLS_DATA", None)
    done = subprocess.run(  # noqa: S603  our own program
        arguments, input=article, capture_output=True, text=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [orjson.loads(line) for line in done.stdout.splitlines()]


def test_the_home_is_left_as_it_was(model: Path, tmp_path: Path) -> None:
    """The program annotates, writes no catalogue and no directory of camel-tools, and says nothing on the side."""
    (enriched,) = annotated(model, tmp_path)
    assert enriched["entities"]
    assert not (tmp_path / ".camel_tools").exists()


def test_a_home_that_cannot_be_written_to(model: Path) -> None:
    """In a container that may write nowhere but to its temporary files, the program works."""
    (enriched,) = annotated(model, Path("/dev/null/home"))
    assert enriched["entities"]
