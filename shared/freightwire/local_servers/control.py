"""Commands to a running node over Erlang's own distribution: ``rabbitmqctl``, at a quarter of its cost.

A node for tests goes without the management plug-in, which makes it start and stop several seconds sooner.
"""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Mapping

from freightwire.local_servers.errors import ServerError
from freightwire.local_servers.rabbitmq_files import NODE_NAME, USER

TIMEOUT_SECONDS = 60
PLAIN_NAME = re.compile(r"[A-Za-z0-9_./-]{1,100}")


class NodeControl:
    """What a node is told to do. ``environment`` is the node's own: it says where its epmd and its cookie are."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)

    def add_vhost(self, name: str) -> None:
        """Make a virtual host in which the node's user may do everything."""
        vhost, user, all_of_it = _binary(name), _binary(USER), _binary(".*")
        self._run(
            f"Call(rabbit_vhost, add, [{vhost}, {user}]), Call(rabbit_auth_backend_internal, set_permissions, "
            f"[{user}, {vhost}, {all_of_it}, {all_of_it}, {all_of_it}, {user}])"
        )

    def delete_vhost(self, name: str) -> None:
        """Delete a virtual host with everything in it. Harmless when it is gone."""
        vhost = _binary(name)
        self._run(
            f"case Call(rabbit_vhost, exists, [{vhost}]) of false -> ok; "
            f"true -> Call(rabbit_vhost, delete, [{vhost}, {_binary(USER)}]) end"
        )

    def flush(self) -> None:
        """Write down what the node holds back for some seconds: which quorum queues there are.

        RabbitMQ 3.10 keeps that in a table that is written every three seconds. A node killed meanwhile comes back with
        the queue but without its members: it can no longer be used.
        """
        self._run("[Call(dets, sync, [Table]) || Table <- Call(dets, all, [])]")

    def _run(self, calls: str) -> None:
        erl = shutil.which("erl")
        if erl is None:
            raise ServerError("Erlang's 'erl' is not on the PATH")
        program = (
            "Call = fun(M, F, A) -> case rpc:call('"
            + NODE_NAME
            + "', M, F, A, "
            + str(TIMEOUT_SECONDS * 1000)
            + ") of "
            '{badrpc, R} -> io:format("~p~n", [R]), halt(1); {error, R} -> io:format("~p~n", [R]), halt(1); '
            "Ok -> Ok end end, " + calls + ", halt(0)."
        )
        name = f"freightwire-control-{secrets.token_hex(4)}@localhost"
        only_here = ["-kernel", "inet_dist_use_interface", "{127,0,0,1}"]
        result = subprocess.run(  # noqa: S603
            [erl, "-noinput", "-hidden", "-sname", name, "-start_epmd", "false", *only_here, "-eval", program],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS + 10,
            check=False,
        )
        if result.returncode != 0:
            raise ServerError(f"the RabbitMQ node did not do as told: {(result.stdout + result.stderr).strip()[:500]}")


def _binary(text: str) -> str:
    """An Erlang binary; nothing that would end the string gets in."""
    if text != ".*" and not PLAIN_NAME.fullmatch(text):
        raise ServerError(f"not a plain name: {text!r}")
    return f'<<"{text}">>'
