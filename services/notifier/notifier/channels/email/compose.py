"""From a letter to the bytes of an e-mail: text and HTML, threading, one-click unsubscription."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING
from uuid import uuid5

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from notifier.channels.email.letter import WORDING
from notifier.news import NAMESPACE

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from notifier.channels.email.letter import Letter
    from notifier.channels.email.unsubscribing import UnsubscribeLinks
    from notifier.preferences import Language
    from notifier.storage.people import Person

_TEMPLATES = Environment(
    loader=PackageLoader("notifier.channels.email", "."),
    autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """What all mails share: the sender, where the board is, and the links that end them."""

    sender: str
    board_url: str | None
    links: UnsubscribeLinks

    @property
    def address(self) -> str:
        """The sender's bare address."""
        return parseaddr(self.sender)[1]

    @property
    def domain(self) -> str:
        """The domain in which ids of messages are unique."""
        return self.address.rpartition("@")[2]

    def message_id(self, delivery_id: UUID) -> str:
        """The same for every attempt at a delivery."""
        return f"<{delivery_id}@{self.domain}>"

    def thread_id(self, org: str, user: str, order_id: str) -> str:
        """What all mails about one order to one person refer to; no mail of that id exists."""
        return f"<order-{uuid5(NAMESPACE, f'{org}:{user}:{order_id}')}@{self.domain}>"


def compose(
    letter: Letter, person: Person, *, org: str, delivery_id: UUID, at: datetime, stationery: Stationery
) -> EmailMessage:
    """The e-mail that carries a letter to a person, who has an address.

    Raises:
        ValueError: an address or a subject cannot stand in a header.
    """
    unsubscribe_url = stationery.links.link(org, person.user)
    values = {
        "letter": letter,
        "words": WORDING[letter.language],
        "name": person.name,
        "board_url": stationery.board_url,
        "unsubscribe_url": unsubscribe_url,
    }
    name, address = parseaddr(stationery.sender)
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(name, addr_spec=address)
    mail["To"] = Address(_printable(person.name), addr_spec=person.email)
    mail["Subject"] = _printable(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = stationery.message_id(delivery_id)
    if letter.about is not None:
        thread = stationery.thread_id(org, person.user, letter.about)
        mail["In-Reply-To"] = thread
        mail["References"] = thread
    mail["List-Unsubscribe"] = f"<{unsubscribe_url}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    mail.set_content(_TEMPLATES.get_template("layout.txt.j2").render(values), cte="quoted-printable")
    mail.add_alternative(
        _TEMPLATES.get_template("layout.html.j2").render(values), subtype="html", cte="quoted-printable"
    )
    return mail


def page(language: Language, text: str, *, ask: bool = False) -> str:
    """A page of the unsubscribe link; ``text`` is a key of the wording."""
    words = WORDING[language]
    return _TEMPLATES.get_template("page.html.j2").render(language=language, words=words, text=words[text], ask=ask)


def _printable(text: str) -> str:
    """Text as one line without control characters, as a header wants it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
