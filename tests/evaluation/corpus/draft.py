"""A document being written: what is put on the page and what is noted as its truth are one call.

A layout writes values only through ``Draft``, so that the truth names exactly what is printed, as it is printed.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Literal
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from tests.evaluation.corpus.firms import Firm, without_diacritics
from tests.evaluation.corpus.fonts import Face, Spelling, register
from tests.evaluation.corpus.formats import Formats
from tests.evaluation.corpus.places import COUNTRY_NAMES
from tests.evaluation.truth import Expected, Truth

Align = Literal[0, 1, 2]
"""Left, centred, right."""
_CEDILLA = str.maketrans("șȘțȚ", "şŞţŢ")
_SYMBOLS = {"EUR": "€", "RON": "lei"}

Drawing = Callable[[Canvas, int], None]
"""Draws on a page (numbered from 1) what is not text of the flow: letterheads, frames, stamps."""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished document."""

    pdf: bytes
    truth: Truth


class Draft:
    """A document that a layout is writing."""

    def __init__(self, rng: Random, face: Face, formats: Formats, *, size: float = 9.5) -> None:
        register()
        self.rng = rng
        self.face = face
        self.formats = formats
        self.language = formats.language
        self.size = size
        self.truth: Truth = {}

    # ---- text and truth

    def spell(self, text: str) -> str:
        """``text`` with the letters that the document's typeface has."""
        if self.face.spelling is Spelling.COMMA:
            return text
        if self.face.spelling is Spelling.CEDILLA:
            return "".join(each if ord(each) < 0x180 else each.translate(_CEDILLA) for each in text)
        plain = text.translate(str.maketrans("ăâîșțĂÂÎȘȚ–", "aaistAAIST-"))
        return "".join(each if ord(each) < 0x100 or each in "€„”•" else without_diacritics(each) for each in plain)

    def says(
        self, path: str, printed: object, value: Any = None, *, also: Iterable[Any] = (), optional: bool = False
    ) -> str:
        """Note that the document states ``path``, and return how it is printed.

        Args:
            value: what a reader should return; None: the printed text.
        """
        text = self.spell(str(printed))
        also = tuple(self.spell(each) if isinstance(each, str) else each for each in also)
        if path not in self.truth or self.truth[path].optional:
            self.truth[path] = Expected(text if value is None else value, text, also, optional)
        return text

    def implies(self, path: str, value: Any, *, also: Iterable[Any] = ()) -> None:
        """Note what follows from the page without standing there."""
        if path not in self.truth:
            self.truth[path] = Expected(value, "", tuple(also), optional=True)

    # ---- values

    def date(self, path: str, day: dt.date) -> str:
        """A date."""
        return self.says(path, self.formats.date(day), day.isoformat())

    def window(self, path: str, begins: dt.time, ends: dt.time) -> str:
        """A time window of the stop at ``path``."""
        text = self.spell(self.formats.window(begins, ends))
        self.says(f"{path}.timeFrom", text, begins.isoformat())
        return self.says(f"{path}.timeTo", text, ends.isoformat())

    def number(self, path: str, value: Decimal | int, *, places: int | None = None, unit: str = "") -> str:
        """A number, with its unit behind it."""
        text = self.formats.number(Decimal(value), places=places)
        self.says(path, text, float(value))
        return f"{text} {self.spell(unit)}".strip()

    def kilograms(self, path: str, value: Decimal, *, unit: str = "kg") -> str:
        """A weight: in kilograms, or in tonnes where ``unit`` is ``t`` or ``to``."""
        if unit in {"t", "to"}:
            self.says(path, self.formats.number(value / 1000), float(value))
            return f"{self.formats.number(value / 1000)} {unit}"
        return self.number(path, value, unit=unit)

    def money(self, path: str, value: Decimal, currency: str, *, style: str = "after") -> str:
        """An amount and its currency: ``after`` (1.450,00 EUR), ``before`` (EUR 1.450,00), ``symbol`` (1.450,00 €)."""
        amount = self.says(f"{path}.amount", self.formats.amount(value), float(value))
        shown = self.says(f"{path}.currency", _SYMBOLS[currency] if style == "symbol" else currency, currency)
        return f"{shown} {amount}" if style == "before" else f"{amount} {shown}"

    def plate(self, path: str, parts: tuple[str, str, str]) -> str:
        """A number plate."""
        return self.says(path, self.formats.plate(parts), "".join(parts))

    def phone(self, path: str, digits: str) -> str:
        """A phone number."""
        return self.says(path, self.formats.phone(digits), self.formats.phone_value(digits))

    def iban(self, path: str, number: str) -> str:
        """An account number, in groups of four or together."""
        grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
        return self.says(path, self.rng.choice((number, grouped)), number)

    def vat(self, path: str, holder: Firm) -> str:
        """A VAT id or CUI: with the country's letters, with a blank behind them, or without them."""
        if holder.country != "RO":
            return self.says(path, holder.vat)
        printed = self.rng.choice((f"RO{holder.vat}", f"RO{holder.vat}", f"RO {holder.vat}", holder.vat))
        return self.says(path, printed, printed.replace(" ", ""), also=(holder.vat, f"RO{holder.vat}"))

    def country(self, path: str, code: str, *, shown: str = "name") -> str:
        """A country by its ``name``, by its ``code``, or ``absent`` (it follows from the town and the postcode)."""
        if shown == "absent":
            self.implies(path, code)
            return ""
        return self.says(path, code if shown == "code" else COUNTRY_NAMES[self.language][code], code)

    # ---- pages

    def style(
        self, size: float | None = None, *, bold: bool = False, align: Align = 0, lead: float = 1.25
    ) -> ParagraphStyle:
        """A paragraph style; ``align`` is 0 left, 1 centred, 2 right."""
        size = size or self.size
        font = self.face.bold if bold else self.face.regular
        return ParagraphStyle(
            f"{font}{size}{align}{lead}", fontName=font, fontSize=size, leading=size * lead, alignment=align
        )

    def line(self, text: str, size: float | None = None, *, bold: bool = False, align: Align = 0) -> Paragraph:
        """A paragraph. ``**word**`` is bold; line feeds break lines."""
        parts = escape(self.spell(text)).split("**")
        marked = "".join(
            f'<font name="{self.face.bold}">{part}</font>' if at % 2 else part for at, part in enumerate(parts)
        )
        return Paragraph(marked.replace("\n", "<br/>"), self.style(size, bold=bold, align=align))

    def lines(self, texts: Sequence[str], size: float | None = None, *, bold: bool = False) -> list[Flowable]:
        """Paragraphs; an empty one is a gap."""
        return [self.line(text, size, bold=bold) if text else Spacer(1, 2.5 * mm) for text in texts]

    def table(
        self, rows: Sequence[Sequence[Any]], widths: Sequence[float], *, size: float | None = None, ruled: str = "grid",
        head: bool = True, padding: float = 3,
    ) -> Table:  # fmt: skip
        """A table; ``widths`` in mm. ``ruled`` is ``grid``, ``box`` (around all), ``rows`` or ``none``."""
        body = [
            [self.line(cell, size, bold=head and at == 0) if isinstance(cell, str) else cell for cell in row]
            for at, row in enumerate(rows)
        ]
        commands: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
        commands += [(f"{side}PADDING", (0, 0), (-1, -1), padding) for side in ("TOP", "BOTTOM")]
        if ruled == "grid":
            commands.append(("GRID", (0, 0), (-1, -1), 0.6, colors.black))
        elif ruled == "rows":
            commands.append(("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey))
        elif ruled == "box":
            commands.append(("BOX", (0, 0), (-1, -1), 0.8, colors.black))
        if head and ruled in {"grid", "rows"}:
            commands.append(("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e4e8ee")))
        return Table(body, colWidths=[width * mm for width in widths], style=commands, hAlign="LEFT")

    def written(self, story: Sequence[Flowable], *, margin: float = 18, drawing: Drawing | None = None) -> Written:
        """The finished document from a story of flowables; ``margin`` in mm."""
        out = io.BytesIO()

        def on_page(canvas: Canvas, template: SimpleDocTemplate) -> None:
            if drawing:
                drawing(canvas, template.page)

        template = SimpleDocTemplate(
            out, pagesize=A4, leftMargin=margin * mm, rightMargin=margin * mm, topMargin=margin * mm,
            bottomMargin=margin * mm, invariant=1,
        )  # fmt: skip
        template.build(list(story), onFirstPage=on_page, onLaterPages=on_page)
        return Written(out.getvalue(), self.truth)

    def drawn(self, draw: Callable[[Canvas], None]) -> Written:
        """The finished document from a function that draws it."""
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=A4, invariant=1)
        draw(canvas)
        canvas.save()
        return Written(out.getvalue(), self.truth)


def gap(millimetres: float = 4) -> Spacer:
    """Room between two paragraphs."""
    return Spacer(1, millimetres * mm)


def new_page() -> PageBreak:
    """The rest comes on the next page."""
    return PageBreak()


def wrapped(text: str, width: int) -> list[str]:
    """The words of ``text`` on lines of about ``width`` characters."""
    pieces = [""]
    for word in text.split(" "):
        if pieces[-1] and len(pieces[-1]) + len(word) > width:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word}".strip()
    return pieces
