"""The client merges edits as the orders service does: both are asked the same."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest
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

questions: list[tuple[JsonObject, Any]] = []
"""What is asked, with the service's answer; collected first, so that Node is started once."""


def ask(answer: Any, **question: Any) -> None:
    questions.append((question, answer))


collected = settings(
    max_examples=400,
    phases=[Phase.generate],
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@collected
@given(base=orders, theirs=orders, mine=orders, target=orders, patch=patches)
def collect(base: JsonObject, theirs: JsonObject, mine: JsonObject, target: JsonObject, patch: JsonObject) -> None:
    merged = merging.merge(base, theirs, mine)
    conflicts = sorted((vars_of(conflict, theirs) for conflict in merged.conflicts), key=lambda found: found["field"])
    ask({"data": merged.data, "conflicts": conflicts}, rule="merge", base=base, theirs=theirs, mine=mine)
    ask(merging.apply_patch(target, patch), rule="patch", target=target, patch=patch)
    ask(merging.diff(base, mine), rule="diff", before=base, after=mine)


def vars_of(conflict: merging.Conflict, theirs: JsonObject) -> JsonObject:
    """As the client has it: items by their ids, and what is not there left out."""
    name, *words = conflict.field.split(".")
    if words and words[0].isdecimal():
        words[0] = theirs[name][int(words[0])]["id"]
    sides = {"base": conflict.base, "theirs": conflict.theirs, "mine": conflict.mine}
    return {"field": ".".join([name, *words])} | {side: value for side, value in sides.items() if value is not None}


@pytest.fixture(scope="module")
async def answers(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    questions.clear()
    collect()
    program: Path = await bundle(tmp_path_factory.mktemp("rules"), "rules")
    executable = node()
    assert executable is not None
    process = await asyncio.create_subprocess_exec(executable, str(program), stdin=PIPE, stdout=PIPE)
    output, _ = await process.communicate("".join(json.dumps(question) + "\n" for question, _ in questions).encode())
    return [json.loads(line) for line in output.splitlines()]


@pytest.mark.parametrize("rule", ["merge", "patch", "diff"])
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
        assert merging.same(answer, expected), question
