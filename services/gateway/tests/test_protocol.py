"""The wire protocol without a wire, grants, and the outbox."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from uuid import UUID

import pytest
from freightwire.auth import Identity
from freightwire.cursor import Cursor
from freightwire.events.envelope import Envelope
from gateway.grants import ForbiddenBindingError, Grants
from gateway.protocol import event_stream, replies
from gateway.protocol.codes import CloseCode, CommandError, ErrorCode, ProtocolViolationError
from gateway.protocol.commands import Connect, Pong, Request, parse
from gateway.protocol.frames import payload_of_frame, text_frame
from gateway.protocol.limits import TokenBucket
from gateway.protocol.push import payload_of, push_of
from gateway.sessions.burst import Flusher
from gateway.sessions.outbox import Outbox
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode


@given(size=st.one_of(st.integers(0, 300), st.sampled_from([125, 126, 65535, 65536, 70000])))
def test_frames_are_rfc_6455(size: int) -> None:
    """Our frames are, byte for byte, what the websockets library makes."""
    payload = b"x" * size
    assert text_frame(payload) == Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert payload_of_frame(text_frame(payload)) == payload


@given(
    words=st.lists(st.sampled_from(["{", "}", "\n", "\r", "\r\n", " ", "data: ", ":", "ș\u2028"]), max_size=12),
    cursor=st.one_of(st.none(), st.just("Y3Vyc29y")),
    name=st.one_of(st.none(), st.just("ping")),
)
def test_blocks_are_read_back_as_the_standard_says(words: list[str], cursor: str | None, name: str | None) -> None:
    """Whatever the white space in a payload: one block, and the payload in it with its line breaks as line feeds."""
    payload = "{" + "".join(words) + "}"
    text = event_stream.block(payload.encode(), cursor=cursor, name=name).decode()
    assert text.endswith("\n\n")
    fields: dict[str, list[str]] = {}
    for line in re.split("\r\n|\n|\r", text.removesuffix("\n\n")):
        field, _, value = line.partition(": ")
        fields.setdefault(field, []).append(value)
    assert "\n".join(fields.pop("data")) == re.sub("\r\n|\r", "\n", payload)
    assert fields == {**({"id": [cursor]} if cursor else {}), **({"event": [name]} if name else {})}


def test_messages_know_their_names() -> None:
    """An event stream names what is no event by what is in it."""
    for message, name in (
        (replies.ping("c"), "ping"),
        (replies.drain(5), "drain"),
        (replies.closed(4401, "token_expired"), "close"),
        (replies.encode({"connected": {"cursor": "c"}}), "connected"),
    ):
        assert replies.name_of(message) == name


def test_a_push_is_framed_once_for_each_transport() -> None:
    """The frame, the block and the bare payload are one event, and the block is made only once."""
    envelope = Envelope(
        id=UUID(int=7), type="order:updated", source="orders", time=datetime.now(UTC), org="a", key="a.b", data=b"{}"
    )
    cursor = Cursor("e", 1, 2)
    push = push_of(envelope, cursor, None)
    assert push.frame == text_frame(push.payload)
    assert push.block == b"id: %s\ndata: %s\n\n" % (cursor.encode().encode(), push.payload)
    assert push.block is push.block


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)


@given(
    type_=TEXT,
    trace=st.one_of(st.none(), TEXT),
    word=TEXT,
    version=st.one_of(st.none(), st.integers(0, 10**9)),
)
def test_push_is_json_whatever_the_headers_say(type_: str, trace: str | None, word: str, version: int | None) -> None:
    """Headers cannot break out of the frame, and the body is spliced in as it came."""
    data = '{ "orderId": "ț" }'.encode()
    envelope = Envelope(
        id=UUID(int=7),
        type=type_,
        source="orders",
        time=datetime(2026, 11, 23, 10, 0, 0, 123_000, UTC),
        org="a",
        key=f"a.{word}",
        data=data,
        version=version,
        traceparent=trace,
    )
    payload = payload_of(envelope, Cursor("e", 1, 2))
    message = json.loads(payload)
    assert data in payload
    assert message["event"] == type_
    assert message["key"] == word
    assert message.get("trace") == trace
    assert message.get("version") == version
    assert message["time"] == "2026-11-23T10:00:00.123Z"
    assert message["data"] == {"orderId": "ț"}


def test_connect_is_parsed() -> None:
    """A command is read with its camelCase names; unknown fields are passed over."""
    text = '{"id":1,"connect":{"token":"t","flushMs":20,"bindings":["order.#"],"later":1}}'
    request = parse(text)
    assert isinstance(request, Request)
    assert request.id == 1
    assert request.command == Connect(token="t", flush_ms=20, bindings=["order.#"])
    assert isinstance(parse('{"pong":{}}'), Pong)


@given(text=st.text(max_size=50))
def test_any_text_is_a_command_or_a_violation(text: str) -> None:
    """Nothing that a client can write raises anything else."""
    try:
        parse(text)
    except ProtocolViolationError:
        return


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(name=st.sampled_from(["connect", "subscribe", "unsubscribe", "refresh", "ack", "x"]), body=JSON)
def test_any_body_is_a_command_or_an_error(name: str, body: object) -> None:
    """A command with an id always gets an answer that can be matched to it."""
    request = parse(json.dumps({"id": 3, name: body}))
    assert isinstance(request, Request)
    assert request.id == 3


@pytest.mark.parametrize("text", ["[" * 100_000, '{"id":true,"connect":{}}', '{"id":-1}', '{"id":1e400}', "NaN"])
def test_hostile_frames(text: str) -> None:
    """Deep nesting and odd numbers are violations like any other."""
    with pytest.raises(ProtocolViolationError):
        parse(text)


def test_errors_do_not_repeat_the_token() -> None:
    """What a client sent is not echoed or logged in a refusal."""
    request = parse('{"id":1,"connect":{"token":["secret-token"]}}')
    assert isinstance(request, Request)
    assert isinstance(request.command, CommandError)
    assert "secret" not in request.command.message


def test_token_bucket() -> None:
    """A burst is allowed at once, then the rate."""
    bucket = TokenBucket(rate=2, burst=3, now=0)
    assert [bucket.take(0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(0.5)
    assert not bucket.take(0.6)
    assert [bucket.take(100) for _ in range(4)] == [True, True, True, False]


def test_codes_are_unique_words() -> None:
    """A close code's reason fits into a close frame; retryable errors are those that time may mend."""
    assert all(len(code.reason) < 123 for code in CloseCode)
    assert {code for code in ErrorCode if code.retryable} == {ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE}


