"""Where articles come from: files, folders and standard input."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from stream.ingest.formats import read_stream
from stream.ingest.unreadable import Item, UnreadableSource

STANDARD_INPUT: Final = "-"
_COMPANION: Final = "_files"  # the folder in which browsers keep the pictures and scripts of a saved page


def read(
    names: Iterable[str | Path], *, encoding: str | None = None, standard_input: BinaryIO | None = None
) -> Iterator[Item]:
    """Yield the articles, withdrawals and unreadable things of files and folders, in order.

    Args:
        names: Files; folders, which are read to their depth, sorted by name, without hidden files and without
            the `_files` folder of a saved page; "-" for standard input.
        encoding: What a file is in where it is not UTF-8 and does not say so itself, e.g. "windows-1256".
        standard_input: What "-" stands for, if not the standard input of the process.

    Raises:
        Nothing for a file that cannot be opened or read: that is yielded as `UnreadableSource`.
    """
    for found in find_files(names):
        if isinstance(found, UnreadableSource):
            yield found
        elif str(found) == STANDARD_INPUT:
            yield from _read_open(standard_input or sys.stdin.buffer, STANDARD_INPUT, encoding)
        else:
            yield from _read_file(found, encoding)


def find_files(names: Iterable[str | Path]) -> Iterator[Path | UnreadableSource]:
    """Yield each file that `read` would read, so that a caller can count them: "-" stands for standard input."""
    for name in names:
        path = Path(name)
        if str(name) != STANDARD_INPUT and path.is_dir():
            yield from _walk(path)
        else:
            yield path


def _walk(folder: Path) -> Iterator[Path | UnreadableSource]:
    problems: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=problems.append):
        pages = {
            name.rpartition(".")[0] for name in files if name.lower().endswith((".html", ".htm", ".xhtml"))
        }
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and not (name.endswith(_COMPANION) and name.removesuffix(_COMPANION) in pages)
        )
        for name in sorted(files):
            path = Path(place, name)
            if name.startswith("."):
                continue
            if path.is_file() or not path.exists():
                yield path
            else:
                yield UnreadableSource(str(path), "not a regular file")
    for problem in problems:
        yield UnreadableSource(str(problem.filename), problem.strerror or str(problem))


def _read_file(path: Path, encoding: str | None) -> Iterator[Item]:
    try:
        stream = path.open("rb")
    except (OSError, ValueError) as error:
        yield UnreadableSource(str(path), _reason(error))
        return
    with stream:
        yield from _read_open(stream, str(path), encoding)


def _read_open(stream: BinaryIO, name: str, encoding: str | None) -> Iterator[Item]:
    items = read_stream(stream, name, encoding=encoding)
    while True:
        try:
            item = next(items)
        except StopIteration:
            return
        except OSError as error:
            yield UnreadableSource(name, _reason(error))
            return
        yield item


def _reason(error: OSError | ValueError) -> str:
    return getattr(error, "strerror", None) or str(error)
