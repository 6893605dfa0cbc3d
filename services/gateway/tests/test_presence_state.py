"""Presence among several nodes, on a network that loses, doubles and reorders, with time in the test's hands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from gateway.presence.members import Activity, Change, Entry, Happening, Member, Place, changes, combined
from gateway.presence.messages import Announced, Ask, Beat, MalformedMessageError, Moved, decode, encode
from gateway.presence.state import BEATS_PER_LEASE, PresenceState
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    import random

    from gateway.presence.messages import Message

LEASE = 30.0
LINGER = 10.0
REST = 45.0
ORGS = ("alpha", "beta")
ORDERS = ("1", "2")
USERS = ("ana", "bob")
FIELDS = (None, "price", "weight")

Seen = dict[Place, str | None]
"""What a client has been told: who is where, and in which field."""


@dataclass
class Station:
    """One node, and a client on it that has heard every change since the beginning."""

    name: str
    state: PresenceState
    inbox: list[bytes] = field(default_factory=list)
    told: Seen = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    here: dict[tuple[str, Place], str | None] = field(default_factory=dict)
    """The truth about the node's clients that are connected."""
    is_up: bool = True


class World:
    """Some nodes and the bus between them."""

    def __init__(self, count: int) -> None:
        self.now = 1000.0
        self.stations: list[Station] = []
        for _ in range(count):
            self.start()

    def start(self) -> Station:
        name = f"n{len(self.stations)}"
        state = PresenceState(name, linger=LINGER, lease=LEASE, spread=lambda: 0.5)
        for org in ORGS:
            state.follow(org, self.now)
        state.connected(self.now)
        station = Station(name, state)
        self.stations.append(station)
        return station

    @property
    def alive(self) -> list[Station]:
        return [station for station in self.stations if station.is_up]

    @property
    def wall_ms(self) -> int:
        return int(self.now * 1000)

    def enter(self, station: Station, session: str, place: Place, field: str | None, *, rest: bool = False) -> None:
        expires_in = REST if rest else None
        station.state.enter(
            session, place, name=place.user, field=field, now=self.now, wall_ms=self.wall_ms, expires_in=expires_in
        )
        if not rest:
            station.here[session, place] = field

    def leave(self, station: Station, session: str, place: Place) -> None:
        station.state.leave(session, place, now=self.now, wall_ms=self.wall_ms)
        station.here.pop((session, place), None)

    def drop(self, station: Station, session: str) -> None:
        station.state.drop(session, self.now)
        station.here = {key: value for key, value in station.here.items() if key[0] != session}

    def kill(self, station: Station) -> None:
        station.is_up = False

    def stop(self, station: Station) -> None:
        """In good order: its last words get through."""
        station.here.clear()
        station.state.close(self.now)
        self.send()
        station.is_up = False

    def send(self, lose: float = 0.0, chance: random.Random | None = None) -> None:
        for station in self.alive:
            for message in station.state.outgoing(self.now):
                self._pass_on(station, message, lose, chance)

    def _pass_on(self, sender: Station, message: Message, lose: float, chance: random.Random | None) -> None:
        for other in self.alive:
            if chance is not None and chance.random() < lose:
                continue
            copies = 2 if chance is not None and chance.random() < lose else 1
            other.inbox += [encode(message)] * copies
        if chance is not None and chance.random() < lose / 2:
            sender.state.untold(message, self.now)

    def deliver(self, chance: random.Random | None = None) -> None:
        """All that is under way arrives, or with ``chance`` some of it in any order."""
        for station in self.alive:
            inbox, station.inbox = station.inbox, []
            if chance is not None:
                chance.shuffle(inbox)
                kept = chance.randrange(len(inbox) + 1)
                inbox, station.inbox = inbox[kept:], inbox[:kept]
            for body in inbox:
                station.state.received(decode(body), self.now)
        self.hear()

    def hear(self) -> None:
        """The clients take what they are told; each change must make sense to one who knows all before it."""
        for station in self.alive:
            for change in station.state.take_changes():
                station.changes.append(change)
                if change.happening is Happening.JOINED:
                    assert change.place not in station.told
                    station.told[change.place] = None
                elif change.happening is Happening.LEFT:
                    assert change.place in station.told
                    del station.told[change.place]
                else:
                    assert change.place in station.told
                    assert station.told[change.place] != change.field
                    station.told[change.place] = change.field

    def run(self, seconds: float, step: float = 1.0) -> None:
        """Time passes on a network without faults."""
        end = self.now + seconds
        while self.now < end:
            self.now += step
            for station in self.alive:
                station.state.tick(self.now)
            self.exchange()

    def exchange(self) -> None:
        """Everybody says and hears everything, answers included."""
        for _ in range(4):
            self.send()
            self.deliver()

    def truth(self) -> Seen:
        """Who is connected where, according to the tabs themselves."""
        fields: dict[Place, set[str | None]] = {}
        for station in self.alive:
            for (_, place), value in station.here.items():
                fields.setdefault(place, set()).add(value)
        # Which of several fields is shown is for the nodes to agree on.
        return {place: max(values, key=lambda value: value or "") for place, values in fields.items()}

    def viewed(self, station: Station) -> Seen:
        """What a snapshot on the node says."""
        view = station.state.view
        return {
            Place(org, order, user): member.field
            for org in ORGS
            for order in view.orders(org)
            for user, member in view.members(org, order).items()
        }


