"""The pure parts of resuming: cursors, evidence, the ring and the merge."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from freightwire.cursor import SEEN_LIMIT, Cursor, MalformedCursorError, ResumeFailure, mark_of
from freightwire.events.envelope import Envelope
from freightwire.events.push import UnfitBodyError
from gateway.feed.log import LogView, SeenPositions
from gateway.feed.recovery import Backfill
from gateway.protocol.push import Push, push_of
from gateway.replay.merge import is_seen, merge
from gateway.replay.request import Askers, Evidence, ReplayLimits, ReplayRequest, refusal
from gateway.replay.ring import Ring
from hypothesis import given
from hypothesis import strategies as st

LIMITS = ReplayLimits(events=100, slack_ms=1000)


def push(position: int | None, key: str = "a.order.1.x", *, number: int = 0, epoch: str = "e") -> Push:
    """An event on its way; ``number`` tells those without a position apart."""
    return Push(
        id=f"id-{position}-{number}",
        key=key,
        epoch=None if position is None else epoch,
        position=position,
        time_ms=0,
        conflation_key=None,
        frame=b"x",
        cursor=Cursor(None, 0, 0),
    )


def envelope(number: int, *, position: int | None = None, epoch: str | None = "e", **changes: object) -> Envelope:
    """An event of the log."""
    values: dict[str, object] = {
        "id": UUID(int=number),
        "type": "order:updated",
        "source": "orders",
        "time": datetime.fromtimestamp(number, UTC),
        "org": "a",
        "key": "a.order.1.updated",
        "data": b"{}",
        "position": position,
        "epoch": epoch if position is not None else None,
        **changes,
    }
    return Envelope(**values)  # type: ignore[arg-type]


EPOCHS = st.one_of(st.none(), st.from_regex(r"\A[A-Za-z0-9_-]{1,64}\Z"))


@given(
    epoch=EPOCHS,
    position=st.integers(0, 2**63 - 1),
    time_ms=st.integers(0, 10**14),
    had=st.lists(st.text(max_size=40), max_size=40),
)
def test_cursor_round_trip(epoch: str | None, position: int, time_ms: int, had: list[str]) -> None:
    """A cursor survives its encoding, which is fit for a URL."""
    cursor = Cursor(epoch, position if epoch else 0, time_ms).having_seen(tuple(mark_of(one) for one in had))
    text = cursor.encode()
    assert Cursor.decode(text) == cursor
    assert all(letter.isalnum() or letter in "-_" for letter in text)


@given(text=st.text(max_size=60))
def test_any_text_is_a_cursor_or_malformed(text: str) -> None:
    """Decoding accepts exactly what encoding makes, and has one error for all else."""
    try:
        cursor = Cursor.decode(text)
    except MalformedCursorError:
        return
    assert cursor.encode() == text


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Push], list[Push], list[Push], Cursor]:
    """What is due to a reader, a replay up to some point, what came live from an earlier point on, and its cursor.

    With repetitions as a restarting relay makes them, and events without positions between.
    """
    size = draw(st.integers(1, 25))
    log, position = [], 0
    for number in range(size):
        key = f"a.order.{draw(st.integers(0, 2))}.x"
        if draw(st.booleans()):
            position += 1
            log.append(push(position, key))
        else:
            log.append(push(None, key, number=number))
    seen = draw(st.integers(0, size))
    replay_end = draw(st.integers(seen, size))
    live_start = draw(st.integers(0, replay_end))
    replay_start = draw(st.integers(0, seen))

    def repeated(part: list[Push]) -> list[Push]:
        if not part:
            return part
        back = draw(st.integers(0, len(part)))
        return [*part, *(one for one in part[back:] if one.position is not None)]

    cursor = Cursor("e", max((one.position for one in log[:seen] if one.position is not None), default=0), 0)
    replayed, live = repeated(log[replay_start:replay_end]), log[live_start:]
    if draw(st.booleans()):
        live = repeated(live)
    return log[seen:], replayed, live, cursor


@given(histories())
def test_merge_has_no_hole_no_duplicate_and_keeps_order(
    history: tuple[list[Push], list[Push], list[Push], Cursor],
) -> None:
    """Whatever the overlap of replay and live: every event after the cursor comes once, in the log's order."""
    due, replayed, live, cursor = history
    result = list(merge(replayed, live, cursor))
    assert len({one.id for one in result}) == len(result)
    due_ids = [one.id for one in due]
    assert [one.id for one in result if one.id in set(due_ids)] == due_ids
    # What comes besides is only what has no position, which may come again.
    assert all(one.position is None for one in result if one.id not in set(due_ids))


