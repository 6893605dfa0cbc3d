"""What a report makes of results."""

from __future__ import annotations

import pytest

from tests.evaluation.real import RealResult
from tests.evaluation.report import ORDER, aims, markdown, straight_through
from tests.evaluation.run import Result
from tests.evaluation.score import Judged, Outcome

REQUIRED = ["client.name", "sale.amount", "sale.currency"] + [
    f"stops.{at}.{name}" for at in (0, 1) for name in ("kind", "city", "country", "date")
]


def result(judged: list[Judged], *, kind: str = ORDER, true: str = ORDER, errors: tuple[str, ...] = ()) -> Result:
    return Result(
        "test/x/0", "x", "test", "text", true, frozenset({true}), kind=kind, judged=judged, errors=errors, pages=1
    )


def read(outcome: Outcome = Outcome.RIGHT, confidence: float | None = 0.95, path: str = "uit") -> list[Judged]:
    fields = [Judged(each, Outcome.RIGHT, confidence=0.95) for each in REQUIRED if each != path]
    return [*fields, Judged(path, outcome, confidence=confidence)]


@pytest.mark.parametrize(
    ("document", "passed", "wrong"),
    [
        (result(read()), 1, 0),
        (result(read(Outcome.WRONG, 0.3)), 1, 0),
        (result(read(Outcome.RIGHT, 0.89, "sale.amount")), 0, 0),
        (result(read(Outcome.WRONG, 0.95, "sale.amount")), 1, 1),
        (result(read(Outcome.MISSING, None, "sale.amount")), 0, 0),
        (result([*read(), Judged("stops.2.city", Outcome.MISSING)]), 1, 1),
        (result(read(), kind="other"), 0, 0),
        (result(read(), errors=("dates_out_of_order",)), 0, 0),
    ],
)
def test_an_order_goes_straight_through_or_does_not(document: Result, passed: int, wrong: int) -> None:
    assert straight_through([document], 0.9) == (1, passed, wrong)


def test_aims_are_judged_on_what_nobody_looked_at() -> None:
    results = [
        result(read()),
        result([Judged("reference", Outcome.WRONG, confidence=0.99)], true="other", kind=ORDER),
        result([], true="other", kind="other"),
    ]
    real = [RealResult("invoices", "a.pdf", ("invoice.number",), ("invoice.gross",))]
    found = {aim.what: aim.found for aim in aims(results, real)}
    assert found["F1 of orders, text PDFs"] == 1
    assert found["F1 of orders, scans at 200 dpi"] is None
    assert found["right, of what is said with 0.9 or more"] == pytest.approx(12 / 13)
    assert found["documents that are no orders and are not taken for one"] == 0.5
    assert found["real invoices: number, date, total, currency, seller"] == 0.5
    assert [aim.met for aim in aims(results, None)] == ["yes", "not measured", "**no**", "**no**", "not measured"]


def test_a_report_says_when_there_were_no_real_documents() -> None:
    assert "not on this machine" in markdown([result(read())], None)
    assert "| a.pdf | 0 / 1 | damaged |" in markdown([], [RealResult("invoices", "a.pdf", (), ("x",), "damaged")])
