# /// script
# requires-python = ">=3.11"
# dependencies = ["reportlab==5.1.0", "matplotlib==3.10.*"]
# ///
"""Write the sample transport orders: each a PDF and, beside it, what a reader must find in it.

    uv run docs/samples/make_samples.py

Everything in them is invented: firms, people, plates, addresses. VAT ids, account numbers and UIT codes carry right
check digits, except where an error is planted on purpose. The same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

HERE = Path(__file__).parent
SYSTEM_FONTS = Path("/usr/share/fonts/truetype/dejavu")
FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSansMono")
CEDILLA = str.maketrans("șȘțȚ", "şŞţŢ")

Expected = dict[str, Any]


def font_directory() -> Path:
    """DejaVu with ș and ț: from matplotlib's wheel, else the system's (fonts-dejavu-core); reportlab has neither."""
    try:
        import matplotlib as mpl  # noqa: PLC0415  (only its fonts are wanted, and only where it is installed)
    except ModuleNotFoundError:
        return SYSTEM_FONTS
    return Path(mpl.get_data_path()) / "fonts" / "ttf"


def cui(base: str) -> str:
    """A Romanian tax number: ``base`` and its check digit."""
    total = sum(int(digit) * weight for digit, weight in zip(base.zfill(9), (7, 5, 3, 2, 1, 7, 5, 3, 2), strict=True))
    return base + str(total * 10 % 11 % 10)


def iban(bank: str, account: str, country: str = "RO") -> str:
    """An account number: country, check digits, ``bank`` and ``account``."""
    number = "".join(str(int(char, 36)) for char in f"{bank}{account}{country}00")
    return f"{country}{98 - int(number) % 97:02d}{bank}{account}"


def uit(base: str) -> str:
    """A UIT code: fourteen characters and their check."""
    return f"{base}{sum(map(ord, base)) % 100:02d}"


def style(size: float = 10, *, font: str = "DejaVuSans", centred: bool = False, lead: float = 1.35) -> ParagraphStyle:
    """A paragraph style."""
    return ParagraphStyle(
        f"{font}{size}{centred}",
        fontName=font,
        fontSize=size,
        leading=size * lead,
        alignment=TA_CENTER if centred else 0,
    )


def document(name: str, story: Sequence[Flowable], *, margin: float = 18 * mm) -> None:
    """Write ``story`` as a PDF that is the same each time."""
    template = SimpleDocTemplate(
        str(HERE / f"{name}.pdf"),
        pagesize=A4,
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=margin,
        title=name,
        author="Freightwire",
        invariant=1,
    )
    template.build(list(story))


def lines(texts: Sequence[str], paragraph: ParagraphStyle) -> list[Flowable]:
    """Each text a paragraph of its own; an empty one is a gap."""
    return [Paragraph(text, paragraph) if text else Spacer(1, 3 * mm) for text in texts]


def grid(rows: Sequence[Sequence[Any]], widths: Sequence[float], *, size: float = 8.5, head: bool = True) -> Table:
    """A ruled table."""
    cell = style(size, lead=1.2)
    bold = style(size, font="DejaVuSans-Bold", lead=1.2)
    body = [
        [Paragraph(str(text), bold if head and index == 0 else cell) for text in row] for index, row in enumerate(rows)
    ]
    ruled = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    if head:
        ruled.append(("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#e6e6e6")))
    return Table(body, colWidths=[width * mm for width in widths], style=ruled, hAlign="LEFT")


def letter(name: str) -> Expected:
    """A letter with labels and values one under the other, on the client's letterhead."""
    client_cui, account = cui("3187455"), iban("BTRL", "RONCRT0V44120901")
    text, bold = style(10), style(10, font="DejaVuSans-Bold")
    story: list[Flowable] = [
        Paragraph("AGROMEC DISTRIBUȚIE S.R.L.", style(14, font="DejaVuSans-Bold")),
        *lines(
            [
                "Calea Aradului nr. 88, 300088 Timișoara, jud. Timiș",
                f"CUI: RO{client_cui} &nbsp; Nr. Reg. Com.: J35/1204/2009",
                f"IBAN: {account} &nbsp; Banca Transilvania",
                "Tel.: 0256 402 118 &nbsp; E-mail: logistica@agromec-distributie.ro",
                "",
            ],
            style(9),
        ),
        Paragraph("COMANDĂ DE TRANSPORT", style(15, font="DejaVuSans-Bold", centred=True)),
        Paragraph("Nr. 1187 din 20.11.2026", style(11, centred=True)),
        Spacer(1, 5 * mm),
        *lines(["Către: RAPID CARGO LINE S.R.L.", "În atenția: dl. Marius Dobrescu", ""], text),
        *lines(
            [
                "Vă rugăm să ne confirmați executarea următorului transport:",
                "",
                (
                    "Loc încărcare: AGROMEC DISTRIBUȚIE S.R.L., Calea Aradului nr. 88, 300088 Timișoara, "
                    "jud. Timiș, România"
                ),
                "Data încărcării: 24.11.2026, ora 09:00",
                "Loc descărcare: FERMA LUNCA MUREȘULUI S.A., Str. Morii nr. 3, 515500 Ocna Mureș, jud. Alba, România",
                "Data descărcării: 25.11.2026, între orele 08:00 și 14:00",
                "",
                "Marfa: îngrășăminte chimice în saci",
                "Greutate: 23.500 kg",
                "Număr paleți: 24",
                "Tip camion: prelată 13,6 m",
                "Număr auto: TM 44 RCL",
                "Semiremorcă: TM 61 RCL",
                "Șofer: Ionuț Văcărescu, tel. 0722 614 905",
                "",
            ],
            text,
        ),
        *lines(
            [
                "Preț: 1.250,00 EUR + TVA",
                "Termen de plată: 30 de zile de la primirea facturii și a documentelor de transport în original",
                "Modalitate de plată: ordin de plată",
            ],
            bold,
        ),
        *lines(
            [
                "",
                "Condiții generale:",
                "1. Transportatorul răspunde de marfă de la încărcare până la descărcare.",
                "2. Pentru fiecare zi de întârziere se percep penalități de 50 EUR.",
                "3. Staționarea se plătește cu 200 EUR pe zi după primele 24 de ore.",
                "",
                "Cu stimă, Departament logistică",
            ],
            style(8),
        ),
    ]
    document(name, story)
    return {
        "reference": "1187",
        "issuedOn": "2026-11-20",
        "client.name": "AGROMEC DISTRIBUȚIE S.R.L.",
        "client.vatId": f"RO{client_cui}",
        "client.registration": "J35/1204/2009",
        "client.iban": account,
        "client.phone": "0256402118",
        "client.email": "logistica@agromec-distributie.ro",
        "carrier.name": "RAPID CARGO LINE S.R.L.",
        "stops.0.kind": "loading",
        "stops.0.company": "AGROMEC DISTRIBUȚIE S.R.L.",
        "stops.0.street": "Calea Aradului nr. 88",
        "stops.0.postcode": "300088",
        "stops.0.city": "Timișoara",
        "stops.0.county": "Timiș",
        "stops.0.country": "RO",
        "stops.0.date": "2026-11-24",
        "stops.0.timeFrom": "09:00:00",
        "stops.1.kind": "unloading",
        "stops.1.company": "FERMA LUNCA MUREȘULUI S.A.",
        "stops.1.street": "Str. Morii nr. 3",
        "stops.1.postcode": "515500",
        "stops.1.city": "Ocna Mureș",
        "stops.1.county": "Alba",
        "stops.1.country": "RO",
        "stops.1.date": "2026-11-25",
        "stops.1.timeFrom": "08:00:00",
        "stops.1.timeTo": "14:00:00",
        "goods.0.description": "îngrășăminte chimice în saci",
        "totals.grossKg": 23500,
        "totals.pallets": 24,
        "vehicle.body": "prelată 13,6 m",
        "vehicle.truckPlate": "TM44RCL",
        "vehicle.trailerPlate": "TM61RCL",
        "vehicle.driver": "Ionuț Văcărescu",
        "vehicle.driverPhone": "0722614905",
        "sale.amount": 1250,
        "sale.currency": "EUR",
        "sale.vatIncluded": False,
        "sale.paymentDays": 30,
        "sale.paymentMethod": "ordin de plată",
    }


