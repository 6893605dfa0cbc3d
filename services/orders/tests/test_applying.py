"""What a document's fields do to an order."""

from typing import Any

from freightwire.events.extraction import FieldFound, FieldSource
from freightwire.identifiers import new_id
from freightwire.merge_patch import apply_patch
from hypothesis import given
from hypothesis import strategies as st
from orders.domain.applying import apply_document
from orders.domain.order_data import JsonObject, empty, parse
from orders.domain.sources import Sources, after_edit, values_of


def found(path: str, value: Any, confidence: float = 0.9) -> FieldFound:
    return FieldFound(path=path, value=value, raw=str(value), confidence=confidence, source=FieldSource.TEXT)


def apply(data: JsonObject, sources: Sources, *fields: FieldFound, document: str = "doc") -> Any:
    return apply_document(data, sources, fields, document_id=document, new_item_id=new_id)


def edited(data: JsonObject, sources: Sources, patch: JsonObject) -> tuple[JsonObject, Sources]:
    after = parse(apply_patch(data, patch), new_item_id=new_id)
    return after, after_edit(sources, data, after, confirmed=(), user="ana")


def test_fields_fill_an_empty_order() -> None:
    """Paths become nested data, list items get ids, and each value knows its document."""
    outcome = apply(
        empty(),
        {},
        found("stops.1.city", "Graz"),
        found("stops.0.postcode", "400001"),
        found("client.vatId", "RO18547290"),
    )
    assert outcome.data["client"] == {"vatId": "RO18547290"}
    assert [(stop.get("city"), stop.get("postcode")) for stop in outcome.data["stops"]] == [
        (None, "400001"),
        ("Graz", None),
    ]
    first = outcome.data["stops"][0]["id"]
    assert outcome.sources[f"stops.{first}.postcode"] == {
        "source": "document",
        "by": "doc",
        "confidence": 0.9,
    }
    assert apply_patch(empty(), outcome.changes) == outcome.data


def test_an_invoice_changes_nothing_in_the_order() -> None:
    """Its fields stay with the document; none is unknown, none an issue, and none becomes an order's."""
    data = apply(empty(), {}, found("client.name", "A"), found("sale.amount", 1450)).data
    outcome = apply(
        data,
        {},
        found("invoice.number", "F 1"),
        found("invoice.gross", 9999.0),
        found("invoice.seller.name", "B"),
        found("invoice.lines.0.net", "not even a number"),
        document="invoice",
    )
    assert outcome.changes == {}
    assert outcome.sources == {}
    assert (outcome.beside, outcome.unknown, outcome.issues) == (4, 0, [])


def test_a_note_fills_in_the_vehicle_and_the_uit_code_where_the_order_has_none() -> None:
    """What the order knows stays, whoever said it; a note that is read again may correct itself."""
    before = apply(empty(), {}, found("vehicle.truckPlate", "IS18SOM"), document="order")
    note = [
        found("consignmentNote.vehicle.truckPlate", "CJ99XXX"),
        found("consignmentNote.vehicle.trailerPlate", "IS07TRK"),
        found("consignmentNote.uit", "3V0P0L0P0T3JUW46"),
        found("consignmentNote.goods.0.grossKg", 100.0),
    ]
    outcome = apply(before.data, before.sources, *note, document="cmr")
    assert outcome.data["vehicle"] == {"truckPlate": "IS18SOM", "trailerPlate": "IS07TRK"}
    assert outcome.data["uit"] == "3V0P0L0P0T3JUW46"
    assert outcome.data["goods"] == []
    assert outcome.issues == []
    assert outcome.sources["vehicle.trailerPlate"]["by"] == "cmr"
    again = apply(
        outcome.data, outcome.sources, found("consignmentNote.vehicle.trailerPlate", "IS08TRK"), document="cmr"
    )
    assert again.data["vehicle"]["trailerPlate"] == "IS08TRK"
    other = apply(again.data, again.sources, found("deliveryNote.vehicle.trailerPlate", "IS09TRK"), document="aviz")
    assert other.data["vehicle"]["trailerPlate"] == "IS08TRK"


def test_what_a_person_emptied_no_note_fills_again() -> None:
    """A person's word counts also where it is that there is nothing."""
    before = apply(empty(), {}, found("uit", "U"))
    data, sources = edited(before.data, before.sources, {"uit": None})
    assert "uit" not in apply(data, sources, found("deliveryNote.uit", "V"), document="aviz").data


