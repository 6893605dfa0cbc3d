"""Who people are and what they want: learnt from tokens, said by administrators, chosen by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from freightwire.auth import issue_development_token
from freightwire.events.order_data import OrderData
from freightwire.events.orders import OrderCreated, OrderStatus, OrderStatusChanged
from freightwire.identifiers import new_id
from notifier.testing import ORG, SECRET, created, failed

from .servers import eventually

if TYPE_CHECKING:
    import httpx
    from notifier.testing import Notifier


async def as_bearer(notifier: Notifier, **claims: Any) -> httpx.Response:
    """A first call by somebody with these claims."""
    token = issue_development_token(SECRET, **{"org": ORG, "roles": ["dispatcher"], **claims})
    async with notifier.client("x") as client:
        return await client.get("/preferences", headers={"Authorization": f"Bearer {token}"})


async def person(notifier: Notifier, user: str) -> dict[str, Any]:
    """What is known of somebody."""
    async with notifier.client("root", roles=("admin",)) as admin:
        page = (await admin.get("/people", params={"after": user[:-1], "limit": 200})).json()
    return next(one for one in page["items"] if one["id"] == user)


def cancelled(order: str) -> OrderStatusChanged:
    return OrderStatusChanged(
        order_id=order,
        status=OrderStatus.CANCELLED,
        previous_status=OrderStatus.CONFIRMED,
        transition="cancel",
        user_id="somebody",
    )


async def told(notifier: Notifier, user: str, count: int) -> list[str]:
    """The kinds of a user's notifications as soon as there are so many, newest first."""

    async def listed() -> list[str]:
        items = (await notifier.listed(user))["items"]
        assert len(items) == count
        return [item["kind"] for item in items]

    return await eventually(listed)


async def test_a_verified_token_says_who_somebody_is(notifier: Notifier) -> None:
    user = f"ana-{new_id()}"
    assert (await as_bearer(notifier, user=user, name="Ana Pop", email="ana@firma.test")).status_code == 200
    assert await person(notifier, user) == {
        "id": user, "name": "Ana Pop", "email": "ana@firma.test", "roles": ["dispatcher"], "orders": [],
    }  # fmt: skip
    await as_bearer(notifier, user=user, name="Ana Pop", roles=["lead", "unheard-of"])
    known = await person(notifier, user)
    assert (known["roles"], known["email"]) == (["lead"], "ana@firma.test")


async def test_an_address_that_cannot_stand_in_a_header_is_not_taken(notifier: Notifier) -> None:
    user = f"ana-{new_id()}"
    await as_bearer(notifier, user=user, email="a@b.test\r\nBcc: c@d.test")
    assert "email" not in await person(notifier, user)
    async with notifier.client("root", roles=("admin",)) as admin:
        for wrong in ("a@b.test\r\nBcc: c@d.test", "nobody", "a b@c.test", "<a@b.test>"):
            answer = await admin.put(f"/people/{user}", json={"name": "Ana", "email": wrong})
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "email")


async def test_an_address_that_an_administrator_gave_stays(notifier: Notifier) -> None:
    user = f"ana-{new_id()}"
    await notifier.introduce(user, "dispatcher", email="desk@firma.test")
    await as_bearer(notifier, user=user, email="other@firma.test")
    assert (await person(notifier, user))["email"] == "desk@firma.test"


