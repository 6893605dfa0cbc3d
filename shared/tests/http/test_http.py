"""What every service's HTTP does alike: problems, limits, readiness, tokens, traces."""

import socket
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Request
from freightwire.auth import Identity, TokenVerifier, issue_development_token
from freightwire.http import HttpServer, Problem, bearer, make_app
from freightwire.settings import TokenSettings
from freightwire.telemetry.tracing import current_traceparent, trace_id_of
from pydantic import BaseModel, SecretStr

SECRET = "a secret of thirty-two bytes or so"
reasons: list[str | None] = [None]


class Thing(BaseModel):
    weight: int


def make() -> FastAPI:
    async def check() -> str | None:
        return reasons[0]

    app = make_app("test", problems_of=[check], body_limit=100, streaming_suffixes=("/upload",))
    identity = bearer(TokenVerifier(TokenSettings(token_secret=SecretStr(SECRET))))

    @app.post("/things")
    async def things(thing: Thing) -> dict[str, str | None]:
        return {"trace": current_traceparent()}

    @app.post("/upload")
    async def upload(request: Request) -> int:
        return sum([len(chunk) async for chunk in request.stream()])

    @app.get("/me")
    async def me(who: Annotated[Identity, Depends(identity)]) -> dict[str, str]:
        return {"org": who.org, "user": who.user}

    @app.get("/problem")
    async def problem() -> None:
        raise Problem(409, "in_use", "In use", "Somebody has it open.", headers={"Retry-After": "3"}, by="ana")

    @app.get("/bug")
    async def bug() -> None:
        raise ZeroDivisionError("a secret detail")

    return app


@pytest.fixture(scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    server = HttpServer(make(), "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
        yield client
    await server.stop()


async def test_a_problem_has_its_code_its_detail_and_its_extensions(client: httpx.AsyncClient) -> None:
    answer = await client.get("/problem")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "3"
    assert answer.json() == {
        "type": "https://freightwire.dev/problems/in_use",
        "title": "In use",
        "status": 409,
        "detail": "Somebody has it open.",
        "code": "in_use",
        "instance": "/problem",
        "by": "ana",
    }


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("DELETE", "/things", 405, "method_not_allowed"),
        ("GET", "/bug", 500, "internal_error"),
        ("GET", "/me", 401, "token_missing"),
    ],
)
async def test_every_error_is_a_problem(
    client: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret detail" not in answer.text


async def test_an_invalid_request_names_the_field_and_not_the_value(client: httpx.AsyncClient) -> None:
    answer = await client.post("/things", json={"weight": "a-secret"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "weight"
    assert "a-secret" not in answer.text


async def test_a_body_over_the_limit_is_refused_declared_or_not(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x" * 10

    for body in (b"x" * 101, chunks()):
        answer = await client.post("/things", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 413
        assert answer.json()["limitBytes"] == 100
    assert (await client.post("/upload", content=chunks())).json() == 500


async def test_readiness_says_why_not(client: httpx.AsyncClient) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ok"}
    reasons[0] = "broker: away"
    answer = await client.get("/readyz")
    reasons[0] = None
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["broker: away"]
    assert (await client.get("/healthz")).status_code == 200
    assert "freightwire_http_request_seconds" in (await client.get("/metrics")).text


async def test_a_trace_is_continued_or_started(client: httpx.AsyncClient) -> None:
    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = await client.post("/things", json={"weight": 1}, headers={"traceparent": given})
    assert answer.json()["trace"] == given
    for header in ({}, {"traceparent": "rubbish"}):
        fresh = (await client.post("/things", json={"weight": 1}, headers=header)).json()["trace"]
        assert trace_id_of(fresh)


async def test_a_good_token_tells_who_and_a_bad_one_nothing(client: httpx.AsyncClient) -> None:
    def headers(secret: str = SECRET, **changes: object) -> dict[str, str]:
        claims = {"org": "alpha", "user": "ana", "roles": ["dispatcher"], **changes}
        return {"Authorization": "Bearer " + issue_development_token(secret, **claims)}  # type: ignore[arg-type]

    assert (await client.get("/me", headers=headers())).json() == {"org": "alpha", "user": "ana"}
    for bad, code in (
        (headers("another secret of thirty-two bytes"), "token_invalid"),
        (headers(ttl_seconds=-60), "token_expired"),
        (headers(audience="others"), "token_invalid"),
        (headers(issuer="others"), "token_invalid"),
        ({"Authorization": "Bearer " + "x" * 9000}, "token_invalid"),
        ({"Authorization": "Basic eDp5"}, "token_missing"),
    ):
        answer = await client.get("/me", headers=bad)
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.json()["detail"] in {"The token was refused", "A bearer token is needed"}


async def test_a_taken_port_is_an_error_of_the_caller() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            await HttpServer(make(), "127.0.0.1", taken.getsockname()[1]).start()
