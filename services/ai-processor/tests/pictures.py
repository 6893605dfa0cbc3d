"""Pictures of pages for the tests: the samples drawn, degraded as scanners and cameras do, and packed into files."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from .conftest import SAMPLES

DPI = 200


def drawn(name: str = "letter", *, dpi: int = DPI, page: int = 0, part: float = 1.0) -> Image.Image:
    """A page of a sample as a grey picture; its upper ``part`` only."""
    with pypdfium2.PdfDocument(SAMPLES / f"{name}.pdf") as document:
        image = document[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    return image.crop((0, 0, image.width, round(image.height * part)))


def scanned(image: Image.Image, *, skew: float = 0.0, noise: float = 8.0, seed: int = 7) -> Image.Image:
    """As a scanner sees it: ``skew`` degrees clockwise, blurred, with the noise of its sensor."""
    paper = image.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.6))
    grain = np.random.default_rng(seed).normal(0, noise, (paper.height, paper.width))
    return Image.fromarray(np.clip(np.asarray(paper, dtype=np.float64) * 0.92 + grain, 0, 255).astype(np.uint8))


def packed(image: Image.Image, kind: str = "PNG", *, dpi: int | None = DPI, **options: object) -> bytes:
    """The picture as a file."""
    target = io.BytesIO()
    image.save(target, kind, **({"dpi": (dpi, dpi)} if dpi else {}), **options)
    return target.getvalue()


def tiff(pages: Sequence[Image.Image]) -> bytes:
    """A TIFF of several pages."""
    return packed(pages[0], "TIFF", save_all=True, append_images=list(pages[1:]), compression="tiff_lzw")


def pdf_of(*pages: Image.Image | list[str], hidden: str = "", footer: str = "", dpi: int = DPI) -> bytes:
    """A PDF whose pages are pictures as large as the page, or lines of text.

    Args:
        hidden: invisible text under each picture, as scanners lay it there.
        footer: visible text at the foot of each picture.
    """
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for page in pages:
        if isinstance(page, Image.Image):
            width, height = (side * 72 / dpi for side in page.size)
            canvas.setPageSize((width, height))
            canvas.drawImage(ImageReader(page), 0, 0, width, height)
            for number, line in enumerate(hidden.splitlines()):
                text = canvas.beginText(40, height - 60 - 14 * number)
                text.setTextRenderMode(3)
                text.textLine(line)
                canvas.drawText(text)
            canvas.setFont("Helvetica", 7)
            canvas.drawString(40, 12, footer)
        else:
            canvas.setPageSize((595, 842))
            for number, line in enumerate(page):
                canvas.drawString(50, 780 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that is ``width`` × ``height`` white pixels once it is decoded."""
    data = _white(b"\0" + b"\xff" * (width // 8), height)

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pdf_bomb(width: int, height: int) -> bytes:
    """A PDF of a few kilobytes whose only page is a picture of ``width`` × ``height`` pixels."""
    data = _white(b"\xff" * (width // 8), height)
    picture = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray" % (width, height)
    drawing = b"q 500 0 0 700 40 40 cm /Im Do Q"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /XObject << /Im 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< %s /BitsPerComponent 1 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
        % (picture, len(data), data),
    ]
    file, places = b"%PDF-1.4\n", b""
    for number, content in enumerate(objects, start=1):
        places += b"%010d 00000 n \n" % len(file)
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n" % size + places + trailer


def _white(row: bytes, height: int) -> bytes:
    """The same row again and again, deflated."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
