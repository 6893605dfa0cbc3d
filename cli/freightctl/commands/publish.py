"""``freightctl publish``: what an internal service does, by hand."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Annotated

import typer
from freightwire.events.base import ROUTING_KEY_LIMIT, now
from freightwire.events.envelope import Envelope
from freightwire.events.registry import EVENT_TYPES
from freightwire.identifiers import new_uuid
from freightwire.messaging import BrokerConnection, Publisher, PublishError
from freightwire.messaging.errors import UnroutableError
from pydantic import ValidationError

from freightctl.datadir import DataDirectory
from freightctl.failures import Failure
from freightctl.options import DEFAULT_DATA_DIR, DEFAULT_ORG, DataDir, Org

SOURCE = "freightctl"
WINDOW = 500
PUBLISH_SECONDS = 15


def publish(  # noqa: PLR0917  (the parameters are the command's options)
    key: Annotated[str, typer.Option("--key", help="Routing key within the organisation: order.42.status_changed.")],
    type_: Annotated[str, typer.Option("--type", help="The event's name: order:status_changed.")],
    data: Annotated[str, typer.Option("--data", help="The event's data, a JSON object.")],
    org: Org = DEFAULT_ORG,
    count: Annotated[int, typer.Option("--count", min=1, help="Publish it so many times, each with its own id.")] = 1,
    rate: Annotated[float | None, typer.Option("--rate", min=0.01, help="At most so many per second.")] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Publish events and wait for the broker's confirms, as an internal service does.

    Data of a known event must fulfil its contract. The broker is that of AMQP_URL, else of the data directory. The
    exit status is 1 unless all were confirmed.
    """
    envelopes = (envelope_of(org, key, type_, data) for _ in range(count))
    first = next(envelopes)  # whatever is wrong with it is said before there is a connection
    outcome = asyncio.run(_publish(broker_url(DataDirectory(data_dir)), chain([first], envelopes), rate))
    typer.echo(f"{outcome.confirmed} confirmed, {outcome.unroutable} unroutable, {outcome.failed} failed: {first.key}")
    if outcome.last_error:
        raise Failure(outcome.last_error)


def broker_url(data: DataDirectory) -> str:
    """The broker's address: from the environment, else the one of the data directory.

    Raises:
        Failure: neither names one.
    """
    given = os.environ.get("AMQP_URL")
    if given:
        return given
    stored = data.secrets()
    if stored is None or stored.amqp_url is None:
        raise Failure(
            "no broker: set AMQP_URL, or give the --data-dir of a system started by 'freightctl up'", status=2
        )
    return stored.amqp_url


def envelope_of(org: str, key: str, type_: str, data: str) -> Envelope:
    """The event to publish, checked as far as it is known.

    Raises:
        Failure: the data is no JSON object or violates its contract; the key is not the contract's.
    """
    full_key = f"{org}.{key}"
    contract = EVENT_TYPES.get(type_)
    if contract is not None:
        try:
            event = contract.from_bytes(data.encode())
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "data"
            raise Failure(f"the data violates the contract of {type_}: {where}: {first['msg']}", status=2) from error
        envelope = Envelope.of(event, org=org, source=SOURCE)
        if envelope.key != full_key:
            wanted = envelope.key.removeprefix(f"{org}.")
            raise Failure(f"the key of this {type_} is {wanted}, not {key}", status=2)
        return envelope
    if len(full_key.encode()) > ROUTING_KEY_LIMIT:
        raise Failure(f"the key is longer than {ROUTING_KEY_LIMIT} bytes", status=2)
    try:
        body = json.loads(data)
    except ValueError as error:
        raise Failure(f"the data is not JSON: {error}", status=2) from error
    if not isinstance(body, dict):
        raise Failure("the data is not a JSON object", status=2)
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Envelope(id=new_uuid(), type=type_, source=SOURCE, time=now(), org=org, key=full_key, data=encoded)


class Outcome:
    """What became of what was published."""

    def __init__(self) -> None:
        self.confirmed = 0
        self.unroutable = 0
        self.failed = 0
        self.last_error = ""

    def count(self, results: Sequence[PublishError | None]) -> None:
        """Take the results of a window."""
        for result in results:
            if result is None:
                self.confirmed += 1
                continue
            if isinstance(result, UnroutableError):
                self.unroutable += 1
            else:
                self.failed += 1
            self.last_error = f"not confirmed: {result}"


async def _publish(url: str, envelopes: Iterator[Envelope], rate: float | None) -> Outcome:
    outcome = Outcome()
    broker = BrokerConnection(url, name="freightctl-publish")
    await broker.start()
    try:
        publisher = Publisher(broker, timeout_seconds=PUBLISH_SECONDS)
        if not await _is_there(broker):
            raise Failure(await broker.problem() or "the broker does not answer")
        loop = asyncio.get_running_loop()
        began, sent = loop.time(), 0
        while window := list(islice(envelopes, 1 if rate else WINDOW)):
            if rate:
                await asyncio.sleep(max(0.0, began + sent / rate - loop.time()))
            outcome.count(await publisher.publish_window(window))
            sent += len(window)
    finally:
        await broker.stop()
    return outcome


async def _is_there(broker: BrokerConnection) -> bool:
    try:
        async with asyncio.timeout(PUBLISH_SECONDS):
            await broker.wait_ready()
    except TimeoutError:
        return False
    return True