def bordered_table(name: str) -> Expected:
    """One ruled table of two columns, label and value; ISO dates, plain amounts."""
    client_cui, carrier_cui = cui("2240917"), cui("4198302")
    code = uit("7KD4F0A2M91CXE")
    rows = [
        ["Comanda nr.", "VX-26-00931"],
        ["Data comenzii", "2026-11-18"],
        ["Beneficiar", "VALAHIA EXPRES SPEDIȚIE S.A."],
        ["CUI beneficiar", f"RO {client_cui}"],
        ["Transportator", "CARGO PRUT TRANS S.R.L."],
        ["CUI transportator", carrier_cui],
        [
            "Locul încărcării",
            "Cristal Glass S.R.L.<br/>Șoseaua Giurgiului nr. 210<br/>077120 Jilava, jud. Ilfov<br/>România",
        ],
        ["Data și ora încărcării", "2026-11-26, 07:30 - 11:00"],
        ["Referință încărcare", "CG/4471"],
        ["Locul descărcării", "Üveg-Ház Kft.<br/>Gyár utca 12<br/>HU-2040 Budaörs<br/>Ungaria"],
        ["Data și ora descărcării", "2026-11-27, 08:00 - 16:00"],
        ["Denumire marfă", "Foi de sticlă ambalate"],
        ["Greutate brută (t)", "19,8"],
        ["Metri liniari", "11,2"],
        ["Nr. înmatriculare auto", "B 114 VXP"],
        ["Nr. remorcă", "IF-22-VXR"],
        ["Conducător auto", "Dănuț Șerbănescu"],
        ["Telefon șofer", "+40 745 220 871"],
        ["Cod UIT", code],
        ["Preț transport", "980 EUR"],
        ["Termen de plată", "45 zile"],
        ["Observații", "Marfă fragilă, se transportă numai în picioare."],
    ]
    story = [
        Paragraph("COMANDĂ TRANSPORT INTERNAȚIONAL", style(13, font="DejaVuSans-Bold", centred=True)),
        Spacer(1, 5 * mm),
        grid(rows, [58, 112], size=9, head=False),
        Spacer(1, 8 * mm),
        *lines(["Semnătura și ștampila beneficiarului ______________________"], style(9)),
    ]
    document(name, story)
    return {
        "reference": "VX-26-00931",
        "issuedOn": "2026-11-18",
        "client.name": "VALAHIA EXPRES SPEDIȚIE S.A.",
        "client.vatId": f"RO{client_cui}",
        "carrier.name": "CARGO PRUT TRANS S.R.L.",
        "carrier.vatId": carrier_cui,
        "stops.0.kind": "loading",
        "stops.0.company": "Cristal Glass S.R.L.",
        "stops.0.street": "Șoseaua Giurgiului nr. 210",
        "stops.0.postcode": "077120",
        "stops.0.city": "Jilava",
        "stops.0.county": "Ilfov",
        "stops.0.country": "RO",
        "stops.0.date": "2026-11-26",
        "stops.0.timeFrom": "07:30:00",
        "stops.0.timeTo": "11:00:00",
        "stops.0.reference": "CG/4471",
        "stops.1.kind": "unloading",
        "stops.1.company": "Üveg-Ház Kft.",
        "stops.1.street": "Gyár utca 12",
        "stops.1.postcode": "2040",
        "stops.1.city": "Budaörs",
        "stops.1.country": "HU",
        "stops.1.date": "2026-11-27",
        "stops.1.timeFrom": "08:00:00",
        "stops.1.timeTo": "16:00:00",
        "goods.0.description": "Foi de sticlă ambalate",
        "totals.grossKg": 19800,
        "totals.loadingMetres": 11.2,
        "vehicle.truckPlate": "B114VXP",
        "vehicle.trailerPlate": "IF22VXR",
        "vehicle.driver": "Dănuț Șerbănescu",
        "vehicle.driverPhone": "+40745220871",
        "uit": code,
        "sale.amount": 980,
        "sale.currency": "EUR",
        "sale.paymentDays": 45,
        "instructions": "Marfă fragilă, se transportă numai în picioare.",
    }


