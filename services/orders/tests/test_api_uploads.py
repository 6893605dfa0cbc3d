"""Uploads: what is taken, what is refused, and that nothing is left of what was refused."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from conftest import Desk

PDF = b"%PDF-1.7\n"
MEGABYTE = 1024 * 1024
BOUNDARY = {"Content-Type": "multipart/form-data; boundary=here"}


def form(*files: tuple[str, bytes], end: bytes = b"--here--\r\n") -> bytes:
    parts = [
        f'--here\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + content + b"\r\n"
        for name, content in files
    ]
    return b"".join(parts) + end


async def test_each_file_becomes_an_order_and_waits_to_be_read(desk: Desk) -> None:
    content = PDF + b"one"

    answer = await desk.ana.upload(("comandă.pdf", content), ("two.pdf", PDF + b"two"))

    uploaded = answer.json()
    assert answer.status_code == 201
    assert [result["status"] for result in uploaded["results"]] == [201, 201]
    assert len({result["orderId"] for result in uploaded["results"]}) == 2
    first = uploaded["results"][0]
    order = (await desk.ana.get(f"/orders/{first['orderId']}")).json()
    assert (order["status"], order["processing"], order["version"]) == ("draft", 1, 2)
    document = (await desk.ana.get(f"/documents/{first['documentId']}")).json()
    assert order["documents"] == [
        {name: value for name, value in document.items() if name not in ("pages", "fields", "issues")}
    ]
    assert document["fileName"] == "comandă.pdf"
    assert document["sha256"] == hashlib.sha256(content).hexdigest()
    assert (document["state"], document["attempt"], document["size"]) == ("processing", 1, len(content))
    assert [event["type"] for event in await desk.events(order["id"])] == ["order:created", "order:document_added"]
    [submitted] = await desk.submissions(first["documentId"])
    assert submitted["batchId"] == uploaded["batchId"]
    assert (desk.objects / submitted["objectKey"]).read_bytes() == content


async def test_the_bytes_come_back_as_they_were_and_cannot_run(desk: Desk) -> None:
    content = PDF + bytes(range(256))
    document = (await desk.ana.upload(("č d.pdf", content))).json()["results"][0]["documentId"]

    answer = await desk.ana.get(f"/documents/{document}/content")

    assert answer.content == content
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == "inline; filename=\"c d.pdf\"; filename*=UTF-8''%C4%8D%20d.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_files_are_added_to_an_order(desk: Desk) -> None:
    order = await desk.ana.create()
    path = f"/orders/{order['id']}/documents"

    answer = await desk.ana.upload(("a.pdf", PDF + b"a"), ("b.pdf", PDF + b"b"), path=path)

    assert answer.status_code == 201
    assert "batchId" not in answer.json()
    listed = (await desk.ana.get(path)).json()["items"]
    assert [item["fileName"] for item in listed] == ["a.pdf", "b.pdf"]
    assert [event["version"] for event in await desk.events(order["id"])] == [1, 2, 3]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 400, "empty_file"),
        (b"Dear sirs, please find attached", 415, "unsupported_file"),
        (b"<html><script>alert(1)</script>", 415, "unsupported_file"),
        (b"PK\x03\x04 a spreadsheet", 415, "unsupported_file"),
        (PDF + b"x" * MEGABYTE, 413, "file_too_large"),
    ],
)
async def test_of_a_refused_file_nothing_is_left(desk: Desk, content: bytes, status: int, code: str) -> None:
    order = await desk.ana.create()

    as_new = await desk.ana.upload(("a.pdf", content))
    as_added = await desk.ana.upload(("a.pdf", content), path=f"/orders/{order['id']}/documents")

    for answer in (as_new, as_added):
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
    assert desk.stored_objects() == []
    assert [item["version"] for item in (await desk.ana.get("/orders")).json()["items"]] == [1]
    assert await desk.rows("SELECT id FROM documents WHERE org = :org") == []


async def test_a_refusal_names_its_limit_or_what_is_accepted(desk: Desk) -> None:
    large = (await desk.ana.upload(("a.pdf", PDF + b"x" * MEGABYTE))).json()
    text = (await desk.ana.upload(("a.pdf", b"hello"))).json()

    assert large["limitBytes"] == MEGABYTE
    assert "1 MB" in large["detail"]
    pictures = ["image/png", "image/jpeg", "image/tiff"]
    assert text["accepted"] == ["application/pdf", *pictures, "application/xml", "message/rfc822"]
    assert "PDF" in text["detail"]


async def test_a_file_of_exactly_the_limit_is_taken(desk: Desk) -> None:
    answer = await desk.ana.upload(("a.pdf", PDF + b"x" * (MEGABYTE - len(PDF))))

    assert answer.status_code == 201


@pytest.mark.parametrize("head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00"])
async def test_photographs_are_taken(desk: Desk, head: bytes) -> None:
    answer = await desk.ana.upload(("photo.pdf", head + desk.org.encode()))

    document = answer.json()["results"][0]["documentId"]
    assert (await desk.ana.get(f"/documents/{document}")).json()["contentType"].startswith("image/")


async def test_a_refused_file_does_not_keep_the_others_out(desk: Desk) -> None:
    answer = await desk.ana.upload(("a.pdf", PDF + b"7a"), ("huge.pdf", PDF + b"x" * MEGABYTE), ("b.pdf", PDF + b"7b"))

    results = answer.json()["results"]
    assert answer.status_code == 207
    assert [result["status"] for result in results] == [201, 413, 201]
    assert results[1]["problem"]["code"] == "file_too_large"
    assert len(desk.stored_objects()) == 2


async def test_where_no_file_is_taken_each_has_its_problem(desk: Desk) -> None:
    answer = await desk.ana.upload(("a.pdf", b""), ("b.pdf", b"text"))

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "empty_file")
    assert [result["problem"]["code"] for result in problem["results"]] == ["empty_file", "unsupported_file"]


async def test_files_beyond_the_limit_are_refused(desk: Desk) -> None:
    answer = await desk.ana.upload(*((f"{index}.pdf", PDF + b"many%d" % index) for index in range(5)))

    results = answer.json()["results"]
    assert answer.status_code == 207
    assert [result["status"] for result in results] == [201, 201, 201, 413]
    assert (results[3]["problem"]["code"], results[3]["problem"]["limit"]) == ("too_many_files", 3)


async def test_the_same_file_again_names_where_it_is(desk: Desk) -> None:
    first = (await desk.ana.upload(("a.pdf", PDF + b"dup"))).json()["results"][0]
    order = await desk.ana.create()

    as_new = await desk.ana.upload(("other name.pdf", PDF + b"dup"))
    as_added = await desk.ana.upload(("a.pdf", PDF + b"dup"), path=f"/orders/{order['id']}/documents")

    for answer in (as_new, as_added):
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "duplicate_file")
        assert (problem["orderId"], problem["documentId"]) == (first["orderId"], first["documentId"])
    assert len(desk.stored_objects()) == 1


async def test_the_same_file_from_several_people_at_once_is_taken_once(desk: Desk) -> None:
    people = [desk.person("dispatcher", user=f"user-{index}") for index in range(5)]

    answers = await asyncio.gather(*(person.upload(("a.pdf", PDF + b"race")) for person in people))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert len(desk.stored_objects()) == 1
    assert len((await desk.ana.get("/orders")).json()["items"]) == 1


async def test_to_an_ended_or_absent_order_nothing_is_added(desk: Desk) -> None:
    order = await desk.ana.create()
    await desk.ana.take(order["id"], "reject", reason="x")

    ended = await desk.ana.upload(("a.pdf", PDF), path=f"/orders/{order['id']}/documents")
    absent = await desk.ana.upload(("a.pdf", PDF), path="/orders/nowhere/documents")

    assert (ended.status_code, ended.json()["code"]) == (409, "order_ended")
    assert absent.status_code == 404
    assert desk.stored_objects() == []


@pytest.mark.parametrize(
    ("headers", "body", "status", "code"),
    [
        ({"Content-Type": "application/pdf"}, PDF, 415, "multipart_needed"),
        ({"Content-Type": "multipart/form-data"}, PDF, 400, "malformed_multipart"),
        (BOUNDARY, b"--here--\r\n", 400, "no_file"),
        (BOUNDARY, b'--here\r\nContent-Disposition: form-data; name="note"\r\n\r\nhi\r\n--here--\r\n', 400, "no_file"),
        (BOUNDARY, form(("", b"")), 400, "no_file"),
        (BOUNDARY, b"nonsense", 400, "malformed_multipart"),
        (BOUNDARY, form(("a.pdf", PDF), end=b""), 400, "malformed_multipart"),
        (BOUNDARY | {"Content-Length": "99999999"}, b"", 413, "body_too_large"),
    ],
)
async def test_a_body_that_is_no_form_with_files_is_refused(
    desk: Desk, headers: dict[str, str], body: bytes, status: int, code: str
) -> None:
    answer = await desk.ana.send("POST", "/orders/documents", content=body, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert desk.stored_objects() == []


async def test_a_body_that_breaks_off_keeps_what_was_whole(desk: Desk) -> None:
    body = form(("a.pdf", PDF + b"whole"), ("b.pdf", PDF + b"half"), end=b"")[:-12]

    answer = await desk.ana.send("POST", "/orders/documents", content=body, headers=BOUNDARY)

    assert answer.status_code == 207
    assert [result["status"] for result in answer.json()["results"]] == [201, 400]
    assert len(desk.stored_objects()) == 1


async def test_an_endless_file_is_not_read_to_its_end(desk: Desk) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield form(("a.pdf", PDF), end=b"")[:-2]
        while sent < 50:
            sent += 1
            yield b"x" * MEGABYTE

    answer = await desk.ana.send("POST", "/orders/documents", content=endless(), headers=BOUNDARY)

    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert sent <= 4
    assert desk.stored_objects() == []


async def test_names_are_made_fit_to_be_shown(desk: Desk) -> None:
    answer = await desk.ana.upload(("..\\..\\etc/pass\u202ewd.pdf", PDF + b"name"))

    assert answer.json()["results"][0]["fileName"] == "passwd.pdf"


async def test_a_batch_counts_its_documents_and_takes_more(desk: Desk) -> None:
    batch = (await desk.ana.upload(("a.pdf", PDF + b"b1"))).json()["batchId"]

    added = await desk.ana.upload(("b.pdf", PDF + b"b2"), path=f"/orders/documents?batch={batch}")
    seen = (await desk.ana.get(f"/batches/{batch}")).json()

    assert added.json()["batchId"] == batch
    assert {name: seen[name] for name in ("total", "processing", "done", "failed", "progress")} == {
        "total": 2,
        "processing": 2,
        "done": 0,
        "failed": 0,
        "progress": 0,
    }
    assert [document["fileName"] for document in seen["documents"]] == ["a.pdf", "b.pdf"]
    assert (await desk.ana.get("/batches/none")).status_code == 404
    assert (await desk.ana.upload(("c.pdf", PDF), path="/orders/documents?batch=a.b")).status_code == 400
