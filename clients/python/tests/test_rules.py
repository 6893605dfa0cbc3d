"""The client's rules, without a socket: whatever comes in whatever order, nothing is lost and nothing doubled."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from freightwire_client.core import messages
from freightwire_client.core.backoff import Backoff
from freightwire_client.core.ladder import WAY_PATIENCE, WEBSOCKET_PATIENCE, Ladder, State, Way
from freightwire_client.core.mailbox import Mailbox, MailboxState
from freightwire_client.core.messages import UnreadableMessageError, Verdict
from freightwire_client.core.patterns import Interest, could_match, matches
from freightwire_client.core.seen import IDS_LIMIT, Seen
from freightwire_client.core.seen import Verdict as Sighting
from freightwire_client.core.sse import LINE_LIMIT, SseMessage, SseOverflowError, SseParser
from freightwire_client.items import Event, Generic, Reload, ReloadReason
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

WORDS = st.sampled_from(["order", "user", "42", "43", "created"])
KEYS = st.lists(WORDS, min_size=1, max_size=4).map(".".join)
PATTERNS = st.lists(st.one_of(WORDS, st.sampled_from(["*", "#"])), min_size=1, max_size=4).map(".".join)


def event(version: int | None, order: str = "42", *, position: int | None = None, event_id: str = "") -> Event:
    return Event(
        type="order:updated",
        id=event_id or f"{order}-{version}",
        key=f"order.{order}.updated",
        cursor=str(version if position is None else position),
        time=datetime(2026, 1, 1, tzinfo=UTC),
        data={"orderId": order},
        version=version,
    )


# Backoff


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=60))
def test_backoff_grows_until_a_connection_was_stable(history: list[float | None]) -> None:
    """Every pause lies between nothing and its ceiling, which doubles up to the limit, and falls back only after a
    connection that lasted long enough.
    """
    ceilings: list[float] = []
    backoff = Backoff(uniform=lambda low, high: ceilings.append(high) or low)  # type: ignore[func-returns-value]
    failures = 0
    for lasted in history:
        if lasted is not None:
            backoff.ended(lasted)
            failures = 0 if lasted >= 10 else failures
        assert backoff.next_delay() == 0.0
        assert ceilings[-1] == min(20.0, 0.5 * 2**failures)
        failures = min(failures + 1, 30)


def test_backoff_is_jittered() -> None:
    """The default pauses are spread over the whole range."""
    backoff = Backoff()
    for _ in range(10):
        backoff.next_delay()
    delays = [backoff.next_delay() for _ in range(500)]
    assert min(delays) < 2
    assert 18 < max(delays) <= 20


# Patterns


@given(PATTERNS, KEYS)
def test_patterns_match_as_a_topic_exchange_does(pattern: str, key: str) -> None:
    """Checked against a regular expression over words that each end with a dot."""
    expression = "".join(
        {"*": r"[^.]+\.", "#": r"(?:[^.]+\.)*"}.get(word, re.escape(word) + r"\.") for word in pattern.split(".")
    )
    assert matches(pattern, key) == bool(re.fullmatch(expression, key + "."))


@given(PATTERNS, KEYS, KEYS)
def test_could_match(pattern: str, prefix: str, rest: str) -> None:
    """What matches a key could match each beginning of it."""
    if matches(pattern, f"{prefix}.{rest}"):
        assert could_match(pattern, prefix)


@pytest.mark.parametrize(
    ("bindings", "whole", "touched"),
    [
        (["order.#"], True, True),
        (["order.42.*"], True, True),
        (["#"], True, True),
        (["order.42.created", "order.*.updated"], False, True),
        (["order.43.#"], False, False),
        (["user.me.#", "order.42.#"], True, True),
        (["user.me.#"], False, False),
    ],
)
def test_interest(bindings: list[str], *, whole: bool, touched: bool) -> None:
    """Whether all of an order is wanted, or anything."""
    interest = Interest(bindings, user="ana")
    assert interest.is_whole("order.42") is whole
    assert interest.touches("42") is touched
    assert interest.wants("user.ana.notification") is (("user.me.#" in bindings) or ("#" in bindings))


# Duplicates and holes


def test_versions_by_order() -> None:
    """Each order has versions of its own; a hole counts only where all of the order is wanted."""
    seen = Seen()

    def judge(one: Event, *, whole: bool = True) -> Sighting:
        return seen.judge(one, lambda _: whole)

    assert judge(event(15)) is Sighting.NEW
    assert judge(event(16)) is Sighting.NEW
    assert judge(event(15)) is Sighting.DUPLICATE
    assert judge(event(3, "43")) is Sighting.NEW
    assert judge(event(18)) is Sighting.GAP
    assert judge(event(20), whole=False) is Sighting.NEW
    assert judge(event(17)) is Sighting.DUPLICATE
    seen.forget_versions()
    assert judge(event(1)) is Sighting.NEW


def test_ids_of_the_last_events() -> None:
    """Events without a version are known by their id, as many as the protocol says."""
    seen = Seen()
    for number in range(IDS_LIMIT + 1):
        assert seen.judge(event(None, event_id=str(number)), lambda _: True) is Sighting.NEW
    assert seen.judge(event(None, event_id=str(IDS_LIMIT)), lambda _: True) is Sighting.DUPLICATE
    assert seen.judge(event(None, event_id="1"), lambda _: True) is Sighting.DUPLICATE
    assert seen.judge(event(None, event_id="0"), lambda _: True) is Sighting.NEW


class MailboxMachine(RuleBasedStateMachine):
    """A gateway, a bad network and a reader who comes and goes: what is taken is the log, once and in order."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Event] = []
        self.versions = {"42": 0, "43": 0}
        self.sent = 0
        """So many events of the log have been pushed on this connection."""
        self.taken: list[Event] = []
        self.restarted_at = 0
        self.mailbox = Mailbox(["order.42.#"], cursor="0", limit=3)

    @rule(order=st.sampled_from(["42", "43"]))
    def publish(self, order: str) -> None:
        self.versions[order] += 1
        self.log.append(event(self.versions[order], order, position=len(self.log) + 1))

    @precondition(lambda self: self.mailbox.state is MailboxState.WAITING)
    @rule(overlap=st.integers(0, 3))
    def connect(self, overlap: int) -> None:
        """A resume replays from the cursor on; a careless gateway goes back a little further."""
        assert self.mailbox.resume_from is not None
        self.sent = max(self.restarted_at, int(self.mailbox.resume_from) - overlap)
        self.mailbox.begun(Verdict(self.mailbox.resume_from, True))

    @precondition(lambda self: self.mailbox.state is not MailboxState.WAITING and self.sent < len(self.log))
    @rule(count=st.integers(1, 5))
    def push(self, count: int) -> None:
        for one in self.log[self.sent : self.sent + count]:
            self.mailbox.offer(one)
            self.sent += 1

    @precondition(lambda self: self.mailbox.state is MailboxState.LIVE and self.sent == len(self.log))
    @rule()
    def ping(self) -> None:
        self.mailbox.moved(str(len(self.log)))

    @rule()
    def lose(self) -> None:
        self.mailbox.lost()

    @rule(count=st.integers(1, 5))
    def take(self, count: int) -> None:
        for _ in range(count):
            item = self.mailbox.take()
            if item is not None:
                assert isinstance(item, Event), "there is no hole"
                self.taken.append(item)

    @rule()
    def restart(self) -> None:
        """Another process goes on where the application had come to."""
        assert self.mailbox.taken is not None
        self.restarted_at = int(self.mailbox.taken)
        self.mailbox = Mailbox(["order.42.#"], cursor=self.mailbox.taken, limit=3)

    @invariant()
    def once_and_in_order(self) -> None:
        assert [one.version for one in self.taken] == list(range(1, len(self.taken) + 1))
        assert len(self.mailbox) <= 3

    def teardown(self) -> None:
        """However it went, it ends well."""
        for _ in range(3 * len(self.log) + 3):
            if self.mailbox.state is MailboxState.WAITING:
                self.connect(0)
            if self.mailbox.state is MailboxState.LIVE and self.sent < len(self.log):
                self.push(5)
            self.take(5)
        assert len(self.taken) == self.versions["42"]


