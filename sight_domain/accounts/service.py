"""People who may log in: add them, and recognise them by e-mail and password."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING
from uuid import UUID

from sight_domain.accounts.passwords import hashed, matches
from sight_domain.accounts.schemas import Account
from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.ids import Kind, new_uuid, to_public
from sight_domain.language import Text

if TYPE_CHECKING:
    from sight_domain.accounts.models import User
    from sight_domain.storage.database import Database

# A check for slips of the keyboard; only a message sent there proves an address.
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_LONGEST_EMAIL = 254


class AccountService:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, email: str, password: str, full_name: str = "") -> Account:
        """Let somebody log in. E-mail addresses are compared in lower case.

        Raises:
            SightError: ``invalid_argument`` for the e-mail or the password, ``conflict`` when the e-mail is taken.
        """
        from sqlalchemy.exc import IntegrityError

        from sight_domain.accounts.models import User

        address = _address(email)
        password_hash = await asyncio.to_thread(hashed, password)
        user = User(id=new_uuid(), email=address, password_hash=password_hash, full_name=full_name.strip())
        try:
            async with self._database.session() as session:
                session.add(user)
        except IntegrityError as error:
            raise SightError(
                ErrorCode.CONFLICT,
                Text(en=f"{address} may log in already.", pl=f"{address} ma już konto."),
                Text(en="Use another e-mail address.", pl="Użyj innego adresu e-mail."),
                field="email",
            ) from error
        return _account(user)

    async def authenticate(self, email: str, password: str) -> Account | None:
        """Whose e-mail and password these are, or ``None``; it takes as long for an unknown e-mail."""
        user = await self._user(email)
        known = user is not None and user.active
        right = await asyncio.to_thread(matches, password, user.password_hash if user and known else None)
        return _account(user) if user is not None and right else None

    async def by_email(self, email: str) -> Account | None:
        """The active account of an e-mail address."""
        user = await self._user(email)
        return _account(user) if user is not None and user.active else None

    async def by_key(self, key: UUID) -> Account | None:
        """The active account with this database key."""
        from sight_domain.accounts.models import User

        async with self._database.session() as session:
            user = await session.get(User, key)
        return _account(user) if user is not None and user.active else None

    async def anybody(self) -> bool:
        """Whether at least one person may log in."""
        from sqlalchemy import select

        from sight_domain.accounts.models import User

        async with self._database.session() as session:
            return await session.scalar(select(User.id).where(User.active).limit(1)) is not None

    async def _user(self, email: str) -> User | None:
        from sqlalchemy import select

        from sight_domain.accounts.models import User

        async with self._database.session() as session:
            return await session.scalar(select(User).where(User.email == email.strip().lower()))


def _address(email: str) -> str:
    address = email.strip().lower()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise invalid_argument(
            "email",
            Text(
                en=f"'{address[:60]}' is not an e-mail address.",
                pl=f"„{address[:60]}” nie jest adresem e-mail.",
            ),
            Text(en="Give one like anna@example.com.", pl="Podaj adres w postaci anna@example.com."),
        )
    return address


def _account(user: User) -> Account:
    return Account(
        id=to_public(Kind.USER, user.id),
        key=user.id,
        email=user.email,
        full_name=user.full_name,
        created_at=user.created_at,
    )
