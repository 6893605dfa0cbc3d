"""Light from one side is taken out of a picture; one that is lit evenly stays as it is."""

from __future__ import annotations

import numpy as np
import pytest
from ai_processor.ocr.light import evened
from PIL import Image, ImageDraw

SIZE = (800, 1100)


def drawn_page() -> Image.Image:
    image = Image.new("L", SIZE, 235)
    draw = ImageDraw.Draw(image)
    for line in range(60, 1000, 40):
        for word in range(60, 700, 90):
            draw.rectangle((word, line, word + 70, line + 12), fill=40)
    return image


def lit_from(image: Image.Image, darkest: float) -> Image.Image:
    light = np.linspace(1.0, darkest, SIZE[0])[np.newaxis, :] * np.linspace(1.0, darkest, SIZE[1])[:, np.newaxis]
    return Image.fromarray((np.asarray(image, dtype=np.float32) * light).astype(np.uint8))


@pytest.mark.parametrize("darkest", [0.8, 0.7, 0.6])
def test_one_threshold_tells_ink_from_paper_again(darkest: float) -> None:
    page = drawn_page()
    flat = np.asarray(evened(lit_from(page, darkest)))
    ink = np.asarray(page) < 128
    assert flat[ink].max() < flat[~ink].min()


def test_an_even_page_is_left_alone() -> None:
    page = drawn_page()
    assert evened(page) is page


@pytest.mark.parametrize("size", [(1, 1), (5, 300), (17, 16)])
def test_pictures_of_any_size(size: tuple[int, int]) -> None:
    image = Image.linear_gradient("L").resize(size)
    assert evened(image).size == size
    assert evened(Image.new("L", size, 0)).size == size