def stops_grid(name: str) -> Expected:
    """Parties side by side, a table of stops, a table of goods with a total row; amounts with a decimal point."""
    client_cui, carrier_cui = cui("1560328"), cui("3671190")
    account = iban("INGB", "0000999901234567")
    small = style(8.5, lead=1.3)
    parties = Table(
        [
            [
                lines(
                    [
                        "<b>CLIENT</b>",
                        "Nordvest Freight Solutions S.R.L.",
                        f"C.I.F.: RO{client_cui}",
                        "J2019004512405",
                        "Bd. Unirii 15, 400010 Cluj-Napoca",
                        f"IBAN {account}",
                    ],
                    small,
                ),
                lines(
                    [
                        "<b>CĂRĂUȘ</b>",
                        "Dacotrans Express S.R.L.",
                        f"C.I.F.: RO{carrier_cui}",
                        "J24/88/2016",
                        "Str. Minerilor 7, 430122 Baia Mare",
                        "Contact: Raluca Pop, 0741 300 219",
                    ],
                    small,
                ),
            ]
        ],
        colWidths=[87 * mm, 87 * mm],
        style=[
            ("BOX", (0, 0), (0, 0), 0.5, colors.grey),
            ("BOX", (1, 0), (1, 0), 0.5, colors.grey),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ],
    )
    story = [
        Paragraph("TRANSPORT ORDER / COMANDĂ DE TRANSPORT  No. NFS-2026-7742", style(12, font="DejaVuSans-Bold")),
        Paragraph("Data: 19/11/2026", style(9)),
        Spacer(1, 3 * mm),
        parties,
        Spacer(1, 4 * mm),
        grid(
            [
                ["Nr.", "Operațiune", "Data", "Interval", "Firma", "Adresa", "Cod poștal", "Localitate", "Țara"],
                [
                    "1",
                    "Încărcare",
                    "23/11/2026",
                    "06:00-10:00",
                    "Plastica Someș S.A.",
                    "Str. Industriei 4",
                    "405200",
                    "Dej",
                    "RO",
                ],
                [
                    "2",
                    "Descărcare",
                    "25/11/2026",
                    "08:00-12:00",
                    "Folienwerk Linz GmbH",
                    "Hafenstraße 61",
                    "4020",
                    "Linz",
                    "AT",
                ],
                [
                    "3",
                    "Descărcare",
                    "26/11/2026",
                    "07:00-15:30",
                    "Bayerische Kunststoff AG",
                    "Landshuter Allee 9",
                    "80637",
                    "München",
                    "DE",
                ],
            ],
            [9, 22, 20, 22, 27, 25, 15, 22, 12],
            size=7.5,
        ),
        Spacer(1, 4 * mm),
        grid(
            [
                ["Nr.", "Descriere marfă", "Cantitate", "Ambalaj", "Greutate (kg)", "LDM"],
                ["1", "Granule polietilenă", "18", "paleți", "12,600.50", "7.2"],
                ["2", "Folie stretch", "12", "paleți", "5,150.00", "4.8"],
                ["TOTAL", "", "30 paleți", "", "17,750.50", "12.0"],
            ],
            [16, 62, 24, 24, 28, 20],
        ),
        Spacer(1, 4 * mm),
        *lines(
            [
                "Vehicul: CJ 12 NFS / CJ 98 NFS",
                "Tarif: 1,890.00 EUR fără TVA",
                "Scadență: 60 zile de la data facturii",
                "",
                "CONDIȚII",
                (
                    "Comanda se consideră acceptată dacă nu este refuzată în scris în 30 de minute. "
                    "Penalitate pentru neprezentare: 300.00 EUR."
                ),
            ],
            style(9),
        ),
    ]
    document(name, story)
    return {
        "reference": "NFS-2026-7742",
        "issuedOn": "2026-11-19",
        "client.name": "Nordvest Freight Solutions S.R.L.",
        "client.vatId": f"RO{client_cui}",
        "client.registration": "J2019004512405",
        "client.iban": account,
        "carrier.name": "Dacotrans Express S.R.L.",
        "carrier.vatId": f"RO{carrier_cui}",
        "carrier.registration": "J24/88/2016",
        "carrier.contact": "Raluca Pop",
        "carrier.phone": "0741300219",
        "stops.0.kind": "loading",
        "stops.0.company": "Plastica Someș S.A.",
        "stops.0.street": "Str. Industriei 4",
        "stops.0.postcode": "405200",
        "stops.0.city": "Dej",
        "stops.0.country": "RO",
        "stops.0.date": "2026-11-23",
        "stops.0.timeFrom": "06:00:00",
        "stops.0.timeTo": "10:00:00",
        "stops.1.kind": "unloading",
        "stops.1.company": "Folienwerk Linz GmbH",
        "stops.1.postcode": "4020",
        "stops.1.city": "Linz",
        "stops.1.country": "AT",
        "stops.1.date": "2026-11-25",
        "stops.2.kind": "unloading",
        "stops.2.company": "Bayerische Kunststoff AG",
        "stops.2.street": "Landshuter Allee 9",
        "stops.2.postcode": "80637",
        "stops.2.city": "München",
        "stops.2.country": "DE",
        "stops.2.date": "2026-11-26",
        "stops.2.timeFrom": "07:00:00",
        "stops.2.timeTo": "15:30:00",
        "goods.0.description": "Granule polietilenă",
        "goods.0.quantity": 18,
        "goods.0.package": "paleți",
        "goods.0.grossKg": 12600.5,
        "goods.0.loadingMetres": 7.2,
        "goods.1.description": "Folie stretch",
        "goods.1.quantity": 12,
        "goods.1.grossKg": 5150,
        "goods.1.loadingMetres": 4.8,
        "totals.grossKg": 17750.5,
        "totals.loadingMetres": 12,
        "totals.pallets": 30,
        "vehicle.truckPlate": "CJ12NFS",
        "vehicle.trailerPlate": "CJ98NFS",
        "sale.amount": 1890,
        "sale.currency": "EUR",
        "sale.vatIncluded": False,
        "sale.paymentDays": 60,
    }


