"""The corpus: which layouts there are, and their documents. The same numbers give the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus import (
    consignment_notes,
    delivery_notes,
    invoice_layouts,
    orders_calibration,
    orders_test_forms,
    orders_test_texts,
    orders_train_boxes,
    orders_train_forms,
    orders_train_lists,
    orders_train_texts,
    orders_train_words,
    others,
    others_train,
)
from tests.evaluation.corpus.degrade import FORMS, degraded
from tests.evaluation.corpus.layouts import Layout, Register, Split
from tests.evaluation.truth import Truth

SEED = 20261124
TEXT = "text"
"""The form of a document as its program wrote it: a PDF with a text layer."""
ALL_FORMS = (TEXT, *FORMS)
_MODULES = (
    orders_train_boxes,
    orders_train_forms,
    orders_train_lists,
    orders_train_texts,
    orders_train_words,
    orders_calibration,
    orders_test_forms,
    orders_test_texts,
    consignment_notes,
    invoice_layouts,
    delivery_notes,
    others,
    others_train,
)
LAYOUTS: tuple[Layout, ...] = tuple(
    layout
    for module in _MODULES
    for register in vars(module).values()
    if isinstance(register, Register)
    for layout in register.layouts
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document whose content is known. ``name`` is unique in the corpus."""

    name: str
    layout: Layout
    form: str
    data: bytes
    truth: Truth


@cache
def layout_named(name: str) -> Layout:
    """The layout of that name."""
    return next(each for each in LAYOUTS if each.name == name)


def documents(
    *,
    per_layout: int,
    split: Split | None = None,
    kinds: Sequence[DocumentKind] = (),
    layouts: Sequence[str] = (),
    form: str = TEXT,
) -> Iterator[Labelled]:
    """The first ``per_layout`` documents of each layout that is asked for, in one of ``ALL_FORMS``."""
    for layout in LAYOUTS:
        if (split and layout.split is not split) or (kinds and layout.kind not in kinds):
            continue
        if layouts and layout.name not in layouts:
            continue
        for number in range(per_layout):
            yield document(layout, number, form)


def random_for(name: str) -> Random:
    """Chance that depends on nothing but ``name`` and the corpus' seed."""
    seed = hashlib.blake2b(f"{SEED}/{name}".encode(), digest_size=8).digest()
    return Random(int.from_bytes(seed, "big"))


def document(layout: Layout, number: int, form: str = TEXT) -> Labelled:
    """The document with a number (from 0) of a layout in one of ``ALL_FORMS``; it does not depend on any other."""
    name = f"{layout.split}/{layout.name}/{number}"
    written = layout.write(random_for(name))
    data = written.pdf if form == TEXT else degraded(written.pdf, form, random_for(f"{name}/{form}"))
    return Labelled(name, layout, form, data, written.truth)
