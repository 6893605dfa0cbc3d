"""E-mail over a real mail server: what is told together and when, what becomes of refusals, breaks and doubts."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import pytest_asyncio
from freightwire.events.orders import OrderStatus, OrderStatusChanged
from freightwire.identifiers import new_id
from notifier.testing import ManualClock, created, failed, running_notifier

from .servers import JOURNAL, JournalBox, MailServer, eventually, mailing

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from email.message import EmailMessage

    from notifier.testing import Notifier

NOON = datetime(2026, 11, 24, 10, tzinfo=UTC)
"""A Tuesday, 12:00 in Bucharest."""


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest_asyncio.fixture(scope="module")
async def mail() -> AsyncIterator[MailServer]:
    async with mailing() as mail:
        yield mail


@pytest_asyncio.fixture(scope="module")
async def journal(mail: MailServer) -> AsyncIterator[JournalBox]:
    box = await JournalBox(mail).start()
    yield box
    await box.stop()


@pytest_asyncio.fixture(scope="module")
async def notifier(
    amqp_url: str, database_url: str, mail: MailServer, journal: JournalBox, clock: ManualClock
) -> AsyncIterator[Notifier]:
    settings = {
        "smtp_url": mail.url,
        "smtp_tls": "none",
        "mail_from": "Freightwire <freightwire@firma.test>",
        "mail_journal_address": JOURNAL,
        "mail_journal_url": journal.url,
        "notifier_public_url": "https://notifier.firma.test",
        "board_url": "https://board.firma.test",
    }
    async with running_notifier(amqp_url, database_url, clock=clock, **settings) as notifier:
        yield notifier


@pytest.fixture(autouse=True)
def at_noon(clock: ManualClock) -> None:
    """Each test begins at noon of a day of its own."""
    clock.now = (clock.now + timedelta(days=7)).replace(hour=10, minute=0, second=0)


def moved(order: str, number: int) -> OrderStatusChanged:
    """A change that concerns everybody of the order."""
    return OrderStatusChanged(
        order_id=order,
        status=OrderStatus.CONFIRMED,
        previous_status=OrderStatus.CONFIRMED,
        transition="hold",
        reason=f"reason {number}",
        user_id="somebody",
    )


def problem(order: str) -> OrderStatusChanged:
    """An urgent change."""
    return OrderStatusChanged(
        order_id=order,
        status=OrderStatus.ASSIGNED,
        previous_status=OrderStatus.ASSIGNED,
        transition="report_problem",
        reason="broken axle",
        user_id="somebody",
    )


async def reader(notifier: Notifier, **preferences: Any) -> tuple[str, str]:
    """Somebody with an address who wants mail of everything; their id and address."""
    user = f"ana-{new_id()}"
    await notifier.introduce(user, "dispatcher", email=f"{user}@firma.test")
    kinds = ("order_on_hold", "order_status_changed", "order_assigned")
    channels = {kind: ["in_app", "email"] for kind in kinds}
    await notifier.choose(user, **{"channels": channels, **preferences})
    return user, f"{user}@firma.test"


async def happens(notifier: Notifier, user: str, events: list[Any], *, first_version: int) -> None:
    """Events of an order, and their notifications."""
    before = len((await notifier.listed(user, limit=200))["items"])
    for number, event in enumerate(events):
        await notifier.publish(event, version=first_version + number)

    async def told() -> bool:
        return len((await notifier.listed(user, limit=200))["items"]) == before + len(events)

    await eventually(told)


async def an_order(notifier: Notifier, user: str) -> str:
    order = new_id()
    await notifier.publish(created(order, by=user, assignee=user), version=1, actor=user)
    return order


async def sent(notifier: Notifier) -> int:
    """Send what is due."""
    return await notifier.server.workers["email"].run_due()


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]


async def test_ten_changes_in_a_minute_are_one_mail_that_tells_the_ten(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier)
    order = await an_order(notifier, user)
    await happens(notifier, user, [moved(order, number) for number in range(10)], first_version=2)
    assert await sent(notifier) == 0
    clock.advance(seconds=61)
    assert await sent(notifier) == 1
    [one] = mail.mails_to(address)
    assert [f"reason {number}" in text_of(one) for number in range(10)] == [True] * 10
    assert one["Subject"] == f"Comanda FW-{order[-6:]}"
    grouped = (await notifier.listed(user, grouped=True))["items"]
    assert [item["groupCount"] for item in grouped] == [10]

    await happens(notifier, user, [moved(order, 10)], first_version=12)
    clock.advance(seconds=61)
    await sent(notifier)
    [first, second] = mail.mails_to(address)
    assert "reason 10" in text_of(second)
    assert "reason 9" not in text_of(second)
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert await sent(notifier) == 0


async def test_urgent_news_go_at_once_and_no_more_than_once_a_minute(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier)
    order = await an_order(notifier, user)
    await happens(notifier, user, [problem(order)], first_version=2)
    await sent(notifier)
    assert len(mail.mails_to(address)) == 1
    await happens(notifier, user, [problem(order)] * 5, first_version=3)
    await sent(notifier)
    assert len(mail.mails_to(address)) == 1
    clock.advance(seconds=61)
    await sent(notifier)
    assert len(mail.mails_to(address)) == 2


async def test_a_storm_of_failures_of_many_orders_is_one_mail(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier)
    for _ in range(8):
        order = await an_order(notifier, user)
        await happens(notifier, user, [failed(order)], first_version=2)
    clock.advance(seconds=61)
    await sent(notifier)
    [one] = mail.mails_to(address)
    assert one["Subject"] == "Documente care nu au putut fi citite: 8"


async def test_beyond_the_hourly_limit_everything_comes_in_a_digest(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier)
    for _ in range(35):
        order = await an_order(notifier, user)
        await notifier.publish(moved(order, 0), version=2)

    async def told() -> bool:
        return len((await notifier.listed(user, limit=200))["items"]) == 35

    await eventually(told)
    clock.advance(seconds=61)
    await sent(notifier)
    assert len(mail.mails_to(address)) == 30
    clock.advance(minutes=15)
    await sent(notifier)
    assert mail.mails_to(address)[-1]["Subject"] == "Rezumat: 5 noutăți, 5 comenzi"


@pytest.mark.parametrize(("digest", "due"), [("quarter_hourly", timedelta(minutes=15)), ("daily", timedelta(hours=20))])
async def test_a_digest_comes_at_its_time(
    notifier: Notifier, mail: MailServer, clock: ManualClock, digest: str, due: timedelta
) -> None:
    user, address = await reader(notifier, digest=digest, language="en")
    for _ in range(2):
        order = await an_order(notifier, user)
        await happens(notifier, user, [moved(order, 1), moved(order, 2)], first_version=2)
    clock.now += due - timedelta(seconds=1)
    assert await sent(notifier) == 0
    clock.advance(seconds=1)
    await sent(notifier)
    [one] = mail.mails_to(address)
    assert one["Subject"] == "Summary: 4 updates, 2 orders"


async def test_quiet_hours_hold_what_is_not_urgent_until_they_end(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier, quietHours={"begin": "22:00", "end": "07:00"})
    order = await an_order(notifier, user)
    clock.advance(hours=11)  # 23:00
    await happens(notifier, user, [moved(order, 1)], first_version=2)
    await happens(notifier, user, [problem(order)], first_version=3)
    clock.advance(minutes=2)
    await sent(notifier)
    [urgent] = mail.mails_to(address)
    assert "broken axle" in text_of(urgent)
    clock.advance(hours=7, minutes=57)  # 06:59
    await sent(notifier)
    assert len(mail.mails_to(address)) == 1
    clock.advance(minutes=1)
    await sent(notifier)
    assert "reason 1" in text_of(mail.mails_to(address)[1])


async def test_what_became_due_while_nobody_sent_waits_out_the_quiet_hours(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier)
    order = await an_order(notifier, user)
    await happens(notifier, user, [moved(order, 1)], first_version=2)
    clock.advance(hours=13)  # 01:00: the notifier stood still since noon
    await sent(notifier)
    assert mail.mails_to(address) == []
    clock.advance(hours=6)
    await sent(notifier)
    assert len(mail.mails_to(address)) == 1


async def test_the_link_in_every_mail_stops_mail_with_one_click(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier)
    order = await an_order(notifier, user)
    await happens(notifier, user, [moved(order, 1)], first_version=2)
    clock.advance(seconds=61)
    await sent(notifier)
    [one] = mail.mails_to(address)
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = one["List-Unsubscribe"].strip("<>")
    assert link.startswith("https://notifier.firma.test/unsubscribe?t=")
    await happens(notifier, user, [moved(order, 2)], first_version=3)
    async with httpx.AsyncClient(base_url=notifier.url) as anybody:
        path = link.removeprefix("https://notifier.firma.test")
        looked = await anybody.get(path)
        assert looked.status_code == 200
        assert "Confirmați" in looked.text
        async with notifier.client(user) as client:
            assert (await client.get("/preferences")).json()["email"] is True
            done = await anybody.post(path, data={"List-Unsubscribe": "One-Click"})
            assert done.status_code == 200
            assert (await client.get("/preferences")).json()["email"] is False
        begin = path.index("=") + 1
        forged = path[:begin] + ("A" if path[begin] != "A" else "B") + path[begin + 1 :]
        assert (await anybody.post(forged)).status_code == 404
        assert (await anybody.post("/unsubscribe?t=x")).status_code == 404
    clock.advance(seconds=61)
    await sent(notifier)
    assert len(mail.mails_to(address)) == 1


async def test_a_refused_address_is_given_up_and_can_be_tried_again(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier)
    order = await an_order(notifier, user)
    mail.refused[address] = "550 no such mailbox"
    await happens(notifier, user, [moved(order, 1)], first_version=2)
    clock.advance(seconds=61)
    await sent(notifier)
    async with notifier.client("root", roles=("admin",)) as admin:
        [dead] = [one for one in (await admin.get("/deliveries")).json()["items"] if one["userId"] == user]
        assert dead["reason"] == "address_refused"
        whole = (await admin.get(f"/deliveries/{dead['id']}")).json()
        [attempt] = whole["history"]
        assert (attempt["outcome"], attempt["detail"]) == ("refused", "550 no such mailbox")
        del mail.refused[address]
        assert (await admin.post(f"/deliveries/{dead['id']}/retry")).status_code == 200
        assert (await admin.post(f"/deliveries/{dead['id']}/retry")).json()["code"] == "not_dead"
    async with notifier.client("root", org="rival", roles=("admin",)) as stranger:
        assert (await stranger.get(f"/deliveries/{dead['id']}")).status_code == 404
    await sent(notifier)
    assert len(mail.mails_to(address)) == 1


async def test_an_address_that_is_busy_is_tried_up_the_ladder(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier, quietHours=None)
    order = await an_order(notifier, user)
    mail.refused[address] = "450 try later"
    await happens(notifier, user, [moved(order, 1)], first_version=2)
    clock.advance(seconds=61)
    for waits in ({"seconds": 30}, {"minutes": 2}, {"minutes": 10}):
        assert await sent(notifier) == 1
        assert await sent(notifier) == 0
        clock.advance(**waits)
    del mail.refused[address]
    assert await sent(notifier) == 1
    assert len(mail.mails_to(address)) == 1


async def test_a_mail_server_that_is_away_costs_nothing_but_time(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier, quietHours=None)
    order = await an_order(notifier, user)
    await happens(notifier, user, [moved(order, 1)], first_version=2)
    await notifier.server.workers["email"]._sender.close()
    await mail.stop()
    clock.advance(seconds=61)
    for _ in range(20):
        await sent(notifier)
        assert notifier.server.workers["email"].down is not None
        clock.advance(minutes=1)
    await mail.start()
    await sent(notifier)
    assert notifier.server.workers["email"].down is None
    assert len(mail.mails_to(address)) == 1


async def test_a_mail_of_unknown_outcome_is_looked_up_before_it_is_sent_again(
    notifier: Notifier, mail: MailServer, journal: JournalBox, clock: ManualClock
) -> None:
    user, address = await reader(notifier, quietHours=None)
    order = await an_order(notifier, user)
    await happens(notifier, user, [moved(order, 1)], first_version=2)
    clock.advance(seconds=61)
    mail.silent_after = 1
    searches = journal.searches
    assert await sent(notifier) == 1
    assert len(mail.mails_to(address)) == 1
    clock.advance(minutes=1)
    assert await sent(notifier) == 1
    assert journal.searches == searches + 1
    assert len(mail.mails_to(address)) == 1
    async with notifier.client("root", roles=("admin",)) as admin:
        items = (await admin.get("/deliveries", params={"state": "sent"})).json()["items"]
        [one] = [item for item in items if item["userId"] == user]
        history = (await admin.get(f"/deliveries/{one['id']}")).json()["history"]
    assert [(attempt["outcome"], attempt["detail"]) for attempt in history][1] == ("sent", "found in the journal")


async def test_mails_name_the_sender_the_order_and_the_way_out(
    notifier: Notifier, mail: MailServer, clock: ManualClock
) -> None:
    user, address = await reader(notifier, language="en", quietHours=None)
    order = await an_order(notifier, user)
    nasty = OrderStatusChanged(
        order_id=order,
        status=OrderStatus.CONFIRMED,
        previous_status=OrderStatus.CONFIRMED,
        transition="hold",
        reason="<script>alert(1)</script> & șțăîâ\r\nBcc: x@y.test",
        user_id="somebody",
    )
    await happens(notifier, user, [nasty], first_version=2)
    clock.advance(seconds=61)
    await sent(notifier)
    [one] = mail.mails_to(address)
    assert one["From"] == "Freightwire <freightwire@firma.test>"
    assert one["Bcc"] is None
    assert one["Auto-Submitted"] == "auto-generated"
    html = one.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "șțăîâ" in html
    assert f"https://board.firma.test/orders/{order}" in html
    assert re.search(r"order FW-\S+ was put on hold: <script>", text_of(one), re.IGNORECASE)