def no_diacritics(name: str) -> Expected:
    """Typed without diacritics in a monospaced font, labels aligned with blanks; dates with month names."""
    client_cui = cui("1109856")
    canvas = Canvas(str(HERE / f"{name}.pdf"), pagesize=A4, invariant=1)
    rows = [
        ("", "TRANSDANUBIUS SPED SRL"),
        ("", f"Cod fiscal RO{client_cui}   Reg. Com. J17/640/2006"),
        ("", "Str. Portului nr. 21, 800025 Galati"),
        ("", ""),
        ("", "COMANDA TRANSPORT NR. 2026/3305"),
        ("", "Galati, 21 noiembrie 2026"),
        ("", ""),
        ("Transportator", "SC BARAGAN LOGISTIC SRL"),
        ("", ""),
        ("INCARCARE", ""),
        ("Firma", "Siderca Metal SRL"),
        ("Adresa", "Str. Prelungirea Bucuresti nr. 120, Calarasi, jud. Calarasi"),
        ("Data", "25 noiembrie 2026"),
        ("Ora", "8h00 - 15h00"),
        ("", ""),
        ("DESCARCARE", ""),
        ("Firma", "Stal Service Sp. z o.o."),
        ("Adresa", "ul. Hutnicza 5, PL-41-300 Dabrowa Gornicza, Polonia"),
        ("Data", "27 noiembrie 2026"),
        ("Ora", "pana la 14:00"),
        ("", ""),
        ("Marfa", "tabla laminata in rulouri"),
        ("Greutate bruta", "24 t"),
        ("Tip auto", "semiremorca cu prelata, coil-mulde"),
        ("Nr. auto", "GL 09 TDS"),
        ("Nr. remorca", "GL 31 TDS"),
        ("Sofer", "Costel Munteanu 0745.118.220"),
        ("", ""),
        ("Tarif", "1250 EUR + TVA"),
        ("Plata", "la 30 zile prin ordin de plata"),
        ("", ""),
        ("", "Semnatura si stampila"),
    ]
    y = 800
    canvas.setFont("DejaVuSansMono", 9.5)
    for label, value in rows:
        if label and value:
            canvas.drawString(50, y, f"{label:<16}: {value}")
        else:
            canvas.drawString(50, y, label or value)
        y -= 17
    canvas.save()
    return {
        "reference": "2026/3305",
        "issuedOn": "2026-11-21",
        "client.name": "TRANSDANUBIUS SPED SRL",
        "client.vatId": f"RO{client_cui}",
        "client.registration": "J17/640/2006",
        "carrier.name": "SC BARAGAN LOGISTIC SRL",
        "stops.0.kind": "loading",
        "stops.0.company": "Siderca Metal SRL",
        "stops.0.street": "Str. Prelungirea Bucuresti nr. 120",
        "stops.0.city": "Calarasi",
        "stops.0.county": "Calarasi",
        "stops.0.country": "RO",
        "stops.0.date": "2026-11-25",
        "stops.0.timeFrom": "08:00:00",
        "stops.0.timeTo": "15:00:00",
        "stops.1.kind": "unloading",
        "stops.1.company": "Stal Service Sp. z o.o.",
        "stops.1.street": "ul. Hutnicza 5",
        "stops.1.postcode": "41-300",
        "stops.1.city": "Dabrowa Gornicza",
        "stops.1.country": "PL",
        "stops.1.date": "2026-11-27",
        "stops.1.timeTo": "14:00:00",
        "goods.0.description": "tabla laminata in rulouri",
        "totals.grossKg": 24000,
        "vehicle.truckPlate": "GL09TDS",
        "vehicle.trailerPlate": "GL31TDS",
        "vehicle.driver": "Costel Munteanu",
        "vehicle.driverPhone": "0745118220",
        "sale.amount": 1250,
        "sale.currency": "EUR",
        "sale.paymentDays": 30,
        "sale.paymentMethod": "ordin de plata",
    }


