"""Sending a delivery by e-mail: what is still wanted of it, as one letter, to the person's address."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from aiosmtplib import SMTPRecipientRefused, SMTPResponseException, SMTPSenderRefused

from notifier.channels.email.compose import Stationery, compose
from notifier.channels.email.journal import JournalUnavailableError
from notifier.channels.email.letter import write
from notifier.channels.email.smtp import LOST, MailServer, OvertakenError, UnavailableError
from notifier.delivering.outcomes import ChannelDown, Dropped, Failed, Later, Outcome, Refused, Sent
from notifier.rules.kinds import KINDS, ChannelName
from notifier.storage.deliveries import Sending
from notifier.storage.people import People
from notifier.timing import quiet_until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from email.message import EmailMessage

    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from notifier.channels.email.journal import Journal
    from notifier.clock import Clock
    from notifier.storage.deliveries import Claim, Item
    from notifier.storage.people import Person

ASK_AGAIN = timedelta(minutes=1)
PERMANENT = 500
SHUTTING_DOWN = 421


class EmailSender:
    """The channel ``email``."""

    name = ChannelName.EMAIL
    concurrency = 4
    per_target = 4  # all mails have the same target, the server

    def __init__(
        self,
        sessions: async_sessionmaker[AsyncSession],
        server: MailServer,
        stationery: Stationery,
        clock: Clock,
        *,
        journal: Journal | None = None,
    ) -> None:
        self._sessions = sessions
        self._server = server
        self._stationery = stationery
        self._clock = clock
        self._journal = journal

    async def send(self, claim: Claim, handing_over: Callable[[], Awaitable[bool]]) -> Outcome:
        """Send one mail."""
        if claim.doubtful and (known := await self._look_up(claim)) is not None:
            return known
        person, items = await self._content(claim)
        if not person.email:
            return Dropped("no_address")
        if not items:
            return Dropped("not_wanted_any_more")
        held_until = quiet_until(person.preferences, self._clock(), urgent=claim.urgent)
        if held_until is not None and not claim.doubtful:
            return Later(held_until, "quiet hours")
        mail = compose(
            write(items, person.preferences),
            person,
            org=claim.org,
            delivery_id=claim.id,
            at=claim.created_at,
            stationery=self._stationery,
        )
        return await self._submit(mail, person.email, handing_over)

    async def _submit(self, mail: EmailMessage, address: str, handing_over: Callable[[], Awaitable[bool]]) -> Outcome:
        recipients = [address] + ([self._journal.address] if self._journal else [])
        handed = False

        async def handing() -> bool:
            nonlocal handed
            handed = await handing_over()
            return handed

        try:
            await self._server.submit(mail, self._stationery.address, recipients, handing)
        except UnavailableError as error:
            return ChannelDown(str(error))
        except OvertakenError:
            return Failed("another process has taken it over", doubtful=True)
        except SMTPResponseException as error:
            return self._said_no(error)
        except LOST as error:
            return ChannelDown(f"the connection broke: {error!r}", doubtful=handed)
        return Sent(f"to {_masked(address)}")

    async def close(self) -> None:
        """Close the connections."""
        await self._server.close()

    async def _look_up(self, claim: Claim) -> Outcome | None:
        """What became of an earlier attempt; None where it has to be sent (again)."""
        if self._journal is None:
            return None
        try:
            if await self._journal.holds(self._stationery.message_id(claim.id)):
                return Sent("found in the journal", found=True)
        except JournalUnavailableError as error:
            return Later(self._clock() + ASK_AGAIN, f"the journal cannot be asked: {error}")
        return None

    async def _content(self, claim: Claim) -> tuple[Person, Sequence[Item]]:
        """The person, and what they still want to be told of what was queued."""
        async with self._sessions.begin() as session:
            people = People(session, claim.org)
            person = await people.get(claim.user_id)
            items = await Sending(session, self.name).items(claim.id)
        preferences = person.preferences
        return person, [item for item in items if ChannelName.EMAIL in preferences.wanted(KINDS[item.kind])]

    def _said_no(self, error: SMTPResponseException) -> Outcome:
        detail = f"{error.code} {error.message}"
        if error.code == SHUTTING_DOWN or isinstance(error, SMTPSenderRefused):
            return ChannelDown(detail)  # it would refuse every mail
        if error.code < PERMANENT:
            return Failed(detail)
        return Refused("address_refused" if isinstance(error, SMTPRecipientRefused) else "content_refused", detail)


def _masked(address: str) -> str:
    """An address for the record of attempts: enough to recognise, not enough to collect."""
    local, _, domain = address.rpartition("@")
    return f"{local[:2]}…@{domain}"
