"""The stops of an order: from sections, from labels that name their kind, and from tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ai_processor.extractors.evidence import Finding, Findings, finding
from ai_processor.extractors.lexicon import IS_LOADING, IS_UNLOADING
from ai_processor.extractors.places import read_place
from ai_processor.extractors.tables import Table, find_tables
from ai_processor.extractors.view import STRONG, Cell, Label, Section, Span, View
from ai_processor.values.contacts import find_phones, normal_phone, person_length
from ai_processor.values.countries import country_of
from ai_processor.values.dates import find_dates, find_windows
from ai_processor.values.text import fold

KINDS = ("loading", "unloading")
OWN_CONCEPTS = frozenset(
    [
        "date",
        "time",
        "company",
        "address",
        "postcode",
        "city",
        "county",
        "country",
        "contact",
        "phone",
        "email",
        "stop_reference",
        "reference",
        "instructions",
    ]
)
"""Labels that a stop's section may hold; another one ends its free text."""
OF_THE_WHOLE_ORDER = frozenset({"instructions", "contact", "phone", "email", "company", "reference"})
"""Labels that belong to the stop only until another part of the order (goods, price, vehicle) begins under its heading."""
COLUMNS = {
    "kind": r"tip(?:ul)?(?:\s+(?:operatiun\w*|stop|oprire))?|operatiun\w*|actiune|activity|type|operation|stop|art|punct|oprire",
    "date": r"data(?:\s*/?\s*(?:si\s+)?ora)?|date|datum|termen",
    "time": r"or[ae](?:le)?|interval\w*|program|time|uhrzeit|fereastra|zeit\w*",
    "company": r"firm[ae]|companie|societate|client|nume|denumire|company|name|incarcator|partener",
    "address": r"adres[ae]|strada|address|street|anschrift|locati[ae]|loc\b|place|adresse",
    "postcode": r"cod(?:\s+postal)?|cp|zip|post\s*code|plz|postal",
    "city": r"oras|localitate|city|town|ort|stadt",
    "county": r"judet|county",
    "country": r"tara|country|land",
    "contact": r"contact|persoana|telefon|phone",
    "stop_reference": r"ref\w*|booking|nr\.?\s*ref\w*",
    "instructions": r"observatii|mentiuni|remarks|notes|instructiuni",
}
MINIMUM_COLUMNS = 3
HOUR = "ora "


@dataclass(slots=True)
class Draft:
    """A stop in the making."""

    kind: str
    number: int | None
    span: Span
    fields: dict[str, Finding] = field(default_factory=dict)
    beside: bool = False
    """Its heading stands beside that of another kind."""

    def put(self, name: str, found: Finding | None) -> None:
        """Note a field unless a surer value is there."""
        if found is None or found.value in (None, ""):
            return
        held = self.fields.get(name)
        if held is None or found.confidence > held.confidence:
            self.fields[name] = found


def extract_stops(view: View, findings: Findings) -> None:
    """Find the stops, in driving order as the document gives it."""
    drafts = _from_tables(view)
    if not drafts:
        drafts = _merged([_from_section(view, section) for section in view.sections if section.kind in KINDS])
    drafts = _attach_outside(view, drafts)
    drafts = [draft for draft in drafts if draft.fields]
    if any(draft.beside for draft in drafts):
        drafts.sort(key=lambda draft: KINDS.index(draft.kind))
    for index, draft in enumerate(drafts):
        prefix = f"stops.{index}"
        findings.add(f"{prefix}.kind", finding(draft.kind, draft.span, 0.97, "heading"))
        for name, found in draft.fields.items():
            findings.add(f"{prefix}.{name}", found)


def _from_section(view: View, section: Section) -> Draft:
    draft = Draft(section.kind, section.number, section.cell.span)
    draft.beside = any(
        other.header and other.header.kind in KINDS and other.header.kind != section.kind
        for other in view.line(section.cell)
    )
    free: list[Span] = []
    if section.rest.raw.strip():
        free.append(section.rest)
    taken: set[int] = set()
    for label in section.cell.labels:
        if label.start >= section.rest.end and label.strength >= STRONG:
            _take_label(view, draft, section.cell, label, taken)
    reading = True
    for cell in section.cells:
        if cell.header is section or id(cell) in taken:
            continue
        strong = [label for label in cell.labels if label.strength >= STRONG]
        if strong:
            if reading and strong[0].start > 4:
                free.append(Span(cell.segment, 0, strong[0].start).trimmed)
            for label in strong:
                if reading or label.stop_kind or label.concept not in OF_THE_WHOLE_ORDER:
                    _take_label(view, draft, cell, label, taken)
            if strong[0].start <= 4 and strong[0].concept not in OWN_CONCEPTS:
                reading = False
        elif row := _row_label(view, cell, section):
            _put_label(draft, row, cell.span, 0.93)
        elif reading:
            free.append(cell.span)
    labelled_company = "company" in draft.fields
    for name, found in read_place(free[:12], link=0.85, company=not labelled_company).items():
        if name not in draft.fields:
            draft.put(name, _phone(found) if name == "phone" else found)
    return draft