def bilingual_columns(name: str) -> Expected:
    """Romanian and English labels, loading and unloading in two columns beside each other; a refrigerated load."""
    client_cui = cui("3390274")
    small = style(8.5, lead=1.35)
    code = uit("1A2C3D4E5F6H7J")
    left = [
        "<b>ÎNCĂRCARE / LOADING</b>",
        "Fructe de Dâmbovița S.R.L.",
        "Str. Livezii nr. 2",
        "RO-137390 Voinești",
        "România / Romania",
        "Data / Date: 30.11.2026",
        "Ora / Time: 14:00 - 18:00",
        "Ref.: FD-5520",
        "Contact: Mihaela Dinu, +40 733 410 552",
    ]
    right = [
        "<b>DESCĂRCARE / UNLOADING</b>",
        "Frischmarkt Nürnberg GmbH &amp; Co. KG",
        "Leyher Straße 107",
        "DE-90431 Nürnberg",
        "Germania / Germany",
        "Data / Date: 02.12.2026",
        "Ora / Time: 04:00 - 06:00",
        "Ref.: PO 77120094",
    ]
    story = [
        Paragraph("COMANDĂ DE TRANSPORT / TRANSPORT ORDER", style(13, font="DejaVuSans-Bold", centred=True)),
        Spacer(1, 3 * mm),
        *lines(["Nr. comandă / Order no.: <b>ALP 26-1120</b>", "Data comenzii / Order date: 25.11.2026", ""], style(9)),
        *lines(
            [
                "Client / Customer: ALPIN FORWARDING S.R.L.",
                f"CUI / VAT ID: RO{client_cui}",
                "Adresa / Address: Str. Zizinului 119, 500407 Brașov",
                "Transportator / Carrier: Frigotrans Bucegi S.R.L.",
                "",
            ],
            style(9),
        ),
        Table(
            [[lines(left, small), lines(right, small)]],
            colWidths=[87 * mm, 87 * mm],
            style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")],
        ),
        Spacer(1, 4 * mm),
        *lines(
            [
                "Marfă / Goods: mere proaspete, 33 europaleți, 21.450 kg",
                "Temperatură / Temperature: +2°C ... +4°C",
                "Tip vehicul / Vehicle type: frigorific",
                "Nr. auto / Truck plate: BV 20 ALP",
                "Remorcă / Trailer: BV 21 ALP",
                f"Cod UIT / UIT code: {code}",
                "Preț / Price: 2.350,00 EUR",
                "Termen de plată / Payment term: 45 zile / 45 days",
                "",
                "Condiții / Terms and conditions",
                "The carrier keeps the temperature between loading and unloading. Descărcarea se confirmă pe CMR.",
            ],
            style(9),
        ),
    ]
    document(name, story)
    return {
        "reference": "ALP 26-1120",
        "issuedOn": "2026-11-25",
        "client.name": "ALPIN FORWARDING S.R.L.",
        "client.vatId": f"RO{client_cui}",
        "client.address": "Str. Zizinului 119, 500407 Brașov",
        "carrier.name": "Frigotrans Bucegi S.R.L.",
        "stops.0.kind": "loading",
        "stops.0.company": "Fructe de Dâmbovița S.R.L.",
        "stops.0.street": "Str. Livezii nr. 2",
        "stops.0.postcode": "137390",
        "stops.0.city": "Voinești",
        "stops.0.country": "RO",
        "stops.0.date": "2026-11-30",
        "stops.0.timeFrom": "14:00:00",
        "stops.0.timeTo": "18:00:00",
        "stops.0.reference": "FD-5520",
        "stops.0.contact": "Mihaela Dinu",
        "stops.0.phone": "+40733410552",
        "stops.1.kind": "unloading",
        "stops.1.company": "Frischmarkt Nürnberg GmbH & Co. KG",
        "stops.1.street": "Leyher Straße 107",
        "stops.1.postcode": "90431",
        "stops.1.city": "Nürnberg",
        "stops.1.country": "DE",
        "stops.1.date": "2026-12-02",
        "stops.1.timeFrom": "04:00:00",
        "stops.1.timeTo": "06:00:00",
        "stops.1.reference": "PO 77120094",
        "goods.0.description": "mere proaspete",
        "totals.pallets": 33,
        "totals.grossKg": 21450,
        "temperature.min": 2,
        "temperature.max": 4,
        "vehicle.body": "frigorific",
        "vehicle.truckPlate": "BV20ALP",
        "vehicle.trailerPlate": "BV21ALP",
        "uit": code,
        "sale.amount": 2350,
        "sale.currency": "EUR",
        "sale.paymentDays": 45,
    }