TestMailbox = MailboxMachine.TestCase


@pytest.mark.parametrize("again", [event(1, position=1), event(1, "43", position=2)])
def test_what_comes_again_leads_nobody_back(again: Event) -> None:
    """Whoever goes on in another process begins behind all that was taken."""
    mailbox = Mailbox(["order.42.#"], cursor="0", limit=10)
    mailbox.begun(Verdict("0", True))
    for one in (event(1, position=1), event(1, "43", position=2), event(2, position=3)):
        mailbox.offer(one)
    mailbox.offer(again)
    assert [mailbox.take(), mailbox.take(), mailbox.take()] == [event(1, position=1), event(2, position=3), None]
    assert mailbox.taken == mailbox.resume_from == "3"


def test_hole_is_pointed_out_once() -> None:
    """The reload comes before the event after the hole; if the order was loaded meanwhile, that event is old."""
    mailbox = Mailbox(["order.#"], limit=10)
    mailbox.begun(Verdict("0"))
    for version in (1, 3, 6, 7):
        mailbox.offer(event(version))
    assert mailbox.take() == event(1)
    assert mailbox.take() == Reload(reason=ReloadReason.GAP, order_id="42", cursor="1")
    assert mailbox.taken == "1", "the event after the hole is not taken yet"
    assert mailbox.take() == event(3)
    reload = mailbox.take()
    assert isinstance(reload, Reload)
    mailbox.know("42", 7)
    assert mailbox.take() is None
    assert mailbox.taken == "7"


