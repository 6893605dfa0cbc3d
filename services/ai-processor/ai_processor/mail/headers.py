"""What stands in the headers of an e-mail and its parts, however badly it was written."""

from __future__ import annotations

import binascii
import re
import unicodedata
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.message import Message
from pathlib import PurePosixPath

NAME_LIMIT = 200
_FALLBACK = "cp1250"
"""What mails from this part of the world are written in when they do not say."""
_CUT_WORD = re.compile(r"\?=\s+=\?")


def header_text(message: Message[str, str], name: str) -> str:
    """A header in words, on one line; "" where there is none."""
    return " ".join(plain(message.get(name, "")).split())


def plain(value: str | Header) -> str:
    """A header's text with its encoded words (RFC 2047) decoded; as it stands where they are broken."""
    text = str(value)
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError, binascii.Error):
        return text


def file_name(part: Message[str, str]) -> str:
    """The name that the sender gives the file, whether as RFC 2231 has it or as an encoded word; no path, one line."""
    try:
        name = _unfolded(part).get_filename() or ""
    except (LookupError, UnicodeError, ValueError):
        name = ""
    # Some programs encode the name as words of a header, which no parameter may be.
    name = plain(_CUT_WORD.sub("?==?", name)) if "=?" in name else name
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")[:NAME_LIMIT]


def _unfolded(part: Message[str, str]) -> Message[str, str]:
    """The headers that name a file, with letters that were put there as plain bytes."""
    result: Message[str, str] = Message()
    for key, value in part.raw_items():
        if key.lower() in {"content-disposition", "content-type"}:
            data = str(value).encode("utf-8", "surrogateescape")
            result[key] = " ".join(_text(data, "utf-8").split())
    return result


def bytes_of(part: Message[str, str]) -> bytes:
    """The part's content as bytes; as it stands where its transfer encoding is broken."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def decoded(part: Message[str, str]) -> str:
    """The part's content as text, with what cannot be decoded replaced."""
    return _text(bytes_of(part), _charset(part))


def _text(data: bytes, charset: str) -> str:
    for name in (charset, "utf-8"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeError):
            continue
    return data.decode(_FALLBACK, errors="replace")


def _charset(part: Message[str, str]) -> str:
    try:
        return part.get_content_charset() or "utf-8"
    except (LookupError, UnicodeError, ValueError):
        return "utf-8"
