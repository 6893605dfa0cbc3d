"""The private RabbitMQ node."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import aio_pika
import psutil
import pytest
from freightwire.local_servers import RabbitMQNode, ServerError
from freightwire.local_servers.control import NodeControl
from freightwire.local_servers.rabbitmq_files import NodeFiles, Ports


async def test_messages_are_found_again_under_other_ports(tmp_path: Path) -> None:
    """A second node on the same directory has user, virtual hosts and messages; nothing listens to the outside."""
    node = RabbitMQNode(tmp_path / "mq").start()
    try:
        url = node.add_vhost("freight")
        async with await aio_pika.connect(url) as connection, connection.channel() as channel:
            await channel.declare_queue("kept", durable=True, arguments={"x-queue-type": "quorum"})
            await channel.default_exchange.publish(aio_pika.Message(b"1", delivery_mode=2), "kept")
        assert node.management is not None
        vhosts = {entry["name"] for entry in node.management.request("GET", "/api/vhosts")}
        assert vhosts == {"/", "freight"}
        assert node.pid is not None
        listening = [c.laddr for c in psutil.Process(node.pid).net_connections("tcp") if c.status == psutil.CONN_LISTEN]
        assert {address.ip for address in listening} == {"127.0.0.1"}
    finally:
        node.stop()
    notes = tmp_path / "mq" / "node.json"
    first = json.loads(notes.read_text())
    notes.write_text(json.dumps({"password": first["password"]}))
    again = RabbitMQNode(tmp_path / "mq", management=False).start()
    try:
        assert again.port != first["amqp"]
        async with await aio_pika.connect(again.url("freight")) as connection, connection.channel() as channel:
            message = await (await channel.get_queue("kept")).get(timeout=15)
            assert message.body == b"1"
            await message.ack()
        again.delete_vhost("freight")
        again.delete_vhost("freight")
        with pytest.raises(aio_pika.exceptions.AMQPError):
            await aio_pika.connect(again.url("freight"))
    finally:
        again.kill()
    assert not again.is_running


def test_secrets_are_for_their_owner(tmp_path: Path) -> None:
    """The configuration holds the password: nobody else reads it."""
    files = NodeFiles(tmp_path / "mq")
    files.write(Ports(amqp=1, management=2, distribution=3, epmd=4), "hidden", management=True)
    configuration = files.directory / "rabbitmq.conf"
    assert "hidden" in configuration.read_text()
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600
    assert "hidden" not in " ".join(files.environment(Ports(amqp=1, management=2, distribution=3, epmd=4)).values())


@pytest.mark.parametrize(
    ("management", "plugins", "enabled"),
    [
        (False, [], "[].\n"),
        (True, [], "[rabbitmq_management].\n"),
        (True, ["rabbitmq_web_stomp"], "[rabbitmq_management,rabbitmq_web_stomp].\n"),
    ],
)
def test_plugins_are_those_asked_for(tmp_path: Path, management: bool, plugins: list[str], enabled: str) -> None:
    """The node reads which plug-ins to load as an Erlang term."""
    files = NodeFiles(tmp_path / "mq")
    ports = Ports(amqp=1, management=2, distribution=3, epmd=4)
    files.write(ports, "hidden", management=management, plugins=plugins)
    assert (files.directory / "enabled_plugins").read_text() == enabled


def test_names_cannot_smuggle_in_erlang() -> None:
    """What is no plain name never becomes part of a program."""
    with pytest.raises(ServerError, match="not a plain name"):
        NodeControl({}).add_vhost('x">>, halt(), <<"')


def test_before_the_first_start(tmp_path: Path) -> None:
    """A node that was not started says so; stopping it is harmless."""
    node = RabbitMQNode(tmp_path / "mq")
    with pytest.raises(ServerError, match="not been started"):
        node.url()
    node.stop()
    node.kill()
