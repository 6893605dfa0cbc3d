"""What an invoice adds up to: amounts at labels, and which of them are net, VAT and gross because the sum comes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import STRONG, Cell, Label, Span
from ai_processor.extractors.evidence import Finding, Findings, best_labelled, finding
from ai_processor.extractors.invoice_lines import invoice_tables, sum_of_lines, unit_rate
from ai_processor.values.money import find_currency, find_money
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from ai_processor.extractors.evidence import Parsed
    from ai_processor.extractors.tables import Table
    from ai_processor.extractors.view import View

ROOT = "invoice"
CONCEPTS = ("net", "vat", "gross", "payable")
ROUNDING = Decimal("0.02")
HIGHEST_RATE = Decimal("0.28")
"""No country of Europe asks for more VAT than 27 percent."""
BESIDE, BELOW, IN_TOTAL_ROW = 0.95, 0.85, 0.7
BARE_TOTAL = 0.88
_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*%")
_MINUS = re.compile(r"[-−–]\s?(?:€|[A-Z]{3})?\s?$")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount at a label: what the label calls it, and how surely it belongs to it."""

    concept: str
    value: Decimal
    span: Span
    link: float
    named: bool = True
    """False for one of several amounts on a line of totals: only the sum can tell which it is."""


def extract_sums(view: View, findings: Findings) -> None:
    """Net, VAT, gross, what is to be paid, the currency, and the rate of VAT."""
    amounts = list(_amounts(view))
    proved = _proved(amounts)
    if proved:
        for name, amount in proved.items():
            _note(name, amount, findings, check=True)
    else:
        for concept in ("net", "vat", "gross"):
            _note_best(concept, [each for each in amounts if each.concept == concept and each.named], findings)
    payable = [each for each in amounts if each.concept == "payable" and each.named]
    _note_best("payable", payable, findings)
    if findings.get(f"{ROOT}.gross") is None:
        _note_best("gross", payable, findings)
    _rate(view, findings)
    _prove_by_lines(findings)
    _currency(view, findings)
    method = best_labelled(view, ["payment_method"], _method)
    findings.add(f"{ROOT}.paymentMethod", method)


def _amounts(view: View) -> Iterator[Amount]:
    tables = invoice_tables(view)
    taken = {id(cell) for table in tables for cell in view.cells if _is_within(cell, table)}
    for cell, label in view.labelled(*CONCEPTS):
        if id(cell) in taken or label.strength < STRONG or (cell.section and cell.section.kind == "terms"):
            continue
        yield from _of_label(view, cell, label)


def _is_within(cell: Cell, table: Table) -> bool:
    """Whether the cell stands between the headings of a table and the last of its rows; its row of totals is no row."""
    if cell.segment.page != table.page:
        return False
    rows = [span.rect.y1 for row in table.rows for spans in row.values() for span in spans]
    return table.columns[0].heading.rect.y0 - 1 <= cell.rect.middle <= max(rows)


def _of_label(view: View, cell: Cell, label: Label) -> Iterator[Amount]:
    bare = (
        re.fullmatch(r"total(?:ul)?|totaal|tva|vat|tax|sub-?\s?total", cell.folded[label.start : label.end]) is not None
    )
    factor = BARE_TOTAL if bare else 1.0
    inline = list(_numbers(view, cell.value_of(label)))
    if inline:
        value, part = inline[-1]
        yield Amount(label.concept, value, part, label.strength * factor)
        return
    line: list[tuple[Decimal, Span]] = []
    for other in view.right_of(cell):
        if other.starts_with_label:
            break
        line += _numbers(view, other.span)
    if line:
        for value, part in line[:-1]:
            yield Amount(label.concept, value, part, IN_TOTAL_ROW, named=False)
        if len(line) > 1:
            yield Amount(label.concept, line[-1][0], line[-1][1], IN_TOTAL_ROW, named=False)
        yield Amount(label.concept, line[-1][0], line[-1][1], BESIDE * factor)
        return
    below = view.below(cell)
    if below is not None and not below.starts_with_label:
        for value, part in list(_numbers(view, below.span))[:1]:
            yield Amount(label.concept, value, part, BELOW * factor)


def _numbers(view: View, span: Span) -> Iterator[tuple[Decimal, Span]]:
    """The amounts in a text, in order; percentages and days are none."""
    for money in sorted(find_money(span.text[:80], mark=view.mark), key=lambda each: each.start):
        after = span.text[money.end : money.end + 2].strip()
        if after.startswith("%") or re.match(r"\s*(?:zile|days?|tage)", fold(span.text[money.end : money.end + 8])):
            continue
        minus = _MINUS.search(span.text[: money.start]) is not None
        yield (-money.amount if minus else money.amount), span.part(money.start, money.end)