def test_cursor_remembers_the_latest_without_a_position() -> None:
    """An event that has no position is known again by its mark, until too many others have followed."""
    events = [push(None, number=number) for number in range(SEEN_LIMIT + 1)]
    cursor = Cursor("e", 1, 0).having_seen(tuple(mark_of(one.id) for one in events))
    assert not is_seen(events[0], cursor)
    assert all(is_seen(one, cursor) for one in events[1:])
    assert not is_seen(push(None, number=99), cursor)
    assert is_seen(events[-1], Cursor.decode(cursor.encode()))


def observed(*messages: tuple[str | None, int | None, int, bool]) -> Evidence:
    """Evidence of a pass over ``(epoch, position, time, is fence)``."""
    evidence = Evidence()
    for epoch, position, time_ms, is_fence in messages:
        evidence.observe(epoch, position, time_ms, is_fence=is_fence)
    return evidence


@pytest.mark.parametrize(
    ("messages", "cursor", "verdict"),
    [
        ([("e", 5, 0, False), ("e", 6, 1, False)], Cursor("e", 5, 0), None),
        ([("e", 6, 1, False)], Cursor("e", 5, 0), None),
        ([("e", 7, 1, False)], Cursor("e", 5, 0), ResumeFailure.TOO_OLD),
        ([("e", 4, 0, False)], Cursor("e", 5, 0), ResumeFailure.AHEAD),
        ([("e", 5, 0, True)], Cursor("e", 5, 0), None),
        ([], Cursor("e", 5, 0), ResumeFailure.TOO_OLD),
        ([("e", 5, 0, False), ("f", 1, 1, False)], Cursor("e", 5, 0), ResumeFailure.EPOCH),
        ([("e", 5, 0, False), ("f", 1, 1, True)], Cursor("e", 5, 0), None),
        ([("f", 1, 1, False)], Cursor("e", 5, 0), ResumeFailure.EPOCH),
        ([(None, None, 10, True)], Cursor(None, 0, 10), None),
        ([(None, None, 11, True)], Cursor(None, 0, 10), ResumeFailure.TOO_OLD),
    ],
)
def test_verdicts(
    messages: list[tuple[str | None, int | None, int, bool]], cursor: Cursor, verdict: ResumeFailure | None
) -> None:
    """The promise of no hole needs proof that the pass began at or before the cursor, in the cursor's log."""
    assert observed(*messages).verdict(cursor) is verdict


def test_refused_unread() -> None:
    """A cursor older than the limit, or from the future, is refused before the history is asked."""
    now = 10 * LIMITS.age_ms
    assert refusal(Cursor("e", 1, now - LIMITS.age_ms - 1), now, LIMITS) is ResumeFailure.TOO_OLD
    assert refusal(Cursor("e", 1, now + LIMITS.slack_ms + 1), now, LIMITS) is ResumeFailure.AHEAD
    assert refusal(Cursor("e", 1, now), now, LIMITS) is None


