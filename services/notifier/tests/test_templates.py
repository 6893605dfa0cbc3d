"""The texts that people get."""

from __future__ import annotations

import pytest
from freightwire.events.base import Text
from freightwire.events.orders import OrderStatus
from notifier.templates import because, counted, render, romanian_plural, status_name


@pytest.mark.parametrize(
    ("n", "form"),
    [(0, "few"), (1, "one"), (2, "few"), (19, "few"), (20, "many"), (100, "many"), (101, "few"), (119, "few"),
     (120, "many")],
)  # fmt: skip
def test_romanian_counts_in_three_forms(n: int, form: str) -> None:
    assert romanian_plural(n) == form


def test_counted_things() -> None:
    assert counted("issues", 1) == Text(ro="o observație", en="1 issue")
    assert counted("issues", 3) == Text(ro="3 observații", en="3 issues")
    assert counted("issues", 21) == Text(ro="21 de observații", en="21 issues")


@pytest.mark.parametrize("status", OrderStatus)
def test_every_status_has_a_name_in_both_languages(status: OrderStatus) -> None:
    name = status_name(status)
    assert name.ro
    assert name.en


def test_a_reason_follows_its_sentence() -> None:
    assert because(" truck broke down. ").en == ": truck broke down"
    assert because(None) == because("  ") == Text(ro="", en="")


def test_what_people_write_is_not_taken_for_a_template() -> None:
    assert render("order_assigned", order="{reason} {0}").en == "Order {reason} {0} was assigned to you."


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        render("document_failed", order="FW-1")
