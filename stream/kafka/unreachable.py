"""Why a cluster cannot be reached.

aiokafka says only that no broker answered; a wrong password or an unknown certificate authority stands nowhere but
in its log. So each address is tried once more, to hear the reason.
"""

import asyncio
from typing import Final

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError

from stream.kafka.clients import reason
from stream.kafka.connection import Connection

_ANSWER_SECONDS: Final = 10.0


async def explain(connection: Connection, error: Exception) -> str:
    """Return what an error says, in one line; where no broker could be reached, why the first address failed.

    Args:
        connection: The cluster that the error is about.
        error: Any error of a client.
    """
    if not isinstance(error, KafkaConnectionError):
        return reason(error)
    options = connection.client_options()
    for address in options.pop("bootstrap_servers"):
        host, _, port = address.rpartition(":")
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                link = await create_conn(host.strip("[]"), int(port), **options)
            link.close()
        except (KafkaError, OSError) as failure:
            return f"cannot connect to {address}: {reason(failure)}"
    return reason(error)
