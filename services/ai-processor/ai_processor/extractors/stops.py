"""The stops of an order: from sections, from labels that name their kind, and from tables."""

from __future__ import annotations

from ai_processor.extractors.cells import STRONG, Cell, Label, Section, Span
from ai_processor.extractors.evidence import Findings, finding
from ai_processor.extractors.headings import PARTY_HEADERS
from ai_processor.extractors.stop_tables import stops_of_columns, stops_of_tables
from ai_processor.extractors.stop_values import OWN_CONCEPTS, Draft, read_address, read_labelled
from ai_processor.extractors.view import View
from ai_processor.values.text import is_numbered_sentence

KINDS = ("loading", "unloading")
OF_THE_WHOLE_ORDER = frozenset({"instructions", "contact", "phone", "email", "company", "reference"})
"""Labels that are the stop's only until another part of the order (goods, price) begins under its heading."""
LONGEST_ADDRESS = 12
"""Lines under a heading that may be of the address."""


def extract_stops(view: View, findings: Findings) -> None:
    """Find the stops, in driving order as the document gives it."""
    drafts = stops_of_tables(view) or stops_of_columns(view)
    if not drafts:
        drafts = _of_sections(view)
    drafts = _attach_outside(view, drafts)
    drafts = [draft for draft in drafts if draft.fields]
    if any(draft.beside for draft in drafts):
        drafts.sort(key=lambda draft: KINDS.index(draft.kind))
    for index, draft in enumerate(drafts):
        prefix = f"stops.{index}"
        findings.add(f"{prefix}.kind", finding(draft.kind, draft.span, 0.97, "heading"))
        for name, found in draft.fields.items():
            findings.add(f"{prefix}.{name}", found)


def _of_sections(view: View) -> list[Draft]:
    """The stops under their headings; a shipper or a consignee counts where no place of its kind is told."""
    sections = [section for section in view.sections if section.kind in KINDS]
    parties = [section for section in sections if PARTY_HEADERS[section.kind].match(section.cell.folded)]
    drafts = _merged([_from_section(view, section) for section in sections if section not in parties])
    told = {draft.kind for draft in drafts if draft.fields}
    others = _merged([_from_section(view, section) for section in parties if section.kind not in told])
    return sorted([*drafts, *others], key=lambda draft: KINDS.index(draft.kind)) if others else drafts


def _from_section(view: View, section: Section) -> Draft:
    draft = Draft(section.kind, section.number, section.cell.span, beside=_is_beside_another(view, section))
    taken: set[int] = set()
    for label in section.cell.labels:
        if label.start >= section.rest.end and label.strength >= STRONG:
            _take_label(view, draft, section.cell, label, taken)
    free = [section.rest] if section.rest.raw.strip() else []
    free += _read_cells(view, section, draft, taken)
    labelled_company = "company" in draft.fields
    for name, found in read_address(free[:LONGEST_ADDRESS], link=0.85, company=not labelled_company):
        if name not in draft.fields:
            draft.put(name, found)
    return draft


def _is_beside_another(view: View, section: Section) -> bool:
    headers = (cell.header for cell in view.line(section.cell) if cell.header)
    return any(header.kind in KINDS and header.kind != section.kind for header in headers)


def _read_cells(view: View, section: Section, draft: Draft, taken: set[int]) -> list[Span]:
    """Read what has a label into the draft; what has none comes back, up to where another part of the order begins.

    Args:
        taken: identities of the cells that hold the value of a label elsewhere.
    """
    free: list[Span] = []
    of_the_stop = True
    for cell in section.cells:
        if cell.header is section or id(cell) in taken:
            continue
        labels = [label for label in cell.labels if label.strength >= STRONG]
        if is_numbered_sentence(cell.segment.text):
            of_the_stop = False
        if labels:
            if of_the_stop and labels[0].start > 4:
                free.append(Span(cell.segment, 0, labels[0].start).trimmed)
            for label in labels:
                if of_the_stop or label.stop_kind or label.concept not in OF_THE_WHOLE_ORDER:
                    _take_label(view, draft, cell, label, taken)
            if labels[0].start <= 4 and labels[0].concept not in OWN_CONCEPTS:
                of_the_stop = False
        elif row := _row_label(view, cell, section):
            _put_label(draft, row, cell.span, 0.93)
        elif of_the_stop:
            free.append(cell.span)
    return free


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
    for name, found in read_labelled(label.concept, span, link):
        draft.put(name, found)
    return len(draft.fields) > before


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
        found = dict(read_labelled(label.concept, span, link))
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