def grants(*roles: str, bindings: tuple[str, ...] | None = None) -> Grants:
    """What a token of organisation ``a`` and user ``u`` grants."""
    return Grants(
        Identity(
            org="a",
            user="u",
            name="U",
            roles=frozenset(roles),
            bindings=bindings,
            expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        )
    )


@pytest.mark.parametrize("role", ["dispatcher", "lead", "accountant", "viewer", "admin"])
def test_desk_roles(role: str) -> None:
    """Who works at the desk reads orders, batches, system events and what is addressed to him."""
    assert grants(role).resolve("order.#") == ("a.order.#",)
    assert grants(role).resolve("user.me.#") == ("a.user.u.#",)
    assert grants(role).resolve("user.u.#") == ("a.user.u.#",)
    assert grants(role).resolve("system.#") == ("a.system.#", "all.system.#")
    for binding in ("document.#", "#", "*.#", "user.v.#", "user.*.#", "fence.#"):
        with pytest.raises(ForbiddenBindingError):
            grants(role).resolve(binding)


def test_narrowed_desk_role() -> None:
    """A claim narrows a desk role and never widens it."""
    narrowed = grants("dispatcher", bindings=("order.7.#", "document.#", "user.v.#", "a*"))
    assert narrowed.resolve("order.7.created") == ("a.order.7.created",)
    assert narrowed.resolve("user.me.#")
    for binding in ("order.#", "order.8.#", "document.1.submitted", "user.v.#"):
        with pytest.raises(ForbiddenBindingError):
            narrowed.resolve(binding)


