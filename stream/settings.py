"""All settings, in one place: each is a flag of the commands that use it and an environment variable.

The `…_options` decorators add flags to a click command and hand it one object (`Connection`, `Topics`, …).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

import click

from stream.kafka.connection import Connection, SaslMechanism, SecurityProtocol
from stream.kafka.delivery import DeliveryMode
from stream.kafka.job import WorkerOptions
from stream.kafka.records import Compression
from stream.kafka.topics import TopicPlan, Topics
from stream.observe.options import LogFormat, LogLevel, MonitorOptions

PREFIX: Final = "NEWSSTREAM_"

Command = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: flag name, type, default, and what it means."""

    name: str
    type: Any
    default: Any
    help: str

    @property
    def variable(self) -> str:
        """The environment variable."""
        return PREFIX + self.name.upper().replace("-", "_")

    def option(self) -> Callable[[Command], Command]:
        """Return the click option of this setting."""
        return click.option(
            f"--{self.name}",
            type=self.type,
            default=self.default,
            envvar=self.variable,
            show_envvar=True,
            show_default=self.default is not None,
            help=self.help,
        )


class RecognizerChoice(NamedTuple):
    """Which recogniser to load, and how (see `stream.annotate.entities.registry.load`)."""

    name: str
    threads: int | None
    precision: Literal["float32", "int8"]

    @property
    def linear_time(self) -> bool:
        """Whether annotation takes a second or two for a megabyte at most: with all but CAMeL Tools."""
        return not self.name.startswith("camel:")


_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)

CONNECTION: Final = (
    Setting("brokers", str, "localhost:9092", "Addresses of the cluster, host:port, separated by commas."),
    Setting(
        "security-protocol",
        click.Choice(get_args(SecurityProtocol)),
        "PLAINTEXT",
        "How to talk to the brokers.",
    ),
    Setting("ca-file", _FILE, None, "Certificates to trust, PEM; otherwise the system's."),
    Setting("certificate-file", _FILE, None, "Client certificate, PEM."),
    Setting("key-file", _FILE, None, "Key of the client certificate, PEM, if not in the same file."),
    Setting("key-password", str, None, "Password of the key; better set in the environment."),
    Setting("sasl-mechanism", click.Choice(get_args(SaslMechanism)), "SCRAM-SHA-512", "How to log in."),
    Setting("sasl-username", str, None, "User name for SASL."),
    Setting("sasl-password", str, None, "Password for SASL; better set in the environment."),
)
_SERVER: Final = tuple(
    setting
    for setting in CONNECTION
    if setting.name in ("brokers", "security-protocol", "certificate-file", "sasl-mechanism")
)
TOPICS: Final = (
    Setting("articles-topic", str, "news.articles", "Topic that articles come from."),
    Setting("enriched-topic", str, "news.enriched", "Topic for enriched articles."),
    Setting("entities-topic", str, "news.entities", "Topic for entity events."),
    Setting("quotes-topic", str, "news.quotes", "Topic for quote events."),
    Setting("dead-letters-topic", str, "news.dead-letters", "Topic for messages that cannot be processed."),
)
DELIVERY: Final = Setting(
    "delivery",
    click.Choice(get_args(DeliveryMode)),
    "exactly-once",
    "at-least-once is for brokers without transactions: after a crash, outputs may be repeated.",
)
MAX_ARTICLE_BYTES: Final = Setting(
    "max-article-bytes",
    click.IntRange(1_024, 64 * 1_048_576),
    1_048_576,
    "Largest message, in bytes; a larger one becomes a dead letter.",
)
GROUP: Final = Setting("group", str, "newsstream", "Consumer group; also the prefix of transactional ids.")
WORKER: Final = (
    GROUP,
    DELIVERY,
    Setting(
        "compression",
        click.Choice(get_args(Compression)),
        "zstd",
        "How outputs are compressed; zstd is the fastest here.",
    ),
    Setting(
        "batch-size",
        click.IntRange(1, 10_000),
        200,
        "Most articles read and committed at once; fewer where a batch would take more than two seconds.",
    ),
    Setting(
        "linger-ms",
        click.IntRange(0, 10_000),
        0,
        "How long a worker that has an article waits for more, in milliseconds.",
    ),
    MAX_ARTICLE_BYTES,
    Setting(
        "session-timeout-ms",
        click.IntRange(1_000, 1_800_000),
        30_000,
        "Silence after which the group replaces a worker, in milliseconds.",
    ),
    Setting(
        "transaction-timeout-ms",
        click.IntRange(1_000, 900_000),
        60_000,
        "Time after which the broker aborts an open transaction, in milliseconds.",
    ),
)
RECOGNIZER: Final = Setting(
    "recognizer",
    str,
    "builtin",
    "What finds the names: builtin, gazetteer (word lists only), or camel:DIRECTORY (a model for CAMeL Tools).",
)
RECOGNIZER_OPTIONS: Final = (
    RECOGNIZER,
    Setting("recognizer-threads", click.IntRange(1), None, "Threads of a camel model; otherwise one a core."),
    Setting(
        "recognizer-precision",
        click.Choice(["float32", "int8"]),
        "float32",
        "Numbers of a camel model; int8 is faster and a little less exact.",
    ),
)
LOG_FORMAT: Final = Setting(
    "log-format",
    click.Choice(get_args(LogFormat)),
    "auto",
    "How the log is written: auto is text in a terminal, JSON elsewhere. The flag stands before the command.",
)
LOG_LEVEL: Final = Setting(
    "log-level", click.Choice(get_args(LogLevel)), "info", "The least that is logged; its flag likewise."
)
PLAN: Final = (
    Setting("partitions", click.IntRange(1), 6, "Partitions of a new topic."),
    Setting("replication", click.IntRange(-1), -1, "Replicas; -1 is the brokers' default."),
    Setting("retention-days", click.IntRange(1), 7, "Days for which events are kept."),
)
MONITOR: Final = (
    Setting(
        "monitor-port",
        click.IntRange(0, 65_535),
        None,
        "Port for probes and metrics of a worker; unset: none, 0: any that is free.",
    ),
    Setting("monitor-host", str, "127.0.0.1", "Address that this port listens on."),
)


