"""Reads the tables and word lists that lie beside this module."""

from importlib.resources import files


def _lines(name: str) -> list[str]:
    text = files("stream.annotate.quotes").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def read_rows(name: str) -> list[list[str]]:
    """Return the rows of a tab-separated table, without comments."""
    return [line.split("\t") for line in _lines(name)]


def read_classes(name: str) -> dict[str, frozenset[str]]:
    """Return the sections of a word list: `[name]` on a line of its own, then words."""
    classes: dict[str, list[str]] = {}
    words: list[str] = []
    for line in _lines(name):
        if line.startswith("["):
            words = classes.setdefault(line.strip("[]"), [])
        else:
            words.extend(line.split())
    return {title: frozenset(words) for title, words in classes.items()}
