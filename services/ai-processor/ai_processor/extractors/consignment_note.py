"""CMR consignment notes: who, from where to where, what, and what was noted on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.boxed_goods import extract_boxed_goods
from ai_processor.extractors.cells import STRONG, Span
from ai_processor.extractors.evidence import Findings, best_labelled, finding
from ai_processor.extractors.particulars import document_number, extract_uit, extract_vehicle
from ai_processor.extractors.parties import read_firm
from ai_processor.extractors.places import read_place
from ai_processor.extractors.prefixed import under
from ai_processor.values.dates import find_dates
from ai_processor.values.plates import find_plates, normal_plate
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.cells import Section
    from ai_processor.extractors.view import View

ROOT = "consignmentNote"
IN_BOX = 0.93
"""How surely what stands in a box is what its caption says."""
HEAD_OF_PAGE = 0.2
"""The share of the first page in which a bare "Nr." is the note's own."""
NOT_OF_THE_TEXT = frozenset({"truck_plate", "trailer_plate", "driver", "driver_phone", "uit"})
"""Labels that box 18 of Romanian forms holds beside the carrier's reservations."""
_SIGNED = re.compile(r"\b(?:semnat|signed|gezeichnet|gez\.|signe)\b")
_BEFORE_PLACE = re.compile(r"\W*(?:(?:in|la|at|zu)\s+)?")
_AFTER_PLACE = re.compile(r"[\s,;]*(?:\b(?:la|data|de|date|on|am|den|le|in|din)\b[\s,:;.]*)*$")
_PLACE_KEYS = ("company", "street", "postcode", "city", "county", "country", "date")


def extract_parties_of_note(view: View, findings: Findings) -> None:
    """Sender, consignee, carrier, and the carriers after it."""
    for kind in ("sender", "consignee", "carrier"):
        for section in view.of_kind(kind)[:1]:
            cells = [cell for cell in section.cells if not re.fullmatch(r"\W*\d{1,2}\W*", cell.folded)]
            read_firm(view, section, cells, f"{ROOT}.{kind}", findings)
    _text(view, "successive", f"{ROOT}.successiveCarriers", findings)


def extract_places_of_note(view: View, findings: Findings) -> None:
    """Where and when the goods were taken over and are delivered."""
    for kind, name in (("taking_over", "takingOver"), ("delivery", "delivery")):
        for section in view.of_kind(kind)[:1]:
            found = read_place(_lines(section), link=IN_BOX, company=True)
            for key in _PLACE_KEYS:
                if key in found:
                    findings.add(f"{ROOT}.{name}.{key}", found[key])
            if "timeFrom" in found:
                findings.add(f"{ROOT}.{name}.time", found["timeFrom"])


def extract_particulars_of_note(view: View, findings: Findings) -> None:
    """Number, when and where it was made out, what is attached, instructed, reserved and received."""
    number = best_labelled(view, ["number"], document_number)
    if number is None:
        limit = view.pages[0].height * HEAD_OF_PAGE
        head = [cell for cell in view.cells if cell.segment.page == 1 and cell.rect.y1 < limit]
        number = best_labelled(view.narrowed(head), ["any_number"], document_number, least=STRONG)
    findings.add(f"{ROOT}.number", number)
    findings.add(f"{ROOT}.orderReference", best_labelled(view, ["order_reference"], document_number))
    for kind, name in (("documents", "documents"), ("instructions", "instructions"), ("reservations", "reservations")):
        _text(view, kind, f"{ROOT}.{name}", findings)
    _established(view, findings)
    _received(view, findings)


def _established(view: View, findings: Findings) -> None:
    for section in view.of_kind("established")[:1]:
        for line in _lines(section):
            dates = find_dates(line.text)[:1]
            for date in dates:
                part = line.part(date.start, date.end)
                findings.add(f"{ROOT}.issuedOn", finding(date.value.isoformat(), part, IN_BOX, "box:established"))
            place = _without_captions(line.part(0, dates[0].start) if dates else line)
            if len(re.sub(r"[\W\d_]", "", place.text)) > 2 and not findings.get(f"{ROOT}.issuedAt"):
                findings.add(f"{ROOT}.issuedAt", finding(place.text, place, 0.88, "box:established"))


def _without_captions(line: Span) -> Span:
    """The line without the words around a place: "in Cluj-Napoca la data de" before a date."""
    text = fold(line.text)
    start, end = _BEFORE_PLACE.match(text), _AFTER_PLACE.search(text)
    return line.part(start.end() if start else 0, end.start() if end else len(text))


def _received(view: View, findings: Findings) -> None:
    for kind, who in (("sign_sender", "sender"), ("sign_carrier", "carrier"), ("received", "consignee")):
        for section in view.of_kind(kind)[:1]:
            for line in _lines(section):
                # A name or a stamp in the box may be printed beforehand: only what says that it is signed counts.
                if match := _SIGNED.search(fold(line.text)):
                    findings.add(f"{ROOT}.signed.{who}", finding(True, line.part(*match.span()), 0.85, f"box:{kind}"))
                if kind == "received":
                    for date in find_dates(line.text)[:1]:
                        part = line.part(date.start, date.end)
                        found = finding(date.value.isoformat(), part, 0.9, "box:received")
                        findings.add(f"{ROOT}.receivedOn", found)


def extract_goods_of_note(view: View, findings: Findings) -> None:
    """The lines of goods and what they add up to."""
    extract_boxed_goods(view, ROOT, findings)


def extract_vehicle_of_note(view: View, findings: Findings) -> None:
    """Plates and driver: at labels anywhere on the form, else in the carrier's box."""
    under(ROOT, extract_vehicle, view, findings, only=r"vehicle\.(?!body)")
    if findings.get(f"{ROOT}.vehicle.truckPlate") is None:
        plates = [
            cell.span.part(start, end)
            for section in (*view.of_kind("carrier"), *view.of_kind("reservations"))
            for cell in section.cells
            for start, end in find_plates(cell.segment.text, foreign=False)
        ]
        for name, part in zip(("truckPlate", "trailerPlate"), plates, strict=False):
            findings.add(f"{ROOT}.vehicle.{name}", finding(normal_plate(part.text), part, 0.75, "lone_pattern"))
    under(ROOT, extract_uit, view, findings)


def _lines(section: Section) -> list[Span]:
    lines = [section.rest] if section.rest.raw.strip() else []
    return lines + [cell.span for cell in section.cells]


def _text(view: View, kind: str, path: str, findings: Findings) -> None:
    """The text of a box, without what has a label of its own."""
    for section in view.of_kind(kind)[:1]:
        lines = [section.rest] if section.rest.raw.strip() else []
        for cell in section.cells:
            own = [
                label.start for label in cell.labels if label.concept in NOT_OF_THE_TEXT and label.strength >= STRONG
            ]
            lines.append(cell.span.part(0, min(own, default=len(cell.folded))))
        said = [line for line in lines if len(re.sub(r"\W", "", line.text)) > 1]
        if said:
            text = " ".join(line.text for line in said)[:300]
            findings.add(path, finding(text, said[0], 0.88, f"box:{kind}"))
