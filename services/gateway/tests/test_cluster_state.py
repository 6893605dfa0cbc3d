"""Peers, messages between nodes and remembered revocations: without a broker."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from freightwire.auth import Identity
from gateway.cluster.messages import MESSAGE_BYTES, ControlMessage, MalformedControlError
from gateway.cluster.peers import Peers
from gateway.revocation.memory import Revocation, RevocationMemory
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LEEWAY = timedelta(seconds=5)


def revocation(at: float, user: str = "ana", keep: float = 3600, org: str = "alpha") -> Revocation:
    """Of ``user``, ``at`` seconds after noon."""
    moment = NOON + timedelta(seconds=at)
    return Revocation(org=org, user=user, at=moment, until=moment + timedelta(seconds=keep), by="boss")


def identity(issued: float | None, user: str = "ana", org: str = "alpha") -> Identity:
    """With a token issued so many seconds after noon."""
    return Identity(
        org=org,
        user=user,
        name=user,
        roles=frozenset(),
        bindings=None,
        expires_at=NOON + timedelta(days=1),
        issued_at=None if issued is None else NOON + timedelta(seconds=issued),
    )


@given(
    revoked=st.lists(st.tuples(st.sampled_from(["ana", "ion"]), st.integers(0, 5000)), max_size=10),
    forgets=st.lists(st.integers(0, 9000), max_size=5),
    issued=st.one_of(st.none(), st.integers(0, 10000)),
    now=st.integers(0, 10000),
)
def test_the_latest_revocation_counts(
    revoked: list[tuple[str, int]], forgets: list[int], issued: int | None, now: int
) -> None:
    """In whatever order and however often they are learnt, and whatever was forgotten meanwhile."""
    memory = RevocationMemory(leeway=LEEWAY)
    for user, at in revoked:
        memory.add(revocation(at, user))
        assert not memory.add(revocation(at, user)), "no news"
    for moment in sorted(forgets):
        if moment <= now:
            memory.forget(NOON + timedelta(seconds=moment))
    mine = [at for user, at in revoked if user == "ana"]
    latest = max(mine, default=None)
    holds = latest is not None and now < latest + 3600
    expected = holds and (issued is None or issued <= latest + 5)  # type: ignore[operator]
    assert memory.refuses(identity(issued), NOON + timedelta(seconds=now)) == expected


def test_others_are_not_concerned() -> None:
    """A namesake in another organisation, and everybody else, keep their tokens; what has run out is forgotten."""
    memory = RevocationMemory(leeway=LEEWAY)
    assert memory.add(revocation(0))
    assert not memory.refuses(identity(-1, org="beta"), NOON)
    assert not memory.refuses(identity(-1, user="ion"), NOON)
    assert memory.refuses(identity(-1), NOON)
    assert len(memory) == 1
    memory.forget(NOON + timedelta(hours=2))
    assert len(memory) == 0


@given(events=st.lists(st.tuples(st.sampled_from("abc"), st.booleans(), st.floats(0, 20)), max_size=40))
def test_peers_by_their_signs_of_life(events: list[tuple[str, bool, float]]) -> None:
    """A node is there from its first sign until it says good-bye or is silent for longer than its lease."""
    peers = Peers(lease=30)
    now = 0.0
    seen: dict[str, float] = {}
    for node, speaks, pause in events:
        now += pause
        if speaks:
            peers.seen(node, now)
            seen[node] = now
        else:
            peers.gone(node)
            seen.pop(node, None)
        assert peers.alive(now) == {one for one, at in seen.items() if now - at < 30}


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"\xff", b'{"kind":"a.b","sender":"n","body":{}}', b'{"kind":"a","sender":"n","body":[]}', b"{}"],
)
def test_what_is_no_message(data: bytes) -> None:
    """Whatever lies on the exchange does no harm."""
    with pytest.raises(MalformedControlError):
        ControlMessage.decode(data)


def test_messages_are_bounded() -> None:
    """A message beyond the limit is not even parsed; fields of a later version are passed over."""
    with pytest.raises(MalformedControlError, match="too long"):
        ControlMessage.decode(b" " * (MESSAGE_BYTES + 1))
    message = ControlMessage(kind="a", sender="n", body={"x": 1}, question="q")
    later = message.encode()[:-1] + b',"later":true}'
    assert ControlMessage.decode(later) == message