async def test_only_administrators_look_after_people_and_only_their_own(notifier: Notifier) -> None:
    user = f"ana-{new_id()}"
    await notifier.introduce(user, "dispatcher")
    async with notifier.client("dan", roles=("lead",)) as client:
        for answer in (
            await client.get("/people"),
            await client.put(f"/people/{user}", json={"name": "x"}),
            await client.delete(f"/people/{user}"),
            await client.get("/deliveries"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    async with notifier.client("root", org="rival", roles=("admin",)) as stranger:
        assert (await stranger.delete(f"/people/{user}")).status_code == 404
    async with notifier.client("root", roles=("admin",)) as admin:
        assert (await admin.put(f"/people/{user}", json={"name": "x", "roles": ["king"]})).status_code == 400
        assert (await admin.delete(f"/people/{user}")).status_code == 204
        assert (await admin.delete(f"/people/{user}")).status_code == 404


async def test_preferences_are_kept_and_what_was_not_chosen_has_its_default(notifier: Notifier) -> None:
    user = f"ana-{new_id()}"
    async with notifier.client(user) as client:
        defaults = (await client.get("/preferences")).json()
        assert defaults["language"] == "ro"
        assert defaults["quietHours"] == {"begin": "22:00:00", "end": "07:00:00", "urgentThrough": True}
        wanted = {"language": "en", "quietHours": None, "channels": {"order_created": ["in_app", "email"]}}
        changed = (await client.put("/preferences", json=wanted)).json()
        assert changed == (await client.get("/preferences")).json()
        assert changed == {**defaults, **wanted, "channels": changed["channels"]}
        assert changed["channels"] == {"order_created": ["email", "in_app"]}
        refused = await client.put("/preferences", json={"timeZone": "Mars/Base"})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "timeZone")
        assert changed == (await client.get("/preferences")).json()


async def test_a_kind_that_is_not_wanted_is_not_told(notifier: Notifier) -> None:
    user, order = f"ana-{new_id()}", new_id()
    await notifier.choose(user, channels={"document_failed": []})
    await notifier.publish(created(order, by=user), version=1)
    await notifier.publish(failed(order), version=2)
    await notifier.publish(cancelled(order), version=3)
    assert await told(notifier, user, 1) == ["order_status_changed"]


async def test_watching_and_muting_an_order(notifier: Notifier) -> None:
    watcher, owner, order = f"wim-{new_id()}", f"ana-{new_id()}", new_id()
    async with notifier.client(watcher) as client:
        assert (await client.put(f"/orders/{order}/watch")).json() == {"watching": True, "muted": False}
    async with notifier.client(owner) as client:
        assert (await client.put(f"/orders/{order}/mute")).json() == {"watching": False, "muted": True}
    await notifier.publish(created(order, by=owner), version=1)
    await notifier.publish(failed(order), version=2)
    assert await told(notifier, watcher, 1) == ["document_failed"]
    assert (await notifier.listed(owner))["items"] == []
    async with notifier.client(watcher) as client:
        await client.delete(f"/orders/{order}/following")
        assert (await client.get(f"/orders/{order}/following")).json() == {"watching": False, "muted": False}
    async with notifier.client(owner) as client:
        await client.delete(f"/orders/{order}/following")
    await notifier.publish(failed(order), version=3)
    assert await told(notifier, owner, 1) == ["document_failed"]
    assert await told(notifier, watcher, 1) == ["document_failed"]


@pytest.mark.parametrize("role", ["customer", "carrier"])
async def test_partners_hear_of_the_orders_that_their_tokens_name_and_no_others(notifier: Notifier, role: str) -> None:
    user, mine, other = f"p-{new_id()}", new_id(), new_id()
    await as_bearer(notifier, user=user, roles=[role], bindings=[f"order.{mine}.#", "user.me.#", "order.*.updated"])
    async with notifier.client(user, roles=(role,)) as client:
        assert (await client.put(f"/orders/{other}/watch")).status_code == 403
        assert (await client.put("/preferences", json={"follow": "all"})).status_code == 403
    # The calls above carried no bindings: say again which order it is.
    await as_bearer(notifier, user=user, roles=[role], bindings=[f"order.{mine}.#"])
    for order in (other, mine):
        await notifier.publish(created(order, by="ana"), version=1)
        moved = OrderStatusChanged(
            order_id=order,
            status=OrderStatus.CANCELLED,
            previous_status=OrderStatus.ASSIGNED,
            transition="cancel",
            user_id="ana",
        )
        await notifier.publish(moved, version=2)

    token = issue_development_token(SECRET, org=ORG, user=user, roles=[role], bindings=[f"order.{mine}.#"])

    async def heard() -> list[str]:
        async with notifier.client(user) as client:
            answer = await client.get("/notifications", headers={"Authorization": f"Bearer {token}"})
        return [item["orderId"] for item in answer.json()["items"]]

    assert await eventually(heard) == [mine]


async def test_leads_and_accountants_hear_what_is_theirs_within_their_organisation(notifier: Notifier) -> None:
    org = f"org-{new_id()[-8:]}"
    lead, stranger, order = f"lea-{new_id()}", f"lea-{new_id()}", new_id()
    await notifier.introduce(lead, "lead", org=org)
    await notifier.introduce(stranger, "lead", org="rival")
    await notifier.publish(created(order, by="ana"), version=1, org=org)
    nobodys = OrderCreated(order_id=new_id(), number="FW-2", status=OrderStatus.DRAFT, data=OrderData(), user_id="ana")
    await notifier.publish(nobodys, version=1, org=org)

    async def heard() -> bool:
        async with notifier.client(lead, org=org, roles=("lead",)) as client:
            return len((await client.get("/notifications")).json()["items"]) == 2

    await eventually(heard)
    async with notifier.client(stranger, org="rival", roles=("lead",)) as client:
        assert (await client.get("/notifications")).json()["items"] == []


async def test_groups_are_read_together(notifier: Notifier) -> None:
    user, order = f"ana-{new_id()}", new_id()
    await notifier.publish(created(order, by=user), version=1)
    for version in (2, 3, 4):
        await notifier.publish(failed(order), version=version)
    await told(notifier, user, 3)
    [newest] = (await notifier.listed(user, grouped=True))["items"]
    assert newest["groupCount"] == 3
    async with notifier.client(user) as client:
        assert (await client.get("/notifications/unread")).json() == {"unread": 3}
        assert (await client.post(f"/notifications/{newest['id']}/read-group")).json() == {"marked": 3}
        again = (await client.delete(f"/notifications/{newest['id']}/read")).json()
        assert "readAt" not in again
        assert (await client.get("/notifications/unread")).json() == {"unread": 1}
        assert (await client.delete(f"/notifications/{new_id()}/read")).status_code == 404


async def test_a_body_that_is_too_large_or_no_json_is_refused(notifier: Notifier) -> None:
    async with notifier.client("ana") as client:
        assert (await client.put("/preferences", content=b"x" * 70_000)).status_code == 413
        answer = await client.put("/preferences", content=b"{", headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")
