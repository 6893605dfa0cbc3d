"""From a finished PDF to what a scanner, a fax or a phone makes of it: skewed, noisy, stamped over, compressed.

Pages are drawn by pdfium and spoilt by Pillow and NumPy, with chance that the document's name alone decides.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.evaluation.corpus.fonts import font_file

INK = ((30, 40, 130), (40, 40, 45), (120, 30, 60))
"""Colours of stamps and pens."""


@dataclass(frozen=True, slots=True)
class Scan:
    """How a form of a document is made.

    ``skew`` is the most degrees that a page lies askew, ``blur`` the radius of a Gaussian in pixels, ``noise`` the
    standard deviation of a grey value, ``quality`` that of JPEG. ``turns`` are quarter turns to choose from.
    """

    dpi: int
    skew: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    quality: int = 80
    turns: tuple[int, ...] = (0,)
    stamped: bool = False
    uneven: bool = False
    black_and_white: bool = False
    as_photo: bool = False


FORMS: Mapping[str, Scan] = MappingProxyType(
    {
        "scan200": Scan(200, skew=0.7, blur=0.5, noise=5, quality=75),
        "scan300": Scan(300, skew=0.3, blur=0.5, noise=3, quality=85),
        "scan150": Scan(150, skew=1.2, blur=0.6, noise=7, quality=55),
        "turned": Scan(200, skew=0.4, blur=0.5, noise=4, quality=75, turns=(1, 2, 3)),
        "stamped": Scan(200, skew=0.8, blur=0.5, noise=5, quality=70, stamped=True),
        "photo": Scan(200, skew=1.5, blur=0.8, noise=6, quality=60, uneven=True, as_photo=True),
        "fax": Scan(150, skew=0.6, noise=14, black_and_white=True),
    }
)
"""``as_photo``: a JPEG file of the first page; the others are PDF files of images."""


def degraded(pdf: bytes, form: str, rng: Random) -> bytes:
    """A document in one of ``FORMS``."""
    scan = FORMS[form]
    images = [_spoilt(image, scan, rng) for image in _pages(pdf, scan.dpi)]
    if scan.as_photo:
        return _jpeg(images[0], scan)
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for image in images:
        width, height = (side * 72 / scan.dpi for side in image.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(io.BytesIO(_jpeg(image, scan))), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pages(pdf: bytes, dpi: int) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def _jpeg(image: Image.Image, scan: Scan) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=scan.quality, dpi=(scan.dpi, scan.dpi))
    return out.getvalue()


def _spoilt(image: Image.Image, scan: Scan, rng: Random) -> Image.Image:
    if scan.stamped:
        _stamp(image, scan.dpi, rng)
    if not scan.as_photo:
        image = image.convert("L")
    white = 255 if image.mode == "L" else (255, 255, 255)
    if scan.skew:
        degrees = rng.uniform(0.3, 1.0) * scan.skew * rng.choice((-1, 1))
        image = image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=white)
    if scan.blur:
        image = image.filter(ImageFilter.GaussianBlur(scan.blur * scan.dpi / 200))
    grey = np.asarray(image, dtype=np.float32)
    chance = np.random.default_rng(rng.getrandbits(64))
    # Paper is never white and ink never black; a scanner's lamp adds its own slope.
    grey = 28 + grey * ((238 - 28) / 255)
    if scan.uneven:
        grey = grey * _light(grey.shape, rng)
    if scan.noise:
        grey = grey + chance.normal(0, scan.noise, grey.shape).astype(np.float32)
    image = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    if scan.black_and_white:
        image = image.point(lambda value: 255 if value > 140 else 0).convert("1").convert("L")
    turn = rng.choice(scan.turns)
    return image.rotate(90 * turn, expand=True) if turn else image


def _light(shape: tuple[int, ...], rng: Random) -> NDArray[np.float32]:
    """A lamp from one side: from 1 down to about 0.7 across the page."""
    height, width = shape[:2]
    angle = rng.uniform(0, 2 * math.pi)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = (x / width - 0.5) * math.cos(angle) + (y / height - 0.5) * math.sin(angle)
    light = 0.85 + 0.3 * slope
    spread: NDArray[np.float32] = (light if len(shape) == 2 else light[..., None]).astype(np.float32)
    return spread


def _stamp(image: Image.Image, dpi: int, rng: Random) -> None:
    """A round stamp and a signature, anywhere over the lower two thirds of what is written."""
    width, height = image.size
    overlay = Image.new("L", image.size, 0)
    _round_stamp(overlay, (rng.uniform(0.2, 0.8) * width, rng.uniform(0.35, 0.85) * height), 0.65 * dpi, rng)
    _signature(overlay, (rng.uniform(0.2, 0.7) * width, rng.uniform(0.4, 0.85) * height), dpi, rng)
    image.paste(Image.new("RGB", image.size, rng.choice(INK)), mask=overlay.point(lambda value: int(value * 0.75)))


def _round_stamp(overlay: Image.Image, centre: tuple[float, float], radius: float, rng: Random) -> None:
    draw = ImageDraw.Draw(overlay)
    x, y = centre
    for share in (1.0, 0.94, 0.62):
        box = (x - share * radius, y - share * radius, x + share * radius, y + share * radius)
        draw.ellipse(box, outline=255, width=max(2, int(radius * 0.03)))
    font = ImageFont.truetype(str(font_file("Roboto-Bold")), int(radius * 0.24))
    text = rng.choice(
        ("S.C. TRANSPORT S.R.L. * ROMÂNIA * ", "* LOGISTIC GROUP * S.R.L. * ROMÂNIA ", "EXPEDIȚIE * SRL * ")
    )
    for at, char in enumerate(text):
        angle = 360 * at / len(text)
        tile = Image.new("L", (int(radius * 0.4),) * 2, 0)
        ImageDraw.Draw(tile).text((tile.width / 2, tile.height / 2), char, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-angle, Image.Resampling.BICUBIC)
        where = math.radians(angle - 90)
        left, top = (x + 0.78 * radius * math.cos(where), y + 0.78 * radius * math.sin(where))
        overlay.paste(255, (int(left - tile.width / 2), int(top - tile.height / 2)), tile)
    draw.text((x, y), str(rng.randint(1, 9)), fill=255, font=font, anchor="mm")


def _signature(overlay: Image.Image, start: tuple[float, float], dpi: int, rng: Random) -> None:
    """A few connected loops, as a pen makes them."""
    draw = ImageDraw.Draw(overlay)
    x, y = start
    points = []
    for loop in range(rng.randint(4, 7)):
        height, advance = rng.uniform(0.1, 0.35) * dpi, rng.uniform(0.1, 0.22) * dpi
        for step in range(24):
            turn = 2 * math.pi * step / 24
            points.append(
                (x + advance * (loop + step / 24) + 0.06 * dpi * math.sin(turn), y - height * math.sin(turn / 2) ** 2)
            )
    draw.line(points, fill=255, width=max(2, dpi // 90), joint="curve")