@pytest.mark.parametrize("role", ["customer", "carrier"])
def test_outside_roles(role: str) -> None:
    """Customers and carriers read what the claim names and nothing else; no claim names internal events."""
    for binding in ("order.7.#", "user.me.#", "system.#"):
        with pytest.raises(ForbiddenBindingError):
            grants(role).resolve(binding)
    named = grants(role, bindings=("order.7.#", "user.me.#", "system.maintenance"))
    side = {"customer": "sale", "carrier": "purchase"}[role]
    assert named.resolve("order.7.#") == (
        "a.order.7.status_changed",
        "a.order.7.updated",
        f"a.order.7.updated.{side}",
    )
    assert named.resolve(f"order.7.updated.{side}") == (f"a.order.7.updated.{side}",)
    assert named.resolve("user.me.#") == ("a.user.u.#",)
    assert named.resolve("system.maintenance") == ("a.system.maintenance", "all.system.maintenance")
    other_side = {"customer": "purchase", "carrier": "sale"}[role]
    hidden = ("created", "updated.#", f"updated.{other_side}", "updated.desk", "validation_complete", "user_editing")
    for binding in ("order.8.#", "order.#", "system.error", "user.v.#", *(f"order.7.{rest}" for rest in hidden)):
        with pytest.raises(ForbiddenBindingError):
            named.resolve(binding)
    with pytest.raises(ForbiddenBindingError):
        grants(role, bindings=("order.7.updated",)).resolve("order.7.#")
    greedy = grants(role, bindings=("#", "document.#", "user.#"))
    for binding in ("document.#", "user.v.#", "#", "fence.#", "batch.#", "order.#"):
        with pytest.raises(ForbiddenBindingError):
            greedy.resolve(binding)


def test_unknown_role() -> None:
    """A role that is not in the table grants nothing at all."""
    with pytest.raises(ForbiddenBindingError):
        grants("wizard", bindings=("order.#",)).resolve("user.me.#")


PATTERN = st.lists(st.sampled_from(["order", "user", "me", "b", "all", "*", "#"]), min_size=1, max_size=4)


@given(words=PATTERN, claim=st.lists(PATTERN.map(".".join), max_size=3))
def test_no_binding_reaches_another_organisation(words: list[str], claim: list[str]) -> None:
    """Whatever is asked, whatever the claim: patterns begin with the token's organisation.

    The only others are the system events for all.
    """
    for who in (grants("admin"), grants("customer", bindings=tuple(claim))):
        try:
            patterns = who.resolve(".".join(words))
        except (ForbiddenBindingError, ValueError):
            continue
        assert all(pattern.startswith(("a.", "all.system")) for pattern in patterns)


class FakeLink:
    """A socket that takes what it is told to."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.is_congested = False
        self.backlog = 0

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def buffered(self) -> int:
        return self.backlog

    def close(self, code: int, reason: str) -> None:
        raise AssertionError((code, reason))


def outbox(link: FakeLink, budget: int = 1000) -> tuple[Outbox, list[str]]:
    """An outbox and the list of its complaints."""
    complaints: list[str] = []
    return Outbox(
        link, Flusher(budget=budget), budget=budget, over_budget=lambda: complaints.append("slow")
    ), complaints


async def test_conflation_keeps_the_newest_in_its_place() -> None:
    """Of waiting ephemeral frames with one key the newest stays, and stands where it came."""
    link = FakeLink()
    box, _ = outbox(link)
    for frame, key in ((b"1", "k"), (b"a", None), (b"2", "k"), (b"x", "other"), (b"3", "k"), (b"b", None)):
        box.append(frame, key)
    box.flush()
    assert link.written == [b"ax3b"]


async def test_congested_socket_waits() -> None:
    """Nothing is written to a socket that takes no more; afterwards everything goes in one write."""
    link = FakeLink()
    box, _ = outbox(link)
    link.is_congested = True
    box.append(b"1")
    box.flush()
    assert link.written == []
    link.is_congested = False
    box.append(b"2")
    box.flush()
    assert link.written == [b"12"]


async def test_budget_counts_what_the_socket_has_not_taken() -> None:
    """A frame that would exceed the budget is not queued: pending, buffered and the frame itself count."""
    link = FakeLink()
    box, complaints = outbox(link, budget=10)
    box.append(b"54321")
    box.flush()
    link.backlog = 5
    box.append(b"12345")
    assert not complaints
    box.append(b"6")
    assert complaints == ["slow"]
    link.backlog = 4
    box.append(b"6")
    assert complaints == ["slow"]


async def test_replay_does_not_count() -> None:
    """What a client asked to have replayed may exceed the budget; live frames behind it count as ever."""
    link = FakeLink()
    box, complaints = outbox(link, budget=10)
    box.append_uncounted(b"x" * 50)
    box.append(b"1234567890")
    assert not complaints
    box.append(b"1")
    assert complaints == ["slow"]