def test_reloads_are_said_to_a_full_mailbox_but_not_twice() -> None:
    """A reload is never let go, and a second one in a row says nothing new."""
    mailbox = Mailbox(["order.#"], limit=1)
    mailbox.begun(Verdict("0"))
    mailbox.offer(event(1))
    for _ in range(5):
        mailbox.reload(Reload(reason=ReloadReason.RESET, detail="broker", cursor="9"))
    assert len(mailbox) == 2
    assert isinstance(mailbox.take(), Event)
    assert isinstance(mailbox.take(), Reload)
    assert mailbox.take() is None
    assert mailbox.taken == "9"


def test_what_is_supplied_from_elsewhere_does_not_move_the_place() -> None:
    """It comes at once, and once: what the subscription is sent later is a duplicate, and what is missing is not."""
    mailbox = Mailbox(["order.#", "user.me.#"], limit=3)
    mailbox.begun(Verdict("1"))
    mailbox.offer(event(1, position=1))
    mailbox.lost()
    for version in (2, 3):
        mailbox.supply(event(version, position=version))
    assert not mailbox.has_room
    taken = [mailbox.take() for _ in range(3)]
    assert [one.version for one in taken if isinstance(one, Event)] == [1, 2, 3]
    assert (mailbox.taken, mailbox.resume_from) == ("1", "1")
    mailbox.begun(Verdict("1", resumed=True))
    for version in (2, 3, 4):
        mailbox.offer(event(version, position=version))
    assert mailbox.take() == event(4, position=4)
    assert mailbox.taken == "4"


# The ladder

WAYS = (Way.SSE, Way.POLL, Way.CHANGES)


class LadderMachine(RuleBasedStateMachine):
    """Whatever happens: one way at most, none beside a WebSocket, and always something that is tried."""

    def __init__(self) -> None:
        super().__init__()
        self.ladder = Ladder(WAYS)
        self.connected = False
        self.failures = 0

    @precondition(lambda self: not self.connected)
    @rule()
    def connect(self) -> None:
        self.ladder.connected()
        self.connected = True

    @precondition(lambda self: not self.connected)
    @rule()
    def fail(self) -> None:
        self.ladder.failed()
        self.failures += 1

    @precondition(lambda self: self.connected)
    @rule(stable=st.booleans())
    def lose(self, *, stable: bool) -> None:
        self.ladder.lost(stable=stable)
        self.connected = False
        self.failures = 0 if stable else self.failures + 1

    @rule(way=st.sampled_from(WAYS))
    def flow(self, way: Way) -> None:
        self.ladder.flowing(way)
        if way is self.ladder.way:
            assert self.ladder.state is State.FALLBACK

    @rule(way=st.sampled_from(WAYS), offered=st.booleans())
    def break_way(self, way: Way, *, offered: bool) -> None:
        before = self.ladder.way
        self.ladder.broke(way, offered=offered)
        if before is not way:
            assert self.ladder.way is before, "news of another way changes nothing"
        elif not offered:
            assert self.ladder.way is WAYS[(WAYS.index(way) + 1) % len(WAYS)]
            assert self.ladder.state is not State.FALLBACK

    @invariant()
    def consistent(self) -> None:
        assert (self.ladder.state is State.CONNECTED) is self.connected
        if self.connected:
            assert self.ladder.way is None
        if self.failures < WEBSOCKET_PATIENCE and not self.connected:
            assert self.ladder.way is None
        if self.ladder.state in (State.FALLBACK, State.OFFLINE):
            assert self.ladder.way is not None


TestLadder = LadderMachine.TestCase


