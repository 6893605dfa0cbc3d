"""Merge patches and the three-way merge."""

import copy

from freightwire.merge_patch import apply_patch, diff
from hypothesis import given
from hypothesis import strategies as st
from orders.domain.merging import Conflict, leaves, merge

NAMES = st.sampled_from("abcd")
SCALARS = st.one_of(st.booleans(), st.integers(-3, 3), st.sampled_from(["", "x", "y"]))
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=3))
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=4)
ITEMS = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("pqrst")}, optional={"city": SCALARS, "date": SCALARS}),
    max_size=4,
    unique_by=lambda item: item["id"],
)
ORDERS = st.fixed_dictionaries({"stops": ITEMS, "client": st.dictionaries(NAMES, SCALARS, max_size=3)})


def test_the_examples_of_the_rfc() -> None:
    """The cases of RFC 7396, appendix A, that have an object as their patch."""
    for target, patch, result in (
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["c"], {"a": "b"}, {"a": "b"}),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ):
        assert apply_patch(target, patch) == result


@given(OBJECTS, OBJECTS)
def test_a_diff_leads_from_one_to_the_other(before: dict, after: dict) -> None:
    """Applying the difference yields exactly the other side, and touches neither argument."""
    copies = copy.deepcopy((before, after))
    assert apply_patch(before, diff(before, after)) == after
    assert (before, after) == copies


@given(OBJECTS)
def test_no_difference_is_an_empty_patch(data: dict) -> None:
    """Nothing changed, nothing said."""
    assert diff(data, copy.deepcopy(data)) == {}


def test_a_diff_tells_true_from_one() -> None:
    """JSON's true is not the number 1."""
    assert diff({"a": True}, {"a": 1}) == {"a": 1}


@given(ORDERS, ORDERS)
def test_one_sided_edits_merge_to_that_side(base: dict, edited: dict) -> None:
    """When only one side changed anything, the merge is that side, without conflicts."""
    for merged in (merge(base, edited, base), merge(base, base, edited), merge(base, edited, edited)):
        assert merged.data == edited
        assert merged.conflicts == []


@given(ORDERS, ORDERS, ORDERS)
def test_a_merge_loses_no_edit_in_silence(base: dict, theirs: dict, mine: dict) -> None:
    """Each plain field ends as the side that changed it wants, or is named as a conflict."""
    merged = merge(base, theirs, mine)
    conflicts = {conflict.field for conflict in merged.conflicts}
    for name in theirs["client"].keys() | mine["client"].keys() | base["client"].keys():
        old, ours, yours, new = (side["client"].get(name, "absent") for side in (base, theirs, mine, merged.data))
        as_json = [repr(value) for value in (old, ours, yours, new)]
        if f"client.{name}" in conflicts:
            assert as_json[0] != as_json[1] != as_json[2] != as_json[0]
            assert as_json[3] == as_json[1]
        else:
            assert as_json[3] == (as_json[1] if as_json[1] != as_json[0] else as_json[2])


@given(ORDERS, ORDERS, ORDERS)
def test_merged_items_are_those_that_nobody_removed(base: dict, theirs: dict, mine: dict) -> None:
    """A merged list has each item once: what both kept and what either added."""
    merged = merge(base, theirs, mine)
    if any(conflict.field == "stops" for conflict in merged.conflicts):
        assert merged.data["stops"] == theirs["stops"]
        return
    old, ours, yours = ({item["id"] for item in side["stops"]} for side in (base, theirs, mine))
    ids = [item["id"] for item in merged.data["stops"]]
    assert len(ids) == len(set(ids))
    assert set(ids) == (old & ours & yours) | (ours - old) | (yours - old)


def test_disjoint_fields_merge() -> None:
    """Two people in different fields, and in different stops, do not meet."""
    base = {"reference": "1", "client": {"name": "A"}, "stops": [{"id": "p"}, {"id": "q"}]}
    theirs = apply_patch(base, {"client": {"name": "B"}, "stops": [{"id": "p", "city": "Cluj"}, {"id": "q"}]})
    mine = apply_patch(base, {"reference": "2", "stops": [{"id": "p"}, {"id": "q", "city": "Graz"}]})
    merged = merge(base, theirs, mine)
    assert merged.conflicts == []
    assert merged.data == {
        "reference": "2",
        "client": {"name": "B"},
        "stops": [{"id": "p", "city": "Cluj"}, {"id": "q", "city": "Graz"}],
    }


def test_overlapping_fields_conflict_with_all_three_values() -> None:
    """The conflict names the field with what both started from and what each made of it."""
    base = {"stops": [{"id": "p", "city": "Cluj"}]}
    merged = merge(base, {"stops": [{"id": "p", "city": "Graz"}]}, {"stops": [{"id": "p", "city": "Wien"}]})
    assert merged.conflicts == [Conflict("stops.p.city", "Cluj", "Graz", "Wien")]


def test_removing_a_stop_that_another_edited_conflicts() -> None:
    """An item that one removed and the other changed makes the list a conflict."""
    base = {"stops": [{"id": "p", "city": "Cluj"}]}
    merged = merge(base, {"stops": [{"id": "p", "city": "Graz"}]}, {"stops": []})
    assert [conflict.field for conflict in merged.conflicts] == ["stops"]


def test_leaves_are_the_fields_of_a_patch() -> None:
    """Nested parts become dotted paths; lists stay whole."""
    assert dict(leaves({"client": {"vatId": "RO1", "name": None}, "stops": []})) == {
        "client.vatId": "RO1",
        "client.name": None,
        "stops": [],
    }
