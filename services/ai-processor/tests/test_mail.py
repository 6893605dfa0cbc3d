"""E-mails: their text is read, their attachments become documents, and nothing in them can keep us busy for ever."""

from __future__ import annotations

import base64
import datetime as dt
import struct
import zlib
from email.message import EmailMessage

import pytest
from ai_processor.failures import Failure, UnreadableError
from ai_processor.mail.html import html_to_text
from ai_processor.mail.parts import DEPTH_LIMIT, PARTS_LIMIT, MailFile, parse_mail
from ai_processor.mail.pictures import is_decoration, pixels
from ai_processor.pipeline import read_document
from ai_processor.reading import Limits, Reading
from freightwire.events.extraction import DocumentKind

from .electronic import ubl

ORDER = """Bună ziua,

Vă rugăm să confirmați comanda de transport nr. 4471 din 20.11.2026.

Client: Iveria Trans SRL, CUI RO18547290
Încărcare: 24.11.2026, ora 08:00-12:00, 400001 Cluj-Napoca, România
Descărcare: 26.11.2026, 1100 Wien, Austria
Preț: 1.250 EUR + TVA, plata la 45 zile
"""


def read(data: bytes, **limits: int) -> Reading:
    return read_document(data, limits=Limits(**limits), today=dt.date(2026, 11, 25), on_progress=lambda progress: None)


