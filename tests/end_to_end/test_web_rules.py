"""The client merges edits and applies events as the services do: both are asked the same."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest
from freightwire.events.applying import APPLICABLE, apply_event
from freightwire.merge_patch import apply_patch, diff, same
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from orders.domain import merging

from tests.support.page import bundle, node

JsonObject = dict[str, Any]

values = st.one_of(
    st.booleans(), st.integers(0, 3), st.sampled_from(["a", "b", "Știrbei"]), st.sampled_from([0.5, 1.0])
)
items = st.fixed_dictionaries({"city": st.sampled_from("abc")}, optional={"kind": values})
# Mostly the same items in the same order, so that edits meet within them.
lists = st.tuples(
    st.dictionaries(st.sampled_from("xyz"), items, min_size=2), st.sampled_from(["xyz", "xyz", "xyz", "yxz", "zyx"])
).map(lambda made: [{"id": item_id, **made[0][item_id]} for item_id in made[1] if item_id in made[0]])
orders = st.fixed_dictionaries(
    {"stops": lists},
    optional={
        "reference": values,
        "client": st.fixed_dictionaries({}, optional={"name": values, "phone": values}),
        "plain": st.lists(values, max_size=3),
    },
)
patches = st.recursive(
    st.one_of(st.none(), values), lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=8
).filter(lambda patch: isinstance(patch, dict))

prices = st.fixed_dictionaries(
    {},
    optional={
        "amount": st.one_of(st.none(), st.integers(1, 5), st.decimals(1, 9, places=2).map(float)),
        "currency": st.sampled_from(["EUR", "RON"]),
    },
)
states = st.fixed_dictionaries(
    {},
    optional={
        "hold": st.one_of(st.none(), st.just("why")),
        "payment": st.sampled_from(["partial", "paid"]),
        "stops": st.dictionaries(st.sampled_from("xy"), st.fixed_dictionaries({"status": st.just("done")})),
        "issues": st.lists(st.fixed_dictionaries({"id": st.sampled_from("ab")}), max_size=1),
    },
)
happenings: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "event": st.sampled_from(sorted(APPLICABLE - {"order:created"})),
        "changes": st.one_of(
            st.fixed_dictionaries({"sale": prices, "purchase": prices}),
            orders,
            st.just({"assignee": None, "stops": []}),
        ),
        "state": states,
        "documentId": st.sampled_from("de"),
        "document": st.fixed_dictionaries(
            {"id": st.sampled_from("fg"), "state": st.sampled_from(["processing", "read"])}
        ),
        "wasProcessing": st.booleans(),
        "timestamp": st.sampled_from(["2026-11-23T10:00:00Z", "2026-11-23T10:00:01Z"]),
        "status": st.sampled_from(["confirmed", "closed"]),
    }
)
DETAILS = {
    "orderId": "1",
    "userId": "ana",
    "fileName": "a.pdf",
    "contentType": "application/pdf",
    "size": 1,
    "sha256": "0",
    "attempt": 2,
    "kind": "invoice",
    "confidence": 0.5,
    "error": "encrypted",
    "message": {"ro": "", "en": ""},
    "retryable": False,
    "number": "FW-1",
}

questions: list[tuple[JsonObject, Any]] = []
"""What is asked, with the service's answer; collected first, so that Node is started once."""


def ask(answer: Any, **question: Any) -> None:
    questions.append((question, answer))


collected = settings(
    max_examples=400,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@collected
@given(base=orders, theirs=orders, mine=orders, target=orders, patch=patches)
def collect(base: JsonObject, theirs: JsonObject, mine: JsonObject, target: JsonObject, patch: JsonObject) -> None:
    merged = merging.merge(base, theirs, mine)
    conflicts = [vars_of(conflict) for conflict in merged.conflicts]
    ask({"data": merged.data, "conflicts": conflicts}, rule="merge", base=base, theirs=theirs, mine=mine)
    ask(apply_patch(target, patch), rule="patch", target=target, patch=patch)
    ask(diff(base, mine), rule="diff", before=base, after=mine)


@collected
@given(data=orders, told=st.lists(happenings, max_size=8), is_whole=st.booleans())
def collect_events(data: JsonObject, told: list[JsonObject], is_whole: bool) -> None:
    created = DETAILS | {"status": "draft", "data": data, "timestamp": "2026-11-23T09:00:00Z"}
    order = apply_event(None, "order:created", 1, created)
    if not is_whole:
        order = {
            name: value for name, value in order.items() if name not in {"stops", "sources", "issues", "documents"}
        }
    start, pushes = order, []
    for version, happening in enumerate(told, start=2):
        details = DETAILS | {name: value for name, value in happening.items() if name != "event"}
        pushes.append({"event": happening["event"], "version": version, "data": details})
        order = apply_event(order, happening["event"], version, details)
    ask(order, rule="events", order=start, pushes=pushes)


def vars_of(conflict: merging.Conflict) -> JsonObject:
    """As the client has it: what is not there left out."""
    sides = {"field": conflict.field, "base": conflict.base, "theirs": conflict.theirs, "mine": conflict.mine}
    return {name: value for name, value in sides.items() if value is not None}


@pytest.fixture(scope="module")
async def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    questions.clear()
    collect()
    collect_events()
    program: Path = await bundle(tmp_path_factory.mktemp("rules"), "rules")
    executable = node()
    assert executable is not None
    process = await asyncio.create_subprocess_exec(executable, str(program), stdin=PIPE, stdout=PIPE)
    output, _ = await process.communicate("".join(json.dumps(question) + "\n" for question, _ in questions).encode())
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.parametrize("rule", ["merge", "patch", "diff", "events"])
async def test_the_client_answers_as_the_service_does(answers: list[Any], rule: str) -> None:
    asked = [
        (question, expected, answer)
        for (question, expected), answer in zip(questions, answers, strict=True)
        if question["rule"] == rule
    ]
    assert len(asked) == 400
    assert any(expected for _, expected, _ in asked)
    if rule == "merge":
        deep = [found for _, merged, _ in asked for found in merged["conflicts"] if found["field"].count(".") > 1]
        assert deep, "no two edits met within an item"
    for question, expected, answer in asked:
        assert same(answer, expected), question
