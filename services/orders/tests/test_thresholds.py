"""How sure a value must be before nobody needs to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from freightwire.events.order_data import OrderData
from hypothesis import given
from hypothesis import strategies as st
from orders.domain.sources import document, person
from orders.domain.thresholds import ANY, CRITICAL, DEFAULTS, FIELDS, REQUIRED, field_of, thresholds
from orders.handlers.ai_results import AiResults
from orders.settings import OrdersSettings
from pydantic import ValidationError

from .reading import extracted, found, uploaded

if TYPE_CHECKING:
    from conftest import Desk

DATA = OrderData.model_validate({"stops": [{"id": "a"}, {"id": "b"}]})
PATHS = [
    path
    for field in REQUIRED
    for path in ([field.replace("*", stop) for stop in ("a", "b")] if "*" in field else [field])
]
FULL = (
    found("client.name", "Iveria Trans SRL"),
    found("sale.amount", 1250),
    found("sale.currency", "EUR"),
    *(
        found(f"stops.{index}.{name}", value)
        for index, kind, city, country, date in (
            (0, "loading", "Cluj-Napoca", "RO", "2027-03-02"),
            (1, "unloading", "Wien", "AT", "2027-03-04"),
        )
        for name, value in (("kind", kind), ("city", city), ("country", country), ("date", date))
    ),
)
SURE = {path: document("d", 0.99) for path in PATHS}


def test_defaults_are_of_fields_that_exist() -> None:
    assert set(DEFAULTS) <= FIELDS
    assert set(REQUIRED) <= set(CRITICAL)
    assert {"reference", "stops.*.city", "goods.*.grossKg", "temperature.min", "sale.paymentDays"} <= FIELDS
    assert min(DEFAULTS[field] for field in CRITICAL) > DEFAULTS[ANY]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("stops.0190.city", "stops.*.city"),
        ("stops.0.city", "stops.*.city"),
        ("sale.amount", "sale.amount"),
        ("stops", "stops"),
    ],
)
def test_a_field_is_the_same_of_every_item(path: str, field: str) -> None:
    assert field_of(path) == field


def test_the_later_outdo_the_earlier() -> None:
    of = thresholds({ANY: 0.5, "uit": 0.6}, {"uit": 0.7}).of
    assert (of("uit"), of("reference"), of("sale.amount"), of("stops.x.date")) == (0.7, 0.5, 0.95, 0.95)


def test_all_that_is_required_must_be_there_and_sure() -> None:
    assert thresholds().suffice(DATA, SURE)
    for path in SURE:
        assert not thresholds().suffice(DATA, {each: SURE[each] for each in SURE if each != path})
        assert not thresholds().suffice(DATA, SURE | {path: document("d", 0.949)})
        assert thresholds().suffice(DATA, SURE | {path: person("ana")})


def test_what_is_critical_must_be_sure_where_it_was_read() -> None:
    assert not thresholds().suffice(DATA, SURE | {"uit": document("d", 0.9)})
    assert thresholds({"uit": 0.9}).suffice(DATA, SURE | {"uit": document("d", 0.9)})
    assert thresholds().suffice(DATA, SURE | {"reference": document("d", 0.2)})


def test_what_is_below_its_threshold_is_named() -> None:
    sources = {"uit": document("d", 0.9), "reference": document("d", 0.84), "instructions": person("ana")}
    assert thresholds().unsure(SURE | sources) == ["reference", "uit"]
    assert thresholds({ANY: 0.8}).unsure(SURE | sources) == ["uit"]


@given(st.dictionaries(st.sampled_from(PATHS), st.floats(0, 1)), st.floats(0, 1), st.floats(0, 1))
def test_a_lower_threshold_never_asks_for_more(confidences: dict[str, float], a: float, b: float) -> None:
    low, high = sorted((a, b))
    sources = SURE | {path: document("d", confidence) for path, confidence in confidences.items()}
    strict, mild = (thresholds(dict.fromkeys(CRITICAL, least)) for least in (high, low))
    assert set(mild.unsure(sources)) <= set(strict.unsure(sources))
    assert mild.suffice(DATA, sources) or not strict.suffice(DATA, sources)


async def test_an_organisation_sees_its_own(desk: Desk, settings: OrdersSettings) -> None:
    answer = (await desk.ana.get("/thresholds")).json()
    refused = await desk.person("carrier", user="cip").get("/thresholds")

    assert answer["least"] == dict(settings.thresholds_of(desk.org).least)
    assert (answer["autoConfirm"], answer["required"], answer["critical"]) == (False, list(REQUIRED), list(CRITICAL))
    assert refused.status_code == 403


@pytest.mark.parametrize(("least", "status"), [(0.9, "confirmed"), (0.95, "needs_review")])
async def test_an_organisations_threshold_decides(
    desk: Desk, settings: OrdersSettings, least: float, status: str
) -> None:
    own = {desk.org: {"uit": least}, "another": {"uit": 0.0}}
    trusting = settings.model_copy(update={"auto_confirm_orgs": frozenset({desk.org}), "thresholds_by_org": own})
    [file] = await uploaded(desk, "a.pdf")

    read = extracted(file, *FULL, found("uit", "7KD4F0A2M91CXE00", 0.92))
    await AiResults(desk.database.sessions, trusting).handle(desk.delivery(read))

    assert (await desk.ana.get(f"/orders/{file['orderId']}")).json()["status"] == status


@pytest.mark.parametrize("field", ["thresholds", "thresholds_by_org"])
def test_a_field_that_does_not_exist_is_refused_by_name(settings: OrdersSettings, field: str) -> None:
    wrong = {"stops.0.city": 0.9}
    given = {field: wrong if field == "thresholds" else {"acme": wrong}}
    with pytest.raises(ValidationError, match=r"stops\.0\.city.*stops\.\*\.city"):
        OrdersSettings.model_validate(settings.model_dump() | given)
