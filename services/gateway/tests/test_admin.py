"""Administrators over two nodes: they see their own organisation's sessions everywhere, and whom they send away stays
away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aio_pika
import httpx
import pytest
from freightwire.identifiers import new_id
from freightwire.messaging.topology import CONTROL, REVOCATIONS
from freightwire.testing import eventually
from gateway.testing import Client, gateway, log, readiness, token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from freightwire.testing import StoppableBroker, TcpProxy
    from gateway.server import GatewayServer

SESSIONS = "/v1/admin/sessions"
RECOVERY_SECONDS = 100


@pytest.fixture
def org() -> str:
    """An organisation of this test alone."""
    return f"o-{new_id()}"


async def call(server: GatewayServer, method: str, path: str, bearer: str | None) -> httpx.Response:
    """One request to a node."""
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as http:
        return await http.request(method, path, headers=headers)


def admin(org: str) -> str:
    """An administrator's token."""
    return token(org=org, user="boss", roles=("admin",))


def name(server: GatewayServer) -> str:
    """Of a node."""
    return server.settings.gateway_node


async def listed(server: GatewayServer, org: str, query: str = "") -> dict[str, Any]:
    """The sessions of an organisation, as a node says."""
    answer = await call(server, "GET", SESSIONS + query, admin(org))
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_sessions_on_all_nodes(amqp_url: str, org: str) -> None:
    """Any node tells of all, with what an administrator wants to know, and never of another organisation."""
    async with gateway(amqp_url) as one, gateway(amqp_url) as two:
        ana = await Client.connected(one, "order.#", bearer=token(org=org), client="board/1.4")
        ion = await Client.connected(two, bearer=token(org=org, user="ion", roles=("lead", "viewer")))
        assert "opened" in await ion.ask("open", queue="inbox", bindings=["user.me.#"])
        stranger = await Client.connected(two, bearer=token(org=f"{org}-b"))
        for node in (one, two):
            body = await listed(node, org)
            assert body["nodes"] == sorted([name(one), name(two)])
            assert body["missing"] == []
            assert body["truncated"] is False
            assert [(session["user"], session["node"]) for session in body["sessions"]] == [
                ("ana", name(one)),
                ("ion", name(two)),
            ]
        first, second = body["sessions"]
        assert first["client"] == "board/1.4"
        assert first["bindings"] == ["order.#"]
        assert first["bindingCount"] == 1
        assert first["connectedAt"] < first["expiresAt"]
        assert second["roles"] == ["lead", "viewer"]
        assert second["queues"] == ["inbox"]
        assert [session["user"] for session in (await listed(one, org, "?user=ion"))["sessions"]] == ["ion"]
        assert [session["user"] for session in (await listed(one, f"{org}-b"))["sessions"]] == ["ana"]
        for client in (ana, ion, stranger):
            await client.leave()


async def test_disconnect_one(amqp_url: str, org: str) -> None:
    """One session ends with 4503, wherever it is; its token stays good, and others' sessions cannot be named."""
    async with gateway(amqp_url) as one, gateway(amqp_url) as two:
        client = await Client.connected(two, bearer=token(org=org))
        (session,) = (await listed(one, org))["sessions"]
        path = f"{SESSIONS}/{session['id']}"
        foreign = await call(one, "DELETE", path, admin(f"{org}-b"))
        assert foreign.status_code == 404
        assert foreign.headers["content-type"] == "application/problem+json"
        answer = await call(one, "DELETE", path, admin(org))
        assert answer.json() == {"id": session["id"], "node": name(two)}
        assert await client.until_closed() == (4503, "disconnected")
        assert (await call(one, "DELETE", path, admin(org))).status_code == 404
        again = await Client.connected(two, bearer=token(org=org))
        await again.leave()


async def test_refused(amqp_url: str, org: str) -> None:
    """Who shows no token, a bad one, or is no administrator, learns nothing."""
    async with gateway(amqp_url) as server:
        for method, path in (
            ("GET", SESSIONS),
            ("DELETE", f"{SESSIONS}/x"),
            ("DELETE", "/v1/admin/users/ana/sessions"),
        ):
            for bearer, status, code in (
                (None, 401, "token_missing"),
                ("nonsense", 401, "token_invalid"),
                (token(org=org, roles=("admin",), ttl_seconds=-60), 401, "token_expired"),
                (token(org=org, roles=("lead",)), 403, "forbidden"),
            ):
                answer = await call(server, method, path, bearer)
                assert (answer.status_code, answer.json()["code"]) == (status, code)
        answer = await call(server, "DELETE", "/v1/admin/users/a.b/sessions", admin(org))
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"


