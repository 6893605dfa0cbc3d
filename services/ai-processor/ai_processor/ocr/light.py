"""Light that falls on a page from one side, taken out: Tesseract tells ink from paper by one threshold for the page."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

COARSE = 16
"""The light is measured on the page reduced so many times."""
REACH = 7
"""In pixels of the reduced page: paper shows within this distance of any letter."""
UNEVEN = 0.85
"""Paper whose darkest parts are darker than this share of its brightest is lit unevenly."""
WHITE = 240


def evened(image: Image.Image) -> Image.Image:
    """The grey image as if it were lit evenly; itself where it is.

    What is brightest near a point is taken for the paper there, and each point is divided by its paper. Large dark
    areas, such as a photograph's margins beside the page, stay dark: paper is not darker than half of the brightest.
    """
    small = image.reduce(COARSE)
    paper = small.filter(ImageFilter.MaxFilter(2 * REACH + 1)).filter(ImageFilter.GaussianBlur(REACH / 2))
    levels = np.asarray(paper, dtype=np.float32)
    brightest = float(np.percentile(levels, 95))
    if float(np.percentile(levels, 5)) >= UNEVEN * brightest:
        return image
    gain = Image.fromarray(WHITE / np.maximum(levels, brightest / 2))
    flat = np.asarray(image) * np.asarray(gain.resize(image.size, Image.Resampling.BILINEAR))
    return Image.fromarray(np.minimum(flat, 255, out=flat).astype(np.uint8))
