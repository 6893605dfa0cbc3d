"""What a file is by its content, and names fit to be shown."""

from __future__ import annotations

import pytest
from freightwire.filetypes import EMAIL, HEAD_BYTES, JPEG, PDF, PNG, XML, detect
from hypothesis import given
from hypothesis import strategies as st
from orders.domain.filetypes import ACCEPTED, NAME_LIMIT, safe_name


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\r\n%PDF-1.4", "application/pdf"),
        (b"\xef\xbb\xbf%PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe1", "image/jpeg"),
        (b"MM\x00*", "image/tiff"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"PK\x03\x04", "application/zip"),
        (b"From: a@b.ro\r\n", "message/rfc822"),
        (b"<!DOCTYPE html>", "text/html"),
        (b"<Invoice xmlns='urn'>", "application/xml"),
        (b"This is not a %PDF-1.4", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(head: bytes, media_type: str) -> None:
    assert detect(head) == media_type


SIGNS = {PDF: b"%PDF-", PNG: b"\x89PNG", JPEG: b"\xff\xd8\xff", XML: b"<", EMAIL: b":"}


@given(st.sampled_from([b"", *SIGNS.values(), b"<?xml", b"From:", b"<a "]), st.binary(max_size=2 * HEAD_BYTES))
def test_only_files_with_a_known_beginning_are_accepted(first: bytes, rest: bytes) -> None:
    head = first + rest
    found = detect(head)
    if found in SIGNS:
        assert SIGNS[found] in head[:HEAD_BYTES]
    elif found in ACCEPTED:
        assert head.lstrip(b"\xef\xbb\xbf \t\r\n\x00").startswith((b"II*\x00", b"MM\x00*"))


@given(st.text(max_size=300))
def test_names_hold_no_path_and_no_invisible_characters(name: str) -> None:
    safe = safe_name(name)

    assert 1 <= len(safe) <= NAME_LIMIT
    assert not set(safe) & set("/\\\x00\r\n\u202e")
    assert safe_name(safe) == safe


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("x" * 500 + ".pdf").endswith("x.pdf")