async def reconnects(server: GatewayServer, bearer: str) -> bool:
    """Whether a token gets a session."""
    client = await Client.open(server)
    reply = await client.connect(bearer=bearer)
    if "connected" in reply:
        await client.leave()
        return True
    assert reply["error"]["code"] == "token_revoked"
    assert await client.until_closed() == (4503, "disconnected")
    return False


async def test_revoke_a_user(amqp_url: str, org: str) -> None:
    """All sessions of a user end, and the tokens they were made with are refused everywhere: at once, on a node that
    starts later, for administration too. A token that was issued afterwards is good.
    """
    quick = {"token_leeway_seconds": 0}
    async with gateway(amqp_url, **quick) as one, gateway(amqp_url, **quick) as two:
        bearer = token(org=org, roles=("dispatcher", "admin"))
        clients = [await Client.connected(node, bearer=bearer) for node in (one, two, two)]
        other = await Client.connected(two, bearer=token(org=org, user="ion"))
        namesake = await Client.connected(two, bearer=token(org=f"{org}-b"))
        answer = await call(one, "DELETE", "/v1/admin/users/ana/sessions", admin(org))
        body = answer.json()
        assert answer.status_code == 200
        assert body["user"] == "ana"
        assert body["nodes"] == sorted([name(one), name(two)])
        assert body["missing"] == []
        assert body["revokedAt"] < body["until"]
        for client in clients:
            assert await client.until_closed() == (4503, "disconnected")
        for node in (one, two):
            assert not await reconnects(node, bearer)
            refused = await call(node, "GET", SESSIONS, bearer)
            assert (refused.status_code, refused.json()["code"]) == (401, "token_revoked")
        assert "refreshed" in await other.ask("refresh", token=token(org=org, user="ion"))
        assert "subscribed" in await namesake.ask("subscribe", bindings=["order.#"])
        assert [s["user"] for s in (await listed(two, org))["sessions"]] == ["ion"]
        await other.leave()
        await namesake.leave()
    # No node is left that could tell: the broker still knows.
    async with gateway(amqp_url, **quick) as late:
        assert not await reconnects(late, bearer)

        async def with_a_new_token() -> bool:
            return await reconnects(late, token(org=org))

        assert await eventually(with_a_new_token)
        assert not await reconnects(late, bearer)


async def test_a_revoked_token_is_no_refresh(amqp_url: str, org: str) -> None:
    """A session that shows a revoked token ends; a newer one survives the revocation."""
    async with gateway(amqp_url, token_leeway_seconds=0) as server:
        old = token(org=org)
        await call(server, "DELETE", "/v1/admin/users/ana/sessions", admin(org))

        async def with_a_new_token() -> bool:
            return await reconnects(server, token(org=org))

        assert await eventually(with_a_new_token)
        client = await Client.connected(server, bearer=token(org=org))
        assert (await client.ask("refresh", token=old))["error"]["code"] == "token_revoked"
        assert (await client.until_closed())[0] == 4503


async def test_a_node_that_does_not_answer(
    amqp_url: str, org: str, tcp_proxy: Callable[[str], Awaitable[TcpProxy]]
) -> None:
    """A node that is cut off is named as missing; it learns of a revocation when it is back."""
    proxy = await tcp_proxy(amqp_url)
    limits = {"gateway_cluster_answer_seconds": 1, "token_leeway_seconds": 0, "gateway_cluster_beat_seconds": 60}
    async with gateway(amqp_url, **limits) as one, gateway(proxy.url(amqp_url), **limits) as far:
        bearer = token(org=org)
        client = await Client.connected(far, bearer=bearer)
        assert len((await listed(one, org))["sessions"]) == 1
        proxy.stall()
        body = await listed(one, org)
        assert (body["nodes"], body["missing"]) == ([name(one)], [name(far)])
        unknown = await call(one, "DELETE", f"{SESSIONS}/{new_id()}", admin(org))
        assert (unknown.status_code, unknown.json()["code"]) == (503, "nodes_missing")
        assert unknown.json()["missing"] == [name(far)]
        revoked = await call(one, "DELETE", "/v1/admin/users/ana/sessions", admin(org))
        assert (revoked.status_code, revoked.json()["missing"]) == (200, [name(far)])
        proxy.reset()
        proxy.mend()
        assert (await client.until_closed())[0] == 4503
        assert not await reconnects(far, bearer)


