"""Batches: their progress is told without flooding and without losing the last word; they are retried as a whole."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from freightwire.events.base import now
from freightwire.testing import eventually
from orders.commands.batches import TELL_EVERY, tell_due_batches
from orders.commands.documents import WATCHED_BATCH
from sqlalchemy import text

from .reading import extracted, failed, found, uploaded

if TYPE_CHECKING:
    from conftest import Desk


async def told(desk: Desk, batch: str) -> list[dict[str, Any]]:
    rows = await desk.rows(
        "SELECT data FROM outbox WHERE routing_key = :key ORDER BY seq", key=f"{desk.org}.batch.{batch}.progress"
    )
    return [json.loads(row.data) for row in rows]


async def test_the_last_word_is_told_at_once_and_is_exact(desk: Desk) -> None:
    documents = await uploaded(desk, "a.pdf", "b.pdf", "c.pdf")
    batch = documents[0]["batchId"]
    await asyncio.gather(
        desk.results.handle(desk.delivery(extracted(documents[0], found("reference", "A")))),
        desk.results.handle(desk.delivery(failed(documents[1]))),
        desk.results.handle(desk.delivery(extracted(documents[2], found("reference", "C")))),
    )

    progress = await told(desk, batch)
    assert {name: progress[-1][name] for name in ("total", "processing", "done", "failed", "progress")} == {
        "total": 3,
        "processing": 0,
        "done": 2,
        "failed": 1,
        "progress": 100,
    }
    assert [row.due for row in await desk.rows("SELECT due FROM batches WHERE org = :org")] == [False]
    seen = (await desk.ana.get(f"/batches/{batch}")).json()
    assert (seen["done"], seen["failed"], seen["progress"]) == (2, 1, 100)


async def test_what_comes_too_fast_is_told_a_moment_later(desk: Desk) -> None:
    documents = await uploaded(desk, "a.pdf", "b.pdf", "c.pdf")
    batch = documents[0]["batchId"]
    before = len(await told(desk, batch))
    await _told_at(desk, now())
    await desk.results.handle(desk.delivery(failed(documents[0])))
    assert len(await told(desk, batch)) == before, "twice a second is enough"

    async def caught_up() -> bool:
        await tell_due_batches(desk.database.sessions)
        return (await told(desk, batch))[-1]["failed"] == 1

    await eventually(caught_up, 30)
    assert len(await told(desk, batch)) == before + 1
    await _told_at(desk, now() - 2 * TELL_EVERY)
    await desk.results.handle(desk.delivery(failed(documents[1])))
    assert (await told(desk, batch))[-1]["failed"] == 2, "after a pause at once"


async def _told_at(desk: Desk, time: Any) -> None:
    await change(desk, "UPDATE batches SET told_at = :time WHERE org = :org", time=time)


async def change(desk: Desk, statement: str, **values: Any) -> None:
    async with desk.database.sessions.begin() as session:
        await session.execute(text(statement), {"org": desk.org, **values})


async def test_all_that_failed_is_read_again(desk: Desk) -> None:
    documents = await uploaded(desk, "a.pdf", "b.pdf", "c.pdf")
    batch = documents[0]["batchId"]
    await desk.results.handle(desk.delivery(extracted(documents[0], found("reference", "A"))))
    await desk.results.handle(desk.delivery(failed(documents[1])))
    await desk.results.handle(desk.delivery(failed(documents[2])))
    await desk.ana.take(documents[2]["orderId"], "reject", reason="not ours")

    answer = await desk.ana.post(f"/batches/{batch}/retry", headers={"Idempotency-Key": "again"})
    repeated = await desk.ana.post(f"/batches/{batch}/retry", headers={"Idempotency-Key": "again"})

    assert (answer.status_code, answer.json()) == (
        202,
        {"id": batch, "retried": [documents[1]["documentId"]], "orderEnded": [documents[2]["documentId"]]},
    )
    assert repeated.json() == answer.json()
    assert [one["attempt"] for one in await desk.submissions(documents[1]["documentId"])] == [1, 2]
    assert len(await desk.submissions(documents[0]["documentId"])) == 1
    await desk.results.handle(desk.delivery(failed(documents[1])))
    assert (await desk.ana.get(f"/batches/{batch}")).json()["processing"] == 1, "the first attempt's result is stale"


async def test_a_retry_and_results_at_the_same_moment_do_not_block_one_another(desk: Desk) -> None:
    documents = await uploaded(desk, "a.pdf", "b.pdf", "c.pdf")
    batch = documents[0]["batchId"]
    await asyncio.gather(*(desk.results.handle(desk.delivery(failed(document))) for document in documents))
    for attempt in range(2, 6):
        answers = await asyncio.gather(*(desk.ana.post(f"/batches/{batch}/retry") for _ in range(3)))
        assert [answer.status_code for answer in answers] == [202, 202, 202]
        assert sum(len(answer.json()["retried"]) for answer in answers) == 3, "each once"
        results = (desk.results.handle(desk.delivery(failed(one, attempt=attempt))) for one in documents)
        await asyncio.gather(*results, desk.ana.post(f"/batches/{batch}/retry"))
        seen = (await desk.ana.get(f"/batches/{batch}")).json()
        for document in seen["documents"]:  # those that the last retry caught are put back
            if document["state"] == "processing":
                one = {"documentId": document["id"], "orderId": document["orderId"]}
                await desk.results.handle(desk.delivery(failed(one, attempt=document["attempt"])))
        await change(desk, "UPDATE documents SET attempt = :attempt WHERE org = :org", attempt=attempt)


async def test_an_unknown_batch(desk: Desk) -> None:
    await uploaded(desk, "a.pdf")

    assert (await desk.ana.post("/batches/none/retry")).status_code == 404
    assert (await desk.person("viewer").post("/batches/none/retry")).status_code == 403
    assert (await desk.ana.post("/batches/a.b/retry")).status_code == 400


async def test_of_a_large_batch_the_first_are_waited_for_and_the_rest_read_in_bulk(desk: Desk) -> None:
    documents = await uploaded(desk, *(f"{number}.pdf" for number in range(WATCHED_BATCH + 2)))
    bulk = [await asked_in_bulk(desk, each["documentId"]) for each in documents]
    assert bulk == [[False]] * WATCHED_BATCH + [[True]] * 2

    for document in documents:
        await desk.results.handle(desk.delivery(failed(document)))
    await desk.ana.post(f"/batches/{documents[0]['batchId']}/retry")
    again = [(await asked_in_bulk(desk, each["documentId"]))[1] for each in documents]
    assert sorted(again) == [False] * WATCHED_BATCH + [True] * 2

    last = documents[-1]
    await desk.results.handle(desk.delivery(failed(last, attempt=2)))
    assert (await desk.ana.post(f"/documents/{last['documentId']}/retry")).status_code == 202
    assert (await asked_in_bulk(desk, last["documentId"]))[2] is False, "somebody waits for it"


async def asked_in_bulk(desk: Desk, document_id: str) -> list[bool]:
    """For each time that a document was asked to be read, whether that was in bulk; its key and its data agree."""
    rows = await desk.rows(
        "SELECT routing_key, data FROM outbox WHERE routing_key LIKE :key ORDER BY seq",
        key=f"{desk.org}.document.{document_id}.submitted%",
    )
    said = [json.loads(row.data)["urgency"] == "bulk" for row in rows]
    assert said == [row.routing_key.endswith(".submitted.bulk") for row in rows]
    return said


async def test_a_document_whose_reading_was_lost_may_be_asked_for_again(desk: Desk) -> None:
    [document] = await uploaded(desk, "a.pdf")
    path = f"/documents/{document['documentId']}/retry"

    early = await desk.ana.post(path)
    long_ago = now() - timedelta(minutes=16)
    await change(desk, "UPDATE documents SET updated_at = :time WHERE org = :org", time=long_ago)
    late = await desk.ana.post(path)

    assert (early.status_code, early.json()["code"]) == (409, "being_read")
    assert 0 < int(early.headers["Retry-After"]) <= 15 * 60
    assert (late.status_code, late.json()["attempt"]) == (202, 2)
    order = (await desk.ana.get(f"/orders/{document['orderId']}")).json()
    assert order["processing"] == 1
