"""Single fields of an order: reference, date of issue, vehicle, price, terms of payment, UIT, instructions."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import STRONG, Span
from ai_processor.extractors.evidence import Finding, Findings, Parsed, best_labelled, finding
from ai_processor.extractors.view import View
from ai_processor.values.contacts import find_phones, normal_phone, person_length
from ai_processor.values.dates import find_dates
from ai_processor.values.identifiers import find_uits, normal_uit, uit_is_valid
from ai_processor.values.money import find_currency, find_money
from ai_processor.values.plates import find_plates, normal_plate
from ai_processor.values.repair import read_uit
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.cells import Cell

_REFERENCE = re.compile(r"(?=[A-Z0-9./_-]*\d)[A-Z0-9][A-Z0-9_-]*(?:[./][A-Z0-9_-]+)*", re.IGNORECASE)
_REFERENCE_WITH_PREFIX = re.compile(r"^[A-Z]{1,5} (?=\d)")
_OTHER_LABEL = re.compile(r"[^\W\d_]{3,}\s*:")
_UNIT = re.compile(
    r"\s*(?:eur\b|euro\b|ron\b|lei\b|€|kg\b|to?\b|tone\b|ldm\b|zile\b|days\b|tage\b|palet|pallet|plt\b|°)"
)
"""What makes a number a quantity and no document's: it may stand below a title that has no number."""
_DAYS = re.compile(
    r"(\d{1,3})\s*(?:de\s+|\([\w\s]+\)\s*(?:de\s+)?)?(?:zile|zi\b|days?|tage?n?|kalendertage|calendar\s+days)"
)
_PLACE = re.compile(r"[^\W\d_][^\W\d_ .-]{2,}(?:[ -][^\W\d_]+){0,3},?\s+(?:(?:den|the|la|in\s+data\s+de)\s+)?")
_METHODS = re.compile(
    r"ordin\s+de\s+plata|transfer\s+bancar|virament(?:\s+bancar)?|bank\s+transfer|wire\s+transfer|uberweisung"
    r"|bilet\s+la\s+ordin|\bcec\b|fila\s+cec|numerar|\bcash\b|\bo\.?p\.?\b|compensare"
)
_VAT_EXCLUDED = re.compile(
    r"\+\s*(?:tva|vat|mwst|ust)|fara\s+tva|(?:excl|plus|without|zzgl)\w*\.?\s*(?:of\s+)?(?:tva|vat|mwst|ust)"
    r"|exclusiv\s+tva|(?:se\s+)?adauga\s+tva|(?:tva|vat)\s+(?:neinclus\w*|not\s+included|excl\w*)|\bnet\b|netto"
)
_VAT_INCLUDED = re.compile(
    r"(?:tva|vat|mwst|ust)\.?\s+(?:inclus\w*|included|incl\.?|inkl\w*)|inclusiv\s+tva"
    r"|(?:incl|inkl)\w*\.?\s+(?:tva|vat|mwst|ust)|cu\s+tva\s+inclus"
)
_BODIES = re.compile(
    r"\b(?:prelat\w|mega|jumbo|tautliner|curtain\w*|plane(?:n\w*)?\b|\w*auflieger\b|sattelzug|schiebeplane|frigo\w*|reefer|kuhl\w*|duba|box|koffer\w*"
    r"|i[sz]oterm\w*|cistern\w|tank\w*|silo|platform\w|flat\s?bed|low\s?(?:bed|loader)|coil\w*|walking\s?floor"
    r"|container|bascul\w+|tipper|van\b)"
)
_NUMBER_FOLLOWS = re.compile(r"[\s,;/(-]*\b(?:nr|no|numar|kennzeichen|plates?|reg)\.?\s*(?:auto|inmatriculare)?\s*:?$")
"""What leads from the kind of vehicle to its plates."""
LONGEST_BODY = 80
HEAD_OF_PAGE = 0.35
"""The share of the first page in which an unlabelled date or a bare "Nr." belongs to the title."""


