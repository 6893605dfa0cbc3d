"""The settings of the notifier, beside those that every service has (README)."""

from __future__ import annotations

from datetime import time
from email.utils import parseaddr
from pathlib import Path
from typing import Self

from freightwire.settings import DatabaseSettings, ServiceSettings, Settings, TokenSettings
from pydantic import Field, HttpUrl, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict

from notifier.access import ADDRESS
from notifier.channels.email.journal import Mailbox
from notifier.channels.email.smtp import Server, TlsMode


class MailSettings(Settings):
    """E-mail; without ``smtp_url`` there is none, and nothing else here is needed."""

    # A compose file passes on what is not set as an empty text.
    model_config = SettingsConfigDict(env_ignore_empty=True)

    smtp_url: SecretStr | None = None
    """``smtp://user:password@host:587`` (STARTTLS) or ``smtps://user:password@host:465``."""
    smtp_tls: TlsMode = "required"
    """For ``smtp://``: ``none`` speaks in the open, for a server on this machine."""
    smtp_ca_file: Path | None = None
    """Certificates to trust instead of the system's."""
    mail_from: str | None = None
    """The sender, for example ``Freightwire <freightwire@firma.ro>``."""
    mails_per_hour: int = Field(default=30, ge=1)
    """Mails to one person in an hour; what goes beyond comes in digests."""
    mail_journal_address: str | None = None
    """A mailbox that gets a copy of every mail, so that one whose outcome is unknown can be looked up."""
    mail_journal_url: SecretStr | None = None
    """Where that mailbox is read: ``imaps://user:password@host:993/INBOX``."""
    notifier_public_url: HttpUrl | None = None
    """Where people's mail programs reach the notifier, for the links that stop mail. By default where the board is,
    which passes them on."""
    notifier_link_secret: SecretStr | None = Field(default=None, min_length=32)
    """Signs those links. By default the token secret, where there is one."""
    board_url: HttpUrl | None = None
    """Where the board is, for links to orders."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.smtp_url is None:
            return self
        Server.of(self.smtp_url, self.smtp_tls)
        if self.mail_from is None or not ADDRESS.fullmatch(parseaddr(self.mail_from)[1]):
            raise ValueError("FREIGHTWIRE_SMTP_URL needs FREIGHTWIRE_MAIL_FROM, an address")
        if self.links_url is None:
            raise ValueError("FREIGHTWIRE_SMTP_URL needs FREIGHTWIRE_BOARD_URL, for the link that stops mail")
        if (self.mail_journal_address is None) != (self.mail_journal_url is None):
            raise ValueError("set both FREIGHTWIRE_MAIL_JOURNAL_ADDRESS and FREIGHTWIRE_MAIL_JOURNAL_URL, or neither")
        if self.mail_journal_url is not None:
            Mailbox.of(self.mail_journal_url)
        return self

    @property
    def links_url(self) -> HttpUrl | None:
        """What the links that stop mail begin with."""
        return self.notifier_public_url or self.board_url


class NotifierSettings(ServiceSettings, DatabaseSettings, TokenSettings, MailSettings):
    """All settings of the notifier."""

    notifier_prefetch: int = Field(default=16, ge=1, le=500)
    """Events in flight at once; more than the database has connections for would only wait."""
    notifier_origins: list[str] = Field(default_factory=list)
    """Where the pages come from whose scripts may call the REST interface."""
    webhook_allow_loopback: bool = False
    """Whether webhooks may go to this machine, also without TLS: for development and tests."""
    notifier_country: str = Field(default="RO", pattern=r"^[A-Z]{2}$")
    """Whose public holidays are kept."""
    notifier_time_zone: str = "Europe/Bucharest"
    notifier_work_begins: time = time(9)
    notifier_work_ends: time = time(17, 30)
    notifier_lease_seconds: float = Field(default=300, ge=1)
    """After so long without a word a message that a process was sending counts as lost with it."""
    notifier_watch_seconds: float = Field(default=15, ge=1)
    """How often queues and channels are looked at."""

    @model_validator(mode="after")
    def _links_can_be_signed(self) -> Self:
        if self.smtp_url is not None and self.link_secret is None:
            raise ValueError(
                "FREIGHTWIRE_SMTP_URL with FREIGHTWIRE_TOKEN_JWKS_URL needs FREIGHTWIRE_NOTIFIER_LINK_SECRET"
            )
        return self

    @property
    def link_secret(self) -> SecretStr | None:
        """What signs the links that stop mail."""
        return self.notifier_link_secret or self.token_secret
