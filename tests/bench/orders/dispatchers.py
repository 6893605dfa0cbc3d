"""A desk at work: people who look, search, create, change and move on, each with pauses to think."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from collections.abc import Callable, Sequence

from tests.bench.orders.figures import Times
from tests.bench.orders.wire import Answer, Line
from tests.support.system import token

ORG = "alpha"
THINKING_SECONDS = 1.0
_numbers = itertools.count()


async def desk(
    ports: Sequence[int], *, people: int, seconds: float, arriving: float, begin: Callable[[], None]
) -> Times:
    """Let ``people`` dispatchers work for ``seconds``, counted from when all have arrived and ``begin`` is called.

    Args:
        ports: of the service's processes. A dispatcher stays with one.
    """
    times = Times()
    until = asyncio.get_running_loop().time() + arriving + seconds
    async with asyncio.TaskGroup() as together:
        for number in range(people):
            together.create_task(
                _dispatcher(ports[number % len(ports)], number, arriving * number / people, until, times)
            )
        await asyncio.sleep(arriving)
        times.forget()
        begin()
    return times


async def _dispatcher(port: int, number: int, arrives: float, until: float, times: Times) -> None:
    await asyncio.sleep(arrives)
    line = await Line.open(port, token(ORG, f"user{number}", ("dispatcher",)))
    chance = random.Random(number)
    clock = asyncio.get_running_loop().time
    try:
        own = await _create(line, times)
        cursor = (await line.send("GET", "/orders/changes")).json()["nextCursor"]
        while clock() < until:
            match chance.choices(("read", "change", "create", "document", "poll"), (6, 4, 1, 1, 2))[0]:
                case "read":
                    await _look(line, own, chance, times)
                case "change":
                    await _change(line, own, times)
                case "create":
                    own = await _create(line, times)
                case "document":
                    await _document(line, times)
                case _:
                    answer = await _timed(
                        times, "GET /orders/changes", line.send("GET", f"/orders/changes?cursor={cursor}")
                    )
                    cursor = answer.json()["nextCursor"]
            await asyncio.sleep(chance.uniform(0.5, 1.5) * THINKING_SECONDS)
    finally:
        line.close()


async def _timed(times: Times, name: str, request: asyncio.Future[Answer] | object) -> Answer:
    with times.of(name):
        answer: Answer = await request  # type: ignore[misc]
    if answer.status >= 300:
        raise RuntimeError(f"{name}: {answer.status} {answer.body[:300]!r}")
    return answer


async def _create(line: Line, times: Times) -> str:
    data = {
        "reference": f"BENCH/{next(_numbers)}/{os.urandom(3).hex()}",
        "client": {"name": "Bench SRL", "vatId": "RO18547290"},
        "sale": {"amount": 1250, "currency": "EUR"},
        "stops": [
            {"kind": "loading", "city": "Cluj-Napoca", "country": "RO", "date": "2026-11-24"},
            {"kind": "unloading", "city": "Wien", "country": "AT", "date": "2026-11-26"},
        ],
    }
    answer = await _timed(times, "POST /orders", line.post("/orders", {"data": data}))
    return str(answer.json()["id"])


async def _look(line: Line, own: str, chance: random.Random, times: Times) -> None:
    name, path = chance.choice(
        [
            ("GET /orders", "/orders?limit=50"),
            ("GET /orders?status", "/orders?status=draft&status=confirmed&limit=50"),
            ("GET /orders?assignee", "/orders?assignee=me&status=confirmed&limit=50"),
            ("GET /orders?q", f"/orders?q=ct%2F{chance.randrange(1000, 900000)}"),
            ("GET /orders?q", "/orders?q=iveria%2012"),
            ("GET /orders/{id}", f"/orders/{own}"),
            ("GET /orders/{id}/history", f"/orders/{own}/history"),
        ]
    )
    await _timed(times, name, line.send("GET", path))


async def _change(line: Line, own: str, times: Times) -> None:
    patch = {"instructions": f"change {next(_numbers)}"}
    await _timed(times, "PATCH /orders/{id}", line.patch(own, patch))
    for name in ("hold", "release"):
        path = f"/orders/{own}/transitions/{name}"
        await _timed(times, "POST …/transitions", line.post(path, {"reason": "bench"}))


async def _document(line: Line, times: Times) -> None:
    content = b"%PDF-1.7\n" + os.urandom(50_000)
    answer = await _timed(times, "POST /orders/documents (50 kB)", line.upload(content))
    document = answer.json()["results"][0]["documentId"]
    await _timed(times, "GET …/content", line.send("GET", f"/documents/{document}/content"))
