"""From notices to notifications: what each person wants, by which channels, and when. Inside one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from notifier.channels.in_app import push
from notifier.metrics import REPEATED, SENT, UNREACHABLE, UNWANTED
from notifier.news import Told
from notifier.rules.kinds import KINDS, ChannelName
from notifier.storage.deliveries import Outgoing, Queueing
from notifier.storage.endpoints import Endpoints
from notifier.storage.notifications import NewNotification, Notifications
from notifier.storage.people import People
from notifier.timing import email_slot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.clock import Clock
    from notifier.news import News
    from notifier.rules import Notice
    from notifier.rules.kinds import Kind
    from notifier.storage.people import Person
    from notifier.storage.tables import EndpointRow


class Teller:
    """Tells people news. All of it is stored in the caller's transaction; what goes outside is sent afterwards."""

    def __init__(self, clock: Clock, *, email: bool, mails_per_hour: int, wake: Callable[[str], None]) -> None:
        """Prepare a teller.

        Args:
            email: whether there is a mail server at all.
            mails_per_hour: what goes beyond that to one person comes in digests.
            wake: called with the name of a channel that has something to send.
        """
        self._clock = clock
        self._email = email
        self._mails_per_hour = mails_per_hour
        self._wake = wake

    async def tell(self, session: AsyncSession, news: News) -> Told:
        """Store everything that the news' notices lead to; call ``told`` when the transaction has committed."""
        told = Told()
        users = {notice.user for notice in news.notices}
        if not users:
            return told
        people = await People(session, news.org).several(users)
        endpoints = await Endpoints(session, news.org).enabled_of(users)
        # In the order of users: two transactions that tell the same people must not wait for one another in a ring.
        for notice in sorted(news.notices, key=lambda notice: notice.user):
            one = _Telling(session, news, notice, people[notice.user], endpoints.get(notice.user, ()))
            await self._one(one, told)
        return told

    def told(self, told: Told) -> None:
        """Count what has been committed, and wake the channels that are to send it."""
        for channel, kind in told.said:
            SENT.labels(channel, kind).inc()
        for channel in told.channels:
            self._wake(channel)

    async def _one(self, one: _Telling, told: Told) -> None:
        kind, now = KINDS[one.notice.kind], self._clock()
        ways = self._ways(kind, one)
        if not ways:
            UNWANTED.labels(kind.name).inc()
            return
        new = NewNotification(
            id=one.id,
            kind=kind.name,
            message=one.notice.message,
            order_id=one.news.order_id,
            cause_id=one.news.cause_id,
            urgent=kind.urgent,
            in_app=ChannelName.IN_APP in ways,
            group_key=kind.group_key(one.news.order_id),
        )
        group = await Notifications(one.session, org=one.news.org, user=one.person.user).add(new, at=now)
        if group is None:
            REPEATED.labels(kind.name).inc()
            return
        if ChannelName.IN_APP in ways:
            push(one.session, one.news, new, one.person.user, group)
        queueing = Queueing(one.session, org=one.news.org, user=one.person.user, now=now)
        if ChannelName.EMAIL in ways:
            slot = email_slot(kind, one.news.order_id, one.person.preferences, now)
            outgoing = Outgoing(notification_id=one.id, channel=ChannelName.EMAIL, urgent=kind.urgent)
            await queueing.grouped(outgoing, slot, per_hour=self._mails_per_hour)
        if ChannelName.WEBHOOK in ways:
            for endpoint in one.endpoints_for(kind):
                outgoing = Outgoing(
                    notification_id=one.id,
                    channel=ChannelName.WEBHOOK,
                    target=str(endpoint.id),
                    urgent=kind.urgent,
                )
                await queueing.alone(outgoing, not_before=endpoint.paused_until)
        told.said += [(channel, kind.name) for channel in ways]

    def _ways(self, kind: Kind, one: _Telling) -> list[ChannelName]:
        """The channels that are wanted and can be had."""
        wanted = one.person.preferences.wanted(kind)
        possible = {ChannelName.IN_APP}
        if self._email and one.person.email:
            possible.add(ChannelName.EMAIL)
        elif self._email and ChannelName.EMAIL in wanted:
            UNREACHABLE.labels(ChannelName.EMAIL).inc()
        if one.endpoints_for(kind):
            possible.add(ChannelName.WEBHOOK)
        return sorted(wanted & possible)


class _Telling:
    """One notice on its way to its person."""

    def __init__(
        self, session: AsyncSession, news: News, notice: Notice, person: Person, endpoints: Sequence[EndpointRow]
    ) -> None:
        self.session = session
        self.news = news
        self.notice = notice
        self.person = person
        self.id = news.id_for(notice.user)
        self._endpoints = endpoints

    def endpoints_for(self, kind: Kind) -> list[EndpointRow]:
        """The person's endpoints that take this kind."""
        return [endpoint for endpoint in self._endpoints if not endpoint.kinds or kind.name in endpoint.kinds]
