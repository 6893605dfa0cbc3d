"""The parts of presence by themselves: snapshots, deadlines, interests, and what is told in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from freightwire.cursor import Cursor
from freightwire.messaging.connection import BrokerConnection
from freightwire.messaging.publisher import Publisher
from gateway.presence.deadlines import Deadlines
from gateway.presence.events import envelope_of
from gateway.presence.interests import Interests
from gateway.presence.members import Change, Entry, Happening, Place
from gateway.presence.presence import Presence
from gateway.presence.snapshot import bring_presence, take
from gateway.presence.view import View
from gateway.protocol.push import push_of
from gateway.testing import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway.protocol.push import Push

NOWHERE = Cursor(None, 0, 0)
FIELDS = (None, "price", "weight")


def view_of(*places: Place, field: str | None = None) -> View:
    """Somebody in each of the places."""
    view = View()
    for place in places:
        view.put("n", place, Entry(place.user, field, 0))
    return view


def push(change: Change) -> Push:
    """The event of a change."""
    return push_of(envelope_of(change), NOWHERE, None)


ANA, BOB, CLEO = (Place("alpha", order, user) for order, user in (("1", "ana"), ("1", "bob"), ("2", "cleo")))


@pytest.mark.parametrize(
    ("patterns", "users"),
    [
        (["alpha.order.1.#"], "ana bob"),
        (["alpha.order.#"], "ana bob cleo"),
        (["alpha.order.2.#", "alpha.order.#"], "cleo ana bob"),
        (["alpha.order.*.user_joined"], "ana bob cleo"),
        (["alpha.order.1.user_editing"], "ana bob"),
        (["alpha.#"], "ana bob cleo"),
        (["alpha.*.2.*"], "cleo"),
        (["alpha.order.1.status_changed"], ""),
        (["alpha.order.3.#"], ""),
        (["beta.order.#", "alpha.user.ana.#", "all.system.#"], ""),
        (["alpha.order"], ""),
    ],
)
def test_snapshot_is_of_what_the_bindings_bring(patterns: list[str], users: str) -> None:
    """Exactly those orders whose presence events the bindings match, the named ones first."""
    taken = take(view_of(ANA, BOB, CLEO), patterns, (), limit=100)
    assert [one.member.user for one in taken.present] == users.split()
    assert not taken.truncated


@pytest.mark.parametrize(
    ("patterns", "orgs"),
    [
        (["alpha.order.1.#", "alpha.user.me.#"], {"alpha"}),
        (["alpha.#", "beta.*.1.*"], {"alpha", "beta"}),
        (["alpha.user.ana.#", "all.system.#", "alpha.batch.#"], set()),
    ],
)
def test_which_bindings_bring_presence(patterns: list[str], orgs: set[str]) -> None:
    """Those that may match an order's events, whatever else they match."""
    assert bring_presence(patterns) == orgs


def test_snapshot_that_was_cut() -> None:
    """Orders that had no room are left out, and what was held back of them is told."""
    view = view_of(ANA, BOB, CLEO)
    joined = [push(Change(Happening.JOINED, place, place.user)) for place in (ANA, BOB, CLEO)]
    taken = take(view, ["alpha.order.#"], joined, limit=2)
    assert taken.truncated
    assert [one.member.user for one in taken.present] == ["ana", "bob"]
    assert [one.key for one in taken.newer(joined)] == ["alpha.order.2.user_joined"]


moves = st.lists(
    st.tuples(
        st.sampled_from([ANA, BOB, CLEO, Place("alpha", "3", "ana")]),
        st.sampled_from(["gone", *FIELDS]),
    ),
    max_size=20,
)
bindings = st.lists(st.sampled_from(["alpha.order.1.#", "alpha.order.2.#", "alpha.order.#"]), min_size=1, max_size=2)


