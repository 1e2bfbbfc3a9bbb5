"""Events and articles as people see them."""

import pytest
from rich.console import Console
from rich.text import Text

from stream import samples
from stream.annotate import annotate
from stream.events import Withdrawal, enriched_messages, withdrawal_messages
from stream.kafka.process import dead_letter
from stream.kafka.topics import Topics
from stream.terminal import article_view, event_line, isolated
from tests.doubles import NAMES, FixedWords, record


def _plain(line: Text) -> str:
    return line.plain.replace("\u2068", "").replace("\u2069", "")


def test_lines_of_all_events() -> None:
    """Each kind of message is one line that begins with what it is."""
    (enriched,) = annotate([samples.load()[0]], FixedWords(NAMES | {"بغداد": "LOC"}))
    messages = [*enriched_messages(enriched), *withdrawal_messages(Withdrawal("a1"))]
    lines = [_plain(event_line(m.key, m.value, m.headers)) for m in messages]
    assert {line.split()[0] for line in lines} == {"article", "entity", "quote", "withdrawn"}
    assert not any("\n" in line for line in lines)


def test_line_of_a_dead_letter() -> None:
    """A dead letter says where it came from, why it is one, and how large it is."""
    outcome = dead_letter(record(b"{", offset=7), ValueError("not JSON"), Topics())
    (output,) = outcome.outputs
    assert (
        _plain(event_line(output.key, output.value, output.headers))
        == "dead      news.articles/0@7  not JSON  1 bytes"
    )


@pytest.mark.parametrize("value", [b"\xff", b"[]", b"{}", b"7", b'{"kind":1}', b'{"entities":1}'])
def test_line_of_anything_else(value: bytes) -> None:
    """What is none of our events is shown as it is, in one line."""
    assert _plain(event_line(b"k", value, ())).startswith("?")


def test_control_characters_never_reach_the_terminal() -> None:
    """Escape sequences in a text are not sent to the terminal, and the text stays on one line."""
    assert isolated("a\x1b[31m\nb\x9b\x07") == "\u2068a[31m b\u2069"


def test_long_texts_are_cut() -> None:
    """A text is cut to the limit, and the cut is marked."""
    assert isolated("س" * 20, 10) == "\u2068" + "س" * 9 + "…\u2069"


def test_article_view_marks_names() -> None:
    """The view of an article shows its text and a row for each entity."""
    (enriched,) = annotate([samples.load()[0]], FixedWords({"بغداد": "LOC"}))
    console = Console(record=True, width=100, file=None, quiet=False)
    with console.capture() as capture:
        console.print(article_view(enriched))
    shown = capture.get()
    assert enriched.article.headline[:20] in shown
    assert "LOC" in shown