def _row_label(view: View, cell: Cell, section: Section) -> Label | None:
    """The label at the left of the row, where columns are stops and rows are fields."""
    first = view.line(cell)[0]
    if first is cell or first.section is section or not first.starts_with_label:
        return None
    label = first.labels[0]
    return label if not first.value_of(label).raw.strip() else None


def _take_label(view: View, draft: Draft, cell: Cell, label: Label, taken: set[int]) -> None:
    if label.stop_kind not in {None, draft.kind}:
        return
    for span, link in view.values(cell, label):
        if _put_label(draft, label, span, link):
            if span.segment is not cell.segment:
                taken.update(id(each) for each in view.cells if each.segment is span.segment)
            return


def _put_label(draft: Draft, label: Label, span: Span, link: float) -> bool:
    """Read a labelled value into the stop. False where the text cannot be that value."""
    before = len(draft.fields)
    for name, found in _read_labelled(label.concept, span, link):
        draft.put(name, found)
    return len(draft.fields) > before


def _read_labelled(concept: str, span: Span, link: float) -> Iterator[tuple[str, Finding]]:
    reason = f"label:{concept}"
    if concept in {"date", "time"}:
        yield from _moments(span, link, reason)
    elif concept == "address":
        for name, found in read_place([span], link=link, company=False).items():
            yield name, found
    elif concept == "company":
        place = read_place([span], link=link, company=True)
        if "company" not in place and span.text and "street" not in place:
            place["company"] = finding(span.text, span, link, reason)
        yield from place.items()
    elif concept == "contact":
        if length := person_length(span.text):
            part = span.part(0, length)
            yield "contact", finding(part.text, part, link, reason)
        yield from _phones(span, link, reason)
    elif concept == "phone":
        yield from _phones(span, link, reason)
    elif concept in {"stop_reference", "reference"}:
        part = span.part(0, _reference_length(span.text))
        if any(char.isdigit() for char in part.text):
            yield "reference", finding(part.text, part, link, reason)
    elif concept == "country":
        if code := country_of(span.text):
            yield "country", finding(code, span, link, reason)
    elif concept == "postcode":
        if match := re.match(r"(?:[A-Z]{1,2}-)?([0-9A-Z][0-9A-Z -]{2,8}[0-9A-Z])", span.text):
            part = span.part(match.start(1), match.end(1))
            yield "postcode", finding(part.text, part, link, reason)
    elif concept == "city":
        place = read_place([span], link=link, company=False)
        if "city" not in place and span.text and not any(char.isdigit() for char in span.text):
            place["city"] = finding(span.text, span, link, reason)
        yield from place.items()
    elif concept in {"county", "instructions"} and span.text:
        yield concept, finding(span.text, span, link, reason)


