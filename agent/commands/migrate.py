"""``sight migrate``."""

from __future__ import annotations

import click


async def run() -> None:
    """Open the database, which migrates it, and say where it is."""
    from sight_domain.settings import get_settings
    from sight_domain.storage.database import Database
    from sight_domain.storage.migrate import known_revisions

    database = Database(get_settings())
    await database.open()
    await database.close()
    click.echo(known_revisions()[-1])
