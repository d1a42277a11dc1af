"""Who may log in, and who may not."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from sight_domain.accounts.models import User
from sight_domain.accounts.service import AccountService
from sight_domain.errors import ErrorCode, SightError
from sight_domain.storage.database import Database

_PASSWORD = "rower lampa jezioro"


async def test_somebody_added_is_recognised_by_e_mail_in_any_case_and_password(database: Database) -> None:
    accounts = AccountService(database)
    added = await accounts.add(" Ewa@Example.com ", _PASSWORD, "Ewa Żak")
    assert added.id.startswith("usr_")
    assert await accounts.anybody()
    assert await accounts.authenticate("EWA@example.com", _PASSWORD) == added
    assert await accounts.by_key(added.key) == added


async def test_a_wrong_password_and_an_unknown_e_mail_are_nobody(database: Database) -> None:
    accounts = AccountService(database)
    await accounts.add("olga@example.com", _PASSWORD)
    assert await accounts.authenticate("olga@example.com", _PASSWORD + "x") is None
    assert await accounts.authenticate("nikt@example.com", "nobody has this password") is None


async def test_the_password_is_stored_as_an_argon2id_hash_only(database: Database) -> None:
    await AccountService(database).add("iga@example.com", _PASSWORD)
    async with database.session() as session:
        stored = await session.scalar(select(User.password_hash).where(User.email == "iga@example.com"))
    assert stored is not None and stored.startswith("$argon2id$") and _PASSWORD not in stored


async def test_a_switched_off_account_is_nobody(database: Database) -> None:
    accounts = AccountService(database)
    added = await accounts.add("jan@example.com", _PASSWORD)
    async with database.session() as session:
        await session.execute(update(User).where(User.id == added.key).values(active=False))
    assert await accounts.authenticate("jan@example.com", _PASSWORD) is None
    assert await accounts.by_email("jan@example.com") is None
    assert await accounts.by_key(added.key) is None


async def test_an_e_mail_is_added_once(database: Database) -> None:
    accounts = AccountService(database)
    await accounts.add("dwa@example.com", _PASSWORD)
    with pytest.raises(SightError) as raised:
        await accounts.add("Dwa@example.com", _PASSWORD)
    assert (raised.value.code, raised.value.field) == (ErrorCode.CONFLICT, "email")


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("anna", _PASSWORD, "email"),
        ("a b@c.pl", _PASSWORD, "email"),
        ("anna@example.com", "krótkie", "password"),
    ],
)
async def test_what_cannot_be_used_is_named(
    database: Database, email: str, password: str, field: str
) -> None:
    with pytest.raises(SightError) as raised:
        await AccountService(database).add(email, password)
    assert (raised.value.code, raised.value.field) == (ErrorCode.INVALID_ARGUMENT, field)
