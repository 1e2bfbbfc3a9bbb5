"""Whatever is missing or wrong is told in one line, before anything heavy is imported."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

from stream.annotate.camel import loading
from stream.annotate.camel.loading import find_model
from stream.annotate.entities.registry import load

NER: Final = {"model_type": "bert", "id2label": {"0": "O", "1": "B-PERS", "2": "I-PERS"}}


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra as if it were there."""
    monkeypatch.setattr(loading, "find_spec", lambda _: object())


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without anything of camel-tools."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("CAMELTOOLS_DATA", raising=False)
    return tmp_path


def problem(model: str) -> str:
    """Return why a model cannot be loaded."""
    with pytest.raises(ValueError, match=r".") as caught:
        load(f"camel:{model}")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def directory(path: Path, config: object) -> str:
    """Return a directory with a configuration and a vocabulary."""
    path.mkdir(exist_ok=True)
    (path / "config.json").write_text(config if isinstance(config, str) else json.dumps(config))
    (path / "vocab.txt").write_text("[UNK]\n")
    return str(path)


def test_the_missing_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed the extra is told how to."""
    monkeypatch.setattr(loading, "find_spec", lambda _: None)
    assert problem("anything") == "camel needs camel_tools: pip install 'newsstream[camel]'"


@pytest.mark.usefixtures("installed")
def test_no_model_named() -> None:
    """`camel:` alone says what is to follow."""
    assert problem("") == "camel needs a model: camel:DIRECTORY"


@pytest.mark.usefixtures("installed")
def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    """A path is not looked for in the catalogue."""
    assert problem(str(tmp_path / "none")) == f"there is no directory {tmp_path / 'none'}"


@pytest.mark.usefixtures("installed")
def test_a_file(tmp_path: Path) -> None:
    """A file is no directory."""
    (tmp_path / "weights").touch()
    assert problem(str(tmp_path / "weights")) == f"{tmp_path / 'weights'} is no directory"


@pytest.mark.usefixtures("installed")
def test_a_directory_without_model(tmp_path: Path) -> None:
    """What is missing is named."""
    assert problem(str(tmp_path)) == f"{tmp_path} is no model: config.json: No such file or directory"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("config", ["{", "[]", "3", ""])
def test_a_damaged_configuration(tmp_path: Path, config: str) -> None:
    """A configuration that is no JSON object is refused."""
    assert problem(directory(tmp_path, config)) == f"{tmp_path} is no model: config.json is not a JSON object"


@pytest.mark.usefixtures("installed")
def test_another_kind_of_model(tmp_path: Path) -> None:
    """What is not a BERT is refused by the kind that it says it is."""
    assert problem(directory(tmp_path, {"model_type": "gpt2"})) == f"{tmp_path} is not a BERT but gpt2"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("labels", "told"), [({}, "LABEL_0"), ({"id2label": {"0": "O", "1": "NOUN"}}, "NOUN")]
)
def test_a_model_for_another_task(tmp_path: Path, labels: dict[str, object], told: str) -> None:
    """A BERT for something else is refused by the first label that is none of named entities."""
    model = directory(tmp_path, {"model_type": "bert", **labels})
    assert problem(model) == f"{tmp_path} is no model for named entities: it has a label {told}"


@pytest.mark.usefixtures("installed")
def test_no_vocabulary(tmp_path: Path) -> None:
    """Without its vocabulary, transformers would read every word as unknown and say nothing."""
    model = directory(tmp_path, NER)
    (tmp_path / "vocab.txt").unlink()
    assert problem(model) == f"{tmp_path} has no vocabulary: vocab.txt or tokenizer.json"


def test_a_name_without_catalogue(home: Path) -> None:
    """A name is looked for in the catalogue that camel_data keeps in the home."""
    with pytest.raises(
        ValueError, match=f"^there is no directory msa, and no catalogue of camel_data in {home}"
    ):
        find_model("msa")


def catalogue(data: Path, models: dict[str, Any]) -> None:
    """Write a catalogue of models for named entities."""
    data.mkdir(exist_ok=True)
    component = {"default": "msa", "datasets": models}
    content = {"version": "1.6.0", "packages": {}, "components": {"NamedEntityRecognition": component}}
    (data / "catalogue.json").write_text(json.dumps(content))


def test_a_name_that_the_catalogue_does_not_have(home: Path) -> None:
    """The line names the catalogue that was looked into."""
    catalogue(home / ".camel_tools", {})
    with pytest.raises(ValueError, match=r"^there is no directory msa, nor is it in the catalogue .*\.json$"):
        find_model("msa")


def test_a_name_that_is_not_installed(home: Path) -> None:
    """A model of the catalogue may not have been fetched."""
    catalogue(home / ".camel_tools", {"msa": {"path": "ner/msa"}})
    with pytest.raises(
        ValueError, match=r"^model msa is not installed: camel_data would put it into .*/ner/msa$"
    ):
        find_model("msa")


def test_a_name_that_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The directory of a name is where camel_data puts it, also where CAMELTOOLS_DATA moves that."""
    monkeypatch.setenv("CAMELTOOLS_DATA", str(tmp_path))
    catalogue(tmp_path, {"msa": {"path": "ner/msa"}})
    (tmp_path / "data" / "ner" / "msa").mkdir(parents=True)
    assert find_model("msa") == tmp_path / "data" / "ner" / "msa"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("at_fault", "told"),
    [("torch", "torch"), ("transformers", "transformers"), ("camel_tools.ner", "camel-tools")],
)
def test_a_broken_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_fault: str, told: str
) -> None:
    """Of the many lines that a library breaks with, the first is told, and which library it is."""

    class Anything:
        def __getattr__(self, name: str) -> Any:
            return lambda *_: None if name == "disable_progress_bar" else self

        utils = logging = property(lambda self: self)

    def broken(name: str) -> Any:
        if name == at_fault:
            raise OSError("libc10.so: cannot open shared object file\nand\nmore")
        return Anything()

    monkeypatch.setattr(loading, "import_module", broken)
    line = problem(directory(tmp_path, NER))
    assert line == f"{told} cannot be imported: OSError: libc10.so: cannot open shared object file"


@pytest.mark.parametrize("options", [{"threads": 2}, {"precision": "int8"}])
def test_other_recognisers_have_no_such_options(options: Any) -> None:
    """A setting that would have no effect is refused."""
    with pytest.raises(ValueError, match=r"^threads and precision are for camel:DIRECTORY, not for builtin$"):
        load("builtin", **options)


@pytest.mark.parametrize("command", [["annotate", "-"], ["worker"], ["demo", "--once"]])
def test_the_program_ends_with_one_line(command: list[str], tmp_path: Path) -> None:
    """Every command that loads a recogniser says in one line what is wrong with it, and ends with 2."""
    arguments = [sys.executable, "-m", "stream", *command, "--recognizer", f"camel:{tmp_path / 'none'}"]
    done = subprocess.run(  # noqa: S603  our own program
        arguments, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("newsstream: recognizer: ")
    assert done.stderr.count("\n") == 1


def test_nothing_imports_torch_unless_it_is_selected() -> None:
    """Loading the built-in recogniser leaves torch, transformers and camel-tools alone."""
    code = (
        "import sys; from stream.annotate.entities.registry import load; load();"
        "sys.exit(bool({'torch', 'transformers', 'camel_tools'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603  our own words
    assert done.returncode == 0
