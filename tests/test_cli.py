"""The commands as a user types them: output, one-line errors, exit codes."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import jsonschema
import orjson
import pytest

from stream import samples
from stream.commands.streaming import _Lines
from stream.events import EVENTS, json_schema
from stream.kafka.embedded import EmbeddedBroker
from stream.kafka.topics import Topics

SECONDS = 60
TEXT = "افتتاح المعرض السنوي\n\nقال وزير الثقافة سامي الحداد إن المعرض سيستمر أسبوعين في القاهرة.\n"


def _run(
    *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "stream", *arguments]
    environment = {**os.environ, **(env or {})}
    return subprocess.run(  # noqa: S603  our own program
        command, input=stdin, capture_output=True, timeout=SECONDS, check=False, env=environment
    )


@pytest.fixture
def broker() -> Iterator[str]:
    """The address of an embedded broker with all topics."""
    with EmbeddedBroker() as running:
        running.create_topics(Topics().names)
        yield running.connection.brokers


@pytest.mark.parametrize(
    ("arguments", "env", "named"),
    [
        (["worker", "--brokers", "nowhere"], {}, "brokers"),
        (["worker"], {"NEWSSTREAM_BATCH_SIZE": "many"}, "NEWSSTREAM_BATCH_SIZE"),
        (["worker"], {"NEWSSTREAM_DELIVERY": "twice"}, "NEWSSTREAM_DELIVERY"),
        (["worker"], {"NEWSSTREAM_SECURITY_PROTOCOL": "SASL_SSL"}, "sasl-username"),
        (["worker", "--ca-file", "/nowhere/ca.pem"], {}, "--ca-file"),
        (["worker", "--recognizer", "crystal-ball"], {}, "recognizer"),
        (["annotate", "--format", "poem"], {}, "--format"),
        (["foretell"], {}, "foretell"),
        (["schema", "rumour"], {}, "rumour"),
        (["asyncapi", "--brokers", "nowhere"], {}, "brokers"),
    ],
)
def test_wrong_settings_end_at_once(arguments: list[str], env: dict[str, str], named: str) -> None:
    """A wrong flag or setting ends the program with exit code 2 and one line that names it."""
    done = _run(*arguments, env=env)
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 2
    assert named in line


def test_annotate_json_is_the_enriched_event(tmp_path: Path) -> None:
    """`annotate --json` prints one valid enriched event a line, with exact offsets."""
    file = tmp_path / "article.txt"
    file.write_text(TEXT)
    done = _run("annotate", "--json", str(file))
    (line,) = done.stdout.splitlines()
    event = orjson.loads(line)
    jsonschema.Draft202012Validator(json_schema("enriched")).validate(event)
    assert event["article"]["headline"] == "افتتاح المعرض السنوي"
    for entity in event["entities"]:
        for mention in entity["mentions"]:
            assert event["article"][mention["field"]][mention["start"] : mention["end"]] == mention["text"]
    assert [quote["speaker"]["name"] for quote in event["quotes"]] == ["سامي الحداد"]


@pytest.mark.parametrize("form", ["view", "json", "ninjs", "standoff"])
def test_annotate_reads_standard_input(form: str) -> None:
    """Every form of output names what the article on standard input names."""
    done = _run("annotate", "--format", form, stdin=TEXT.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert "القاهرة" in done.stdout.decode()


def test_unreadable_files_are_told_and_the_others_done(tmp_path: Path) -> None:
    """A file that cannot be read is one line on standard error and exit code 1; the others are annotated."""
    good, bad = tmp_path / "good.txt", tmp_path / "bad.jsonl"
    good.write_text(TEXT)
    bad.write_bytes(b'{"id":"1","headline":"x","body":7}\n')
    done = _run("annotate", "--json", str(bad), str(tmp_path / "missing.txt"), str(good))
    first, second = done.stderr.decode().splitlines()
    assert "bad.jsonl" in first
    assert "$.body" in first
    assert "missing.txt" in second
    assert len(done.stdout.splitlines()) == 1
    assert done.returncode == 1


def test_schema_of_every_event() -> None:
    """`schema` prints the JSON Schemas of all events."""
    assert set(orjson.loads(_run("schema").stdout)) == set(EVENTS)


def test_evaluate_scores_itself_as_perfect(tmp_path: Path) -> None:
    """What the annotator says scores 100% against itself, through the files that the commands write and read."""
    articles, gold = tmp_path / "articles.jsonl", tmp_path / "gold.jsonl"
    lines = [orjson.dumps({"id": a.id, "text": f"{a.headline}\n{a.body}"}) for a in samples.load()[:3]]
    articles.write_bytes(b"\n".join(lines))
    gold.write_bytes(_run("annotate", "--format", "standoff", str(articles)).stdout)
    report = _run("evaluate", str(gold)).stdout.decode()
    (line,) = (line for line in report.splitlines() if line.startswith("entities all"))
    assert "F1 1.0000" in line


def test_evaluate_names_the_bad_line(tmp_path: Path) -> None:
    """A gold file with a row that is no article ends with one line that names the row."""
    file = tmp_path / "gold.jsonl"
    file.write_bytes(b'{"id":"1","text":"x"}\nnot json\n')
    done = _run("evaluate", str(file))
    assert done.returncode == 1
    assert "line 2" in done.stderr.decode()


def test_demo_shows_events_of_all_topics() -> None:
    """`demo --once` shows every sample article and the events of the three topics, and ends by itself."""
    done = _run("demo", "--once")
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    for topic in ("news.enriched", "news.entities", "news.quotes"):
        assert topic in shown
    lines = shown.splitlines()
    assert sum(line.startswith("article ") for line in lines) == len(samples.load())
    assert sum(line.startswith("entity ") for line in lines) > 50
    assert sum(line.startswith("quote ") for line in lines) > 30


def test_publish_work_tail_and_stop(broker: str, tmp_path: Path) -> None:
    """Articles published by command are annotated by a worker process, read by tail; SIGTERM ends it with 0."""
    file = tmp_path / "articles.jsonl"
    file.write_bytes(b"\n".join(orjson.dumps(article.to_object()) for article in samples.load()))
    env = {"NEWSSTREAM_BROKERS": broker}
    published = _run("publish", str(file), env=env)
    assert published.returncode == 0, published.stderr.decode()

    command = [sys.executable, "-m", "stream", "worker", "--delivery", "at-least-once"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, **env}) as worker:  # noqa: S603  ours
        follow = [sys.executable, "-m", "stream", "tail", "enriched", "--from-beginning", "--json"]
        with subprocess.Popen(follow, stdout=subprocess.PIPE, env={**os.environ, **env}) as tail:  # noqa: S603  ours
            assert tail.stdout is not None
            events = [orjson.loads(tail.stdout.readline()) for _ in samples.load()]
            tail.send_signal(signal.SIGINT)
            assert tail.wait(SECONDS) == 0
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(SECONDS) == 0
    assert {event["article"]["id"] for event in events} == {article.id for article in samples.load()}

    shown = _run("tail", "quotes", "--once", env=env).stdout.decode().splitlines()
    assert shown
    assert all(line.startswith("quote ") for line in shown)


def test_unreachable_brokers_are_one_line() -> None:
    """A command that needs the cluster ends with exit code 1 and one line when it is not there."""
    done = _run("tail", "--brokers", "127.0.0.1:1", "--once")
    (line,) = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert "127.0.0.1" in line


def test_a_reader_that_goes_away_ends_tail_as_other_programs() -> None:
    """`tail | head` gives the error that the program ends on quietly, not SystemExit inside the event loop."""

    class Gone(io.StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        _Lines(file=Gone()).print("quote")