def _proved(amounts: list[Amount]) -> dict[str, Amount] | None:
    """Net, VAT and gross that add up; of several such sums the one whose labels are the surest, then the largest."""
    best: tuple[float, Decimal] | None = None
    found: dict[str, Amount] | None = None
    grosses = [each for each in amounts if each.named and each.concept in {"gross", "payable"}]
    nets = [each for each in amounts if each.concept == "net" or not each.named]
    vats = [each for each in amounts if each.concept == "vat" or not each.named]
    for gross in grosses:
        for net in nets:
            for vat in vats:
                if net.span is vat.span or not _adds_up(net.value, vat.value, gross.value):
                    continue
                rank = (sum(_weight(each) for each in (net, vat, gross)), abs(gross.value))
                if best is None or rank > best:
                    best, found = rank, {"net": net, "vat": vat, "gross": gross}
    return found


def _weight(amount: Amount) -> float:
    return amount.link if amount.named else amount.link / 2


def _adds_up(net: Decimal, vat: Decimal, gross: Decimal) -> bool:
    if gross == 0 or abs(net + vat - gross) > ROUNDING:
        return False
    # VAT has the sign of what it is on, and no rate is beyond the highest.
    return net != 0 and 0 <= vat / net <= HIGHEST_RATE


def _note(name: str, amount: Amount, findings: Findings, *, check: bool | None = None) -> None:
    reasons = (f"label:{amount.concept}", *(("net_plus_vat_is_gross",) if check else ()))
    findings.add(f"{ROOT}.{name}", finding(float(amount.value), amount.span, amount.link, *reasons, check=check))


def _note_best(name: str, amounts: list[Amount], findings: Findings) -> None:
    """The surest; of several as sure the last: what comes later is carried over, added up, and total."""
    if amounts:
        surest = max(amount.link for amount in amounts)
        best = [amount for amount in amounts if amount.link >= surest - 0.05][-1]
        _note(name, best, findings)


def _rate(view: View, findings: Findings) -> None:
    net, vat = findings.get(f"{ROOT}.net"), findings.get(f"{ROOT}.vat")
    rate = unit_rate(findings)
    for cell, label in view.labelled("vat"):
        if match := _PERCENT.search(cell.folded, label.start):
            value = float(match[1].replace(",", "."))
            if rate is None or rate == value:
                proof = _proves(net, vat, value)
                if proof is False:
                    continue  # one of several rates
                part = cell.span.part(*match.span())
                findings.add(f"{ROOT}.vatRate", finding(value, part, 0.92, "label:vat", check=proof))
                return
    if rate is not None:
        path = next(path for path, found in findings.items() if path.endswith(".vatRate"))
        line = findings.get(path)
        if line is not None and _proves(net, vat, rate) is not False:
            findings.add(f"{ROOT}.vatRate", replace(line, reasons=("same_in_all_lines",)))


def _proves(net: Finding | None, vat: Finding | None, rate: float) -> bool | None:
    if net is None or vat is None:
        return None
    expected = Decimal(str(net.value)) * Decimal(str(rate)) / 100
    # Each line may have been rounded by itself.
    return abs(expected - Decimal(str(vat.value))) <= Decimal("0.05")


def _prove_by_lines(findings: Findings) -> None:
    """Lines that add up to the total prove each other: one misread digit would show."""
    for name in ("net", "gross"):
        total, lines = findings.get(f"{ROOT}.{name}"), sum_of_lines(findings, name)
        if total is None or lines is None:
            # Many invoices have one column of amounts, with VAT in them or not.
            lines = sum_of_lines(findings, "net") if name == "gross" else None
        if total is None or lines is None or abs(lines - Decimal(str(total.value))) > ROUNDING:
            continue
        reasons = total.reasons if "sum_of_lines" in total.reasons else (*total.reasons, "sum_of_lines")
        findings.put(f"{ROOT}.{name}", replace(total, check=True, reasons=reasons))
        return


def _currency(view: View, findings: Findings) -> None:
    """At the amounts, else at its label, else what most amounts of the document are in."""
    for name in ("gross", "payable", "net", "vat"):
        total = findings.get(f"{ROOT}.{name}")
        if total is None:
            continue
        line = next((view.line(cell) for cell in view.cells if cell.segment is total.span.segment), [])
        for span in (total.span, total.span.whole, *(cell.span for cell in line)):
            if found := find_currency(span.text):
                code, start, end = found
                findings.add(f"{ROOT}.currency", finding(code, span.part(start, end), total.link, "beside_total"))
                return
    labelled = best_labelled(view, ["currency"], _code)
    findings.add(f"{ROOT}.currency", labelled or _commonest(view))


def _code(span: Span) -> Parsed:
    found = find_currency(span.text[:20])
    return (found[0], span.part(found[1], found[2]), None) if found else None


def _commonest(view: View) -> Finding | None:
    places: dict[str, Span] = {}
    votes: Counter[str] = Counter()
    for cell in view.cells:
        if found := find_currency(cell.segment.text):
            votes[found[0]] += 1
            places.setdefault(found[0], cell.span.part(found[1], found[2]))
    if not votes:
        return None
    code, most = votes.most_common(1)[0]
    return finding(code, places[code], 0.85 if most > votes.total() / 2 else 0.5, "commonest")


def _method(span: Span) -> Parsed:
    text = re.split(r"[,;(]|\s(?:to|la|catre|an|auf)\s", span.text, maxsplit=1)[0]
    part = span.part(0, len(text))
    return (part.text, part, None) if 1 < len(part.text) <= 60 else None