places = st.builds(Place, st.sampled_from(ORGS), st.sampled_from(ORDERS), st.sampled_from(USERS))
losses = st.sampled_from([0.0, 0.3, 0.6, 1.0])
number = st.integers(0, 2)
tabs = st.integers(0, 2)
steps = st.one_of(
    st.tuples(st.just("enter"), number, tabs, places, st.sampled_from(FIELDS)),
    st.tuples(st.just("rest"), number, tabs, places, st.sampled_from(FIELDS)),
    st.tuples(st.just("leave"), number, tabs, places),
    st.tuples(st.just("drop"), number, tabs),
    st.tuples(st.just("wait"), st.sampled_from([0.1, 1.0, 5.0, 12.0, 31.0])),
    st.tuples(st.just("away"), number),
    st.tuples(st.just("back"), number),
    st.tuples(st.just("unfollow"), number, st.sampled_from(ORGS)),
    st.tuples(st.just("kill"), number),
    st.tuples(st.just("stop"), number),
    st.tuples(st.just("start")),
)


def act(world: World, step: tuple) -> None:
    """Do one step of a random history."""
    kind, *rest = step
    if kind == "start":
        if len(world.stations) < 6:
            world.start()
    elif kind == "wait":
        world.now += rest[0]
        for station in world.alive:
            station.state.tick(world.now)
    elif world.alive:
        act_on(world, world.alive[rest[0] % len(world.alive)], kind, *rest[1:])
    world.hear()


def act_on(world: World, station: Station, kind: str, *rest: Any) -> None:
    """Do something to one node, or to a client of it."""
    tab = f"{station.name}.{rest[0]}" if rest else ""
    match kind:
        case "enter":
            world.enter(station, tab, rest[1], rest[2])
        case "rest":
            world.enter(station, f"rest.{rest[1].user}.{rest[0]}", rest[1], rest[2], rest=True)
        case "leave":
            world.leave(station, tab, rest[1])
        case "drop":
            world.drop(station, tab)
        case "away":
            station.state.disconnected()
        case "back":
            station.state.connected(world.now)
        case "unfollow":
            forget(station, rest[0], world.now)
        case "kill":
            world.kill(station)
        case "stop":
            world.stop(station)


def forget(station: Station, org: str, now: float) -> None:
    """The last who cared is gone, and then another one comes."""
    station.state.unfollow(org)
    station.state.follow(org, now)