def test_replay_is_never_partial() -> None:
    """Beyond the limit nothing is replayed."""
    request = ReplayRequest(Cursor("e", 0, 0), ["a.#"], ReplayLimits(events=2))
    another = ReplayRequest(Cursor("e", 2, 0), ["a.#"], ReplayLimits(events=2))
    askers = Askers([request, another])
    for position in (1, 2, 3):
        assert not askers.is_done
        askers.offer("a.order.1.x", lambda at=position: push(at))  # type: ignore[misc]
    assert request.pushes == []
    assert [one.position for one in another.pushes] == [3], "another's limit is another's"
    assert not askers.is_done
    assert request.verdict(observed(("e", 1, 0, False))) is ResumeFailure.LIMIT


def test_replay_of_another_log() -> None:
    """Events of an older log, and what the reader did not ask for, are not replayed."""
    request = ReplayRequest(Cursor("e", 1, 0), ["a.order.#", "a.*.1.x"], LIMITS)
    askers = Askers([request])
    askers.offer("a.order.1.x", lambda: push(9, epoch="old"))
    askers.offer("b.order.1.x", lambda: pytest.fail("framed for nobody"))
    askers.offer("a.order.1.x", lambda: push(1))
    askers.offer("a.order.1.x", lambda: push(2))
    askers.offer("a.order.1.x", lambda: None)
    assert [one.position for one in request.pushes] == [2], "once, though two patterns match"


def filled(*pushes: tuple[Push, int], **limits: int) -> Ring:
    """A ring of events with their times of arrival."""
    ring = Ring(**limits)
    for one, at in pushes:
        ring.append(one, at)
    return ring


def anything(_: str) -> bool:
    """Everything is wanted."""
    return True


def test_ring_answers_what_it_can_prove() -> None:
    """With an event at the cursor, and one from before the slack, the ring gives what came after."""
    ring = filled((push(1), 0), (push(2), 5000), (push(None), 5001), (push(3), 5002))
    missed = ring.since(Cursor("e", 2, 5000), anything, covered_since=0, limits=LIMITS)
    assert missed is not None
    assert [one.position for one in missed] == [None, 3]


@pytest.mark.parametrize(
    ("cursor", "covered_since"),
    [
        (Cursor("e", 2, 5000), 1),  # the bindings came after the only event before the slack
        (Cursor("e", 2, 5000), 2**62),  # nobody knows since when the bindings are there
        (Cursor("f", 2, 5000), 0),  # another log
        (Cursor("e", 9, 5000), 0),  # ahead
        (Cursor("e", 0, 0), 0),  # older than everything in the ring
    ],
)
def test_ring_leaves_the_rest_to_the_history(cursor: Cursor, covered_since: int) -> None:
    """Without the proof the ring says nothing at all."""
    ring = filled((push(1), 0), (push(2), 5000), (push(3), 5002))
    assert ring.since(cursor, anything, covered_since=covered_since, limits=LIMITS) is None


def test_ring_vouches_for_a_log_that_rests() -> None:
    """A fence after the bindings, and before the slack, proves that nothing was missed; one with no log does not."""
    ring = filled((push(7), 0))
    ring.stand(Cursor("e", 7, 0), 2_000)
    ring.stand(Cursor("e", 7, 0), 10_000)
    ring.append(push(None, number=1), 10_500)
    at_rest = ring.since(Cursor("e", 7, 9_900), anything, covered_since=1, limits=LIMITS)
    assert at_rest is not None
    assert [one.id for one in at_rest] == ["id-None-1"]
    assert ring.since(Cursor("e", 7, 9_900), anything, covered_since=2, limits=LIMITS) is None
    assert ring.since(Cursor("e", 6, 9_900), anything, covered_since=1, limits=LIMITS) is None
    assert ring.since(Cursor("e", 8, 9_900), anything, covered_since=1, limits=LIMITS) is None
    unknown = Ring()
    unknown.stand(Cursor(None, 0, 0), 0)
    assert unknown.since(Cursor("e", 7, 9_900), anything, covered_since=0, limits=LIMITS) is None


