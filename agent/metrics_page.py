"""``/metrics``: what Prometheus reads. On this machine anybody may; from others only with ``SIGHT_METRICS_TOKEN``."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route


def metrics_route(token: SecretStr | None, *, local: bool) -> Route:
    """The page, and who may see it; to everybody else it does not exist."""
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    def page(request: Request) -> Response:
        from sight_domain.llm.metrics import exposition

        if not (local or _shows(request.headers.get("authorization", ""), token)):
            return PlainTextResponse("Not Found", status_code=404)
        body, content_type = exposition()
        return Response(body, headers={"content-type": content_type, "cache-control": "no-store"})

    return Route("/metrics", page, methods=["GET"])


def _shows(authorization: str, token: SecretStr | None) -> bool:
    if token is None or not token.get_secret_value():
        return False
    expected = f"Bearer {token.get_secret_value()}"
    return hmac.compare_digest(authorization.encode(), expected.encode())