def extract_reference(view: View, findings: Findings) -> None:
    """The order's own number and its date, most often in the title."""
    found = best_labelled(
        view, ["reference"], document_number, skip_kinds=("terms", "end", "loading", "unloading", "goods")
    )
    if found is None:
        found = best_labelled(_head(view), ["stop_reference"], document_number)
    findings.add("reference", found)
    issued = best_labelled(view, ["issued_on"], document_date, skip_kinds=("terms",))
    if issued is None and found is not None:
        issued = _date_beside(view, found.span)
    if issued is None:
        issued = best_labelled(_head(view), ["date"], document_date, skip_kinds=("loading", "unloading"))
    issued = issued or _place_and_date(_head(view))
    findings.add("issuedOn", issued)


def _place_and_date(head: View) -> Finding | None:
    """ "Linz, den 12.11.2026": where and when a letter was written."""
    for cell in head.cells:
        dates = find_dates(cell.segment.text)
        if len(dates) == 1 and _PLACE.fullmatch(cell.folded[: dates[0].start]) and dates[0].end >= len(cell.folded) - 1:
            part = cell.span.part(dates[0].start, dates[0].end)
            return finding(dates[0].value.isoformat(), part, 0.85, "place_and_date")
    return None


def _head(view: View) -> View:
    """Only the head of the first page."""
    limit = view.pages[0].height * HEAD_OF_PAGE
    return view.narrowed(
        [
            cell
            for cell in view.cells
            if cell.segment.page == 1
            and cell.rect.y1 < limit
            and (cell.section is None or cell.section.kind not in {"loading", "unloading", "goods"})
            and not any(label.stop_kind for label in cell.labels)
        ]
    )


def document_number(span: Span) -> Parsed:
    """A number as documents are numbered with: ``CT-2026/04518``, ``TRX 000123``; it holds a digit and is no date."""
    text = span.text
    dates = [(found.start, found.end) for found in find_dates(text)]
    for start, _ in dates:
        # "457/12.11.2026" and "457 din 12.11.2026": the number, then its date
        if start > 0 and re.search(r"\d\s*(?:/|din|of|vom|-)?\s*$", fold(text[:start])):
            text = text[:start].rstrip(" /-")
            break
    head = _REFERENCE_WITH_PREFIX.match(text)
    offset = head.end() if head else 0
    match = _REFERENCE.search(text, offset)
    if match is None or match.start() - offset > 12:
        return None
    if any(start <= match.start() < end for start, end in dates):
        return None
    if _OTHER_LABEL.search(text[: match.start()]) or _UNIT.match(fold(text[match.end() :])):
        return None
    part = span.part(0 if head else match.start(), match.end())
    return part.text, part, None


def document_date(span: Span) -> Parsed:
    """A date near the beginning of the text."""
    found = find_dates(span.text[:60])
    return (found[0].value.isoformat(), span.part(found[0].start, found[0].end), None) if found else None


def _date_beside(view: View, reference: Span) -> Finding | None:
    for cell in view.cells:
        near = cell.segment.page == reference.segment.page and 0 <= cell.segment.line - reference.segment.line <= 1
        if near and not any(label.stop_kind for label in cell.labels):
            start = reference.end if cell.segment is reference.segment else 0
            span = Span(cell.segment, start, len(cell.segment.text))
            if parsed := document_date(span):
                return finding(parsed[0], parsed[1], 0.88, "beside_reference")
    return None


def extract_vehicle(view: View, findings: Findings) -> None:
    """Plates, kind of vehicle, and who drives it."""
    outside = ("terms", "end")
    truck = best_labelled(view, ["truck_plate"], _plate, skip_kinds=outside)
    findings.add("vehicle.truckPlate", truck or best_labelled(view, ["body"], _plate, skip_kinds=outside))
    trailer = best_labelled(view, ["trailer_plate"], _plate, skip_kinds=outside)
    findings.add("vehicle.trailerPlate", trailer)
    _second_plate(view, findings)
    body = best_labelled(view, ["body"], _body, skip_kinds=outside)
    findings.add(
        "vehicle.body", body or best_labelled(view, ["truck_plate"], _known_body, skip_kinds=outside, least=STRONG)
    )
    for cell, label in view.labelled("driver"):
        if label.strength < STRONG or (cell.section and cell.section.kind in outside):
            continue
        for span, link in view.values(cell, label):
            length = person_length(span.text)
            name = span.part(0, length)
            if length and len(name.text.split()) <= 5 and not any(char.isdigit() for char in name.text):
                findings.add("vehicle.driver", finding(name.text, name, link, "label:driver"))
                _driver_phone(cell, span, link, findings)
                break
    findings.add("vehicle.driverPhone", best_labelled(view, ["driver_phone"], _phone, skip_kinds=outside))
    if not findings.get("vehicle.driverPhone"):
        _phone_near_driver(view, findings)


