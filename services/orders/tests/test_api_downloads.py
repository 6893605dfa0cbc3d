"""The bytes of a document, whole and in part."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Desk

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 2000


async def path_of(desk: Desk, content: bytes = CONTENT) -> str:
    answer = await desk.ana.upload(("c.pdf", content + desk.org.encode()))
    return f"/documents/{answer.json()['results'][0]['documentId']}/content"


async def test_whole_with_what_a_client_needs_to_ask_for_parts(desk: Desk) -> None:
    path = await path_of(desk)

    whole = await desk.ana.get(path)
    head = await desk.ana.send("HEAD", path)

    assert whole.content == CONTENT + desk.org.encode()
    assert (whole.status_code, head.status_code, head.content) == (200, 200, b"")
    for answer in (whole, head):
        assert answer.headers["accept-ranges"] == "bytes"
        assert answer.headers["etag"] == f'"{hashlib.sha256(whole.content).hexdigest()}"'
        assert answer.headers["content-length"] == str(len(whole.content))
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert answer.headers["content-disposition"].startswith("inline;")
    saved = await desk.ana.get(path, params={"download": True})
    assert saved.headers["content-disposition"].startswith("attachment;")


async def test_parts_put_together_are_the_whole(desk: Desk) -> None:
    path = await path_of(desk)
    whole = (await desk.ana.get(path)).content
    step = 200_000
    parts = []
    for start in range(0, len(whole), step):
        answer = await desk.ana.get(path, headers={"Range": f"bytes={start}-{start + step - 1}"})
        assert answer.status_code == 206
        end = start + len(answer.content) - 1
        assert answer.headers["content-range"] == f"bytes {start}-{end}/{len(whole)}"
        assert answer.headers["content-length"] == str(len(answer.content))
        parts.append(answer.content)

    assert b"".join(parts) == whole
    assert (await desk.ana.get(path, headers={"Range": "bytes=-7"})).content == whole[-7:]


async def test_beyond_the_end(desk: Desk) -> None:
    answer = await desk.ana.get(await path_of(desk), headers={"Range": "bytes=99999999-"})

    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(CONTENT) + len(desk.org)}"


async def test_what_the_client_has_already_is_not_sent(desk: Desk) -> None:
    path = await path_of(desk)
    etag = (await desk.ana.get(path)).headers["etag"]

    same = await desk.ana.get(path, headers={"If-None-Match": etag})
    part = await desk.ana.get(path, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = await desk.ana.get(path, headers={"Range": "bytes=0-9", "If-Range": '"another"'})

    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert (part.status_code, len(part.content)) == (206, 10)
    assert (other.status_code, other.content[:5]) == (200, b"%PDF-")


async def test_where_the_bytes_are_gone_it_says_so(desk: Desk) -> None:
    path = await path_of(desk)
    for stored in desk.stored_objects():
        stored.unlink()

    answer = await desk.ana.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "content_missing")


@pytest.mark.parametrize("role", ["carrier", "customer"])
async def test_partners_and_other_organisations_get_nothing(desk: Desk, role: str) -> None:
    path = await path_of(desk)

    partner = desk.person(role, user="p", bindings=["order.#"])
    stranger = desk.person("dispatcher", org="another")

    assert (await partner.get(path)).status_code == 403
    assert (await stranger.get(path)).status_code == 404