@settings(max_examples=300)
@given(st.lists(st.tuples(steps, losses), max_size=60), st.randoms(use_true_random=False))
def test_converges(history: list[tuple], chance: random.Random) -> None:
    """After any history, once the network is well, every node knows the truth, and who heard the changes does."""
    world = World(3)
    for step, lose in history:
        act(world, step)
        world.send(lose, chance)
        world.deliver(chance if lose else None)
    for station in world.alive:
        if not station.state.is_connected:
            station.state.connected(world.now)
    world.run(max(LEASE, REST, LINGER) + LEASE / BEATS_PER_LEASE + 2)
    truth = world.truth()
    for station in world.alive:
        viewed = world.viewed(station)
        assert viewed.keys() == truth.keys()
        assert {place: value is not None for place, value in viewed.items()} == {
            place: value is not None for place, value in truth.items()
        }
        assert station.told == viewed
        assert viewed == world.viewed(world.alive[0])
        assert station.state.incomplete_until("alpha", world.now) is None


gaps = st.floats(0, LINGER - 0.5)
moves = st.tuples(st.sampled_from(["drop", "leave", "stop"]), gaps, number, st.sampled_from(FIELDS))


@settings(max_examples=200)
@given(st.lists(moves, max_size=12))
def test_no_flicker(history: list[tuple[str, float, int, str | None]]) -> None:
    """Whoever comes back within the time, on whichever node and however it went, has never been away."""
    world, place = World(3), Place("alpha", "1", "ana")
    watcher = world.start()
    world.exchange()
    station = world.stations[0]
    world.enter(station, "s0", place, None)
    world.exchange()
    for at, (how, gap, target, value) in enumerate(history):
        if how == "stop":
            world.stop(station)
            world.deliver()
            world.stations.insert(0, world.start())
            world.stations.pop()
        elif how == "leave":
            world.leave(station, f"s{at}", place)
        else:
            world.drop(station, f"s{at}")
        world.exchange()
        world.run(gap, step=0.5)
        station = [one for one in world.alive if one is not watcher][target]
        world.enter(station, f"s{at + 1}", place, value)
        world.exchange()
        assert watcher.told == {place: value}
    assert [change.happening for change in watcher.changes if change.happening is not Happening.EDITING] == ["joined"]


@settings(max_examples=100)
@given(st.lists(st.tuples(places, st.sampled_from(FIELDS)), max_size=8))
def test_killed_node(entered: list[tuple[Place, str | None]]) -> None:
    """What a node said is gone within its lease once it is dead, and not before it can be known to be."""
    world = World(2)
    world.exchange()
    victim, other = world.stations
    for at, (place, value) in enumerate(entered):
        world.enter(victim, f"s{at}", place, value)
    world.exchange()
    before = dict(other.told)
    assert before.keys() == {place for place, _ in entered}
    world.kill(victim)
    world.run(LEASE * (1 - 1 / BEATS_PER_LEASE) - 1)
    assert other.told == before
    world.run(LEASE / BEATS_PER_LEASE + 2)
    assert other.told == {}
    assert other.state.nodes == 0
    assert other.state.expired_nodes == 1


def history_of(world: World, station: Station, place: Place) -> list[str]:
    """What the watcher of a station has been told of a place, in words."""
    world.exchange()
    return [change.happening.value for change in station.changes if change.place == place]


ANA = Place("alpha", "1", "ana")


def test_several_tabs() -> None:
    """Tabs of one person on two nodes are one member, who edits while one of them does and leaves with the last."""
    world = World(3)
    one, two, watcher = world.stations
    world.enter(one, "a", ANA, None)
    world.enter(two, "b", ANA, "price")
    world.enter(two, "c", ANA, None)
    assert history_of(world, watcher, ANA) == ["joined", "editing"]
    assert watcher.told == {ANA: "price"}
    world.enter(two, "b", ANA, None)
    assert history_of(world, watcher, ANA) == ["joined", "editing", "editing"]
    world.drop(two, "b")
    world.drop(two, "c")
    world.run(LINGER + 2)
    assert watcher.told == {ANA: None}
    world.drop(one, "a")
    world.run(LINGER - 2)
    assert watcher.told == {ANA: None}
    world.run(4)
    assert history_of(world, watcher, ANA) == ["joined", "editing", "editing", "left"]


