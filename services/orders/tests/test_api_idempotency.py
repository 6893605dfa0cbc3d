"""``Idempotency-Key``: sent twice, done once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from orders.api.idempotency import forget_answers

if TYPE_CHECKING:
    from conftest import Desk

PDF = b"%PDF-1.7\n"


async def test_the_same_command_again_gives_the_same_answer(desk: Desk, complete: dict[str, Any]) -> None:
    key = {"Idempotency-Key": "k-1"}

    first = await desk.ana.post("/orders", {"data": complete}, headers=key)
    await desk.ana.patch(first.json()["id"], {"instructions": "meanwhile"}, 1)
    again = await desk.ana.post("/orders", {"data": dict(reversed(complete.items()))}, headers=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert len((await desk.ana.get("/orders")).json()["items"]) == 1


async def test_the_same_key_with_another_request_is_refused(desk: Desk) -> None:
    key = {"Idempotency-Key": "k-2"}
    order = await desk.ana.create({"reference": "A"}, **key)

    other_body = await desk.ana.post("/orders", {"data": {"reference": "B"}}, headers=key)
    other_path = await desk.ana.post(f"/orders/{order['id']}/transitions/confirm", {}, headers=key)

    for answer in (other_body, other_path):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


async def test_two_at_once_become_one(desk: Desk) -> None:
    answers = await asyncio.gather(
        *(
            desk.ana.post("/orders", {"data": {"instructions": "x"}}, headers={"Idempotency-Key": "k-3"})
            for _ in range(6)
        )
    )

    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 5
    assert len((await desk.ana.get("/orders")).json()["items"]) == 1


async def test_a_key_belongs_to_its_user(desk: Desk) -> None:
    key = {"Idempotency-Key": "k-4"}

    mine = await desk.ana.create({}, **key)
    theirs = await desk.person("dispatcher", user="bogdan").create({}, **key)

    assert mine["id"] != theirs["id"]


async def test_a_refused_command_is_tried_again(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create()
    path, key = f"/orders/{order['id']}/transitions/confirm", {"Idempotency-Key": "k-5"}

    refused = await desk.ana.post(path, headers=key)
    await desk.ana.patch(order["id"], complete, 1)
    taken = await desk.ana.post(path, headers=key)

    assert (refused.status_code, taken.status_code) == (409, 200)


async def test_a_transition_that_is_sent_again_is_not_taken_again(desk: Desk, complete: dict[str, Any]) -> None:
    order = await desk.ana.create(complete)
    path, key = f"/orders/{order['id']}/transitions/confirm", {"Idempotency-Key": "k-6"}

    answers = [await desk.ana.post(path, headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(await desk.events(order["id"])) == 2


async def test_an_upload_that_is_sent_again_brings_the_same_documents(desk: Desk) -> None:
    key = {"Idempotency-Key": "k-7"}
    files = (("a.pdf", PDF + b"k7a"), ("b.pdf", PDF + b"k7b"))

    first = await desk.ana.upload(*files, **key)
    again = await desk.ana.upload(*files, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(desk.stored_objects()) == 2
    assert len((await desk.ana.get("/orders")).json()["items"]) == 2


async def test_an_upload_that_broke_off_is_completed(desk: Desk) -> None:
    key = {"Idempotency-Key": "k-8"}
    files = (("a.pdf", PDF + b"k8a"), ("b.pdf", PDF + b"k8b"))
    begun = (await desk.ana.upload(files[0], **key)).json()

    whole = await desk.ana.upload(*files, **key)

    assert whole.status_code == 201
    assert whole.json()["batchId"] == begun["batchId"]
    assert whole.json()["results"][0] == begun["results"][0]
    assert len((await desk.ana.get(f"/batches/{begun['batchId']}")).json()["documents"]) == 2


async def test_the_key_of_an_upload_does_not_serve_for_other_files(desk: Desk) -> None:
    key = {"Idempotency-Key": "k-9"}
    await desk.ana.upload(("a.pdf", PDF + b"k9a"), **key)

    answer = await desk.ana.upload(("a.pdf", PDF + b"k9 other"), **key)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert len(desk.stored_objects()) == 1


async def test_the_same_upload_at_the_same_moment_is_one(desk: Desk) -> None:
    answers = await asyncio.gather(
        *(desk.ana.upload(("a.pdf", PDF + b"k10"), **{"Idempotency-Key": "k-10"}) for _ in range(4))
    )

    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    assert len({answer.json()["results"][0]["documentId"] for answer in answers}) == 1
    assert len(desk.stored_objects()) == 1


async def test_kept_answers_are_forgotten_when_they_are_old(desk: Desk) -> None:
    key = {"Idempotency-Key": "k-11"}
    first = await desk.ana.create({}, **key)

    await forget_answers(desk.database.sessions, older_than=timedelta(hours=1))
    kept = await desk.ana.create({}, **key)
    await forget_answers(desk.database.sessions, older_than=timedelta(0))
    new = await desk.ana.create({}, **key)

    assert kept["id"] == first["id"]
    assert new["id"] != first["id"]


async def test_a_malformed_key_is_refused(desk: Desk) -> None:
    answer = await desk.ana.post("/orders", {"data": {}}, headers={"Idempotency-Key": "x" * 129})

    assert answer.status_code == 400
