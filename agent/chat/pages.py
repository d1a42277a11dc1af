"""The address under which what a chat showed can be had again after its session is gone."""

from __future__ import annotations

import re

from chainlit import server as chainlit_server
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from agent.chat.app import current_user
from agent.chat.history import ELEMENT_URL, History
from agent.chat.people import People

# Shown in the page; anything else is only ever downloaded, whatever type it claims to have.
_SHOWN = ("application/json", "application/pdf", "image/png", "image/jpeg")


def element_route(history: History, people: People) -> Route:
    """Bytes of an element, for the author of its thread only; for everybody else it does not exist."""

    async def element(request: Request) -> Response:
        user = await current_user(request, people)
        thread, key = request.path_params["thread"], request.path_params["element"]
        if user is None or await history.get_thread_author(thread) != user.identifier:
            return Response(status_code=404)
        found = await history.stored_element(thread, key)
        if found is None:
            return Response(status_code=404)
        described, path = found
        mime = described.get("mime") or "application/octet-stream"
        return FileResponse(
            path,
            media_type=mime if mime in _SHOWN else "application/octet-stream",
            filename=described.get("name") or "file",
            content_disposition_type="inline" if mime in _SHOWN else "attachment",
        )

    return Route(ELEMENT_URL, element, methods=["GET"])


_FOREIGN_STYLE = re.compile(r"<link\b[^>]*href=\"https?://[^>]*>")


def serve_own_page() -> None:
    """Take out of Chainlit's page the style sheet it loads from elsewhere: it is for formulas, which the chat has none of."""
    whole = chainlit_server.get_html_template

    def page(root_path: str) -> str:
        return _FOREIGN_STYLE.sub("", whole(root_path))

    chainlit_server.get_html_template = page