def test_order_left_ends_the_editing_at_once() -> None:
    """Who closes an order frees its field now and leaves later; a lost connection keeps it for the time being."""
    world = World(2)
    one, watcher = world.stations
    world.enter(one, "a", ANA, "price")
    world.leave(one, "a", ANA)
    world.exchange()
    assert watcher.told == {ANA: None}
    world.enter(one, "a", ANA, "price")
    world.drop(one, "a")
    world.exchange()
    assert watcher.told == {ANA: "price"}
    world.enter(one, "b", ANA, None)
    world.exchange()
    assert watcher.told == {ANA: None}


def test_client_without_connection_moves() -> None:
    """A client that speaks to one node and then to another is on the newer one only, and can leave on any."""
    world = World(3)
    one, two, watcher = world.stations
    world.exchange()
    world.enter(one, "rest:ana", ANA, "price", rest=True)
    world.exchange()
    world.now += 1
    world.enter(two, "rest:ana", ANA, None, rest=True)
    world.exchange()
    assert watcher.told == {ANA: None}
    world.now += 1
    one.state.leave("rest:ana", ANA, now=world.now, wall_ms=world.wall_ms, everywhere=True)
    world.run(LINGER + 2)
    assert watcher.told == {}


def test_client_without_connection_expires() -> None:
    """Unless it says so again it is gone after its time; if it does, it stays."""
    world = World(2)
    one, watcher = world.stations
    world.enter(one, "rest:ana", ANA, None, rest=True)
    world.run(REST - 5)
    world.enter(one, "rest:ana", ANA, None, rest=True)
    world.run(REST - 5)
    assert watcher.told == {ANA: None}
    world.run(10)
    assert watcher.told == {}
    assert one.state.expired_clients == 1
    assert one.state.members == 0


def test_quiet_node_says_little() -> None:
    """Whoever does not change costs nothing: the lease of all is one small message."""
    world = World(2)
    world.exchange()
    one = world.stations[0]
    for at in range(500):
        world.enter(one, f"s{at}", Place("alpha", str(at % 50), f"u{at}"), None)
    world.exchange()
    sent: list[Message] = []
    for _ in range(60):
        world.now += 1
        one.state.tick(world.now)
        sent += one.state.outgoing(world.now)
    assert {type(message) for message in sent} == {Beat}
    assert len(sent) <= 60 / (LEASE / BEATS_PER_LEASE * 0.5)
    assert all(len(encode(message)) < 200 for message in sent)


def test_changes_are_gathered() -> None:
    """A place that changes often before it is announced is said once; a delta names only what changed."""
    world = World(1)
    state = world.stations[0].state
    state.outgoing(world.now)
    for user in ("ana", "bob"):
        world.enter(world.stations[0], user, Place("alpha", "1", user), None)
    (full,) = state.outgoing(world.now)
    assert isinstance(full, Announced)
    assert full.after is None
    for value in ("price", "weight", None, "price"):
        world.enter(world.stations[0], "ana", ANA, value)
    (delta,) = state.outgoing(world.now)
    assert isinstance(delta, Announced)
    assert delta.after == full.number
    assert [(one.user, one.field) for one in delta.members] == [("ana", "price")]
    assert not state.has_outgoing(world.now)


