"""What an e-mail says: its subject, and its news by order. Pure: no template, no address."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from notifier.rules.kinds import KINDS, Joins
from notifier.templates import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from notifier.preferences import Language, Preferences
    from notifier.storage.deliveries import Item

PREHEADER_LIMIT = 140


def _load() -> Mapping[str, Mapping[str, str]]:
    wording = tomllib.loads(files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))
    if set(wording["ro"]) != set(wording["en"]):
        raise ValueError(f"the languages say different things: {sorted(set(wording['ro']) ^ set(wording['en']))}")
    return MappingProxyType({language: MappingProxyType(texts) for language, texts in wording.items()})


WORDING = _load()
"""The words around the messages, by language."""


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news and when it arose, by the reader's clock."""

    at: str
    text: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The news of one order, or of none."""

    heading: str
    order_id: str | None
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail's content. ``about`` is the one order that all of it is about, where there is one."""

    language: Language
    subject: str
    preheader: str
    sections: Sequence[Section]
    about: str | None
    zone: str


def write(items: Sequence[Item], preferences: Preferences) -> Letter:
    """The letter that tells ``items``, at least one, in the person's language and time zone."""
    language, words = preferences.language, WORDING[preferences.language]
    orders = dict.fromkeys(item.order_id for item in items)
    only = next(iter(orders)) if len(orders) == 1 else None
    texts = [_text(item, language) for item in items]
    return Letter(
        language=language,
        subject=_subject(items, language),
        preheader=" ".join(reversed(texts))[:PREHEADER_LIMIT],
        sections=[
            _section([item for item in items if item.order_id == order_id], words, language, preferences.zone)
            for order_id in orders
        ],
        about=only,
        zone=preferences.time_zone,
    )


def _subject(items: Sequence[Item], language: Language) -> str:
    """Of one order the subject never changes, so that its mails stay one conversation."""
    words = WORDING[language]
    orders = {item.order_id for item in items}
    kinds = {item.kind for item in items}
    first = items[0]
    if len(orders) == 1 and first.order_id is not None:
        return words["order"].format(order=first.order)
    if len(items) == 1:
        return _text(first, language)
    if len(kinds) == 1 and KINDS[first.kind].joins is Joins.KIND:
        return words[f"kind_{first.kind}"].format(count=len(items))
    return words["digest"].format(
        news=_number("news", len(items), language), orders=_number("orders", len(orders - {None}), language)
    )


def _section(items: Sequence[Item], words: Mapping[str, str], language: Language, zone: ZoneInfo) -> Section:
    first = items[0]
    heading = words["other"]
    if first.order_id is not None:
        heading = words["order"].format(order=first.order)
        if len(items) > 1:
            heading = words["news"].format(order=first.order, news=_number("news", len(items), language))
            heading = heading[0].upper() + heading[1:]
    return Section(heading, first.order_id, list(_lines(items, language, zone)))


def _lines(items: Iterable[Item], language: Language, zone: ZoneInfo) -> Iterable[Line]:
    for item in items:
        at = item.at.astimezone(zone).strftime("%d.%m.%Y %H:%M")
        yield Line(at, _text(item, language), KINDS[item.kind].urgent)


def _text(item: Item, language: Language) -> str:
    return item.message_ro if language == "ro" else item.message_en


def _number(what: str, n: int, language: Language) -> str:
    number = counted(what, n)
    return number.ro if language == "ro" else number.en
