"""Stops out of tables with a row for each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_processor.extractors.cells import Span
from ai_processor.extractors.evidence import Finding, finding
from ai_processor.extractors.lexicon import IS_LOADING, IS_UNLOADING, LOADING, UNLOADING
from ai_processor.extractors.stop_values import Draft, read_address, read_labelled
from ai_processor.extractors.tables import Row, find_tables
from ai_processor.extractors.view import View
from ai_processor.values.text import fold

COLUMNS = {
    "kind": (
        r"tip(?:ul)?(?:\s+(?:operatiun\w*|stop|oprire))?|operatiun\w*|actiune|activity|type|operation|stop|art|punct"
        r"|oprire"
    ),
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


def _of_both(words: str) -> dict[str, str]:
    """Columns whose heading names the kind of stop beside what they hold: "Data încărcare"."""
    return {kind: rf"(?=.*\b{stop}){words}.*" for kind, stop in (("loading", LOADING), ("unloading", UNLOADING))}


COLUMNS_OF_KINDS = {
    f"{kind}.{concept}": pattern
    for concept, words in (
        ("date", r"(?=.*\b(?:data|date|datum|\w*termin|ziua|or[ae]\b|interval|time|\w*zeit))"),
        ("stop_reference", r"(?=.*\bref)"),
        ("address", ""),
    )
    for kind, pattern in _of_both(words).items()
}
MINIMUM_COLUMNS = 3
IN_COLUMN = 0.93
"""How surely a value belongs to the heading of its column."""


def stops_of_tables(view: View) -> list[Draft]:
    """The stops of all tables; none unless there are both kinds among them."""
    drafts: list[Draft] = []
    for table in find_tables(view, COLUMNS, least=MINIMUM_COLUMNS):
        names = {column.name for column in table.columns}
        if "date" in names and names & {"city", "address", "company", "postcode"}:
            drafts += [draft for row in table.rows if (draft := _read_row(row))]
    return drafts if {draft.kind for draft in drafts} == {"loading", "unloading"} else []


def stops_of_columns(view: View) -> list[Draft]:
    """The stops of tables with a row for each transport, whose columns name the kind of stop."""
    for table in find_tables(view, COLUMNS_OF_KINDS, least=MINIMUM_COLUMNS):
        drafts = [
            _of_kind(kind, row)
            for row in table.rows
            for kind in ("loading", "unloading")
            if any(name.startswith(f"{kind}.") for name in row)
        ]
        if {draft.kind for draft in drafts if draft.fields} == {"loading", "unloading"}:
            return drafts
    return []


def _of_kind(kind: str, row: Row) -> Draft:
    own = {name.removeprefix(f"{kind}."): spans for name, spans in row.items() if name.startswith(f"{kind}.")}
    draft = Draft(kind, None, next(iter(own.values()))[0])
    for name, spans in own.items():
        for key, found in _read_cell(name, spans, company=True):
            draft.put(key, found)
    return draft


def _read_row(row: Row) -> Draft | None:
    text = " ".join(fold(span.text) for spans in row.values() for span in spans)
    head = " ".join(fold(span.text) for span in row.get("kind", ()))
    kind = _kind_of(head) or _kind_of(text)
    if kind is None:
        return None
    first = next(iter(row.values()))[0]
    draft = Draft(kind, None, row["kind"][0] if "kind" in row else first)
    for name, spans in row.items():
        if name not in {"kind", "?"}:
            for key, found in _read_cell(name, spans, company="company" not in row):
                draft.put(key, found)
    return draft


def _read_cell(name: str, spans: list[Span], *, company: bool) -> Iterator[tuple[str, Finding]]:
    if name == "address":
        yield from read_address(spans, link=IN_COLUMN, company=company)
    elif name == "company" and len(spans) > 1:
        yield from read_address(spans, link=IN_COLUMN, company=True)
    elif name in {"city", "contact", "instructions"} and len(spans) > 1:
        yield name, finding(" ".join(span.text for span in spans), spans[0], 0.9, f"column:{name}")
    else:
        for span in spans:
            yield from read_labelled(name, span, IN_COLUMN)


def _kind_of(text: str) -> str | None:
    """The kind of stop by its word, or by the letter that abbreviates it."""
    if IS_UNLOADING.search(text) or re.fullmatch(r"d|u|e", text.strip()):
        return "unloading"
    if IS_LOADING.search(text) or re.fullmatch(r"i|l|b", text.strip()):
        return "loading"
    return None
