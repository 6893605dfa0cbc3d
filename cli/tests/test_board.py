"""The board's server and its build: what it gives to whom, and when it makes the page anew."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import jwt
import pytest
from freightctl.board.app import make_board
from freightctl.board.building import INSTALLED, NoBoardError, make_page
from freightctl.board.proxy import Proxy
from freightctl.board.settings import BoardSettings
from freightctl.board.tunnel import UNREACHABLE, tunnel_to
from freightctl.system.services import NOTIFIER as NOTIFIER_SPEC
from freightctl.system.services import Surroundings
from pydantic import SecretStr

SECRET = "s" * 48
NOWHERE = "http://127.0.0.1:9"
ROOT = Path(__file__).parents[2]
UNSUBSCRIBE = "/unsubscribe"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The application, with a page of two files and services that do not answer."""
    page = tmp_path / "dist"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<title>board</title>")
    (page / "assets" / "a.js").write_text("1")
    (tmp_path / "secret.txt").write_text("not of the page")
    settings = BoardSettings(
        board_directory=page,
        gateway_url=NOWHERE,
        orders_url=NOWHERE,
        notifier_url=NOWHERE,
        token_secret=SecretStr(SECRET),
    )
    proxy = Proxy()
    transport = httpx.ASGITransport(make_board(settings, proxy))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asking:
        yield asking
    await proxy.close()


async def test_tokens_are_for_the_people_of_the_demonstration_alone(client: httpx.AsyncClient) -> None:
    answer = await client.post("/dev/token", json={"user": "elena"})
    claims = jwt.decode(answer.json()["token"], SECRET, algorithms=["HS256"], audience="freightwire")
    assert (claims["org"], claims["sub"], claims["roles"]) == ("demo", "elena", ["lead"])
    assert (await client.post("/dev/token", json={"user": "root"})).status_code == 404
    assert [one["user"] for one in (await client.get("/dev/users")).json()] == ["ana", "mihai", "elena"]


async def test_under_another_name_there_is_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.post("/dev/token", json={"user": "ana"}, headers={"Host": "evil.example.com"})
    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["/", "/orders/42", "/any/place"])