def _moments(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    for date in find_dates(span.text)[:1]:
        yield "date", finding(date.value.isoformat(), span.part(date.start, date.end), link, reason)
    windows = find_windows(span.text)
    offset = 0
    if not windows and reason == "label:time":
        # "Interval orar: 9-17": the label says that these are hours
        offset = len(HOUR)
        windows = find_windows(HOUR + span.text)
    for window in windows[:1]:
        part = span.part(max(0, window.start - offset), window.end - offset)
        for name, clock in (("timeFrom", window.since), ("timeTo", window.until)):
            if clock is not None:
                yield name, finding(clock.isoformat(), part, link, reason)


def _phones(span: Span, link: float, reason: str) -> Iterator[tuple[str, Finding]]:
    for start, end in find_phones(span.text)[:1]:
        part = span.part(start, end)
        yield "phone", finding(normal_phone(part.text), part, link, reason)


def _phone(found: Finding) -> Finding:
    return replace(found, value=normal_phone(str(found.value)))


def _reference_length(text: str) -> int:
    """A reference ends at a comma, a bracket or two blanks; a date after it is none of it."""
    match = re.search(r"[,;(]|\s{2,}|\s(?:din|vom|of|dated)\s", fold(text))
    return match.start() if match else len(text)


def _merged(drafts: list[Draft]) -> list[Draft]:
    """Headings of one stop ("Loc de încărcare", then "Adresa încărcare") become one: nothing in them contradicts."""
    result: list[Draft] = []
    for draft in drafts:
        same = [each for each in result if each.kind == draft.kind]
        last = same[-1] if same else None
        different_numbers = last and draft.number and last.number and draft.number != last.number
        clash = last and any(
            last.fields[name].value != found.value for name, found in draft.fields.items() if name in last.fields
        )
        if last is None or different_numbers or clash or (draft.number and not last.number and last.fields):
            result.append(draft)
            continue
        for name, found in draft.fields.items():
            last.put(name, found)
        last.beside = last.beside or draft.beside
    return result


def _attach_outside(view: View, drafts: list[Draft]) -> list[Draft]:
    """Labels that name their kind of stop ("Data descărcării") outside of a section of that kind."""
    for cell in view.cells:
        section = cell.section.kind if cell.section else None
        if section in {"terms", "end"} or (cell.header and cell.header.kind in {"client", "carrier"}):
            continue
        for label in cell.labels:
            if label.stop_kind is None or label.stop_kind == section or label.concept not in OWN_CONCEPTS:
                continue
            if label.strength < STRONG:
                continue
            _attach(view, drafts, cell, label)
    return drafts


def _attach(view: View, drafts: list[Draft], cell: Cell, label: Label) -> None:
    kind = label.stop_kind or "loading"
    for span, link in view.values(cell, label):
        found = dict(_read_labelled(label.concept, span, link))
        if not found:
            continue
        same = [draft for draft in drafts if draft.kind == kind]
        target = next((draft for draft in same if not draft.fields.keys() & found.keys()), None)
        if (
            target is None
            and same
            and all(
                draft.fields[name].value == each.value
                for draft in same[:1]
                for name, each in found.items()
                if name in draft.fields
            )
        ):
            return
        if target is None:
            if same and label.concept not in {"date", "address", "company"}:
                return
            target = Draft(kind, None, cell.span)
            position = max(
                (i + 1 for i, draft in enumerate(drafts) if draft.kind == kind),
                default=0 if kind == "loading" else len(drafts),
            )
            drafts.insert(position, target)
        for name, each in found.items():
            target.put(name, each)
        return


def _from_tables(view: View) -> list[Draft]:
    drafts: list[Draft] = []
    for table in find_tables(view, COLUMNS, least=MINIMUM_COLUMNS):
        names = {column.name for column in table.columns}
        if "date" in names and names & {"city", "address", "company", "postcode"}:
            drafts += _rows(view, table)
    return drafts if {draft.kind for draft in drafts} == set(KINDS) else []


def _rows(view: View, table: Table) -> list[Draft]:
    drafts = []
    for row in table.rows:
        text = " ".join(fold(span.text) for spans in row.values() for span in spans)
        head = " ".join(fold(span.text) for span in row.get("kind", ()))
        kind = _kind_of(head) or _kind_of(text)
        if kind is None:
            continue
        first = next(iter(row.values()))[0]
        draft = Draft(kind, None, row["kind"][0] if "kind" in row else first)
        for name, spans in row.items():
            if name in {"kind", "?"}:
                continue
            if name == "address":
                for key, found in read_place(spans, link=0.93, company="company" not in row).items():
                    draft.put(key, _phone(found) if key == "phone" else found)
                continue
            for key, found in _read_cell(name, spans):
                draft.put(key, found)
        drafts.append(draft)
    return drafts


def _read_cell(name: str, spans: list[Span]) -> Iterator[tuple[str, Finding]]:
    if name in {"company", "city", "contact", "instructions"} and len(spans) > 1:
        text = " ".join(span.text for span in spans)
        if name == "company":
            yield from read_place(spans, link=0.93).items()
        else:
            yield name, finding(text, spans[0], 0.9, f"column:{name}")
        return
    for span in spans:
        yield from _read_labelled(name, span, 0.93)


def _kind_of(text: str) -> str | None:
    if IS_UNLOADING.search(text) or re.fullmatch(r"d|u|e", text.strip()):
        return "unloading"
    if IS_LOADING.search(text) or re.fullmatch(r"i|l|b", text.strip()):
        return "loading"
    return None
