"""A broker and a database server of the measurement's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import MappingProxyType

from freightwire.local_servers import PostgresServer, RabbitMQNode


@contextmanager
def private_servers(
    *, management: bool = True, database_settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[Path, RabbitMQNode, PostgresServer]]:
    """A new directory and both servers, started in it; stopped and removed at the end."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="freightwire-bench-")))
        broker = RabbitMQNode(directory / "rabbitmq", management=management)
        stack.callback(broker.stop)
        broker.start()
        database = PostgresServer(directory / "postgres", settings=database_settings)
        stack.callback(database.stop)
        database.start()
        yield directory, broker, database
