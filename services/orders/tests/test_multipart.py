"""Reading multipart/form-data piece by piece, however the network cuts it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orders.api.multipart import MalformedMultipartError, MultipartReader, drain

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CONTENT_TYPE = "multipart/form-data; boundary=here"
# What looks like a boundary and is none is where a parser that works piece by piece goes wrong.
CONTENT = st.lists(st.sampled_from([b"\r\n", b"--her", b"--", b"\r\n--he", b"x", b"\x00\xff", b"-"]), max_size=12).map(
    b"".join
)


def body_of(parts: list[tuple[str, str | None, bytes]]) -> bytes:
    result = b""
    for name, file_name, content in parts:
        disposition = f'form-data; name="{name}"' + (f'; filename="{file_name}"' if file_name is not None else "")
        result += b"--here\r\nContent-Disposition: " + disposition.encode() + b"\r\n\r\n" + content + b"\r\n"
    return result + b"--here--\r\n"


def reader_of(body: bytes, cuts: list[int], *, part_limit: int = 10) -> MultipartReader:
    async def chunks() -> AsyncIterator[bytes]:
        edges = [0, *sorted(cut % (len(body) + 1) for cut in cuts), len(body)]
        for start, end in pairwise(edges):
            if end > start:
                yield body[start:end]

    return MultipartReader(CONTENT_TYPE, chunks(), part_limit=part_limit)


async def read_all(reader: MultipartReader) -> None:
    async for part in reader.parts():
        await drain(part, at_most=1000)


@given(
    parts=st.lists(st.tuples(st.just("file"), st.sampled_from([None, "a.pdf", ""]), CONTENT), max_size=4),
    cuts=st.lists(st.integers(min_value=0, max_value=10_000), max_size=30),
    wanted=st.lists(st.booleans(), min_size=4, max_size=4),
)
async def test_parts_come_whole_however_the_body_is_cut(
    parts: list[tuple[str, str | None, bytes]], cuts: list[int], wanted: list[bool]
) -> None:
    read = []
    async for part in reader_of(body_of(parts), cuts).parts():
        content = b""
        if wanted[len(read)]:
            async for chunk in part.chunks:
                content += chunk
        read.append((part.name, part.file_name, content))

    expected = [
        (name, file_name, content if keep else b"")
        for (name, file_name, content), keep in zip(parts, wanted, strict=False)
    ]
    assert read == expected


@given(cut=st.integers(min_value=0, max_value=10_000))
async def test_a_body_that_ends_too_early_is_never_taken_for_whole(cut: int) -> None:
    body = body_of([("file", "a.pdf", b"content")])
    short = body[: cut % (len(body) - len(b"--\r\n"))]

    with pytest.raises(MalformedMultipartError):
        await read_all(reader_of(short, []))


async def test_too_many_parts_are_refused() -> None:
    body = body_of([("file", "a.pdf", b"x")] * 3)

    with pytest.raises(MalformedMultipartError, match="more than 2 parts"):
        await read_all(reader_of(body, [], part_limit=2))


async def test_draining_gives_up_beyond_its_limit() -> None:
    body = body_of([("file", "a.pdf", b"x" * 100)])

    async for part in reader_of(body, list(range(0, 150, 10))).parts():
        assert not await drain(part, at_most=50)
        break


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data", "", "multipart/form-data; boundary="]
)
def test_a_content_type_without_a_boundary_is_refused(content_type: str) -> None:
    async def nothing() -> AsyncIterator[bytes]:
        yield b""

    with pytest.raises(MalformedMultipartError):
        MultipartReader(content_type, nothing(), part_limit=1)