def two_unloadings(name: str) -> Expected:
    """Numbered stops under headings, a price in lei, dangerous goods, written in a serif font with cedillas."""
    client_cui = cui("1744120")
    account = iban("RNCB", "0082441172300001")
    text, bold = style(9.5, font="DejaVuSerif"), style(10, font="DejaVuSerif-Bold")
    texts: list[tuple[str, ParagraphStyle]] = [
        ("Contract-comandă de transport nr. 88/22.11.2026", style(13, font="DejaVuSerif-Bold", centred=True)),
        ("", text),
        ("Casa de expediții: PONTUS MARIS EXPEDIȚII S.R.L.", text),
        (f"CIF RO{client_cui}, Reg. com. J13/2210/2014", text),
        ("Sediul: Bd. Mamaia nr. 302, 900581 Constanța", text),
        (f"Cont IBAN: {account}", text),
        ("", text),
        ("Cărăuș: TRANSIT MOLDOVA S.R.L.", text),
        ("", text),
        ("Încărcare", bold),
        ("Vopsele Marea Neagră S.R.L., Incinta Port, Poarta 6, 900900 Constanța, jud. Constanța", text),
        ("26 noiembrie 2026, ora 10:00", text),
        ("", text),
        ("Descărcare 1", bold),
        ("Bricomaster Depozit Bacău S.R.L., Str. Chimiei nr. 18, 600289 Bacău, jud. Bacău", text),
        ("27 noiembrie 2026, interval 07:00-11:00", text),
        ("Referință: BC-1209", text),
        ("", text),
        ("Descărcare 2", bold),
        ("Bricomaster Iași S.R.L., Calea Chișinăului nr. 43, 700178 Iași, jud. Iași", text),
        ("27 noiembrie 2026, interval 14:00-18:00", text),
        ("Referință: IS-1210", text),
        ("", text),
        ("Descrierea mărfii: vopsele, UN 1263, clasa 3, 16 paleți, 9.860,5 kg, 6,4 ldm", text),
        ("Valoarea mărfii: 120.000 lei", text),
        (
            "Autovehicul: CT 77 PME cu semiremorca CT 78 PME, conducător auto Vasile Țîrlea, telefon 0040 744 908 113",
            text,
        ),
        ("Prețul transportului: 4.200 lei fără TVA", text),
        ("Plata se va face prin transfer bancar în termen de 30 zile de la primirea facturii.", text),
        ("", text),
        ("Obligațiile părților", bold),
        ("Cărăușul prezintă autovehiculul la ora stabilită. Întârzierea peste 2 ore se penalizează cu 500 lei.", text),
    ]
    document(name, [Paragraph(each.translate(CEDILLA), kind) if each else Spacer(1, 2.5 * mm) for each, kind in texts])
    return {
        "reference": "88",
        "issuedOn": "2026-11-22",
        "client.name": "PONTUS MARIS EXPEDIȚII S.R.L.",
        "client.vatId": f"RO{client_cui}",
        "client.registration": "J13/2210/2014",
        "client.iban": account,
        "client.address": "Bd. Mamaia nr. 302, 900581 Constanța",
        "carrier.name": "TRANSIT MOLDOVA S.R.L.",
        "stops.0.kind": "loading",
        "stops.0.company": "Vopsele Marea Neagră S.R.L.",
        "stops.0.postcode": "900900",
        "stops.0.city": "Constanța",
        "stops.0.county": "Constanța",
        "stops.0.country": "RO",
        "stops.0.date": "2026-11-26",
        "stops.0.timeFrom": "10:00:00",
        "stops.1.kind": "unloading",
        "stops.1.company": "Bricomaster Depozit Bacău S.R.L.",
        "stops.1.street": "Str. Chimiei nr. 18",
        "stops.1.postcode": "600289",
        "stops.1.city": "Bacău",
        "stops.1.country": "RO",
        "stops.1.date": "2026-11-27",
        "stops.1.timeFrom": "07:00:00",
        "stops.1.timeTo": "11:00:00",
        "stops.1.reference": "BC-1209",
        "stops.2.kind": "unloading",
        "stops.2.company": "Bricomaster Iași S.R.L.",
        "stops.2.street": "Calea Chișinăului nr. 43",
        "stops.2.postcode": "700178",
        "stops.2.city": "Iași",
        "stops.2.country": "RO",
        "stops.2.date": "2026-11-27",
        "stops.2.timeFrom": "14:00:00",
        "stops.2.timeTo": "18:00:00",
        "stops.2.reference": "IS-1210",
        "goods.0.description": "vopsele",
        "goods.0.unNumber": "1263",
        "totals.pallets": 16,
        "totals.grossKg": 9860.5,
        "totals.loadingMetres": 6.4,
        "totals.goodsValue": 120000,
        "totals.goodsCurrency": "RON",
        "vehicle.truckPlate": "CT77PME",
        "vehicle.trailerPlate": "CT78PME",
        "vehicle.driver": "Vasile Țîrlea",
        "vehicle.driverPhone": "+40744908113",
        "sale.amount": 4200,
        "sale.currency": "RON",
        "sale.vatIncluded": False,
        "sale.paymentDays": 30,
        "sale.paymentMethod": "transfer bancar",
    }