def test_lost_announcement_is_noticed() -> None:
    """The next announcement shows the hole, and the node is asked; without one its next beat does."""
    world = World(2)
    one, two = world.stations
    world.exchange()
    world.enter(one, "a", ANA, None)
    world.exchange()
    world.enter(one, "b", Place("alpha", "1", "bob"), None)
    one.state.outgoing(world.now)  # lost
    world.enter(one, "c", Place("alpha", "2", "bob"), None)
    world.exchange()
    assert world.viewed(two) == world.viewed(one)
    world.enter(one, "d", Place("alpha", "2", "ana"), None)
    one.state.outgoing(world.now)  # lost
    world.run(LEASE / BEATS_PER_LEASE + 2)
    assert world.viewed(two) == world.viewed(one)


def exchanged(one: PresenceState, two: PresenceState, now: float) -> list[Message]:
    """What one says, told to another."""
    said = one.outgoing(now)
    for message in said:
        two.received(message, now)
    return said


def test_late_messages_undo_nothing() -> None:
    """What arrives after something newer of the same node, or again, changes nothing and renews no lease."""
    world = World(2)
    one, two = world.stations
    world.exchange()
    bob = Place("alpha", "1", "bob")
    world.enter(one, "a", ANA, None)
    early = exchanged(one.state, two.state, world.now)
    one.state.received(Ask(node="x", number=1, lease_ms=1000, orgs=("alpha",)), world.now)
    early += exchanged(one.state, two.state, world.now)
    world.run(LEASE)
    world.enter(one, "b", bob, None)
    world.exchange()
    assert [type(message) for message in early] == [Announced, Announced]
    beat = Beat(node=one.name, number=2, lease_ms=30_000, said={})
    for message in [*early, beat]:
        two.state.received(message, world.now + 5)
    world.hear()
    assert two.told == {ANA: None, bob: None}
    world.kill(one)
    world.run(LEASE - 1)
    for message in [*early, beat]:
        two.state.received(message, world.now)
    world.run(2)
    assert two.told == {}


def test_untold_is_told_again() -> None:
    """What the broker has not confirmed is said again, without waiting for anybody to notice."""
    world = World(2)
    one, two = world.stations
    world.exchange()
    world.enter(one, "a", ANA, None)
    world.enter(one, "rest:ana", ANA, None, rest=True)
    one.state.follow("alpha", world.now)
    world.now = one.state.next_at(world.now) or 0
    lost = one.state.outgoing(world.now)
    assert [type(message) for message in lost] == [Announced, Moved, Ask, Beat]
    assert not one.state.has_outgoing(world.now)
    for message in lost:
        one.state.untold(message, world.now)
    assert [type(message) for message in exchanged(one.state, two.state, world.now)] == [Announced, Moved, Ask, Beat]
    assert world.viewed(two) == {ANA: None}


def test_last_who_left_is_missed() -> None:
    """A node that has nothing to say about an organisation any more, and of which that was not heard, shows it."""
    world = World(2)
    one, two = world.stations
    world.exchange()
    world.enter(one, "rest:ana", ANA, None, rest=True)
    world.exchange()
    world.run(REST - 1)
    world.now += 2
    one.state.tick(world.now)
    assert Announced in {type(message) for message in one.state.outgoing(world.now)}  # lost
    assert world.viewed(two) == {ANA: None}
    world.run(LEASE / BEATS_PER_LEASE + 1)
    assert world.viewed(two) == {}
    assert two.state.nodes == 1


def test_unanswered_question_is_asked_again() -> None:
    """When the node that did not hear it, or was not heard, next shows that it has something to say."""
    world = World(2)
    one, two = world.stations
    world.exchange()
    world.enter(two, "a", ANA, None)
    world.exchange()
    one.state.unfollow("alpha")
    one.state.follow("alpha", world.now)
    one.state.outgoing(world.now)  # lost
    assert world.viewed(one) == {}
    world.run(LEASE / BEATS_PER_LEASE / 4)
    assert world.viewed(one) == {}
    world.run(LEASE / BEATS_PER_LEASE)
    assert world.viewed(one) == {ANA: None}


