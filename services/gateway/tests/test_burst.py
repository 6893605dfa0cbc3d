"""Bursts: whatever happens in between, each client has each event once, in order, and no frame within another."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from freightwire.cursor import Cursor
from gateway.protocol.push import Push
from gateway.router import Router
from gateway.sessions.burst import PUSHES_LIMIT, Flusher
from gateway.sessions.outbox import Outbox
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from gateway.sessions.burst import Send

BUDGET = 100_000


def push(key: str, number: int, conflation_key: str | None = None) -> Push:
    frame = f"<{number:06}>".encode()
    return Push(str(number), key, None, None, 0, conflation_key, frame, Cursor(None, 0, 0))


class Client:
    """A member with a socket that takes as much as it has room for; what is left waits in its transport."""

    def __init__(self, flusher: Flusher) -> None:
        self._flusher = flusher
        self.room = 1_000_000
        self.left = b""
        self.got = b""
        self.writes = 0
        self.outbox = Outbox(self, flusher, budget=BUDGET, over_budget=self._fail)

    @property
    def member(self) -> Client:
        return self

    @property
    def socket_send(self) -> Send:
        return self._send

    def _send(self, data: bytes) -> int:
        assert not self.left, "written into the middle of a frame"
        if not self.room:
            raise BlockingIOError
        taken = data[: self.room]
        self.room -= len(taken)
        self.got += taken
        self.writes += 1
        return len(taken)

    def deliver(self, event: Push) -> None:
        self.outbox.append(event.frame, event.conflation_key)

    def unsent(self, rest: bytes) -> None:
        self.outbox.write_rest(rest)

    # As the transport's link

    def write(self, data: bytes) -> None:
        if not self.left and self.room:
            data = data[self._send(data) :]
        self.left += data
        self._flusher.decide(self, excepted=self.is_congested)

    def buffered(self) -> int:
        return len(self.left)

    @property
    def is_congested(self) -> bool:
        return bool(self.left)

    def close(self, code: int, reason: str) -> None: ...

    def drain(self) -> None:
        """The socket has room again, and takes all that was left."""
        self.room = 1_000_000
        self.got += self.left
        self.left = b""
        self._flusher.decide(self, excepted=False)
        self.outbox.flush()

    def _fail(self) -> None:
        raise AssertionError("over the budget")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("event"), st.sampled_from(["all.a", "all.b", "some.a"])),
        st.tuples(st.just("say"), st.integers(0, 3)),
        st.tuples(st.just("fill"), st.integers(0, 3), st.integers(0, 12)),
        st.tuples(st.just("drain"), st.integers(0, 3)),
        st.tuples(st.just("turn")),
    ),
    max_size=40,
)


@given(STEPS)
def test_every_client_has_everything_in_order(steps: list[tuple[object, ...]]) -> None:
    async def scene() -> None:
        flusher = Flusher(budget=BUDGET)
        router = Router(flusher)
        clients = [Client(flusher) for _ in range(4)]
        for client in clients:
            router.add("all.#", client)
        for client in clients[1::2]:
            router.add("some.#", client)
        expected = [b""] * 4
        for number, step in enumerate(steps):
            match step:
                case ("event", str(key)):
                    event = push(key, number)
                    router.deliver(event)
                    for at in range(4) if key.startswith("all") else (1, 3):
                        expected[at] += event.frame
                case ("say", int(at)):
                    flusher.settle()
                    frame = f"[{number:06}]".encode()
                    clients[at].outbox.append(frame)
                    expected[at] += frame
                case ("fill", int(at), int(room)):
                    clients[at].room = room
                case ("drain", int(at)):
                    clients[at].drain()
                case _:
                    await asyncio.sleep(0)
                    await asyncio.sleep(0)
        for _ in range(3):
            await asyncio.sleep(0)
        for client in clients:
            client.drain()
        assert [client.got for client in clients] == expected

    asyncio.run(scene())


async def test_a_burst_is_one_write() -> None:
    flusher = Flusher(budget=BUDGET)
    router = Router(flusher)
    clients = [Client(flusher) for _ in range(3)]
    for client in clients:
        router.add("order.#", client)
    for number in range(10):
        router.deliver(push(f"order.{number}", number))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [client.writes for client in clients] == [1, 1, 1]
    assert clients[0].got == b"".join(push("order.0", number).frame for number in range(10))


async def test_of_one_conflation_key_only_the_newest_is_written() -> None:
    flusher = Flusher(budget=BUDGET)
    router = Router(flusher)
    client = Client(flusher)
    router.add("#", client)
    for number, key in enumerate(["a", "b", None, "a"]):
        router.deliver(push("x", number, key))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert client.got == b"<000001><000002><000003>"


async def test_a_burst_ends_somewhere() -> None:
    flusher = Flusher(budget=BUDGET)
    router = Router(flusher)
    client = Client(flusher)
    router.add("#", client)
    for number in range(PUSHES_LIMIT + 1):
        router.deliver(push("x", number))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert client.got == b"".join(push("x", number).frame for number in range(PUSHES_LIMIT + 1))


async def test_who_has_left_gets_nothing_more() -> None:
    flusher = Flusher(budget=BUDGET)
    router = Router(flusher)
    stays, leaves = Client(flusher), Client(flusher)
    router.add("#", stays)
    router.add("#", leaves)
    router.deliver(push("x", 1))
    flusher.settle()
    router.remove("#", leaves)
    leaves.outbox.discard()
    leaves.writes = 0
    router.deliver(push("x", 2))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (stays.got, leaves.got) == (b"<000001><000002>", b"")
