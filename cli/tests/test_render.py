"""How values look in a terminal."""

from __future__ import annotations

from typing import Any

import pytest
from freightctl.render import confidence, plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [(20.0, "20"), (17750.5, "17750.5"), (30, "30"), (False, "false"), ("Brăila", "Brăila"), (["ă"], '["ă"]')],
)
def test_values_are_shown_as_a_person_writes_them(value: Any, shown: str) -> None:
    assert plain(value) == shown


@pytest.mark.parametrize(("value", "style"), [(0.9, "green"), (0.89, "yellow"), (0.69, "red")])
def test_a_confidence_is_coloured_by_how_far_it_can_be_relied_on(value: float, style: str) -> None:
    assert confidence(value).style == style
