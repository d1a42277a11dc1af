"""What stands before the chat: who may talk to it from where, and what its pages may load."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.chat.attempts import Attempts

# Custom elements are compiled in the page, hence unsafe-eval; nothing may be loaded from or sent to anywhere else.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}
_LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
_LOGINS, _WITHIN_S = 30, 300.0


class Guard:
    """Lets nothing of another site in.

    With `local` the address must be a loopback name too: otherwise any web page could reach the chat without login
    by giving its own name our address. Logins are limited per address.
    """

    def __init__(self, app: ASGIApp, *, local: bool) -> None:
        self._app = app
        self._local = local
        self._logins = Attempts(_LOGINS, _WITHIN_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refused = self._refusal(scope)
        if refused is None:
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refused(scope, receive, send)

    def _refusal(self, scope: Scope) -> JSONResponse | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if self._local and _name(host) not in _LOOPBACK_NAMES:
            return JSONResponse({"detail": "Unknown host"}, status_code=400)
        if origin is not None and urlsplit(origin).netloc != host:
            return JSONResponse({"detail": "Requests from other sites are refused"}, status_code=403)
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"] == "/login":
            address = scope["client"][0] if scope.get("client") else ""
            if not self._logins.allowed(address):
                return JSONResponse({"detail": "Too many attempts"}, status_code=429)
            self._logins.failed(address)
        return None


def is_loopback(host: str) -> bool:
    """Whether a server bound to `host` can be reached from this machine only."""
    import ipaddress

    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