async def test_nodes_come_and_go(amqp_url: str, org: str) -> None:
    """A node is known as soon as it has started, and not missed after it has said good-bye."""
    async with gateway(amqp_url) as one:
        async with gateway(amqp_url) as two:
            assert (await listed(two, org))["nodes"] == sorted([name(one), name(two)])
        body = await listed(one, org)
        assert (body["nodes"], body["missing"]) == ([name(one)], [])


async def test_the_stream_is_deleted(amqp_url: str, org: str) -> None:
    """Somebody deletes the stream: the node makes it anew, forgets nothing, and revokes as before."""
    async with gateway(amqp_url, token_leeway_seconds=0) as server:
        ana, ion = token(org=org), token(org=org, user="ion")
        await call(server, "DELETE", "/v1/admin/users/ana/sessions", admin(org))
        connection = await aio_pika.connect(amqp_url)
        async with connection, connection.channel() as channel:
            await channel.queue_delete(REVOCATIONS.name)

        async def ready() -> bool:
            return await readiness(server) == (200, {"status": "ok"})

        async def revoked() -> bool:
            answer = await call(server, "DELETE", "/v1/admin/users/ion/sessions", admin(org))
            return answer.status_code == 200

        await eventually(revoked)
        await eventually(ready)
        assert not await reconnects(server, ana)
        assert not await reconnects(server, ion)


async def test_rubbish_on_the_exchange(amqp_url: str, org: str) -> None:
    """What is no message of a node does no harm, neither live nor in the stream that the next node reads."""
    async with gateway(amqp_url) as server:
        connection = await aio_pika.connect(amqp_url)
        async with connection, connection.channel() as channel:
            control = await channel.get_exchange(CONTROL.name, ensure=False)
            for key in ("all.list-sessions", "all.revoke-user", "revoked.revoked", "all.unheard-of"):
                for body in (b"no JSON", b'{"kind":"revoked","sender":"x","body":{"org":1}}'):
                    await control.publish(aio_pika.Message(body), key)
            question = b'{"kind":"list-sessions","sender":"x","question":"q","body":{"org":"a.b"}}'
            await control.publish(aio_pika.Message(question), "all.list-sessions")
        assert (await listed(server, org))["nodes"] == [name(server)]
        async with gateway(amqp_url) as late:
            assert name(late) in (await listed(server, org))["nodes"]


async def test_while_the_broker_is_away(broker_server: StoppableBroker, org: str) -> None:
    """Without the broker nothing is revoked and nobody else can be asked, and that is said; afterwards all is as
    before, revocations included.
    """
    limits = {"gateway_broker_grace_seconds": RECOVERY_SECONDS, "publish_timeout_seconds": 1, "token_leeway_seconds": 0}
    async with gateway(broker_server.url, **limits) as server, log(broker_server.url):
        bearer = token(org=org)
        gone = token(org=org, user="ion")
        client = await Client.connected(server, bearer=bearer)
        assert (await call(server, "DELETE", "/v1/admin/users/ion/sessions", admin(org))).status_code == 200
        await broker_server.stop()
        await eventually(lambda: not server.node.feed.is_live)
        for method, path in (("GET", SESSIONS), ("DELETE", "/v1/admin/users/ana/sessions")):
            answer = await call(server, method, path, admin(org))
            assert (answer.status_code, answer.json()["code"]) == (503, "broker_unavailable")
            assert answer.headers["retry-after"]
        await broker_server.start()
        await eventually(lambda: server.node.feed.is_live, RECOVERY_SECONDS)

        async def answered() -> bool:
            return (await call(server, "GET", SESSIONS, admin(org))).status_code == 200

        await eventually(answered, RECOVERY_SECONDS)
        assert [session["user"] for session in (await listed(server, org))["sessions"]] == ["ana"]
        assert not await reconnects(server, gone)
        await client.leave()
    async with gateway(broker_server.url, **limits) as late:
        assert not await reconnects(late, gone)