@examples(max_examples=300)
@given(moves, moves, moves, bindings, bindings, st.integers(0, 4))
def test_no_gap_between_snapshot_and_events(
    before: list, meanwhile: list, after: list, older: list[str], newer: list[str], limit: int
) -> None:
    """A client that had some bindings, and is given a snapshot for others, knows the truth about all of them.

    It takes every event in the order in which it comes, and a snapshot for all that is known of the orders in it.
    """
    view, known = View(), {}

    def apply(steps: list) -> list[Change]:
        for place, what in steps:
            view.put("n", place, None if what == "gone" else Entry(place.user, what, 0))
        return view.take_changes()

    def tell(pushes: Sequence[tuple[Push, Change]], patterns: list[str]) -> None:
        for one, change in pushes:
            if not any(pattern in ("alpha.order.#", f"alpha.order.{change.place.order}.#") for pattern in patterns):
                continue
            assert one.key.startswith("alpha.order.")
            if change.happening is Happening.LEFT:
                known.pop(change.place, None)
            else:
                known[change.place] = change.field

    tell([(push(change), change) for change in apply(before)], older)
    held = [(push(change), change) for change in apply(meanwhile)]
    taken = take(view, newer, [one for one, _ in held], limit=limit)
    in_it = {one.order for one in taken.present}
    for place in [place for place in known if place.order in in_it or (not taken.truncated and covers(newer, place))]:
        del known[place]
    known.update({Place("alpha", one.order, one.member.user): one.member.field for one in taken.present})
    kept = taken.newer([one for one, _ in held])
    tell([(one, change) for one, change in held if one in kept], [*older, *newer])
    tell([(push(change), change) for change in apply(after)], [*older, *newer])
    truth = {
        Place("alpha", order, user): member.field
        for order in view.orders("alpha")
        for user, member in view.members("alpha", order).items()
    }
    for place in truth.keys() | known.keys():
        if covers(older, place) or (covers(newer, place) and (not taken.truncated or place.order in in_it)):
            assert known.get(place, "nobody") == truth.get(place, "nobody")


def covers(patterns: list[str], place: Place) -> bool:
    """Whether bindings bring the presence of an order."""
    return "alpha.order.#" in patterns or f"alpha.order.{place.order}.#" in patterns


@given(
    st.lists(st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(0, 20))), max_size=30), st.integers(0, 20)
)
def test_deadlines(steps: list[tuple[int, int | None]], now: int) -> None:
    """The last word about each key counts; those due come out once, the earliest first."""
    deadlines: Deadlines[int] = Deadlines()
    expected: dict[int, int] = {}
    for key, at in steps:
        deadlines.set(key, at)
        if at is None:
            expected.pop(key, None)
        else:
            expected[key] = at
    assert deadlines.next == min(expected.values(), default=None)
    due = deadlines.due(now)
    assert [expected[key] for key in due] == sorted(at for at in expected.values() if at <= now)
    assert set(due) == {key for key, at in expected.items() if at <= now}
    assert deadlines.due(now) == []
    assert len(deadlines) == len(expected) - len(due)


def test_interests_cool_down() -> None:
    """What nobody listens to any more is followed for a while; a listener meanwhile keeps it."""
    interests = Interests(30)
    for org in ("alpha", "alpha", "beta"):
        interests.acquire(org)
    interests.release("alpha", 0)
    assert interests.next_at is None
    interests.release("alpha", 10)
    interests.release("beta", 20)
    assert interests.next_at == 40
    interests.acquire("alpha")
    interests.lapse(49)
    assert interests.wanted == {"alpha", "beta"}
    interests.lapse(50)
    assert interests.wanted == {"alpha"}
    assert interests.next_at is None


async def test_told_in_order_whatever_telling_does() -> None:
    """A change that telling a change brings about (a client that is too slow is closed) is told after those before."""
    told: list[tuple[str, str]] = []

    def deliver(one: Push) -> None:
        told.append((one.key, ""))
        if len(told) == 1:
            presence.enter("tab", Place("alpha", "2", "bob"), name="Bob", field=None)

    broker = BrokerConnection("amqp://127.0.0.1:1", name="unused")
    presence = Presence(
        settings("amqp://127.0.0.1:1"),
        broker=broker,
        publisher=Publisher(broker),
        deliver=deliver,
        cursor=lambda: NOWHERE,
    )
    presence.acquire("alpha")
    presence.enter("tab", Place("alpha", "1", "ana"), name="Ana", field="price")
    assert [key for key, _ in told] == [
        "alpha.order.1.user_joined",
        "alpha.order.1.user_editing",
        "alpha.order.2.user_joined",
    ]
    await presence.stop()
