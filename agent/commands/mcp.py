"""``sight mcp``."""

from __future__ import annotations

from sight_domain.language import Language


async def run(*, language: Language | None, allow_destructive: bool) -> None:
    """Serve MCP on standard input and output until the client goes."""
    from tools.mcp_server import serve_stdio
    from tools.services import Services

    async with Services() as services:
        await serve_stdio(
            services, language=language or services.settings.language, allow_destructive=allow_destructive
        )