ALL: Final = (*CONNECTION, *TOPICS, *WORKER, *RECOGNIZER_OPTIONS, *MONITOR, LOG_FORMAT, LOG_LEVEL, *PLAN)


def settings_table() -> str:
    """Return all settings as a Markdown table, which stands in the README."""
    rows = [
        f"| `{setting.variable}` | `--{setting.name}` | {_default(setting)} | {setting.help} |"
        for setting in ALL
    ]
    return "\n".join(["| variable | flag | default | |", "|---|---|---|---|", *rows])


def _default(setting: Setting) -> str:
    return "" if setting.default is None else f"`{setting.default}`"


def connection_options(command: Command) -> Command:
    """Add the connection's flags; the command receives `connection`, already checked.

    The command raises `InvalidSetting` before it starts where a setting cannot work.
    """

    def build(values: dict[str, Any]) -> Connection:
        connection = Connection(**values)
        connection.check()
        return connection

    return _with_options(command, "connection", CONNECTION, build)


def server_options(command: Command) -> Command:
    """Add the flags that say where the cluster is and how to log in, but for the credentials themselves.

    The command receives `connection`, of which only the addresses were checked: it is for showing, not for using.
    """

    def build(values: dict[str, Any]) -> Connection:
        connection = Connection(**values)
        connection.addresses()
        return connection

    return _with_options(command, "connection", _SERVER, build)


def topic_options(command: Command) -> Command:
    """Add the flags for topic names; the command receives `topics`."""

    def build(values: dict[str, Any]) -> Topics:
        return Topics(**{name.removesuffix("_topic"): value for name, value in values.items()})

    return _with_options(command, "topics", TOPICS, build)


def worker_options(command: Command) -> Command:
    """Add the worker's flags; the command receives `options`."""
    return _with_options(command, "options", WORKER, lambda values: WorkerOptions(**values))


def monitor_options(command: Command) -> Command:
    """Add the flags of the port for probes and metrics; the command receives `monitoring`."""

    def build(values: dict[str, Any]) -> MonitorOptions:
        return MonitorOptions(values["monitor_port"], values["monitor_host"])

    return _with_options(command, "monitoring", MONITOR, build)


def recognizer_options(command: Command) -> Command:
    """Add the recogniser's flags; the command receives `recognizer`, a `RecognizerChoice`."""

    def build(values: dict[str, Any]) -> RecognizerChoice:
        return RecognizerChoice(
            values["recognizer"], values["recognizer_threads"], values["recognizer_precision"]
        )

    return _with_options(command, "recognizer", RECOGNIZER_OPTIONS, build)


def plan_options(command: Command) -> Command:
    """Add the flags for new topics; the command receives `plan`."""
    return _with_options(command, "plan", PLAN, lambda values: TopicPlan(**values))


def _with_options(
    command: Command, argument: str, settings: tuple[Setting, ...], build: Callable[[dict[str, Any]], Any]
) -> Command:
    names = [setting.name.replace("-", "_") for setting in settings]

    @wraps(command)
    def with_object(**values: Any) -> Any:
        return command(**{argument: build({name: values.pop(name) for name in names})}, **values)

    wrapped: Command = with_object
    for setting in reversed(settings):
        wrapped = setting.option()(wrapped)
    return wrapped
