"""Which way up a page lies, and by how much it stands askew."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ink = NDArray[np.bool_]

WIDEST_SKEW = 12.0
"""Degrees to either side that are looked at."""
LEAST_SKEW = 0.15
"""Degrees below which straightening would only blur."""
_HEIGHT = 1_000
"""Pixels of the reduced page on which skew is measured: a line of text is then about ten high."""
_POINTS = 120_000
"""Dark points that are enough to measure by."""
_LIGHTER = 24
"""A point is ink when it is this much darker than what is around it."""


def skew_of(image: Image.Image) -> float:
    """Degrees clockwise by which lines of text fall to the right, up to WIDEST_SKEW.

    At the right angle the dark points fall onto few lines: the sum of the squares of their number per line is highest.
    """
    ink = _reduced_ink(image)
    ys, xs = np.nonzero(ink)
    if len(ys) < 200:
        return 0.0
    if len(ys) > _POINTS:
        chosen = slice(None, None, len(ys) // _POINTS + 1)
        ys, xs = ys[chosen], xs[chosen]
    across = xs - ink.shape[1] / 2

    def sharpness(degrees: float) -> float:
        lines = np.round(ys - across * math.tan(math.radians(degrees))).astype(np.int64)
        counts = np.bincount(lines - lines.min())
        return float(np.sum(np.square(counts.astype(np.float64))))

    best = max(np.arange(-WIDEST_SKEW, WIDEST_SKEW + 0.1, 0.5), key=sharpness)
    best = max(np.arange(best - 0.5, best + 0.51, 0.1), key=sharpness)
    best = max(np.arange(best - 0.1, best + 0.101, 0.02), key=sharpness)
    return float(round(best, 2))


def lies_on_its_side(image: Image.Image) -> bool:
    """Whether lines of text run up or down: most dark points lie in few columns then, instead of in few rows.

    Measured: over rows they lie at least 1.5 times as unevenly as over columns on every page that is upright or lies on
    its head, scanned, photographed or faxed, and 0.62 times at most on those that lie on their sides.
    """
    ink = _reduced_ink(image)
    if not ink.any():
        return False
    rows, columns = (ink.sum(axis=axis, dtype=np.float64) for axis in (1, 0))
    return _unevenness(rows) < _unevenness(columns)


def _unevenness(counts: NDArray[np.float64]) -> float:
    return float(np.mean(np.square(counts)) / np.mean(counts) ** 2)


def _reduced_ink(image: Image.Image) -> Ink:
    scale = min(1.0, _HEIGHT / max(image.size))
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return ink_of(image.resize(size, Image.Resampling.BOX, reducing_gap=2.0), radius=12)


def straightened(image: Image.Image, degrees: float) -> Image.Image:
    """The image turned back by ``degrees`` of skew, on a sheet as large as that takes."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def ink_of(image: Image.Image, *, radius: int) -> Ink:
    """Where the image is clearly darker than its surroundings of ``radius`` pixels."""
    around = image.filter(ImageFilter.BoxBlur(radius))
    return np.asarray(ImageChops.subtract(around, image)) > _LIGHTER