def prose(name: str) -> Expected:
    """A request in sentences, as people write them in an e-mail, printed as a letter."""
    client_cui = cui("2886013")
    text = style(10.5, font="DejaVuSerif", lead=1.5)
    story = lines(
        [
            "LEMNARIUL BUCOVINEI S.R.L.",
            f"Str. Fabricii nr. 1, 725400 Rădăuți, jud. Suceava, CUI RO{client_cui}",
            "",
            "Comandă de transport nr. LB-412/2026, emisă la 23.11.2026",
            "",
            "Stimați colegi de la EURONORD SPEED S.R.L.,",
            "",
            (
                "Vă comandăm un transport de cherestea de rășinoase, circa 22 t, pentru care avem nevoie de "
                "un camion cu prelată."
            ),
            "",
            (
                "Încărcarea: Lemnariul Bucovinei S.R.L., Str. Fabricii nr. 1, 725400 Rădăuți, România, în "
                "data de 1 decembrie 2026, la ora 08:00."
            ),
            "",
            (
                "Descărcarea: Holzhandel Wachau GmbH, Kremser Straße 40, A-3500 Krems, Austria, în data de 3 "
                "decembrie 2026, între 07:00 și 12:00."
            ),
            "",
            (
                "Tariful convenit este de 1 450 EUR, la care se adaugă TVA. Plata se face la 45 de zile de "
                "la primirea facturii."
            ),
            "",
            "Vă rugăm să ne transmiteți numărul mașinii și datele șoferului.",
            "Persoană de contact: Elena Hrițcu, 0754 220 116, elena@lemnariul-bucovinei.ro",
        ],
        text,
    )
    document(name, story, margin=25 * mm)
    return {
        "reference": "LB-412/2026",
        "issuedOn": "2026-11-23",
        "client.name": "LEMNARIUL BUCOVINEI S.R.L.",
        "client.vatId": f"RO{client_cui}",
        "stops.0.kind": "loading",
        "stops.0.company": "Lemnariul Bucovinei S.R.L.",
        "stops.0.street": "Str. Fabricii nr. 1",
        "stops.0.postcode": "725400",
        "stops.0.city": "Rădăuți",
        "stops.0.country": "RO",
        "stops.0.date": "2026-12-01",
        "stops.0.timeFrom": "08:00:00",
        "stops.1.kind": "unloading",
        "stops.1.company": "Holzhandel Wachau GmbH",
        "stops.1.street": "Kremser Straße 40",
        "stops.1.postcode": "3500",
        "stops.1.city": "Krems",
        "stops.1.country": "AT",
        "stops.1.date": "2026-12-03",
        "stops.1.timeFrom": "07:00:00",
        "stops.1.timeTo": "12:00:00",
        "totals.grossKg": 22000,
        "sale.amount": 1450,
        "sale.currency": "EUR",
        "sale.paymentDays": 45,
    }


