"""``sight mcp``."""

from __future__ import annotations

from sight_domain.language import Language


async def run(
    *, language: Language | None, allow_destructive: bool, toolsets: str, read_only: bool, exclude_tools: str
) -> None:
    """Serve MCP on standard input and output until the client goes; lists are separated by commas."""
    from tools.mcp_server import serve_stdio
    from tools.offer import Offer, names_in
    from tools.services import Services

    offer = Offer(names_in(toolsets), read_only, names_in(exclude_tools))
    offer.tools()
    async with Services() as services:
        speak = language or services.settings.language
        await serve_stdio(services, offer, language=speak, allow_destructive=allow_destructive)