async def test_every_place_inside_the_page_is_the_page(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.text == "<title>board</title>"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_files_are_those_of_the_page(client: httpx.AsyncClient) -> None:
    assert "immutable" in (await client.get("/assets/a.js")).headers["Cache-Control"]
    for path in ("/assets/gone.js", "/dev/other", "/%2e%2e/secret.txt", "/..%2fsecret.txt"):
        answer = await client.get(path)
        assert answer.status_code == 404, path


@pytest.mark.parametrize("path", ["/api/orders", "/api/announcements", "/v1/events"])
async def test_a_service_that_does_not_answer_is_a_problem_that_may_pass(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 502
    assert answer.json()["code"] == "service_unreachable"
    assert "Retry-After" in answer.headers


def paths_of(document: str) -> list[str]:
    """Every path of a service, as its documentation has it."""
    described = json.loads((ROOT / "docs" / document).read_text())["paths"]
    return [re.sub(r"{\w+}", "7", path) for path in described]


ORDERS, NOTIFIER = paths_of("openapi.json"), paths_of("openapi-notifier.json")


async def test_every_path_of_a_service_leads_to_it_and_no_other_leads_in(tmp_path: Path) -> None:
    asked: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.host}{request.url.path}")
        return httpx.Response(200, content=body())

    async def body() -> AsyncIterator[bytes]:
        yield b"{}"

    settings = BoardSettings(
        board_directory=tmp_path,
        gateway_url="http://gateway",
        orders_url="http://orders",
        notifier_url="http://notifier",
        token_secret=SecretStr(SECRET),
    )
    proxy = Proxy(httpx.MockTransport(answer))
    transport = httpx.ASGITransport(make_board(settings, proxy))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as asking:
        for path in (*NOTIFIER, *ORDERS):
            outside = path if path == UNSUBSCRIBE else f"/api{path}"
            assert (await asking.get(outside, params={"t": "x"})).status_code == 200
        assert (await asking.get("/v1/events")).status_code == 200
        for path in ("/api/metrics", "/api/readyz", "/api/openapi.json", "/api/unsubscribe", "/api/ordersX"):
            assert (await asking.get(path)).status_code == 404, path
    await proxy.close()
    expected = [*(f"notifier{path}" for path in NOTIFIER), *(f"orders{path}" for path in ORDERS), "gateway/v1/events"]
    assert asked == expected


def test_production_passes_on_the_same_paths() -> None:
    """nginx asks its expressions in the order of the file."""
    template = (ROOT / "deploy/docker/nginx.conf.template").read_text()
    places = re.findall(r"location ~ (\^/api/\S+) {[^}]+proxy_pass http://\$(\w+);", template)
    assert [service for _, service in places] == ["notifier", "orders"]
    for service, paths in (("notifier", NOTIFIER), ("orders", ORDERS)):
        for path in paths:
            first = next((whose for expression, whose in places if re.match(expression, f"/api{path}")), None)
            assert first == (None if path == UNSUBSCRIBE else service), path
    assert "location /api/ { return 404; }" in template
    assert f"location = {UNSUBSCRIBE} {{ proxy_pass http://$notifier; }}" in template


async def test_who_clicks_the_link_in_a_mail_needs_no_token_and_posts(client: httpx.AsyncClient) -> None:
    assert (await client.get("/unsubscribe?t=x")).json()["code"] == "service_unreachable"
    answer = await client.post("/unsubscribe?t=x", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 502


@pytest.mark.parametrize(("has_board", "expected"), [(True, "http://127.0.0.1:8000"), (False, None)])
def test_links_in_mails_lead_to_the_board(tmp_path: Path, has_board: bool, expected: str | None) -> None:
    surroundings = Surroundings(
        amqp_url="amqp://x",
        database_urls={NOTIFIER_SPEC.name: "postgresql+asyncpg://x"},
        token_secret=SECRET,
        documents=tmp_path,
        board_port=8000,
        has_board=has_board,
    )
    assert surroundings.environment(NOTIFIER_SPEC, 1).get("FREIGHTWIRE_BOARD_URL") == expected


async def test_a_tunnel_carries_bytes_both_ways_and_ends_with_either_end() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    loop = asyncio.get_running_loop()
    far = await asyncio.start_server(echo, "127.0.0.1", 0)
    near = await loop.create_server(tunnel_to("127.0.0.1", far.sockets[0].getsockname()[1]), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", near.sockets[0].getsockname()[1])
    payload = bytes(range(256)) * 8192
    sending = asyncio.create_task(_send(writer, payload))
    async with asyncio.timeout(30):
        assert await reader.readexactly(len(payload)) == payload
        await sending
        writer.write_eof()
        assert await reader.read() == b""
    writer.close()
    near.close()
    far.close()


async def _send(writer: asyncio.StreamWriter, payload: bytes) -> None:
    writer.write(payload)
    await writer.drain()


async def test_a_tunnel_to_nobody_says_so() -> None:
    near = await asyncio.get_running_loop().create_server(tunnel_to("127.0.0.1", 9), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", near.sockets[0].getsockname()[1])
    async with asyncio.timeout(30):
        assert await reader.read() == UNREACHABLE
    writer.close()
    near.close()


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sources of a page, and an npm that writes down what it is asked for."""
    web, tools = tmp_path / "web", tmp_path / "bin"
    for directory in (web / "board/src", web / "node_modules", tools):
        directory.mkdir(parents=True)
    (web / "package-lock.json").write_text("{}")
    (web / "board/src/main.tsx").write_text("1")
    script = "#!/bin/sh\necho $1 >> calls\nmkdir -p node_modules board/dist\n"
    for name, text in (("npm", script), ("node", "#!/bin/sh\necho v20.19.0\n")):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    return web


def _silent(_: str) -> None:
    """For what is said on the way."""


async def test_the_page_is_made_when_its_sources_change_and_packages_are_installed_when_the_lock_does(
    web: Path,
) -> None:
    calls = web / "calls"

    async def made() -> list[str]:
        calls.write_text("")
        await make_page(_silent, web)
        return calls.read_text().split()

    assert await made() == ["ci", "run"]
    assert (web / INSTALLED).read_text() == "{}"
    assert await made() == []
    (web / "board/src/main.tsx").write_text("2")
    assert await made() == ["run"]
    (web / "package-lock.json").write_text('{"a": 1}')
    assert await made() == ["ci", "run"]


async def test_without_a_new_enough_node_it_says_what_is_missing(web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (web.parent / "bin/node").write_text("#!/bin/sh\necho v18.3.0\n")
    with pytest.raises(NoBoardError, match=r"20\.19 or newer is needed, v18\.3\.0"):
        await make_page(_silent, web)
    monkeypatch.setenv("PATH", str(web))
    with pytest.raises(NoBoardError, match="not installed"):
        await make_page(_silent, web)
