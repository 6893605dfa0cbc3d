"""Several people edit one order, each from what they have seen of it: nothing that was accepted is lost, and everybody
who applies the events ends with what the server has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from freightwire.events.applying import apply_event
from freightwire.merge_patch import ABSENT, apply_patch, same
from hypothesis import example, given, settings
from hypothesis import strategies as st
from orders.domain.sources import values_of

if TYPE_CHECKING:
    from conftest import Desk, Person

START: dict[str, Any] = {
    "reference": "R0",
    "client": {"name": "Iveria"},
    "sale": {"amount": 100, "currency": "EUR"},
    "stops": [
        {"id": "a", "kind": "loading", "city": "Cluj", "postcode": "400001"},
        {"id": "b", "kind": "unloading", "city": "Wien"},
        {"id": "c", "kind": "unloading", "city": "Graz"},
    ],
    "goods": [{"id": "g", "description": "paper"}],
}
TEXTS = st.sampled_from(["x", "y", "z", None])
FIELDS = st.sampled_from(
    [
        ("reference",),
        ("instructions",),
        ("client", "phone"),
        ("client", "name"),
        ("carrier", "name"),
        ("sale", "currency"),
    ]
)
ITEMS = st.sampled_from([("stops", "a"), ("stops", "b"), ("stops", "c"), ("goods", "g")])
ITEM_FIELDS = {"stops": ("city", "postcode"), "goods": ("description", "package")}
Data = dict[str, Any]
Change = Callable[[Data], Data]
"""From what an editor sees to the merge patch that they send."""


def set_field(path: tuple[str, ...], value: str | None) -> Change:
    value = {"x": "EUR", "y": "RON", "z": "USD"}.get(value or "", value) if path[-1] == "currency" else value
    patch: Any = value
    for word in reversed(path):
        patch = {word: patch}
    return lambda _: patch


def set_item_field(item: tuple[str, str], second: bool, value: str | None) -> Change:
    name, item_id = item
    field_name = ITEM_FIELDS[name][second]
    return lambda seen: {
        name: [apply_patch(one, {field_name: value}) if one["id"] == item_id else one for one in seen[name]]
    }


def remove_item(item: tuple[str, str]) -> Change:
    name, item_id = item
    return lambda seen: {name: [one for one in seen[name] if one["id"] != item_id]}


def add_stop(place: int, item_id: str) -> Change:
    def change(seen: Data) -> Data:
        stops = [one for one in seen["stops"] if one["id"] != item_id]
        return {"stops": [*stops[:place], {"id": item_id, "city": "new"}, *stops[place:]]}

    return change


CHANGES = st.one_of(
    st.builds(set_field, FIELDS, TEXTS),
    st.builds(set_item_field, ITEMS, st.booleans(), TEXTS),
    st.builds(remove_item, ITEMS),
    st.builds(add_stop, st.integers(0, 3), st.sampled_from(["n1", "n2"])),
    st.just(lambda seen: {"stops": seen["stops"][::-1]}),
)
ROUNDS = st.lists(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 6), CHANGES), min_size=1, max_size=3),
    min_size=1,
    max_size=6,
)
"""What is done at the same moment: by which editor, after how many further events, which change."""


@dataclass
class Edit:
    """An edit that was accepted: the version its author had seen, the one that came of it, and what they wanted."""

    base: int
    version: int
    wanted: dict[str, Any]


@dataclass
class Editor:
    person: Person
    copy: Data

    def apply(self, events: list[Data], count: int | None = None) -> None:
        behind = [event for event in events if event["version"] > self.copy["version"]]
        for event in behind[:count]:
            self.copy = apply_event(self.copy, event["type"], event["version"], event["data"])

    async def edit(self, change: Change) -> Edit | None:
        seen, version = self.copy["data"], self.copy["version"]
        patch = change(seen)
        answer = await self.person.patch(self.copy["id"], patch, version)
        if answer.status_code == 409:
            problem = answer.json()
            assert problem["code"] == "edit_conflict"
            assert problem["currentVersion"] > version
            assert all(not same(one.get("mine"), one.get("theirs")) for one in problem["fields"])
            return None
        assert answer.status_code == 200, answer.text
        before, after = values_of(seen), values_of(apply_patch(seen, patch))
        paths = before.keys() | after.keys()
        wanted = {path: after.get(path, ABSENT) for path in paths if after.get(path, 0) != before.get(path, 0)}
        return Edit(version, int(answer.headers["ETag"].strip('"')), wanted)


@dataclass
class Table:
    desk: Desk
    editors: list[Editor]
    accepted: list[Edit] = field(default_factory=list)

    @property
    def order_id(self) -> str:
        return str(self.editors[0].copy["id"])

    async def play(self, rounds: list[list[tuple[int, int, Change]]]) -> None:
        for one_round in rounds:
            events = await self.desk.events(self.order_id)
            for number, count, _ in one_round:
                self.editors[number].apply(events, count)
            edits = await asyncio.gather(*(self.editors[number].edit(change) for number, _, change in one_round))
            self.accepted += [edit for edit in edits if edit is not None]

    def nothing_accepted_is_lost(self, start: Data, final: Data) -> None:
        """Each field is what the last who changed it wanted, and they had seen what they changed.

        Of those who wanted the same of a version, the one who had seen most counts as its author: the others agreed.
        """
        expected, latest = dict(values_of(start)), {}
        for edit in sorted(self.accepted, key=lambda one: (one.version, -one.base)):
            for path, value in edit.wanted.items():
                if same(expected.get(path, ABSENT), value):
                    continue  # it changed nothing: there is nothing of it to be lost
                earlier = latest.get(path)
                if earlier is not None:
                    assert edit.base >= earlier.version, f"{path}: an edit that its author had not seen is gone"
                latest[path] = edit
                expected[path] = value
        wanted = {path: value for path, value in expected.items() if value is not ABSENT}
        assert values_of(final) == wanted


AGREED = [
    [(0, 0, set_field(("reference",), "x"))],
    [(1, 0, set_item_field(("stops", "a"), False, "x"))],
    [(2, 0, set_field(("reference",), "x"))],
    [(1, 1, set_field(("reference",), "y"))],
]
"""The third wants what the first has made already; the last has seen the first's edit, and need not have seen that."""


@settings(max_examples=60)
@given(rounds=ROUNDS)
@example(rounds=AGREED)
async def test_nothing_accepted_is_lost_and_all_agree(open_desk: Callable[[], Desk], rounds: Any) -> None:
    desk = open_desk()
    people = [desk.person("dispatcher", user=f"editor{number}") for number in range(3)]
    order = await people[0].create(START)
    copy = (await people[0].get(f"/orders/{order['id']}")).json()
    table = Table(desk, [Editor(person, copy) for person in people])

    await table.play(rounds)

    events = await desk.events(table.order_id)
    final = (await people[0].get(f"/orders/{table.order_id}")).json()
    assert [event["version"] for event in events] == list(range(1, final["version"] + 1))
    for editor in table.editors:
        editor.apply(events)
        assert editor.copy == final
    table.nothing_accepted_is_lost(order["data"], final["data"])