def test_a_persons_value_is_never_overwritten() -> None:
    """What a person set stays; what a document set is replaced; what a person emptied stays empty."""
    data, sources = (
        apply(empty(), {}, found("reference", "1"), found("uit", "U"), found("client.name", "A")).data,
        {},
    )
    sources = apply(empty(), {}, found("reference", "1"), found("uit", "U"), found("client.name", "A")).sources
    data, sources = edited(data, sources, {"reference": "mine", "uit": None})
    again = [found("reference", "2"), found("uit", "V"), found("client.name", "B")]
    outcome = apply(data, sources, *again)
    assert outcome.data["reference"] == "mine"
    assert "uit" not in outcome.data
    assert outcome.data["client"]["name"] == "B"
    assert outcome.kept == 2
    assert outcome.changes == {"client": {"name": "B"}}


def test_a_document_leaves_a_list_alone_that_a_person_rearranged() -> None:
    """Once a person reordered the stops, a document's indexes mean nothing."""
    first = apply(empty(), {}, found("stops.0.city", "Cluj"), found("stops.1.city", "Graz"))
    data, sources = edited(first.data, first.sources, {"stops": first.data["stops"][::-1]})
    outcome = apply(data, sources, found("stops.0.city", "Cluj"), found("stops.2.city", "Wien"))
    assert outcome.changes == {}
    assert outcome.kept == 2


def test_unknown_paths_are_counted() -> None:
    """A path that the order does not have is left aside, whatever its shape."""
    paths = [
        "nonsense",
        "client.shoeSize",
        "client.vat_id",
        "stops",
        "stops.city",
        "stops.x.city",
        "stops.0",
        "stops.5.city",
        "stops.99999999999.city",
        "reference.deep",
        "client",
        "assignee",
        "stops.0.id",
        "",
        "a.b.c.d.e.f",
    ]
    outcome = apply(empty(), {}, *(found(path, {"x": 1} if path == "client" else "v") for path in paths))
    assert outcome.unknown == len(paths)
    assert outcome.changes == {}
    assert outcome.issues == []


def test_a_value_that_does_not_fit_becomes_an_issue() -> None:
    """One bad value neither raises nor keeps the good ones out."""
    outcome = apply(empty(), {}, found("issuedOn", "yesterday"), found("sale.currency", "euro"), found("uit", "U"))
    assert [(issue.code, issue.field) for issue in outcome.issues] == [
        ("value_does_not_fit", "issuedOn"),
        ("value_does_not_fit", "sale.currency"),
    ]
    assert outcome.changes == {"uit": "U"}


def test_two_documents_that_disagree_in_a_list_are_told_of() -> None:
    """The later document's value stands, and a person hears that the other said something else. Other fields are
    compared whenever the order is looked at (test_cross_checks)."""
    first = apply(empty(), {}, found("stops.0.city", "Cluj"), found("sale.amount", 1200), document="one")
    same = apply(first.data, first.sources, found("stops.0.city", "Cluj "), document="two")
    other = apply(first.data, first.sources, found("stops.0.city", "Iași"), found("sale.amount", 1300), document="two")
    assert same.issues == []
    assert [(issue.code, issue.field) for issue in other.issues] == [("documents_disagree", "stops.0.city")]
    assert other.changes["sale"] == {"amount": 1300.0}


def test_of_several_values_the_surest_counts() -> None:
    """The reader may offer alternatives for one path."""
    outcome = apply(
        empty(), {}, found("reference", "a", 0.4), found("reference", "b", 0.8), found("reference", "c", 0.1)
    )
    assert outcome.changes == {"reference": "b"}


PATHS = st.sampled_from(
    [
        "reference",
        "issuedOn",
        "client.name",
        "sale.amount",
        "sale.currency",
        "stops.0.city",
        "stops.1.kind",
        "goods.0.grossKg",
    ]
) | st.text("stops.0xid_", max_size=12)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5000)
    | st.text(max_size=5)
    | st.sampled_from(["2026-11-24", "EUR", "loading", [], {"a": 1}, ["x"], 1e300])
)


@given(st.lists(st.builds(found, PATHS, VALUES, st.floats(0, 1)), max_size=12))
def test_whatever_is_found_the_order_stays_valid(fields: list[FieldFound]) -> None:
    """No reading breaks an order, and no reading changes what a person set."""
    data, sources = edited(empty(), {}, {"reference": "mine", "stops": [{"city": "Cluj"}]})
    outcome = apply(data, sources, *fields)
    assert parse(outcome.data, new_item_id=new_id) == outcome.data
    assert apply_patch(data, outcome.changes) == outcome.data
    assert set(values_of(data).items()) <= set(values_of(outcome.data).items())
    repeated = apply_document(outcome.data, outcome.sources, fields, document_id="doc", new_item_id=new_id)
    assert repeated.changes == {}
