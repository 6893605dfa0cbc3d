"""Scans and photographs: read upright, with each word's place on the page as it is shown."""

from __future__ import annotations

import cmath
import datetime as dt
import io
import json
import math
from pathlib import Path

import pytest
from ai_processor.layout import PageText, Rect, Word
from ai_processor.ocr.languages import PASSES
from ai_processor.ocr.page import read_picture
from ai_processor.ocr.pictures import Picture, open_pictures
from ai_processor.ocr.recogniser import Recognised, Recogniser
from ai_processor.ocr.ruled_lines import ruled_lines
from ai_processor.ocr.upright import ink_of, lies_on_its_side, skew_of, straightened
from ai_processor.pipeline import read_document
from ai_processor.reading import Limits
from ai_processor.stages.formats import read_pages
from freightwire.events.extraction import FieldSource
from PIL import Image, ImageChops
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .conftest import SAMPLES
from .pictures import DPI, drawn, packed, pdf_of, scanned, tiff

TODAY = dt.date(2026, 11, 25)
TOP = 0.2
"""Share of the letter that has its head: enough to read, and quick."""
TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
WORDS = ["Transport order number 4711", "Loading: 505200 Fagaras", "Unloading: 85748 Garching", "Price: 1450 EUR"]


def words_of(page: PageText) -> list[Word]:
    """All words of a page."""
    return [word for segment in page.segments for word in segment.words]


def texts_of(page: PageText) -> set[str]:
    """All words of a page, as text."""
    return {word.text for word in words_of(page)}


def layer_words(name: str = "letter", part: float = TOP) -> dict[str, Rect]:
    """The words that a sample's text layer has once in its upper part, with their places."""
    (page, *_) = read_pages((SAMPLES / f"{name}.pdf").read_bytes(), Limits())
    words = [word for word in words_of(page) if word.rect.y1 < page.height * part - 4]
    return {
        word.text: word.rect
        for word in words
        if len(word.text) > 3 and sum(other.text == word.text for other in words) == 1
    }


def share_read(page: PageText, part: float = TOP) -> float:
    """How many of the words that stand there were read."""
    expected = set(layer_words(part=part))
    return len(expected & texts_of(page)) / len(expected)


def test_a_scanned_order_yields_its_fields(limits: Limits) -> None:
    image = scanned(drawn(), skew=1.3)
    reading = read_document(packed(image, "JPEG", quality=60), limits=limits, today=TODAY, on_progress=lambda _: None)
    expected = json.loads((SAMPLES / "letter.expected.json").read_text())["fields"]
    found = {each.path: each.value for each in reading.fields}
    right = [path for path, value in expected.items() if found.get(path) == value]
    assert reading.kind == "transport_order"
    assert len(right) > 0.8 * len(expected), {path: found.get(path) for path in expected if path not in right}
    assert {each.source for each in reading.fields} == {FieldSource.OCR}
    assert reading.pages[0].source is FieldSource.OCR
    assert reading.pages[0].width == pytest.approx(595.3, abs=1)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read_upright(limits: Limits, degrees: int) -> None:
    upright = drawn(part=0.4)
    (page,) = read_pages(packed(upright.transpose(TURNS[degrees])), limits)
    assert page.turn == -degrees % 360
    assert share_read(page) > 0.85
    _assert_boxes(page, degrees, upright.size)


class CountingRecogniser(Recogniser):
    """Notes each pass over a page."""

    def __init__(self, tessdata: Path) -> None:
        super().__init__(tessdata)
        self.passes: list[str] = []

    def words(self, image: Image.Image, language: str, *, dpi: float) -> list[Recognised]:
        self.passes.append(language)
        return super().words(image, language, dpi=dpi)


@pytest.mark.parametrize("degrees", [0, 90, 270])
def test_a_page_on_its_side_is_not_read_in_vain(limits: Limits, degrees: int) -> None:
    sheet = drawn(part=0.4)
    lying = sheet.transpose(TURNS[degrees]) if degrees else sheet
    recogniser = CountingRecogniser(limits.tessdata)
    page = read_picture(Picture(lying, DPI), 1, recogniser)

    assert lies_on_its_side(lying) is bool(degrees)
    assert page.turn == -degrees % 360
    assert recogniser.passes == list(PASSES)


