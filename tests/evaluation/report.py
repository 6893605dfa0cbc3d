"""What a run found, as Markdown: the same on the screen and in ``docs/evaluation.md``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from freightwire.events.extraction import DocumentKind
from orders.domain.thresholds import REQUIRED

from tests.evaluation.corpus.build import TEXT
from tests.evaluation.corpus.degrade import FORMS
from tests.evaluation.corpus.layouts import Split
from tests.evaluation.real import INVOICES, RealResult
from tests.evaluation.run import Result, judged_of
from tests.evaluation.score import (
    Judged,
    Score,
    by_field,
    calibration_error,
    confusion,
    false_rate,
    reliability,
    score,
    sure,
)
from tests.evaluation.speed import PageSpeed

ORDER = str(DocumentKind.TRANSPORT_ORDER)
THRESHOLD = 0.9
F1_OF_TEXT, F1_OF_SCANS, RIGHT_WHEN_SURE, FOUND_IN_REAL = 0.97, 0.92, 0.95, 0.9
SCAN = "scan200"
OVERHEAD = 1.15

Rows = Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Aim:
    """What is wanted, and what was found. ``least`` is the aim; ``found`` None: nothing was measured."""

    what: str
    least: float
    found: float | None

    @property
    def met(self) -> str:
        """In a word."""
        return "not measured" if self.found is None else ("yes" if self.found >= self.least else "**no**")


def aims(results: Sequence[Result], real: Sequence[RealResult] | None) -> list[Aim]:
    """The aims of the reader on layouts that nobody has looked at."""
    unseen = [each for each in results if each.split == Split.TEST]
    orders = [each for each in unseen if each.true_kind == ORDER]
    text = [each for each in orders if each.form == TEXT]
    scans = [each for each in orders if each.form == SCAN]
    others = [each for each in unseen if each.true_kind != ORDER]
    return [
        Aim("F1 of orders, text PDFs", F1_OF_TEXT, score(judged_of(text)).f1 if text else None),
        Aim("F1 of orders, scans at 200 dpi", F1_OF_SCANS, score(judged_of(scans)).f1 if scans else None),
        Aim("right, of what is said with 0.9 or more", RIGHT_WHEN_SURE, sure(judged_of(unseen), THRESHOLD)[1]),
        Aim(
            "documents that are no orders and are not taken for one",
            1.0,
            1 - false_rate(confusion((each.true_kind, each.kind) for each in others), ORDER) if others else None,
        ),
        Aim("real invoices: number, date, total, currency, seller", FOUND_IN_REAL, _found_in(real or [], INVOICES)),
    ]


def _found_in(real: Sequence[RealResult], folder: str) -> float | None:
    chosen = [each for each in real if each.folder == folder]
    total = sum(len(each.found) + len(each.missed) for each in chosen)
    return sum(len(each.found) for each in chosen) / total if total else None


def straight_through(results: Iterable[Result], threshold: float = THRESHOLD) -> tuple[int, int, int]:
    """Orders that would need no person: how many there are, how many pass, and how many of those are wrong.

    An order passes when it is taken for one, every field that it cannot be confirmed without is there with at least
    ``threshold``, and no rule reports an error. It is wrong when such a field is, or a stop was not seen.
    """
    orders = [each for each in results if each.true_kind == ORDER]
    passed = [each for each in orders if _passes(each, threshold)]
    wrong = [each for each in passed if any(not field.is_right for field in _required(each))]
    return len(orders), len(passed), len(wrong)


def _required(result: Result) -> list[Judged]:
    return [each for each in result.judged if each.field in REQUIRED]


def _passes(result: Result, threshold: float) -> bool:
    found = [each for each in _required(result) if each.confidence is not None]
    stops = {each.path.split(".")[1] for each in found if each.path.startswith("stops.")}
    complete = len(found) >= 3 + 4 * max(2, len(stops))
    return (
        result.kind == ORDER
        and complete
        and not result.errors
        and all((each.confidence or 0) >= threshold for each in found)
    )


def markdown(
    results: Sequence[Result],
    real: Sequence[RealResult] | None,
    speeds: Sequence[PageSpeed] = (),
    *,
    all_fields: bool = True,
) -> str:
    """The whole report. ``real`` is None where there are no real documents here."""
    parts = [
        "### Aims\n",
        _table(["on layouts not looked at", "aim", "found", "met"], [
            [aim.what, f"{aim.least:.2f}", "" if aim.found is None else f"{aim.found:.3f}", aim.met]
            for aim in aims(results, real)
        ]),
        "### By split and form (all kinds)\n",
        _scores(results, lambda each: (each.split, each.form)),
        "### By kind\n",
        _scores(results, lambda each: (each.true_kind, each.split, "text" if each.form == TEXT else "image")),
        "### By layout\n",
        _scores(results, lambda each: (each.split, each.layout, "text" if each.form == TEXT else "image")),
        *_kinds(results),
        *_without_a_person(results),
        *_confidence(results),
        *_cost(results),
        *_overhead(speeds),
        _real_documents(real),
    ]  # fmt: skip
    if all_fields:
        parts += _fields(results)
    return "\n".join(parts)


def _scores(results: Sequence[Result], key: Callable[[Result], tuple[str, ...]]) -> str:
    rows = []
    for group in sorted({key(each) for each in results}, key=_order):
        chosen = [each for each in results if key(each) == group]
        found = score(judged_of(chosen))
        rows.append(
            [
                " ".join(group),
                len(chosen),
                found.asked,
                *(f"{each:.3f}" for each in (found.precision, found.recall, found.f1, found.exact)),
            ]
        )
    return _table(["", "documents", "fields", "precision", "recall", "F1", "exact"], rows)  # fmt: skip


def _figures(found: Score) -> list[str]:
    return [f"{each:.3f}" for each in (found.precision, found.recall, found.f1, found.exact)]


def _order(group: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    known = [*Split, TEXT, *FORMS]
    return tuple((known.index(each) if each in known else len(known), each) for each in group)


def _kinds(results: Sequence[Result]) -> list[str]:
    parts = ["### Kinds of document\n"]
    kinds = [str(each) for each in DocumentKind if each is not DocumentKind.EMAIL] + ["failed"]
    for name, chosen in _groups(results):
        table = confusion(
            (each.true_kind, each.true_kind if each.kind in each.kinds_allowed else each.kind) for each in chosen
        )
        total = sum(sum(row.values()) for row in table.values())
        right = sum(row.get(true, 0) for true, row in table.items())
        parts.append(
            f"{name}: {right / total:.3f} right; {false_rate(table, ORDER):.3f} of what is no order was taken for one. "
            "Rows are what a document is, columns what it was taken for.\n"
        )
        parts.append(
            _table(["", *kinds], [[true, *(table[true].get(kind, 0) or "" for kind in kinds)] for true in table])
        )
    return parts


def _without_a_person(results: Sequence[Result]) -> list[str]:
    rows = []
    for name, chosen in _groups(results):
        for threshold in (0.9, 0.95):
            orders, passed, wrong = straight_through(chosen, threshold)
            if orders:
                share, errors = passed / orders, wrong / passed if passed else 0.0
                rows.append([name, threshold, orders, f"{share:.3f}", f"{errors:.3f}"])
    head = ["", "threshold", "orders", "straight through", "wrong among them"]
    return ["### Orders that would need no person\n", _table(head, rows)]


def _confidence(results: Sequence[Result]) -> list[str]:
    parts = ["### Confidence\n"]
    for name, chosen in _groups(results):
        judged = judged_of(chosen)
        bins = reliability(judged)
        count, right = sure(judged, THRESHOLD)
        parts.append(
            f"{name}: calibration error {calibration_error(bins):.3f}; of {count} values said with 0.9 or more, "
            f"{right:.3f} are right.\n"
        )
        parts.append(
            _table(
                ["confidence", "values", "said", "right"],
                [
                    [f"{each.low:.2f}–{each.high:.2f}", each.count, f"{each.said:.3f}", f"{each.right:.3f}"]
                    for each in bins
                ],
            )
        )
    return parts


def _cost(results: Sequence[Result]) -> list[str]:
    rows = []
    for form in dict.fromkeys(each.form for each in results):
        read = [each for each in results if each.form == form and each.pages]
        pages = sum(each.pages for each in read)
        if pages:
            seconds = sum(each.seconds for each in read) / pages
            rows.append([form, pages, f"{seconds:.3f}", f"{max(each.peak_mib for each in read):.0f}"])
    return ["### Cost\n", _table(["", "pages", "seconds of one core per page", "most memory of a process, MiB"], rows)]


def _overhead(speeds: Sequence[PageSpeed]) -> list[str]:
    if not speeds:
        return []
    rows = [
        [
            each.name,
            f"{each.passes} passes" if each.passes else "its text",
            f"{each.ours:.3f}",
            f"{each.bare:.3f}",
            f"{each.overhead:.2f}",
        ]
        for each in speeds
    ]
    head = ["an order's page as", "bare", "ours, s", "bare, s", f"times (aim {OVERHEAD})"]
    return ["### Getting at a page's words, beside bare Tesseract and pypdfium2\n", _table(head, rows)]


def _fields(results: Sequence[Result]) -> list[str]:
    parts = ["### Fields, on layouts not looked at\n"]
    unseen = [each for each in results if each.split == Split.TEST]
    text = by_field(judged_of(each for each in unseen if each.form == TEXT))
    scans = by_field(judged_of(each for each in unseen if each.form == SCAN))
    rows = []
    for field in sorted(set(text) | set(scans)):
        row: list[object] = [f"`{field}`"]
        for found in (text.get(field), scans.get(field)):
            row += (
                [found.asked, *(f"{each:.3f}" for each in (found.precision, found.recall, found.f1, found.exact))]
                if found
                else [""] * 5
            )
        rows.append(row)
    columns = ["precision", "recall", "F1", "exact"]
    return [*parts, _table(["field", "text", *columns, "scan 200", *columns], rows)]


def _groups(results: Sequence[Result]) -> list[tuple[str, list[Result]]]:
    groups = []
    for split in Split:
        for name, image in (("text PDFs", False), ("images", True)):
            chosen = [each for each in results if each.split == split and (each.form != TEXT) is image]
            if chosen:
                groups.append((f"{split}, {name}", chosen))
    return groups


def _table(head: Sequence[str], rows: Rows) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "|".join(" --- " for _ in head) + "|"]
    lines += [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _real_documents(results: Sequence[RealResult] | None) -> str:
    """What was found in documents that nobody of this project wrote; None: they are not here."""
    title = "### Real documents\n"
    if results is None:
        return f"{title}\nNot measured: they are not on this machine.\n"
    rows = []
    for each in results:
        total = len(each.found) + len(each.missed)
        missed = each.failure or ", ".join(f"`{name}`" for name in each.missed)
        rows.append([each.name, f"{len(each.found)} / {total}", missed])
    return f"{title}\n{_table(['document', 'found', 'not found'], rows)}"
