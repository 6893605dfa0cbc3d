"""What a client holds of a durable queue, and which names a user has used: without a broker."""

from __future__ import annotations

import pytest
from gateway.durable.ledger import RETURNED_REMEMBERED, Ledger, StaleTagError, UnknownTagError
from gateway.durable.names import SWEEP_SECONDS, QueueNames
from gateway.protocol.codes import CommandError, ErrorCode
from gateway.protocol.commands import Nack, Open, Request, parse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

ANA = ("alpha", "ana")


class LedgerMachine(RuleBasedStateMachine):
    """Whatever happens, a message is with the client, settled, or back in its queue: in exactly one of these places."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger: Ledger[str] = Ledger()
        self.now = 0.0
        self.held: dict[int, float] = {}
        self.settled: set[int] = set()
        self.returned: set[int] = set()
        self.last = 0

    @rule(seconds=st.floats(0.1, 60))
    def deliver(self, seconds: float) -> None:
        """Tags count up and are never given twice."""
        tag = self.ledger.give(f"message {self.last + 1}", self.now + seconds)
        assert tag == self.last + 1
        self.last = tag
        self.held[tag] = self.now + seconds

    @rule(data=st.data())
    def acknowledge(self, data: st.DataObject) -> None:
        """Any tag may be named; the answer depends on where its message is."""
        tag = data.draw(st.integers(1, self.last + 2))
        if tag in self.held:
            assert self.ledger.take(tag).message == f"message {tag}"
            del self.held[tag]
            self.settled.add(tag)
        else:
            with pytest.raises(StaleTagError if tag in self.returned else UnknownTagError):
                self.ledger.take(tag)

    @rule(data=st.data())
    def acknowledge_through(self, data: st.DataObject) -> None:
        """``multiple`` takes what is held up to the tag, in order; or nothing, if the tag itself is not held."""
        tag = data.draw(st.integers(1, self.last + 2))
        if tag in self.held:
            expected = sorted(one for one in self.held if one <= tag)
            assert [held.tag for held in self.ledger.take_through(tag)] == expected
            for one in expected:
                del self.held[one]
                self.settled.add(one)
        else:
            with pytest.raises((StaleTagError, UnknownTagError)):
                self.ledger.take_through(tag)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def fail_to_settle(self, data: st.DataObject) -> None:
        """What could not be carried out leaves the message with the client, with its old deadline."""
        self.ledger.restore(self.ledger.take(data.draw(st.sampled_from(sorted(self.held)))))

    @rule(seconds=st.floats(0, 30))
    def time_passes(self, seconds: float) -> None:
        """Exactly what is overdue goes back."""
        self.now += seconds
        late = {tag for tag, deadline in self.held.items() if deadline <= self.now}
        assert {held.tag for held in self.ledger.expire(self.now)} == late
        self.returned |= late
        for tag in late:
            del self.held[tag]

    @rule()
    def lose_the_channel(self) -> None:
        """All that is held is back in the queue."""
        assert self.ledger.lose() == len(self.held)
        self.returned |= self.held.keys()
        self.held.clear()

    @invariant()
    def agrees(self) -> None:
        """The ledger holds what the model holds, and knows the next deadline."""
        assert len(self.ledger) == len(self.held)
        assert self.ledger.next_deadline == min(self.held.values(), default=None)
        assert self.held.keys() | self.settled | self.returned == set(range(1, self.last + 1))


TestLedger = LedgerMachine.TestCase


def test_returned_tags_are_not_remembered_for_ever() -> None:
    """A session that lives for weeks does not grow."""
    ledger: Ledger[None] = Ledger()
    for _ in range(RETURNED_REMEMBERED + 1):
        ledger.give(None, 0)
        ledger.expire(0)
    with pytest.raises(UnknownTagError):
        ledger.take(1)
    with pytest.raises(StaleTagError):
        ledger.take(2)


@given(opened=st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0, 500)), max_size=60))
def test_never_more_names_than_allowed(opened: list[tuple[str, float]]) -> None:
    """Within the time that a queue lives, a user has at most so many; one that is in use may always be opened again."""
    names = QueueNames(per_user=3, keep_seconds=1000)
    now = 0.0
    used: dict[str, float] = {}
    for name, pause in opened:
        now += pause
        used = {one: at for one, at in used.items() if now - at < 1000}
        admitted = names.admit(ANA, name, now)
        assert admitted == (name in used or len(used) < 3)
        if admitted:
            used[name] = now
        assert names.admit(("alpha", "ion"), "x", now), "another user's names do not count"


def test_names_are_forgotten() -> None:
    """A deleted queue frees its name, and memory does not grow with users who are long gone."""
    names = QueueNames(per_user=1, keep_seconds=100)
    assert names.admit(ANA, "a", 0)
    assert not names.admit(ANA, "b", 1)
    names.forget(ANA, "a")
    assert names.admit(ANA, "b", 2)
    names.forget(ANA, "never there")
    names.forget(("alpha", "nobody"), "a")
    for number in range(100):
        names.admit(("alpha", f"u{number}"), "a", 3)
    names.admit(ANA, "b", SWEEP_SECONDS + 200)
    assert len(names) == 1


@pytest.mark.parametrize(
    "frame",
    [
        '{"id":1,"open":{"queue":"in.box","bindings":["user.me.#"]}}',
        '{"id":1,"open":{"queue":"#","bindings":["user.me.#"]}}',
        '{"id":1,"open":{"queue":"' + "x" * 65 + '","bindings":["user.me.#"]}}',
        '{"id":1,"open":{"queue":"inbox","bindings":[]}}',
        '{"id":1,"open":{"queue":"inbox"}}',
        '{"id":1,"open":{"queue":"inbox","bindings":["user.me.#"],"prefetch":0}}',
        '{"id":1,"open":{"queue":"inbox","bindings":["user.me.#"],"ackTimeout":0}}',
        '{"id":1,"ack":{"queue":"inbox","tag":0}}',
        '{"id":1,"ack":{"queue":"inbox","tag":true}}',
        '{"id":1,"nack":{"queue":"inbox","tag":1,"reason":"' + "x" * 501 + '"}}',
        '{"id":1,"nack":{"queue":"inbox","tag":1,"reason":"\\ud800"}}',
    ],
)
def test_malformed_commands(frame: str) -> None:
    """Names are one word, tags are positive, reasons are short text."""
    request = parse(frame)
    assert isinstance(request, Request)
    assert isinstance(request.command, CommandError)
    assert request.command.code is ErrorCode.BAD_REQUEST


def test_defaults() -> None:
    """What may be left out."""
    opening, nack = (
        parse('{"id":1,"open":{"queue":"inbox","bindings":["user.me.#"]}}'),
        parse('{"id":1,"nack":{"queue":"inbox","tag":1}}'),
    )
    assert isinstance(opening, Request)
    assert isinstance(nack, Request)
    assert opening.command == Open(queue="inbox", bindings=["user.me.#"], prefetch=None, ack_timeout=None)
    assert nack.command == Nack(queue="inbox", tag=1, requeue=True, reason="")
