"""The people of one organisation: who they are, what they chose, what they follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from notifier.access import DESK
from notifier.preferences import Follow, Preferences
from notifier.rules.audience import Audience
from notifier.storage.tables import EndpointRow, FollowingRow, PersonRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from notifier.access import Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who may be told something. Who was never heard of has no address and the default preferences."""

    user: str
    name: str
    email: str | None = None
    roles: frozenset[str] = frozenset()
    preferences: Preferences = field(default_factory=Preferences)


@dataclass(frozen=True, slots=True)
class Following:
    """What a person asked for about one order."""

    watching: bool = False
    muted: bool = False


class People:
    """The people of one organisation."""

    def __init__(self, session: AsyncSession, org: str) -> None:
        self._session = session
        self._org = org

    async def get(self, user: str) -> Person:
        """One person, perhaps one who was never heard of."""
        return (await self.several([user]))[user]

    async def several(self, users: Iterable[str]) -> Mapping[str, Person]:
        """Each of ``users``."""
        wanted = list(users)
        query = select(PersonRow).where(PersonRow.org == self._org, PersonRow.user_id.in_(wanted))
        found = {row.user_id: _person(row) for row in await self._session.scalars(query)}
        return {user: found.get(user) or Person(user=user, name=user) for user in wanted}

    async def page(self, *, after: str, limit: int) -> Sequence[PersonRow]:
        """People by their ids, those that follow ``after``."""
        query = select(PersonRow).where(PersonRow.org == self._org, PersonRow.user_id > after)
        return (await self._session.scalars(query.order_by(PersonRow.user_id).limit(limit))).all()

    async def with_role(self, role: str) -> list[str]:
        """The ids of those who have a role."""
        query = select(PersonRow.user_id).where(PersonRow.org == self._org, PersonRow.roles.contains([role]))
        return list(await self._session.scalars(query.order_by(PersonRow.user_id)))

    async def everybody(self) -> list[str]:
        """The ids of all."""
        query = select(PersonRow.user_id).where(PersonRow.org == self._org)
        return list(await self._session.scalars(query.order_by(PersonRow.user_id)))

    async def learn(self, claims: Claims) -> None:
        """Keep what a verified token says of its bearer. An address that an administrator gave stays."""
        new = {"name": claims.name, "roles": sorted(claims.roles), "orders": sorted(claims.orders)}
        statement = insert(PersonRow).values(org=self._org, user_id=claims.user, email=claims.email, **new)
        said = literal(claims.email)
        email = case((PersonRow.email_by_admin, PersonRow.email), else_=func.coalesce(said, PersonRow.email))
        changed = or_(
            *(getattr(PersonRow, name).is_distinct_from(value) for name, value in new.items()),
            PersonRow.email.is_distinct_from(email),
        )
        await self._session.execute(
            statement.on_conflict_do_update(
                index_elements=[PersonRow.org, PersonRow.user_id],
                set_={**new, "email": email, "updated_at": func.now()},
                where=changed,
            )
        )

    async def put(
        self, user: str, *, name: str, email: str | None, roles: Iterable[str], orders: Iterable[str]
    ) -> None:
        """Keep what an administrator says of a person."""
        values: dict[str, object] = {
            "name": name,
            "email": email,
            "email_by_admin": email is not None,
            "roles": sorted(roles),
            "orders": sorted(orders),
        }
        await self._session.execute(
            insert(PersonRow)
            .values(org=self._org, user_id=user, **values)
            .on_conflict_do_update(
                index_elements=[PersonRow.org, PersonRow.user_id], set_={**values, "updated_at": func.now()}
            )
        )

    async def forget(self, user: str) -> bool:
        """Remove a person, with what they chose and follow, and their endpoints. False when there was none."""
        await self._session.execute(
            delete(EndpointRow).where(EndpointRow.org == self._org, EndpointRow.user_id == user)
        )
        await self._session.execute(
            delete(FollowingRow).where(FollowingRow.org == self._org, FollowingRow.user_id == user)
        )
        statement = delete(PersonRow).where(self._is(user)).returning(PersonRow.user_id)
        return await self._session.scalar(statement) is not None

    async def choose(self, user: str, preferences: Preferences) -> None:
        """Keep a person's choices."""
        chosen = preferences.model_dump(mode="json", exclude_defaults=True)
        values = {"preferences": chosen, "follows_all": preferences.follow is Follow.ALL}
        await self._session.execute(
            insert(PersonRow)
            .values(org=self._org, user_id=user, name=user, roles=[], **values)
            .on_conflict_do_update(index_elements=[PersonRow.org, PersonRow.user_id], set_=values)
        )

    async def stop_email(self, user: str) -> None:
        """Send the person no e-mail any more."""
        off = PersonRow.preferences.concat({"email": False})
        await self._session.execute(update(PersonRow).where(self._is(user)).values(preferences=off))

    async def following(self, user: str, order_id: str) -> Following:
        """What a person asked for about an order."""
        row = await self._session.get(FollowingRow, (self._org, order_id, user))
        return Following() if row is None else Following(row.watching, row.muted)

    async def follow(self, user: str, order_id: str, following: Following) -> None:
        """Keep what a person asked for about an order."""
        if following == Following():
            await self._session.execute(
                delete(FollowingRow).where(
                    FollowingRow.org == self._org, FollowingRow.user_id == user, FollowingRow.order_id == order_id
                )
            )
            return
        values = {"watching": following.watching, "muted": following.muted}
        await self._session.execute(
            insert(FollowingRow)
            .values(org=self._org, order_id=order_id, user_id=user, **values)
            .on_conflict_do_update(
                index_elements=[FollowingRow.org, FollowingRow.order_id, FollowingRow.user_id], set_=values
            )
        )

    async def followed(self, user: str) -> int:
        """Of how many orders the person asked for something."""
        query = select(func.count()).where(FollowingRow.org == self._org, FollowingRow.user_id == user)
        return int(await self._session.scalar(query) or 0)

    async def audience(self, order_id: str) -> Audience:
        """Who could hear of an order beside its own people."""
        on_desk = PersonRow.roles.overlap(sorted(DESK))
        query = select(PersonRow.user_id, PersonRow.roles, PersonRow.follows_all, PersonRow.orders).where(
            PersonRow.org == self._org,
            or_(
                PersonRow.roles.overlap(["lead", "accountant"]),
                PersonRow.orders.contains([order_id]),
                PersonRow.follows_all & on_desk,
            ),
        )
        people = (await self._session.execute(query)).all()
        watched = (
            select(FollowingRow.user_id, FollowingRow.watching, FollowingRow.muted, func.coalesce(on_desk, False))
            .outerjoin(PersonRow, (PersonRow.org == FollowingRow.org) & (PersonRow.user_id == FollowingRow.user_id))
            .where(FollowingRow.org == self._org, FollowingRow.order_id == order_id)
        )
        asked = (await self._session.execute(watched)).all()
        return Audience(
            leads=frozenset(user for user, roles, _, _ in people if "lead" in roles),
            accountants=frozenset(user for user, roles, _, _ in people if "accountant" in roles),
            followers=frozenset(user for user, roles, all_, _ in people if all_ and DESK & set(roles)),
            customers=frozenset(
                user for user, roles, _, orders in people if "customer" in roles and order_id in orders
            ),
            carriers=frozenset(user for user, roles, _, orders in people if "carrier" in roles and order_id in orders),
            watchers=frozenset(user for user, watching, _, desk in asked if watching and desk),
            muted=frozenset(user for user, _, muted, _ in asked if muted),
        )

    def _is(self, user: str) -> ColumnElement[bool]:
        return (PersonRow.org == self._org) & (PersonRow.user_id == user)


async def organisations(session: AsyncSession) -> list[str]:
    """Every organisation of which anybody is known."""
    return list(await session.scalars(select(PersonRow.org).distinct().order_by(PersonRow.org)))


def _person(row: PersonRow) -> Person:
    return Person(
        user=row.user_id,
        name=row.name,
        email=row.email,
        roles=frozenset(row.roles),
        preferences=Preferences.model_validate(row.preferences),
    )
