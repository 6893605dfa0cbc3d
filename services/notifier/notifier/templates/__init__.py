"""The texts that people get, in Romanian and English (``messages.toml``)."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from string import Formatter
from typing import Literal, Self

from freightwire.events.base import Text
from freightwire.events.orders import OrderStatus
from pydantic import BaseModel, ConfigDict, model_validator

PluralForm = Literal["one", "few", "many"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Forms(_Part):
    one: str
    few: str
    many: str


class _Counted(_Part):
    ro: _Forms
    en: _Forms


class _Template(_Part):
    ro: str
    en: str

    @model_validator(mode="after")
    def _same_values(self) -> Self:
        if _names(self.ro) != _names(self.en):
            raise ValueError(f"the languages use different values: {self.ro!r} and {self.en!r}")
        return self


class _Messages(_Part):
    texts: dict[str, _Template]
    statuses: dict[OrderStatus, _Template]
    counted: dict[str, _Counted]
    queues: dict[str, _Template]

    @model_validator(mode="after")
    def _every_status(self) -> Self:
        if missing := set(OrderStatus) - set(self.statuses):
            raise ValueError(f"statuses without a name: {sorted(missing)}")
        return self


def _names(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


_MESSAGES = _Messages.model_validate(
    tomllib.loads(files(__name__).joinpath("messages.toml").read_text(encoding="utf-8"))
)


def render(kind: str, **values: str | Text) -> Text:
    """The text of ``kind``. A value is the same in both languages, or a ``Text``; values it has no use for are ignored.

    Raises:
        KeyError: there is no such text, or it uses a value that was not given.
    """
    template = _MESSAGES.texts[kind]
    return Text(
        ro=template.ro.format_map({name: _in(value, "ro") for name, value in values.items()}),
        en=template.en.format_map({name: _in(value, "en") for name, value in values.items()}),
    )


def status_name(status: OrderStatus) -> Text:
    """What people call a status."""
    name = _MESSAGES.statuses[status]
    return Text(ro=name.ro, en=name.en)


def queue_name(queue: str) -> Text:
    """What people call the work that a queue, or its dead-letter queue, holds."""
    name = _MESSAGES.queues.get(queue.removesuffix(".dlq"))
    return Text(ro=name.ro, en=name.en) if name else Text(ro=queue, en=queue)


def because(reason: str | None) -> Text:
    """A reason as it follows a sentence; nothing where there is none."""
    given = (reason or "").strip().rstrip(".")
    said = f": {given}" if given else ""
    return Text(ro=said, en=said)


def counted(what: str, n: int) -> Text:
    """A number of things, ``n`` ≥ 0, in the right form of each language."""
    forms = _MESSAGES.counted[what]
    return Text(
        ro=getattr(forms.ro, romanian_plural(n)).format(n=n),
        en=getattr(forms.en, "one" if n == 1 else "many").format(n=n),
    )


def romanian_plural(n: int) -> PluralForm:
    """The plural form that Romanian uses (CLDR): 1; 0, 2–19 and what ends in 01–19; the rest."""
    if n == 1:
        return "one"
    return "few" if n == 0 or 1 <= n % 100 <= 19 else "many"


def _in(value: str | Text, language: Literal["ro", "en"]) -> str:
    return value if isinstance(value, str) else str(getattr(value, language))
