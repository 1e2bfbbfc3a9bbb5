"""The `newsstream` program: its commands, and how errors end it.

An error is one line on standard error, and the exit code is not zero: 2 for a wrong flag or setting, 1 for what
went wrong while working, 130 for an interrupt.
"""

import os
import sys
from typing import NoReturn

import click
from aiokafka.errors import KafkaError

from stream import __version__
from stream.commands import contract, measuring, newsroom, offline, streaming, training
from stream.kafka.clients import reason
from stream.kafka.connection import InvalidSetting
from stream.observe.logs import configure_logs
from stream.observe.options import LogFormat, LogLevel
from stream.settings import LOG_FORMAT, LOG_LEVEL


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="newsstream")
@click.option("--verbose", "-v", is_flag=True, help="Log what the Kafka client does as well.")
@LOG_FORMAT.option()
@LOG_LEVEL.option()
def cli(*, verbose: bool, log_format: LogFormat, log_level: LogLevel) -> None:
    """Arabic news from Kafka, annotated with names and quotes, and back to Kafka."""
    configure_logs(log_format, log_level, clients=verbose)


for command in (
    *(
        streaming.demo,
        streaming.worker,
        streaming.publish,
        streaming.tail,
        streaming.set_up,
        streaming.replay,
    ),
    *(offline.annotate, offline.evaluate, contract.schema, contract.asyncapi),
    measuring.bench,
    newsroom.newsroom,
    training.train,
):
    cli.add_command(command)


def main() -> NoReturn:
    """Run the program and exit."""
    try:
        code = cli.main(prog_name="newsstream", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(0)
    except click.ClickException as error:
        _end(error.format_message(), error.exit_code)
    except InvalidSetting as error:
        _end(str(error), 2)
    except (click.Abort, KeyboardInterrupt):
        _end("interrupted", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what reads our output has gone
        sys.exit(1)
    except (KafkaError, OSError) as error:
        _end(reason(error), 1)
    sys.exit(code if isinstance(code, int) else 0)


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"newsstream: {' '.join(message.split())}", err=True)
    sys.exit(code)
