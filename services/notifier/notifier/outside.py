"""The channels that lead outside, as the settings want them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifier.channels.email.compose import Stationery
from notifier.channels.email.journal import Journal, Mailbox
from notifier.channels.email.sender import EmailSender
from notifier.channels.email.smtp import MailServer, Server
from notifier.channels.email.unsubscribing import UnsubscribeLinks

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from notifier.clock import Clock
    from notifier.settings import NotifierSettings


def unsubscribe_links(settings: NotifierSettings) -> UnsubscribeLinks | None:
    """What makes and checks the links that stop mail; None without mail."""
    if settings.smtp_url is None or settings.link_secret is None or settings.links_url is None:
        return None
    return UnsubscribeLinks(settings.link_secret, str(settings.links_url))


def email_sender(
    settings: NotifierSettings, sessions: async_sessionmaker[AsyncSession], clock: Clock
) -> EmailSender | None:
    """The channel ``email``; None without a mail server."""
    links = unsubscribe_links(settings)
    if settings.smtp_url is None or settings.mail_from is None or links is None:
        return None
    board_url = str(settings.board_url).rstrip("/") if settings.board_url else None
    journal = None
    if settings.mail_journal_address is not None and settings.mail_journal_url is not None:
        mailbox = Mailbox.of(settings.mail_journal_url)
        journal = Journal(settings.mail_journal_address, mailbox, ca_file=settings.smtp_ca_file)
    return EmailSender(
        sessions,
        MailServer(Server.of(settings.smtp_url, settings.smtp_tls), ca_file=settings.smtp_ca_file),
        Stationery(sender=settings.mail_from, board_url=board_url, links=links),
        clock,
        journal=journal,
    )
