"""Settings: no mail server is needed, and half a mail server is refused with the name of what is missing."""

from __future__ import annotations

import pytest
from notifier.outside import email_sender, unsubscribe_links
from notifier.settings import NotifierSettings
from notifier.testing import SECRET, settings_for
from pydantic import ValidationError

SERVERS = ("amqp://localhost", "postgresql+asyncpg://localhost/x")
MAIL = {
    "smtp_url": "smtp://user:password@mail.firma.test:587",
    "mail_from": "Freightwire <freightwire@firma.test>",
    "board_url": "https://board.firma.test",
}


def test_without_a_mail_server_there_is_no_e_mail_and_nothing_else_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SMTP_URL", "MAIL_FROM", "NOTIFIER_PUBLIC_URL", "BOARD_URL", "SMTP_TLS", "MAIL_JOURNAL_URL"):
        monkeypatch.setenv(f"FREIGHTWIRE_{name}", "")  # as a compose file passes on what is not set
    monkeypatch.setenv("FREIGHTWIRE_AMQP_URL", SERVERS[0])
    monkeypatch.setenv("FREIGHTWIRE_DATABASE_URL", SERVERS[1])
    monkeypatch.setenv("FREIGHTWIRE_TOKEN_SECRET", SECRET)
    settings = NotifierSettings()
    assert settings.smtp_url is None
    assert unsubscribe_links(settings) is None


def test_a_whole_mail_server_is_taken() -> None:
    settings = settings_for(
        *SERVERS, **MAIL, mail_journal_address="j@firma.test", mail_journal_url="imaps://j:p@x.test"
    )
    assert unsubscribe_links(settings) is not None
    assert email_sender(settings, None, lambda: None) is not None  # type: ignore[arg-type]  # nothing is asked of them


@pytest.mark.parametrize(
    ("public_url", "begin"),
    [
        (None, "https://board.firma.test/unsubscribe?t="),
        ("https://mail.firma.test", "https://mail.firma.test/unsubscribe"),
    ],
)
def test_the_link_that_stops_mail_is_at_the_board_unless_another_address_is_named(
    public_url: str | None, begin: str
) -> None:
    links = unsubscribe_links(settings_for(*SERVERS, **MAIL, notifier_public_url=public_url))
    assert links is not None
    assert links.link("acme", "ana").startswith(begin)


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"mail_from": None}, "FREIGHTWIRE_MAIL_FROM"),
        ({"mail_from": "nobody"}, "FREIGHTWIRE_MAIL_FROM"),
        ({"board_url": None}, "FREIGHTWIRE_BOARD_URL"),
        ({"smtp_url": "http://x"}, "FREIGHTWIRE_SMTP_URL"),
        ({"smtp_tls": "none"}, "in the open"),
        ({"mail_journal_address": "j@firma.test"}, "FREIGHTWIRE_MAIL_JOURNAL_URL"),
        ({"mail_journal_address": "j@firma.test", "mail_journal_url": "imap://j:p@mail.firma.test"}, "imaps"),
        ({"token_secret": None, "token_jwks_url": "https://idp.test/keys"}, "FREIGHTWIRE_NOTIFIER_LINK_SECRET"),
    ],
)
def test_half_a_mail_server_is_refused(change: dict[str, str | None], names: str) -> None:
    with pytest.raises(ValidationError, match=names):
        settings_for(*SERVERS, **{**MAIL, **change})
