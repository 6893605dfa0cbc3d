"""Takes ``email_ro.png`` and ``email_en.png``: an e-mail of the notifier as it is sent, in both languages.

``python docs/pictures/make_emails.py`` needs ``chromium`` on the PATH.
"""

from __future__ import annotations

import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from freightwire.events.base import Text
from freightwire.identifiers import new_uuid
from notifier.channels.email.compose import Stationery, compose
from notifier.channels.email.letter import write
from notifier.channels.email.unsubscribing import UnsubscribeLinks
from notifier.preferences import Language, Preferences
from notifier.storage.deliveries import Item
from notifier.storage.people import Person
from notifier.templates import counted, render
from pydantic import SecretStr

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 24, 8, 12, tzinfo=UTC)
ORDER = "FW-2026-000042"
OTHER = "FW-2026-000045"


def items() -> list[Item]:
    """The news of a quarter of an hour."""
    news = [
        ("order_needs_review", ORDER, render("order_needs_review", order=ORDER, issues=counted("issues", 3))),
        ("order_assigned", ORDER, render("order_assigned", order=ORDER)),
        (
            "order_problem",
            ORDER,
            render("order_problem", order=ORDER, because=Text(ro=": pană la Nădlac", en=": breakdown at Nădlac")),
        ),
        ("reminder_unloading", OTHER, render("reminder_unloading", order=OTHER, at="24.11.2026 14:00", place=", Wien")),
        ("document_read", OTHER, render("document_read", order=OTHER)),
    ]
    return [
        Item(
            id=new_uuid(),
            kind=kind,
            message_ro=message.ro,
            message_en=message.en,
            order_id=order.lower(),
            order=order,
            at=NOW + timedelta(minutes=3 * number),
        )
        for number, (kind, order, message) in enumerate(news)
    ]


def take(language: Language) -> None:
    """Render the mail in a language and photograph its HTML part."""
    preferences = Preferences(language=language)
    stationery = Stationery(
        sender="Freightwire <freightwire@firma.ro>",
        board_url="https://board.firma.ro",
        links=UnsubscribeLinks(SecretStr("only for a picture"), "https://notifier.firma.ro"),
    )
    person = Person(user="ana", name="Ana Pop", email="ana@firma.ro", preferences=preferences)
    mail = compose(
        write(items(), preferences), person, org="demo", delivery_id=new_uuid(), at=NOW, stationery=stationery
    )
    part = mail.get_body(("html",))
    if part is None:
        raise RuntimeError("the mail has no HTML part")
    with tempfile.TemporaryDirectory() as directory:
        page = Path(directory) / "mail.html"
        page.write_text(part.get_content(), encoding="utf-8")
        subprocess.run(  # noqa: S603  (our own command)
            [  # noqa: S607
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars",
                f"--user-data-dir={directory}/profile", "--window-size=760,920",
                f"--screenshot={HERE / f'email_{language}.png'}", page.as_uri(),
            ],
            check=True,
            timeout=120,
            capture_output=True,
        )  # fmt: skip


if __name__ == "__main__":
    take("ro")
    take("en")