def _assert_boxes(page: PageText, degrees: int, upright: tuple[int, int]) -> None:
    """Every word's box lies where the turned picture shows the word."""
    width, height = (side * 72 / DPI for side in upright)
    back = {
        90: lambda x, y: (y, height - x),
        180: lambda x, y: (width - x, height - y),
        270: lambda x, y: (width - y, x),
    }[degrees]
    places: dict[str, list[tuple[float, float]]] = {}
    for word in words_of(page):
        box = page.on_page(word.rect)
        places.setdefault(word.text, []).append(back((box.x0 + box.x1) / 2, box.middle))
    for text, rect in layer_words().items():
        middle = (rect.x0 + rect.x1) / 2, rect.middle
        assert text not in places or min(math.dist(place, middle) for place in places[text]) < 5, text


@pytest.mark.parametrize("skew", [-4.0, 2.5])
def test_a_skewed_page_is_straightened_and_its_boxes_are_not(limits: Limits, skew: float) -> None:
    image = scanned(drawn(part=0.4), skew=skew, noise=4)
    (page,) = read_pages(packed(image), limits)
    assert page.skew == pytest.approx(skew, abs=0.3)
    assert share_read(page) > 0.85
    middle = (image.width / 2, image.height / 2)
    for text, rect in layer_words().items():
        boxes = [page.on_page(each.rect) for each in words_of(page) if each.text == text]
        x, y = _turned_about((rect.x0 + rect.x1) / 2, rect.middle, skew, *(side * 72 / DPI for side in middle))
        inside = [box.x0 - 3 < x < box.x1 + 3 and box.y0 - 3 < y < box.y1 + 3 for box in boxes]
        assert any(inside) or not boxes, text


def _turned_about(x: float, y: float, degrees: float, middle_x: float, middle_y: float) -> tuple[float, float]:
    """A point after the sheet is turned clockwise about its middle."""
    point = complex(x - middle_x, y - middle_y) * cmath.rect(1, math.radians(degrees))
    return point.real + middle_x, point.imag + middle_y


def test_a_photograph_is_shown_as_its_camera_was_held(limits: Limits) -> None:
    lying = drawn(part=0.4).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by 90 degrees
    (page,) = read_pages(packed(lying, "JPEG", exif=exif), limits)
    assert page.turn == 0
    assert page.width > page.height
    assert share_read(page) > 0.85


def test_every_page_of_a_tiff_is_read_and_counted(limits: Limits) -> None:
    seen: list[tuple[int, int]] = []
    top = drawn(part=TOP)
    pages = read_pages(tiff([top, Image.new("L", top.size, 255), top]), limits, lambda *said: seen.append(said))
    assert [page.number for page in pages] == [1, 2, 3]
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert share_read(pages[0]) > 0.85
    assert not words_of(pages[1])
    assert texts_of(pages[2]) == texts_of(pages[0])


@pytest.mark.parametrize(
    ("mode", "kind"), [("1", "PNG"), ("RGB", "JPEG"), ("CMYK", "TIFF"), ("LA", "PNG"), ("I;16", "TIFF"), ("P", "PNG")]
)
def test_pictures_of_every_kind_are_grey_paper(mode: str, kind: str, limits: Limits) -> None:
    top = drawn(part=0.1)
    if mode == "I;16":
        image = Image.frombytes("I;16", top.size, b"".join(bytes((0, grey)) for grey in top.tobytes()))
    elif mode == "LA":  # black ink, and the paper left out
        image = Image.merge("LA", (Image.new("L", top.size, 0), top.point(lambda grey: 255 - grey)))
    else:
        image = top.convert(mode)
    _, pictures = open_pictures(packed(image, kind), limits)
    picture = next(pictures)
    assert picture.image.mode == "L"
    assert picture.dpi == pytest.approx(DPI, abs=1)
    difference = ImageChops.difference(picture.image, top).point(lambda grey: grey > 140 and 255)
    assert sum(difference.histogram()[1:]) < 0.03 * top.width * top.height


