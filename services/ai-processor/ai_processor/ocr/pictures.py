"""Image files as pictures of pages: grey, upright as a viewer shows them, at a known resolution."""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageOps

from ai_processor.failures import Failure, UnreadableError

if TYPE_CHECKING:
    from ai_processor.reading import Limits

FORMATS = ("PNG", "JPEG", "TIFF")
READING_DPI = 200
"""More makes reading slower and not better: measured with 300."""
FINEST_DPI = 250
"""A finer picture is reduced to READING_DPI; none is ever enlarged."""
MOST_PIXELS = 8_500_000
"""Of a picture that is read: a sheet of A3 at READING_DPI. Larger ones are reduced, to bound time and memory."""
PLAUSIBLE_DPI = (100.0, 1250.0)
"""A stated resolution outside of this is a placeholder: cameras write 72."""
SQUARE = 1.1
"""Resolutions across and down that differ by less mean the same."""
A4_LONG_SIDE = 11.69
"""Inches. A picture that does not say its resolution is taken to be a sheet of this length."""
_REDUCED = 1
"""Bit of TIFF's NewSubfileType: a thumbnail of another page."""
_SUBFILE_TYPE = 254
_DECODING_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    EOFError,
    struct.error,
    zlib.error,
)
"""What Pillow raises on damaged files, depending on where the damage is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it is shown: a grey image and its resolution, in pixels per inch."""

    image: Image.Image
    dpi: float

    @property
    def points_per_pixel(self) -> float:
        """The size of a pixel on the page."""
        return 72 / self.dpi

    @property
    def width(self) -> float:
        """In points."""
        return self.image.width * self.points_per_pixel

    @property
    def height(self) -> float:
        """In points."""
        return self.image.height * self.points_per_pixel


def open_pictures(data: bytes, limits: Limits) -> tuple[int, Iterator[Picture]]:
    """The number of pages of an image file, and their pictures, each decoded when it is asked for.

    Raises:
        UnreadableError: damaged, or with more pages or pixels than the limits; also while the pictures are taken.
    """
    try:
        file = Image.open(io.BytesIO(data), formats=FORMATS)
        frames = _pages(file, limits)
    except Image.DecompressionBombError as error:
        raise UnreadableError(Failure.TOO_MANY_PIXELS, f"> {limits.pixels / 1e6:.0f} MP") from error
    except _DECODING_ERRORS as error:
        raise UnreadableError(Failure.DAMAGED, _said(error)) from error
    return len(frames), (_picture(file, frame, limits) for frame in frames)


def _pages(file: Image.Image, limits: Limits) -> list[int]:
    """The frames that are pages. Only TIFF has several; a JPEG's further ones are previews and depth maps."""
    if file.format != "TIFF":
        return [0]
    pages, frame = [], 0
    while True:
        try:
            file.seek(frame)
        except EOFError:
            break
        if not _is_thumbnail(file):
            pages.append(frame)
        if len(pages) > limits.pages:
            raise UnreadableError(Failure.TOO_MANY_PAGES, f"> {limits.pages}")
        frame += 1
    return pages


def _is_thumbnail(file: Image.Image) -> bool:
    kind = getattr(file, "tag_v2", {}).get(_SUBFILE_TYPE, 0)
    return isinstance(kind, int) and bool(kind & _REDUCED)


def _picture(file: Image.Image, frame: int, limits: Limits) -> Picture:
    try:
        if frame != file.tell():
            file.seek(frame)
        pixels = file.width * file.height
        if pixels > limits.pixels:
            raise UnreadableError(Failure.TOO_MANY_PIXELS, over(pixels, limits.pixels), page=frame + 1)
        across, down = _resolution(file)
        dpi = max(across, down)
        full = file.size
        # A JPEG is decoded in grey, and reduced while it is decoded.
        file.draft("L", (round(full[0] * READING_DPI / dpi), round(full[1] * READING_DPI / dpi)))
        image = _grey(file)
        dpi *= image.width / full[0]
        if across != down:  # a fax has fewer lines than dots
            image = image.resize((round(full[0] * dpi / across), round(full[1] * dpi / down)))
        return reduced(Picture(ImageOps.exif_transpose(image), dpi))
    except Image.DecompressionBombError as error:
        raise UnreadableError(Failure.TOO_MANY_PIXELS, f"> {limits.pixels / 1e6:.0f} MP", page=frame + 1) from error
    except _DECODING_ERRORS as error:
        raise UnreadableError(Failure.DAMAGED, _said(error), page=frame + 1) from error


def reduced(picture: Picture) -> Picture:
    """The picture at a resolution that is good to read."""
    area = picture.image.width * picture.image.height
    scale = min(READING_DPI / picture.dpi if picture.dpi > FINEST_DPI else 1.0, math.sqrt(MOST_PIXELS / area))
    if scale >= 1:
        return picture
    width, height = (max(1, round(side * scale)) for side in picture.image.size)
    image = picture.image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Picture(image, picture.dpi * scale)


def _grey(file: Image.Image) -> Image.Image:
    """In 256 greys; what is transparent shows white paper."""
    if file.mode.startswith("I;16"):
        return file.convert("I").point(lambda value: value / 256).convert("L")
    if file.mode in {"I", "F"}:
        low, high = file.getextrema()
        spread = max(float(high) - float(low), 1.0)  # type: ignore[arg-type]
        return file.point(lambda value: (value - low) * (255 / spread)).convert("L")
    if "A" in file.getbands() or "transparency" in file.info:
        layers = file.convert("LA")
        paper = Image.new("L", file.size, 255)
        paper.paste(layers.getchannel("L"), mask=layers.getchannel("A"))
        exif = file.info.get("exif")
        if exif:
            paper.info["exif"] = exif
        return paper
    return file.convert("L")


def _resolution(file: Image.Image) -> tuple[float, float]:
    """Pixels per inch, across and down."""
    stated = file.info.get("dpi", (0, 0))
    try:
        across, down = float(stated[0]), float(stated[1])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        across = down = 0.0
    low, high = PLAUSIBLE_DPI
    if not low <= max(across, down) <= high:
        across = down = max(file.size) / A4_LONG_SIDE
    elif min(across, down) < low / 2 or max(across, down) < SQUARE * min(across, down):
        across = down = max(across, down)
    return across, down


def over(pixels: int, limit: int) -> str:
    """That there are more pixels than the limit, as a failure's detail."""
    return f"{pixels / 1e6:.0f} > {limit / 1e6:.0f} MP"


def _said(error: Exception) -> str:
    return str(error)[:100] or type(error).__name__
