"""Who chats: the one local user of an installation without logins, or somebody with an account."""

from __future__ import annotations

from uuid import UUID

from chainlit.user import PersistedUser, User

from sight_domain.accounts.actor import Actor
from sight_domain.accounts.schemas import Account
from sight_domain.accounts.service import AccountService
from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text

LOCAL = "local"
_SINCE_EVER = "1970-01-01T00:00:00Z"


class People:
    """With `local` everybody who reaches the chat is the local user; without it, only accounts are known."""

    def __init__(self, accounts: AccountService, *, local: bool) -> None:
        self._accounts = accounts
        self.local = local

    async def known_as(self, identifier: str) -> PersistedUser | None:
        """The user of an identifier (``local`` or an e-mail), if there is one and they may still chat."""
        if self.local:
            return _local_user() if identifier == LOCAL else None
        account = await self._accounts.by_email(identifier)
        return _user(account) if account else None

    async def identifier_of(self, user_id: str) -> str | None:
        """``local`` or the e-mail of a Chainlit user id."""
        if self.local:
            return LOCAL if user_id == LOCAL else None
        account = await self._accounts.by_key(UUID(user_id))
        return account.email if account else None

    async def log_in(self, email: str, password: str) -> User | None:
        account = await self._accounts.authenticate(email, password)
        return User(identifier=account.email, display_name=account.full_name or None) if account else None

    async def actor(self, user: User | PersistedUser | None, language: Language) -> Actor:
        """Who the domain is asked for. Looked up each time, so that a switched off account stops at once.

        Raises:
            SightError: ``unauthenticated`` when nobody known is logged in.
        """
        known = await self.known_as(user.identifier) if user else None
        if known is None:
            raise SightError(
                ErrorCode.UNAUTHENTICATED,
                Text(en="You are not logged in any more.", pl="Sesja logowania wygasła."),
                Text(en="Reload the page and log in.", pl="Odśwież stronę i zaloguj się."),
            )
        return Actor(language, None if self.local else UUID(known.id))


def _local_user() -> PersistedUser:
    return PersistedUser(id=LOCAL, createdAt=_SINCE_EVER, identifier=LOCAL, display_name="Sight")


def _user(account: Account) -> PersistedUser:
    return PersistedUser(
        id=str(account.key),
        createdAt=account.created_at.isoformat(),
        identifier=account.email,
        display_name=account.full_name or None,
    )
