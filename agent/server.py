"""The web process: the chat at ``/``, metrics at ``/metrics``. Importing this module is cheap; serving imports Chainlit."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from agent.chat.history import History
    from agent.chat.room import Room

_CLOSING_S = 3
_READY = Text(en="Sight is ready: {url}  (Ctrl+C stops it)", pl="Sight działa: {url}  (Ctrl+C zatrzymuje)")


def serve(settings: Settings, *, host: str, port: int, open_browser: bool) -> None:
    """Serve the chat until interrupted, then leave the database properly.

    Bound to a loopback address there is one local user and no login; elsewhere everybody logs in.

    Args:
        port: 0 takes a free one; the line printed when ready says which.

    Raises:
        SightError: ``not_configured`` when the address is not only this machine's and nobody may log in,
            ``unavailable`` when the address is taken or the database does not answer.
    """
    asyncio.run(_serve(settings, host, port, open_browser=open_browser))


async def _serve(settings: Settings, host: str, port: int, *, open_browser: bool) -> None:
    from agent.chat.assets import prepare_app_root
    from agent.chat.guard import is_loopback
    from agent.chat.secret import signing_key

    local = is_loopback(host)
    listening = _listen(host, port)
    app_root = prepare_app_root(settings.home)
    # Chainlit reads its root when it is imported and its key whenever it signs.
    os.environ["CHAINLIT_APP_ROOT"] = str(app_root)
    os.environ["CHAINLIT_AUTH_SECRET"] = signing_key(settings, local=local)
    try:
        app, room, history = _application(settings, local=local)
        try:
            if not local:
                await _require_somebody(room)
            await _run(app, listening, settings, open_browser=open_browser)
        finally:
            await _leave(room, history)
    finally:
        listening.close()
        shutil.rmtree(app_root, ignore_errors=True)


def _application(settings: Settings, *, local: bool) -> tuple[ASGIApp, Room, History]:
    from chainlit.server import app as chainlit_app
    from starlette.applications import Starlette
    from starlette.routing import Mount

    from agent.chat.app import install, limit_uploads
    from agent.chat.attachments import Attachments
    from agent.chat.guard import Guard
    from agent.chat.history import History
    from agent.chat.pages import element_route, serve_own_page
    from agent.chat.people import People
    from agent.chat.room import Room
    from agent.metrics_page import metrics_route
    from sight_domain.accounts.service import AccountService
    from tools.services import Services

    services = Services(settings)
    room = Room(services)
    people = People(AccountService(services.database), local=local)
    history = History(services.database, Attachments(settings.files / "chat"), people)
    limit_uploads(settings.max_upload_mb)
    install(room, history, people)
    serve_own_page()
    if settings.log_level != "debug":
        # They warn of what is no trouble here: a page without a translation of its own, a tab that was closed.
        for noisy in ("chainlit", "engineio.server", "socketio.server"):
            logging.getLogger(noisy).setLevel(logging.ERROR)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        # The page answers at once; whoever writes before this is done waits for the rest of it.
        warming = asyncio.create_task(_warm_up(room))
        yield
        warming.cancel()
        await asyncio.gather(warming, return_exceptions=True)

    routes = [
        metrics_route(settings.metrics_token, local=local),
        element_route(history, people),
        Mount("/", app=chainlit_app),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan), local=local), room, history


async def _leave(room: Room, history: History) -> None:
    from agent.chat.app import hang_up

    await hang_up()
    await history.close()
    await room.aclose()


async def _run(app: ASGIApp, listening: socket.socket, settings: Settings, *, open_browser: bool) -> None:
    import uvicorn

    host, port = listening.getsockname()[:2]
    config = uvicorn.Config(
        app,
        log_level="debug" if settings.log_level == "debug" else "warning",
        timeout_graceful_shutdown=_CLOSING_S,
    )
    shown = "localhost" if host in ("127.0.0.1", "::1") else f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{port}"

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            # Uvicorn raises the signal again when it has closed, which would end the process before the database is left.
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, self.handle_exit, number, None)
            yield

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                print(_READY.to(settings.language).format(url=url), file=sys.stderr, flush=True)
                if open_browser:
                    await asyncio.to_thread(webbrowser.open, url)

    await Server(config).serve(sockets=[listening])


async def _warm_up(room: Room) -> None:
    try:
        await room.warm_up()
    except SightError as error:
        # The first message meets the same error and shows it; the operator should not have to wait for that.
        print(f"{error.message}\n{error.hint}", file=sys.stderr, flush=True)


async def _require_somebody(room: Room) -> None:
    from sight_domain.accounts.service import AccountService

    if await AccountService(room.services.database).anybody():
        return
    raise SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(
            en="The chat would be open to other machines, but nobody may log in yet.",
            pl="Czat byłby dostępny z innych komputerów, ale nikt nie ma jeszcze konta.",
        ),
        Text(
            en="Add somebody with `sight user add EMAIL`, or serve this machine only: `sight chat --host 127.0.0.1`.",
            pl="Dodaj kogoś przez `sight user add EMAIL` albo uruchom czat tylko dla tego komputera: `sight chat --host 127.0.0.1`.",
        ),
        field="host",
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError as error:
        raise SightError(
            ErrorCode.UNAVAILABLE,
            Text(en=f"Cannot listen on {host}:{port}: {error.strerror or error}.",
                 pl=f"Nie można nasłuchiwać na {host}:{port}: {error.strerror or error}."),
            Text(en="Stop what uses the address, or choose another port: `sight chat --port 8001`.",
                 pl="Zatrzymaj program, który zajmuje ten adres, albo wybierz inny port: `sight chat --port 8001`."),
            field="port",
        ) from error  # fmt: skip
    return listening