def _phone_near_driver(view: View, findings: Findings) -> None:
    """A telephone's label on the driver's line or the one below it."""
    for cell, driver in view.labelled("driver"):
        if driver.strength < STRONG:
            continue
        for other, label in view.labelled("phone"):
            below = other.segment.line - cell.segment.line
            if other.segment.page != cell.segment.page or below not in {0, 1} or label.strength < STRONG:
                continue
            for span, link in view.values(other, label):
                if parsed := _phone(span):
                    findings.add("vehicle.driverPhone", finding(parsed[0], parsed[1], link * 0.95, "near_driver"))
                    return


def _driver_phone(cell: Cell, span: Span, link: float, findings: Findings) -> None:
    whole = Span(span.segment, span.start, len(span.segment.text))
    if parsed := _phone(whole):
        findings.add("vehicle.driverPhone", finding(parsed[0], parsed[1], link * 0.97, "beside_driver"))


def _second_plate(view: View, findings: Findings) -> None:
    """ "IS 18 SOM / IS 07 TRK" at one label: the second is the trailer's. Plates without a label count less."""
    truck = findings.get("vehicle.truckPlate")
    if truck is not None:
        if not findings.get("vehicle.trailerPlate"):
            line = Span(truck.span.segment, truck.span.end, len(truck.span.segment.text))
            for start, end in find_plates(line.text, foreign=True)[:1]:
                part = line.part(start, end)
                findings.add("vehicle.trailerPlate", finding(normal_plate(part.text), part, 0.85, "second_plate"))
        return
    for cell in view.cells:
        if cell.section and cell.section.kind in {"terms", "end", "client", "carrier"}:
            continue
        plates = find_plates(cell.segment.text, foreign=False)
        for path, (start, end) in zip(("vehicle.truckPlate", "vehicle.trailerPlate"), plates, strict=False):
            part = cell.span.part(start, end)
            findings.add(path, finding(normal_plate(part.text), part, 0.65, "lone_pattern"))
        if plates:
            return


def _plate(span: Span) -> Parsed:
    found = find_plates(span.text[:40], foreign=True)
    if not found:
        return None
    part = span.part(*found[0])
    return normal_plate(part.text), part, None


def _body(span: Span) -> Parsed:
    """What stands before the plates, where the line goes on to them: "prelată, IS 18 SOM / IS 07 TRK"."""
    plates = find_plates(span.text, foreign=False)
    body = span.part(0, plates[0][0]) if plates else span
    if follows := _NUMBER_FOLLOWS.search(fold(body.text)):
        body = body.part(0, follows.start())
    return (body.text, body, None) if len(body.text) > 2 else None


def _known_body(span: Span) -> Parsed:
    """ "Fahrzeug: Tautliner": a kind of vehicle where its plates might stand."""
    return _body(span) if _BODIES.search(fold(span.text)) and len(span.text) < LONGEST_BODY else None


def _phone(span: Span) -> Parsed:
    found = find_phones(span.text)
    if not found:
        return None
    part = span.part(*found[0])
    return normal_phone(part.text), part, None