def mail(text: str = "Vezi atașat.", subject: str = "Comandă transport", html: str | None = None) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ana <ana@client.example>"
    message["To"] = "dispecer@nord.example"
    message["Subject"] = subject
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def png(width: int, height: int, size: int = 0) -> bytes:
    """A picture's header, filled up to ``size`` bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return head + bytes(max(0, size - len(head)))


def values(reading: Reading) -> dict[str, object]:
    return {found.path: found.value for found in reading.fields}


def test_an_order_in_prose_is_read() -> None:
    reading = read(bytes(mail(ORDER, subject="Comandă de transport nr. 4471")))
    assert (reading.kind, reading.pages, reading.parts) == (DocumentKind.EMAIL, [], [])
    found = values(reading)
    assert found["reference"] == "4471"
    assert found["client.vatId"] == "RO18547290"
    assert (found["stops.0.date"], found["stops.1.city"]) == ("2026-11-24", "Wien")
    assert (found["sale.amount"], found["sale.currency"], found["sale.paymentDays"]) == (1250.0, "EUR", 45)
    assert all(each.page is None and each.box is None for each in reading.fields), "there is no page to show"


def test_the_text_alone_is_judged_as_the_order_that_it_is() -> None:
    """What an order needs and the text lacks is an issue; not so where the order is attached."""
    codes = [issue.code for issue in read(bytes(mail(ORDER.replace("Preț: 1.250 EUR + TVA, ", "")))).issues]
    assert "required_field_missing" in codes
    message = mail(ORDER.replace("Preț: 1.250 EUR + TVA, ", ""))
    message.add_attachment(b"%PDF-1.7 x", maintype="application", subtype="pdf", filename="comanda.pdf")
    reading = read(bytes(message))
    assert "required_field_missing" not in [issue.code for issue in reading.issues]
    assert len(reading.parts) == 1


def test_cells_of_a_table_stay_beside_one_another() -> None:
    html = """<html><head><title>x</title><style>p {}</style></head><body><p>Comandă de transport nr. 4471</p><table>
      <tr><td><p>Nr. auto</p></td><td><p>IS 18 SOM</p></td></tr>
      <tr><td>Cod UIT</td><td>3V0P0L0P0T3JUW46</td></tr></table><script>evil()</script></body></html>"""
    reading = read(bytes(mail("Nr. auto\nIS 18 SOM", html=html)))
    assert values(reading)["vehicle.truckPlate"] == "IS18SOM"
    assert values(reading)["uit"] == "3V0P0L0P0T3JUW46"
    assert "evil" not in html_to_text(html)


def test_attachments_become_documents() -> None:
    message = mail()
    message.add_attachment(
        b"%PDF-1.7 order", maintype="application", subtype="octet-stream", filename="comandă țintă.pdf"
    )
    message.add_attachment(ubl(), maintype="application", subtype="xml", filename="../../factura.xml")
    message.add_attachment(b"%PDF-1.7 order", maintype="application", subtype="pdf", filename="again.pdf")
    message.add_attachment(b"%PDF-1.7 other", maintype="application", subtype="pdf")
    reading = read(bytes(message))
    assert [(part.index, part.file_name, part.content_type) for part in reading.parts] == [
        (0, "comandă țintă.pdf", "application/pdf"),
        (1, "factura.xml", "application/xml"),
        (2, "attachment-3.pdf", "application/pdf"),
    ]
    assert reading.parts[0].data == b"%PDF-1.7 order"
    assert reading.issues == []


@pytest.mark.parametrize(
    "header",
    [
        "filename*=UTF-8''comand%C4%83.pdf",
        "filename*0*=UTF-8''coman; filename*1*=d%C4%83.pdf",
        'filename="=?utf-8?B?Y29tYW5kxIMucGRm?="',
        'filename="=?utf-8?Q?coman?= =?utf-8?Q?d=C4=83.pdf?="',
        'filename="C:\\\\docs\\\\comandă.pdf"',
    ],
)
def test_names_however_they_are_written(header: str) -> None:
    data = (
        "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: application/pdf\r\nContent-Disposition: attachment; {header}\r\n\r\n%PDF-1.7\r\n--b--\r\n"
    )
    (part,) = read(data.encode()).parts
    assert part.file_name == "comandă.pdf"


def test_pictures_that_dress_a_mail_are_no_documents() -> None:
    shown = frozenset({"logo"})
    assert is_decoration(MailFile("logo.png", "image/png", png(400, 120), "logo", is_attachment=False), shown)
    assert is_decoration(MailFile("pixel.gif", "image/gif", b"GIF89a\x01\x00\x01\x00"), shown)
    assert is_decoration(MailFile("banner.png", "image/png", png(1200, 300), "logo"), shown)
    assert not is_decoration(MailFile("cmr.png", "image/png", png(1240, 1754), "logo"), shown), "a scan pasted in"
    assert not is_decoration(MailFile("cmr.png", "image/png", png(900, 400)), shown), "attached on purpose"
    assert pixels(b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x04\xd8\x06\xda" + bytes(12)) == (1754, 1240)
    assert pixels(b"\xff\xd8\xff\xe0\x00\x00") is None


def test_a_logo_is_left_out_and_a_pasted_scan_is_not() -> None:
    message = mail("Salut", html='<p>Salut</p><img src="cid:logo"><img src="cid:scan">')
    html = message.get_payload()[1]  # type: ignore[index,union-attr]
    html.add_related(png(300, 90), "image", "png", cid="<logo>")  # type: ignore[union-attr]
    html.add_related(png(1240, 1754), "image", "png", cid="<scan>", filename="cmr.png")  # type: ignore[union-attr]
    reading = read(bytes(message))
    assert [part.file_name for part in reading.parts] == ["cmr.png"]
    assert reading.issues == []


def test_what_cannot_be_read_is_said_once_for_all() -> None:
    message = mail()
    message.add_attachment(b"PK\x03\x04zip", maintype="application", subtype="zip", filename="poze.zip")
    message.add_attachment(b"\x78\x9f\x3e\x22tnef", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment(b"", maintype="application", subtype="pdf", filename="gol.pdf")
    message.add_attachment("BEGIN:VCALENDAR", subtype="calendar")
    reading = read(bytes(message))
    (issue,) = reading.issues
    assert issue.code == "attachment_not_read"
    for name in ("poze.zip", "winmail.dat", "gol.pdf"):
        assert name in issue.message.ro
        assert name in issue.message.en
    assert reading.parts == []


def test_a_forwarded_mail_is_read_with_what_it_carries() -> None:
    inner = mail(ORDER, subject="Comandă de transport nr. 4471")
    inner.add_attachment(b"%PDF-1.7 inner", maintype="application", subtype="pdf", filename="inner.pdf")
    outer = mail("Vezi mai jos.", subject="Fwd")
    outer.add_attachment(inner)
    outer.add_attachment(bytes(inner), maintype="application", subtype="octet-stream", filename="mail.eml")
    reading = read(bytes(outer))
    assert values(reading)["reference"] == "4471"
    assert [part.file_name for part in reading.parts] == ["inner.pdf"]


def nested(levels: int) -> bytes:
    """A mail in a mail in a mail, each as a file that is coded anew."""
    data = bytes(mail("Innermost"))
    for _ in range(levels):
        data = (
            b"Subject: x\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(data)
        )
    return data


@pytest.mark.parametrize(
    "data",
    [
        nested(DEPTH_LIMIT + 1),
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * (PARTS_LIMIT + 1),
        b"Subject: x\r\n"
        + b"".join(
            f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n".encode() for level in range(2_000)
        ),
        b"Subject: x\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 2_000,
    ],
)
def test_bombs_are_refused_by_name(data: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert caught.value.failure is Failure.MAIL_TOO_COMPLEX
    assert "e-mail" in caught.value.message.ro.lower()


def test_alternatives_within_alternatives_cost_no_more_than_they_are() -> None:
    levels = 100
    data = b"Subject: x\r\n" + b"".join(
        b"Content-Type: multipart/alternative; boundary=b%d\r\n\r\n--b%d\r\n"
        b"Content-Type: text/html\r\n\r\n<p>a</p>\r\n--b%d\r\n" % (level, level, level)
        for level in range(levels)
    )
    assert parse_mail(data + b"\r\nInnermost").texts


def test_too_many_attachments_are_refused() -> None:
    message = mail()
    for number in range(4):
        message.add_attachment(b"%%PDF-1.7 %d" % number, maintype="application", subtype="pdf", filename="a.pdf")
    with pytest.raises(UnreadableError):
        read(bytes(message), attachments=3)
    assert len(read(bytes(message), attachments=4).parts) == 4


@pytest.mark.parametrize(
    "data",
    [
        b"From: \xff\xfe\r\nSubject: =?klingon?B?!!!?=\r\nContent-Type: text/plain; charset=klingon\r\n\r\nBun\xe3",
        b"Subject: =?utf-8?B?Q29tYW5kxIM?=\r\nContent-Type: multipart/mixed\r\n\r\nno boundary",
        b"Subject: a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b--\r\n",
        b"Subject: a\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!not base64",
        b"Subject: a\r\nContent-Type: application/pdf; name*=x''%ZZ\r\n\r\n%PDF",
        b"To: x\r\n\r\n",
    ],
)
def test_malformed_mails_are_read_as_far_as_they_go(data: bytes) -> None:
    assert read(data).kind is DocumentKind.EMAIL


def test_a_mail_without_the_parts_that_it_announces_is_text() -> None:
    (text,) = parse_mail(b"Subject: a\r\nContent-Type: multipart/mixed\r\n\r\nNr. auto: BV 12 ABC").texts
    assert text.text == "Nr. auto: BV 12 ABC"


def test_texts_in_the_charset_of_here() -> None:
    data = "Subject: x\r\nContent-Type: text/plain; charset=iso-8859-2\r\n\r\nNr. auto: BV 12 ABC, șofer".encode()
    assert parse_mail("Subject: x\r\n\r\nÎncărcare".encode("cp1250", errors="replace")).texts[0].text.startswith("Înc")
    assert "BV 12 ABC" in parse_mail(data).texts[0].text
