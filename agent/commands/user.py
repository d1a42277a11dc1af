"""``sight user``."""

from __future__ import annotations

import click


async def add(email: str, full_name: str, password: str) -> None:
    """Let somebody log in."""
    from sight_domain.accounts.service import AccountService
    from sight_domain.settings import get_settings
    from sight_domain.storage.database import Database

    database = Database(get_settings())
    try:
        await AccountService(database).add(email, password, full_name)
    finally:
        await database.close()
    click.echo(email)