def test_fine_scans_are_reduced_and_coarse_ones_left_as_they_are(limits: Limits) -> None:
    page = Image.new("L", (2480, 3508), 255)
    (fine,) = open_pictures(packed(page, dpi=300), limits)[1]
    assert fine.dpi == pytest.approx(200, abs=1)
    assert (fine.width, fine.height) == pytest.approx((595, 842), abs=1)
    (coarse,) = open_pictures(packed(page.resize((1240, 1754)), dpi=150), limits)[1]
    assert coarse.image.size == (1240, 1754)


def test_a_picture_that_does_not_say_its_resolution_is_a_sheet_of_a4(limits: Limits) -> None:
    for dpi in (None, 72):
        (camera,) = open_pictures(packed(Image.new("L", (3024, 4032), 255), "JPEG", dpi=dpi), limits)[1]
        assert max(camera.width, camera.height) == pytest.approx(842, abs=1)
        assert camera.image.width * camera.image.height <= 8_500_000


def test_a_fax_has_fewer_lines_than_dots(limits: Limits) -> None:
    sheet = Image.new("1", (1728, 1145), 1)
    target = io.BytesIO()
    sheet.save(target, "TIFF", dpi=(204, 98))
    (fax,) = open_pictures(target.getvalue(), limits)[1]
    assert fax.height / fax.width == pytest.approx(1145 / 98 / (1728 / 204), rel=0.01)


def test_pages_without_text_in_a_pdf_are_recognised(limits: Limits) -> None:
    seen: list[tuple[int, int]] = []
    data = pdf_of(WORDS, drawn(part=TOP), [])
    pages = read_pages(data, limits, lambda *said: seen.append(said))
    assert [page.source for page in pages] == [FieldSource.TEXT, FieldSource.OCR, FieldSource.TEXT]
    assert share_read(pages[1]) > 0.85
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert all(word.confidence == 1 and word.agreed for word in words_of(pages[0]))
    assert any(word.confidence < 1 for word in words_of(pages[1]))


def test_what_a_scanner_laid_under_or_stamped_on_its_picture_is_no_text_layer(limits: Limits) -> None:
    hidden = "C0manda de transp0rt nr 4711 din data de\nInc4rcare la F4gara5 si descarcare in Munchen"
    data = pdf_of(
        drawn(part=TOP), hidden=hidden, footer="Scanned with a phone, and the name of the application's maker"
    )
    (page,) = read_pages(data, limits)
    assert page.source is FieldSource.OCR
    assert "C0manda" not in texts_of(page)
    assert share_read(page) > 0.85


def test_a_picture_within_a_page_of_text_is_read_beside_it(limits: Limits) -> None:
    picture = drawn(part=TOP)
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for number, line in enumerate([*WORDS, "As agreed, the order is below, as a picture of our system."]):
        canvas.drawString(50, 780 - 16 * number, line)
    canvas.drawImage(ImageReader(picture), 50, 400, 480, 480 * picture.height / picture.width)
    canvas.save()
    (page,) = read_pages(target.getvalue(), limits)
    lines = {segment.text for segment in page.segments}
    assert set(WORDS) <= lines
    assert share_read(page) > 0.7


def test_ruled_lines_are_found_in_the_picture(limits: Limits) -> None:
    (drawn_page, *_) = read_pages((SAMPLES / "bordered_table.pdf").read_bytes(), limits)
    image = scanned(drawn("bordered_table"), skew=0.7, noise=4)
    found = ruled_lines(ink_of(straightened(image, 0.7), radius=16), DPI)
    scale = 72 / DPI
    sideways = (straightened(image, 0.7).width - image.width) / 2 * scale
    columns = {round(x) for x, top, bottom in drawn_page.rules.vertical if bottom - top > 40}
    missed = [x for x in columns if not any(abs(x + sideways - found_x * scale) < 4 for found_x, *_ in found.vertical)]
    assert len(missed) <= 0.2 * len(columns), (missed, found.vertical)
    assert len(found.horizontal) >= 4


@pytest.mark.parametrize("skew", [-7.3, -0.4, 0.0, 1.3, 9.0])
def test_skew_is_measured(skew: float) -> None:
    assert skew_of(scanned(drawn(part=0.5, dpi=100), skew=skew)) == pytest.approx(skew, abs=0.25)


def test_an_empty_sheet_is_not_skewed_and_does_not_lie_on_its_side() -> None:
    empty = Image.new("L", (1000, 1400), 255)
    assert skew_of(empty) == 0
    assert not lies_on_its_side(empty)