def planted_errors(name: str) -> Expected:
    """Two errors on purpose: a CUI with a wrong check digit, and an unloading before the loading."""
    right = cui("2905617")
    wrong = right[:-1] + str((int(right[-1]) + 3) % 10)
    carrier_cui = cui("3520448")
    rows = [
        ["CLIENT", "TRANSPORTATOR"],
        [
            f"Silva Trading Group S.R.L.<br/>CUI: RO{wrong}<br/>Str. Zorilor 9, 550330 Sibiu<br/>Tel: 0269 210 440",
            (
                f"Olt Cargo S.R.L.<br/>CUI: RO{carrier_cui}<br/>Str. Ecaterina Teodoroiu 30, 230080 "
                f"Slatina<br/>Tel: 0249 411 030"
            ),
        ],
        ["LOC ÎNCĂRCARE", "LOC DESCĂRCARE"],
        [
            (
                "Silva Trading Group S.R.L.<br/>Str. Zorilor 9<br/>550330 Sibiu, România<br/>Data: "
                "27.11.2026<br/>Ora: 08:00"
            ),
            "Möbel Kreutz GmbH<br/>Am Bahnhof 3<br/>D-04109 Leipzig, Germania<br/>Data: 25.11.2026<br/>Ora: 10:00",
        ],
    ]
    story = [
        Paragraph("Comandă de transport Nr. STG/1029", style(13, font="DejaVuSans-Bold")),
        Paragraph("Data emiterii: 23.11.2026", style(9)),
        Spacer(1, 4 * mm),
        grid(rows, [87, 87], size=9, head=False),
        Spacer(1, 4 * mm),
        *lines(
            [
                "Marfă: panouri MDF, 20 paleți, 18.000 kg",
                "Camion: SB 10 LTC Remorcă: SB 11 LTC",
                "Preț convenit: 1.600 EUR + TVA, plata la 30 de zile",
            ],
            style(9.5),
        ),
    ]
    document(name, story)
    return {
        "reference": "STG/1029",
        "issuedOn": "2026-11-23",
        "client.name": "Silva Trading Group S.R.L.",
        "client.vatId": f"RO{wrong}",
        "carrier.name": "Olt Cargo S.R.L.",
        "carrier.vatId": f"RO{carrier_cui}",
        "stops.0.kind": "loading",
        "stops.0.postcode": "550330",
        "stops.0.city": "Sibiu",
        "stops.0.country": "RO",
        "stops.0.date": "2026-11-27",
        "stops.0.timeFrom": "08:00:00",
        "stops.1.kind": "unloading",
        "stops.1.company": "Möbel Kreutz GmbH",
        "stops.1.street": "Am Bahnhof 3",
        "stops.1.postcode": "04109",
        "stops.1.city": "Leipzig",
        "stops.1.country": "DE",
        "stops.1.date": "2026-11-25",
        "stops.1.timeFrom": "10:00:00",
        "goods.0.description": "panouri MDF",
        "totals.pallets": 20,
        "totals.grossKg": 18000,
        "vehicle.truckPlate": "SB10LTC",
        "vehicle.trailerPlate": "SB11LTC",
        "sale.amount": 1600,
        "sale.currency": "EUR",
        "sale.paymentDays": 30,
    }


SAMPLES: dict[str, tuple[Callable[[str], Expected], list[str]]] = {
    "letter": (letter, []),
    "bordered_table": (bordered_table, []),
    "stops_grid": (stops_grid, []),
    "no_diacritics": (no_diacritics, []),
    "bilingual_columns": (bilingual_columns, []),
    "two_unloadings": (two_unloadings, []),
    "prose": (prose, []),
    "planted_errors": (planted_errors, ["vat_id_checksum", "dates_out_of_order"]),
}
"""Each sample by name: what makes it, and the codes of the issues that a reader must report."""


def main() -> None:
    """Write all samples."""
    directory = font_directory()
    for font in FONTS:
        pdfmetrics.registerFont(TTFont(font, str(directory / f"{font}.ttf")))
    pdfmetrics.registerFontFamily("DejaVuSans", normal="DejaVuSans", bold="DejaVuSans-Bold")
    for name, (make, issues) in SAMPLES.items():
        expected = {"fields": make(name), "issues": issues}
        (HERE / f"{name}.expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
        print(name)


if __name__ == "__main__":
    main()
