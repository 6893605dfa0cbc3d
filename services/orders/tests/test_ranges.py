"""Which bytes a Range header asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from orders.api.downloads import disposition
from orders.api.ranges import Span, UnsatisfiableRangeError, matches, span_of

ETAG = '"abc"'


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-99", 0, 100),
        ("bytes=10-", 10, 1000),
        ("bytes=-10", 990, 1000),
        ("bytes=-5000", 0, 1000),
        ("bytes=999-5000", 999, 1000),
        ("Bytes= 0-0 ", 0, 1),
    ],
)
def test_one_range(header: str, start: int, end: int) -> None:
    assert span_of(1000, ETAG, header, None) == Span(start, end, 1000)


@pytest.mark.parametrize("header", ["bytes=5-2", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "", "bytes=²-"])
def test_what_is_no_single_range_is_ignored(header: str) -> None:
    assert not span_of(1000, ETAG, header, None).is_part


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=5000-6000", "bytes=-0"])
def test_what_lies_beyond_the_end_is_refused(header: str) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        span_of(1000, ETAG, header, None)


def test_another_state_of_the_thing_is_sent_whole() -> None:
    assert span_of(1000, ETAG, "bytes=0-9", ETAG).is_part
    assert not span_of(1000, ETAG, "bytes=0-9", '"other"').is_part
    assert not span_of(1000, ETAG, "bytes=0-9", f"W/{ETAG}").is_part, "a weak validator proves nothing byte by byte"


@given(st.integers(1, 10**6), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_span_lies_within_the_thing(size: int, first: int, last: int) -> None:
    try:
        span = span_of(size, ETAG, f"bytes={first}-{last}", None)
    except UnsatisfiableRangeError:
        assert first >= size
        return
    assert 0 <= span.start < span.end <= size
    if first <= last:
        assert span == Span(first, min(last + 1, size), size)


def test_if_none_match() -> None:
    assert matches(ETAG, '"x", W/"abc"')
    assert matches(ETAG, "*")
    assert not matches(ETAG, '"x"')
    assert not matches(ETAG, None)


@given(st.text(max_size=50))
def test_a_name_never_breaks_out_of_its_header(name: str) -> None:
    header = disposition(name.encode("utf-8", "ignore").decode(), "inline")
    header.encode("ascii")
    assert not {"\r", "\n"} & set(header)
    assert header.count('"') == 2