def extract_price(view: View, findings: Findings) -> None:
    """What the client pays, and on what terms."""
    outside = ("end",)

    def amount(span: Span) -> Parsed:
        money = find_money(span.text[:70], mark=view.mark)
        usable = [each for each in money if each.currency or each.start <= 12]
        if not usable:
            return None
        return float(usable[0].amount), span.part(usable[0].start, usable[0].end), None

    skip = (*outside, "terms", "loading_party")
    price = best_labelled(view, ["price"], amount, skip_kinds=skip) or best_labelled(
        view, ["price"], amount, skip_kinds=outside
    )
    findings.add("sale.amount", price)
    if price is not None:
        _around_price(view, price.span, price.link, findings)
    findings.add("sale.paymentDays", best_labelled(view, ["payment_days"], _days, skip_kinds=outside))
    method = best_labelled(view, ["payment_method"], _method, skip_kinds=outside)
    findings.add(
        "sale.paymentMethod", method or best_labelled(view, ["payment_days"], _known_method, skip_kinds=outside)
    )


def _around_price(view: View, span: Span, link: float, findings: Findings) -> None:
    """Currency and VAT stand in the amount, right after it, in its label, or in the next cell."""
    line = next((view.line(cell) for cell in view.cells if cell.segment is span.segment), [])
    near = [span, Span(span.segment, span.end, len(span.segment.text)), Span(span.segment, 0, span.start)]
    near += [cell.span for cell in line if cell.segment is not span.segment]
    for piece in near:
        if found := find_currency(piece.text):
            code, start, end = found
            findings.add(
                "sale.currency",
                finding(code, piece.part(start, end), link if piece is span else link * 0.95, "beside_price"),
            )
            break
    for piece in near:
        text = fold(piece.text)
        for pattern, included in ((_VAT_INCLUDED, True), (_VAT_EXCLUDED, False)):
            if match := pattern.search(text):
                found_vat = finding(included, piece.part(*match.span()), link * 0.97, "beside_price")
                if findings.get("sale.vatIncluded") is None:
                    findings.add("sale.vatIncluded", found_vat)


def _days(span: Span) -> Parsed:
    match = _DAYS.search(fold(span.text[:120]))
    if match:
        return int(match[1]), span.part(*match.span()), None
    bare = re.fullmatch(r"\s*(\d{1,3})\s*", span.text)
    return (int(bare[1]), span, None) if bare else None


def _method(span: Span) -> Parsed:
    if not span.text:
        return None
    cut = re.split(r"[,;(]|\s(?:la|in|at|within)\s+(?:\w+\s+)?\d", span.text, maxsplit=1)[0]
    part = span.part(0, len(cut))
    return (part.text, part, None) if 1 < len(part.text) <= 60 else None


def _known_method(span: Span) -> Parsed:
    match = _METHODS.search(fold(span.text))
    if match is None:
        return None
    part = span.part(*match.span())
    return part.text, part, None


def extract_uit(view: View, findings: Findings) -> None:
    """The RO e-Transport code: at its label, or anywhere when its check digits are right."""

    def labelled(span: Span) -> Parsed:
        text = span.text
        if found := read_uit(text):
            return found.value, span.part(found.start, found.end), found.valid
        match = re.match(r"[0-9A-Z]{8,24}\b", text.upper())
        return (normal_uit(match.group()), span.part(*match.span()), False) if match else None

    found = best_labelled(view, ["uit"], labelled)
    if found is None:
        for cell in view.cells:
            for start, end in find_uits(cell.segment.text):
                part = cell.span.part(start, end)
                code = normal_uit(part.text)
                if uit_is_valid(code) and not part.text.isdecimal():
                    found = finding(code, part, 0.65, "lone_pattern", check=True)
    if found is not None and found.check and found.value != re.sub(r"\W", "", found.span.text.upper()):
        found = replace(found, reasons=(*found.reasons, "repaired"))
    findings.add("uit", found)


def extract_instructions(view: View, findings: Findings) -> None:
    """Remarks that belong to the whole order."""
    for cell, label in view.labelled("instructions"):
        section = cell.section.kind if cell.section else ""
        if label.stop_kind or label.strength < 0.9 or section in {"terms", "end"} or findings.uses(cell.segment):
            continue
        for span, link in view.values(cell, label)[:1]:
            if len(span.text) > 5 and not findings.uses(span.segment):
                findings.add("instructions", finding(span.text, span, link, "label:instructions"))