def test_newer_word_of_a_moving_client_stands() -> None:
    """News of a move that is older than what was said here sends nobody away; the other way round it does."""
    world = World(2)
    one, two = world.stations
    world.exchange()
    world.enter(one, "rest:ana", ANA, "price", rest=True)
    world.exchange()
    world.now += 1
    world.enter(two, "rest:ana", ANA, "weight", rest=True)
    late = two.state.outgoing(world.now)
    world.now += 1
    world.enter(one, "rest:ana", ANA, None, rest=True)
    for message in late:
        one.state.received(message, world.now)
    world.exchange()
    assert two.told == {ANA: None}


def test_waits_for_answers_but_not_for_ever() -> None:
    """A newcomer's picture is complete when every known node has answered, or when it is not worth waiting longer."""
    world = World(2)
    world.exchange()
    world.enter(world.stations[0], "a", ANA, None)
    world.exchange()
    newcomer = world.start()
    assert newcomer.state.incomplete_until("alpha", world.now) is not None
    world.exchange()
    world.now += 0.5
    assert newcomer.state.incomplete_until("alpha", world.now) is None
    assert world.viewed(newcomer) == {ANA: None}
    world.kill(world.stations[0])
    newcomer.state.unfollow("alpha")
    newcomer.state.follow("alpha", world.now)
    world.exchange()
    assert newcomer.state.incomplete_until("alpha", world.now) is not None
    assert newcomer.state.incomplete_until("alpha", world.now + 1) is None


def test_combined() -> None:
    """Editing beats viewing, what is here beats what has gone, and order does not matter."""
    viewing, editing, gone = Entry("Ana", None, 5), Entry("Ana", "price", 1), Entry("Ana", "weight", 9, 100.0)
    assert combined([]) is None
    assert combined([viewing, editing]) == editing
    assert combined([gone, viewing]) == viewing
    assert combined([gone]) == gone


entries = st.builds(
    Entry, st.just("Ana"), st.sampled_from(FIELDS), st.integers(0, 3), st.sampled_from([None, 5.0, 6.0])
)


@given(st.lists(entries, max_size=5), st.randoms(use_true_random=False))
def test_combined_alike_everywhere(said: list[Entry], chance: random.Random) -> None:
    """Nodes that know the same show the same."""
    first = combined(said)
    chance.shuffle(said)
    second = combined(said)
    assert (first and (first.name, first.field)) == (second and (second.name, second.field))


members = st.one_of(st.none(), st.builds(Member, st.just("ana"), st.just("Ana"), st.sampled_from(FIELDS)))


@given(members, members)
def test_changes_lead_from_one_to_the_other(before: Member | None, after: Member | None) -> None:
    """Applied to what was known, the changes give what is known now; where nothing changed nothing is said."""
    told = changes(ANA, before, after)
    assert bool(told) == (before != after)
    known = before
    for change in told:
        match change.happening:
            case Happening.JOINED:
                known = Member("ana", "Ana", None)
            case Happening.LEFT:
                known = None
            case Happening.EDITING:
                known = Member("ana", "Ana", change.field)
    assert known == after
    if after is not None:
        assert after.activity is (Activity.VIEWING if after.field is None else Activity.EDITING)


@pytest.mark.parametrize(
    "message",
    [
        Beat(node="n", number=7, lease_ms=1000, said={"alpha": 3}, hello=True),
        Ask(node="n", number=7, lease_ms=1000, orgs=("alpha",)),
        Announced(node="n", number=7, lease_ms=1000, org="alpha", after=6),
        Moved(node="n", number=7, lease_ms=1, session="rest:alpha:ana:x", org="alpha", order="1", user="ana", at_ms=3),
    ],
)
def test_wire(message: Message) -> None:
    """What one node encodes another one reads."""
    assert decode(encode(message)) == message


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"kind":"beat"}', b'{"kind":"other","node":"n"}', b"\xff"])
def test_malformed(body: bytes) -> None:
    """What is no message of ours is refused, whole."""
    with pytest.raises(MalformedMessageError):
        decode(body)
