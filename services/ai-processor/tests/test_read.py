"""Every bad file has its name, and turned pages of text are read upright."""

from __future__ import annotations

from pathlib import Path

import pytest
from ai_processor.failures import Failure, UnreadableError
from ai_processor.layout import Rect, turned
from ai_processor.reading import Limits
from ai_processor.stages.formats import read_pages
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption

from .conftest import make_pdf
from .pictures import drawn, packed, pdf_of, png_bomb, tiff

FIVE = Limits(pages=5)
TEXT = ["Transport order number 4711", "Loading: 505200 Fagaras", "Unloading: 85748 Garching bei Munich"]


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"", Failure.EMPTY),
        (b"\0\0 \n", Failure.EMPTY),
        (b"hello, this is text", Failure.UNSUPPORTED_FORMAT),
        (b"PK\3\4 a document of an office program", Failure.UNSUPPORTED_FORMAT),
        (b"MZ a program that is called comanda.pdf", Failure.UNSUPPORTED_FORMAT),
        (b"\x89PNG\r\n\x1a\n", Failure.DAMAGED),
        (b"\xff\xd8\xff\xe0 no picture follows", Failure.DAMAGED),
        (b"II*\0\x08\0\0\0\0\0", Failure.DAMAGED),
        (b"%PDF-1.4\nnothing follows", Failure.DAMAGED),
        (make_pdf([]), Failure.NO_TEXT),
        (make_pdf(["a stamp"]), Failure.NO_TEXT),
        (make_pdf(*([TEXT] * 6)), Failure.TOO_MANY_PAGES),
        (make_pdf(TEXT, encrypt=StandardEncryption("secret", canPrint=0)), Failure.ENCRYPTED),
    ],
)
def test_bad_files_are_named(data: bytes, failure: Failure) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pages(data, FIVE)
    assert caught.value.failure is failure
    assert caught.value.message.ro != caught.value.message.en


@pytest.mark.parametrize("failure", list(Failure))
def test_every_failure_has_words_for_a_dispatcher(failure: Failure) -> None:
    message = UnreadableError(failure, "212 > 200").message
    assert len(message.ro) > 15
    assert "{" not in message.ro + message.en


def test_the_page_limit_is_in_the_message() -> None:
    with pytest.raises(UnreadableError) as caught:
        read_pages(make_pdf(TEXT, TEXT), Limits(pages=1))
    assert "2 > 1" in caught.value.message.ro


def failure_of(data: bytes, limits: Limits = FIVE) -> Failure | None:
    """Why the data cannot be read; None when it can."""
    try:
        read_pages(data, limits)
    except UnreadableError as error:
        return error.failure
    return None


def test_a_truncated_file_is_damaged_or_read() -> None:
    whole = make_pdf(TEXT, TEXT)
    failures = {failure_of(whole[:length]) for length in range(60, len(whole), 97)}
    assert failures - {None} <= {Failure.DAMAGED, Failure.NO_TEXT, Failure.NO_PAGES}
    assert failures != {None}


@given(
    st.sampled_from([b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*"]), st.binary(max_size=300)
)
def test_rubbish_never_breaks_the_reader(magic: bytes, rubbish: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_pages(magic + rubbish, FIVE)


@pytest.mark.parametrize(("kind", "dpi"), [("PNG", 100), ("JPEG", 100), ("TIFF", 100)])
def test_a_truncated_picture_is_damaged(kind: str, dpi: int, limits: Limits) -> None:
    whole = packed(drawn(dpi=dpi), kind, dpi=dpi)
    failures = {failure_of(whole[: len(whole) * tenths // 10], limits) for tenths in range(1, 9)}
    assert failures == {Failure.DAMAGED}


def test_a_scan_without_language_data_says_what_is_missing(tmp_path: Path, limits: Limits) -> None:
    (tmp_path / "eng.traineddata").symlink_to((limits.tessdata or tmp_path) / "eng.traineddata")
    for scan in (packed(drawn(dpi=100), dpi=100), pdf_of(TEXT, drawn(dpi=100), dpi=100)):
        with pytest.raises(UnreadableError) as caught:
            read_pages(scan, limits.model_copy(update={"tessdata": tmp_path}))
        assert caught.value.failure is Failure.OCR_UNAVAILABLE
        assert caught.value.retryable
        assert "(ron, osd)" in caught.value.message.ro
    assert caught.value.page == 2
    (page,) = read_pages(make_pdf(TEXT), limits.model_copy(update={"tessdata": None}))
    assert page.source == "text"


def test_limits_on_pictures_are_named_with_their_page(limits: Limits) -> None:
    small, large = Image.new("L", (300, 300), 255), Image.new("L", (2000, 1500), 255)
    cases = [
        (tiff([small] * 4), {"scanned_pages": 3}, Failure.TOO_MANY_SCANNED_PAGES, None, "4 > 3"),
        (tiff([small] * 9), {}, Failure.TOO_MANY_PAGES, None, "> 5"),
        (
            tiff([small, large]),
            {"pixels": 1_000_000},
            Failure.TOO_MANY_PIXELS,
            2,
            "3 > 1 MP",
        ),
        (pdf_of(TEXT, small, small), {"scanned_pages": 1}, Failure.TOO_MANY_SCANNED_PAGES, 3, "> 1"),
        (
            pdf_of(TEXT, large),
            {"pixels": 1_000_000},
            Failure.TOO_MANY_PIXELS,
            2,
            "3 > 1 MP",
        ),
        (png_bomb(30_016, 30_016), {}, Failure.TOO_MANY_PIXELS, None, "80 MP"),
    ]
    for data, changes, failure, page, detail in cases:
        with pytest.raises(UnreadableError) as caught:
            read_pages(data, limits.model_copy(update={"pages": 5, **changes}))
        assert caught.value.failure is failure
        assert caught.value.page == page
        assert detail in caught.value.message.ro
        assert not page or f"Pagina {page}: " in caught.value.message.ro


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_turned_pages_are_read_upright(rotation: int) -> None:
    (page,) = read_pages(make_pdf(TEXT, rotate=rotation, size=(600, 600)), FIVE)
    assert [segment.text for segment in page.segments] == TEXT
    first = page.on_page(page.segments[0].rect)
    assert 0 <= first.x0 < first.x1 <= page.width
    assert 0 <= first.y0 < first.y1 <= page.height
    if rotation == 0:
        assert first.y0 < 80
        assert abs(first.x0 - 50) < 2
    elif rotation == 90:
        assert first.x0 > page.width - 80
        assert abs(first.y0 - 50) < 2


def test_pages_are_counted_as_they_are_read() -> None:
    seen: list[tuple[int, int]] = []
    read_pages(make_pdf(TEXT, TEXT, TEXT), FIVE, lambda page, pages: seen.append((page, pages)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@given(
    st.sampled_from([0, 90, 180, 270]),
    st.tuples(*[st.floats(0, 500)] * 4).map(
        lambda v: Rect(min(v[0], v[2]), min(v[1], v[3]), max(v[0], v[2]), max(v[1], v[3]))
    ),
)
def test_turning_there_and_back(degrees: int, rect: Rect) -> None:
    width, height = 595.0, 842.0
    there = turned(rect, degrees, width, height)
    size = (height, width) if degrees in {90, 270} else (width, height)
    back = turned(there, -degrees % 360, *size)
    assert (back.x0, back.y0, back.x1, back.y1) == pytest.approx((rect.x0, rect.y0, rect.x1, rect.y1))
