"""The binding planner, with time in its hands."""

from __future__ import annotations

import pytest
from gateway.bindings import BindingPlanner
from gateway.bindings.planner import NOT_YET
from gateway.matching import contains
from hypothesis import given
from hypothesis import strategies as st


def apply(planner: BindingPlanner, now: float) -> tuple[set[str], set[str]]:
    """Do what the planner says, as the feed does; what was bound and unbound."""
    plan = planner.plan(now)
    for pattern in plan.binds:
        planner.bound(pattern)
    for pattern in plan.unbinds:
        planner.unbinding(pattern)
    return set(plan.binds), set(plan.unbinds)


def test_broad_covers_narrow() -> None:
    """A narrow interest under a broad one needs no binding."""
    planner = BindingPlanner()
    planner.acquire(["a.order.#", "a.order.42.#", "a.order.*.created", "b.order.1.#"])
    assert apply(planner, 0) == ({"a.order.#", "b.order.1.#"}, set())


def test_counted() -> None:
    """What two want stays until both have left, and then for the cooldown."""
    planner = BindingPlanner(cooldown=30)
    planner.acquire(["a.order.1.#"])
    planner.acquire(["a.order.1.#"])
    apply(planner, 0)
    planner.release(["a.order.1.#"])
    assert apply(planner, 100) == (set(), set())
    planner.release(["a.order.1.#"])
    assert apply(planner, 200) == (set(), set())
    assert planner.plan(201).again_at == 230
    assert apply(planner, 230) == (set(), {"a.order.1.#"})
    assert planner.plan(231).again_at is None


def test_reload_costs_nothing() -> None:
    """An interest that comes back within the cooldown is still bound, and the cooldown starts anew."""
    planner = BindingPlanner(cooldown=30)
    planner.acquire(["a.order.1.#"])
    apply(planner, 0)
    planner.release(["a.order.1.#"])
    apply(planner, 10)
    planner.acquire(["a.order.1.#"])
    assert planner.covered_since("a.order.1.#") is not None
    assert apply(planner, 20) == (set(), set())
    planner.release(["a.order.1.#"])
    assert apply(planner, 45) == (set(), set())


def test_crowds_collapse() -> None:
    """Beyond the threshold of orders one binding takes all orders of that organisation, and no other's."""
    planner = BindingPlanner(threshold=4, cooldown=0)
    planner.acquire([f"a.order.{number}.#" for number in range(4)])
    planner.acquire(["b.order.1.#"])
    assert len(apply(planner, 0)[0]) == 5
    planner.acquire(["a.order.x.created"])
    binds, _ = apply(planner, 1)
    assert binds == {"a.order.#"}
    apply(planner, 2)
    assert set(planner.bindings) == {"a.order.#", "b.order.1.#"}


def test_shapes_collapse() -> None:
    """Many patterns that name no order collapse too: one client must not make the planner's work grow without end."""
    planner = BindingPlanner(threshold=4, cooldown=0)
    planner.acquire([f"a.order.*.what{number}" for number in range(8)])
    assert len(apply(planner, 0)[0]) == 8
    planner.acquire(["a.order.*.and"])
    assert apply(planner, 1)[0] == {"a.order.#"}


def test_marks() -> None:
    """What is covered from when on is known only once it is marked, and no longer after a break."""
    planner = BindingPlanner()
    planner.acquire(["a.order.#"])
    assert planner.covered_since("a.order.1.#") is None
    apply(planner, 0)
    assert planner.covered_since("a.order.1.#") == NOT_YET
    planner.mark("a.order.#", 7)
    planner.mark("a.order.#", 9)
    assert planner.covered_since("a.order.1.#") == 7
    planner.unmark()
    assert planner.covered_since("a.order.1.#") == NOT_YET


def test_release_of_the_unknown() -> None:
    """Releasing what was not acquired is a fault of the caller."""
    with pytest.raises(ValueError, match="not acquired"):
        BindingPlanner().release(["a.order.#"])


PATTERNS = st.sampled_from(
    [
        "a.order.#",
        *(f"a.order.{n}.#" for n in range(6)),
        "a.order.*.created",
        "b.user.1.#",
        "a.user.1.#",
        "all.system.#",
    ]
)


@given(steps=st.lists(st.tuples(st.booleans(), PATTERNS, st.floats(0, 20)), max_size=40))
def test_everything_wanted_is_always_covered(steps: list[tuple[bool, str, float]]) -> None:
    """After each plan is carried out, and at each step within it, whatever is wanted is covered.

    After all have left and the cooldown is over, nothing is bound.
    """
    planner, wanted, now = BindingPlanner(threshold=3, cooldown=10), [], 0.0
    for is_new, pattern, passing in steps:
        now += passing
        if is_new:
            planner.acquire([pattern])
            wanted.append(pattern)
        elif pattern in wanted:
            planner.release([pattern])
            wanted.remove(pattern)
        plan = planner.plan(now)
        for bind in plan.binds:
            planner.bound(bind)
        for unbind in plan.unbinds:
            planner.unbinding(unbind)
            assert all(any(contains(bound, one) for bound in planner.bindings) for one in wanted)
        assert all(any(contains(bound, one) for bound in planner.bindings) for one in wanted)
        assert len(set(planner.bindings)) == len(planner.bindings)
    planner.release(wanted)
    apply(planner, now)
    apply(planner, now + 10)
    assert planner.bindings == ()