def test_ring_answers_a_cursor_of_no_log_by_time() -> None:
    """Who has seen no log yet gets what came since the slack before its cursor, if the ring reaches back so far."""
    ring = filled((push(1), 0), (push(None), 9_500), (push(2), 10_000))
    missed = ring.since(Cursor(None, 0, 10_000), anything, covered_since=0, limits=LIMITS)
    assert missed is not None
    assert [one.position for one in missed] == [None, 2]
    assert ring.since(Cursor(None, 0, 500), anything, covered_since=0, limits=LIMITS) is None


def test_ring_keeps_one_fence_in_a_second() -> None:
    """Many replays at once, each with its fence, do not push the events out."""
    ring = Ring()
    for at in range(0, 3_000, 100):
        ring.stand(Cursor("e", 1, at), at)
    assert len(ring._entries) == 3


def test_ring_is_bounded() -> None:
    """The oldest events give way, by count and by size."""
    many = [(push(position), 0) for position in range(1, 11)]
    for ring in (filled(*many, events=3), filled(*many, size=3)):
        assert len(ring._entries) == 3


def test_log_view_drops_repetitions() -> None:
    """A position, or an id without one, is new once; a late lower position is still new."""
    view = LogView()
    admitted = [
        view.admit(one, 10**9)
        for one in (
            envelope(1, position=1),
            envelope(2, position=3),
            envelope(1, position=1),
            envelope(3, position=2),
            envelope(4),
            envelope(4),
        )
    ]
    assert admitted == [True, True, False, True, True, False]
    assert (view.cursor.epoch, view.cursor.position) == ("e", 3)


def test_positions_of_other_services_do_not_count() -> None:
    """There is one log; another service's numbers would make nonsense of the cursor."""
    view = LogView()
    view.admit(envelope(1, position=7), 10**9)
    view.admit(envelope(2, position=900, epoch="n", source="notifier"), 10**9)
    assert (view.cursor.epoch, view.cursor.position) == ("e", 7)


def test_cursor_time_never_runs_ahead() -> None:
    """A publisher whose clock is ahead does not move the cursor past events to come."""
    view = LogView()
    view.admit(envelope(5_000, position=1), 1_000)
    assert view.cursor.time_ms == 1_000


def test_log_view_learns_how_far_the_log_is() -> None:
    """Another's word moves the position on, never back, and never into another log."""
    view = LogView()
    view.learn("e", 5)
    view.learn("e", 3)
    view.learn("f", 9)
    view.learn(None, None)
    assert (view.cursor.epoch, view.cursor.position) == ("e", 5)
    assert view.admit(envelope(1, position=4), 10**9), "what was not seen is new all the same"


def test_forgotten_positions_count_as_seen() -> None:
    """Memory is bounded: what is older than everything remembered is a repetition."""
    seen = SeenPositions(limit=3)
    assert [seen.add(position) for position in (1, 2, 3, 4, 5)] == [True] * 5
    assert not seen.add(1)
    assert not seen.add(2)
    assert seen.add(6)


def test_backfill_joins_on() -> None:
    """One of the last messages received proves continuity; what the node is not bound to is left out."""
    anchors = frozenset({str(UUID(int=2))})
    backfill = Backfill(anchors, ["a.order.#"], 10)
    for number, key in ((1, "a.order.1.x"), (2, "a.order.1.x"), (3, "a.order.1.x"), (4, "b.order.1.x")):
        assert backfill.take(envelope(number, position=number, key=key))
    assert backfill.joined
    assert [one.position for one in backfill.missed] == [1, 3]
    assert not Backfill(frozenset({"other"}), ["a.#"], 10).joined


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b'{"a":"\xff"}'])
def test_unfit_bodies(data: bytes) -> None:
    """A body that would break the frame for every client is not framed."""
    with pytest.raises(UnfitBodyError):
        push_of(envelope(1, data=data), Cursor("e", 1, 1), 1)