def test_ladder_goes_down_rung_by_rung() -> None:
    """Three failed attempts, then each way in turn, and round again; a connection ends all that."""
    ladder = Ladder(WAYS)
    assert ladder.state is State.CONNECTING
    for _ in range(WEBSOCKET_PATIENCE):
        assert ladder.way is None
        ladder.failed()
    for way in WAYS:
        assert ladder.way is way
        for _ in range(WAY_PATIENCE):
            ladder.broke(way)
    assert ladder.state is State.OFFLINE
    assert ladder.way is Way.SSE
    ladder.flowing(Way.SSE)
    assert ladder.state is State.FALLBACK
    ladder.connected()
    assert (ladder.state, ladder.way) == (State.CONNECTED, None)
    ladder.lost(stable=True)
    assert ladder.state is State.RECONNECTING
    ladder.stop()
    assert ladder.state is State.STOPPED


def test_ladder_without_other_ways() -> None:
    """Where only WebSocket is to be used, three failures are offline."""
    ladder = Ladder(())
    for _ in range(WEBSOCKET_PATIENCE):
        ladder.failed()
    assert (ladder.state, ladder.way) == (State.OFFLINE, None)


# Server-Sent Events

STREAM = (
    "\ufeffretry: 3000\n\n: hello\n\nevent: connected\ndata: {}\nid: c0\n\n"
    'data: {"a":\ndata: "ș"}\r\nid:c1\r\n\r\nid: c2\r\rdata\n\ndata: tail'
).encode()
MESSAGES = [
    SseMessage("connected", "{}", "c0"),
    SseMessage("message", '{"a":\n"ș"}', "c1"),
    SseMessage("message", "", "c2"),
    SseMessage("message", "", None),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_stream_in_any_pieces(cuts: list[int]) -> None:
    """How the bytes are cut makes no difference."""
    parser, edges = SseParser(), [0, *sorted(cuts), len(STREAM)]
    pieces = [STREAM[low:high] for low, high in pairwise(edges)]
    assert [message for piece in pieces for message in parser.feed(piece)] == MESSAGES


def test_stream_without_end() -> None:
    """A line, or an event, that does not end is given up."""
    with pytest.raises(SseOverflowError):
        list(SseParser().feed(b"data: " + b"x" * (LINE_LIMIT + 1)))


# Messages

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["event", "id", "ping", "reset", "drain", "closed", "cursor", "data", "key", "time", "x"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@given(st.one_of(JSON.map(json.dumps), st.text(max_size=20), st.binary(max_size=20)))
def test_any_frame_is_a_message_or_unreadable(frame: str | bytes) -> None:
    """No frame, however odd, is anything but a message or an ``UnreadableMessageError``."""
    try:
        message = messages.parse(frame)
    except UnreadableMessageError:
        return
    assert isinstance(message, messages.Message)


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        ('{"ping":{"cursor":"c"}}', messages.Ping("c")),
        ('{"drain":{"withinMs":4200}}', messages.Drain(4.2)),
        ('{"closed":{"queue":"inbox","reason":"forbidden"}}', messages.QueueClosed("inbox", "forbidden")),
        ('{"id":3,"acked":{"tag":1}}', messages.Reply(3, "acked", {"tag": 1})),
        ('{"novelty":{}}', messages.Other(("novelty",))),
    ],
)
def test_messages(frame: str, expected: messages.Message) -> None:
    """What the gateway says besides events; what is not known is no error."""
    assert messages.parse(frame) == expected


def _push(**changes: Any) -> str:
    push = {
        "event": "order:created",
        "id": "1",
        "cursor": "c",
        "key": "order.42.created",
        "time": "2026-11-23T10:00:00.123Z",
        "data": {"orderId": "42", "novelty": 1},
    }
    return json.dumps({**push, **changes})


def test_bodies() -> None:
    """A body is its contract's model; an unknown type, or data against the contract, are passed on as they are."""
    pushed = messages.parse(_push(event="order:sung", data={"orderId": "42"}))
    assert isinstance(pushed, messages.Pushed)
    assert pushed.event.body == Generic({"orderId": "42"})
    assert pushed.event.order_id == "42"
    violation = messages.parse(_push())
    assert isinstance(violation, messages.Pushed)
    assert isinstance(violation.event.body, Generic)
    delivered = messages.parse(_push(queue="inbox", tag=17, redelivered=True, cursor=None))
    assert isinstance(delivered, messages.Delivered)
    assert (delivered.queue, delivered.tag, delivered.redelivered) == ("inbox", 17, True)
    with pytest.raises(UnreadableMessageError):
        messages.parse(_push(cursor=None))
