"""The chat's handlers. Each says in a few lines what happens; the work is done next door."""

from __future__ import annotations

import asyncio

import chainlit as cl
import structlog
from chainlit.auth import get_current_user, get_token_from_cookies
from chainlit.auth.jwt import decode_jwt
from chainlit.config import config
from chainlit.context import init_ws_context
from chainlit.server import app as chainlit_app
from chainlit.server import sio
from chainlit.session import WebsocketSession, ws_sessions_id
from chainlit.types import ThreadDict
from chainlit.user import PersistedUser, User
from fastapi import HTTPException, Request
from jwt import InvalidTokenError
from starlette.datastructures import Headers

from agent.chat.attempts import Attempts
from agent.chat.elements.pieces import Desk
from agent.chat.history import History
from agent.chat.ongoing import OngoingTurns, once_shown
from agent.chat.people import LOCAL, People
from agent.chat.room import Room
from agent.chat.starters import openings
from agent.chat.turn import ShownTurn, tell
from agent.chat.uploads import take_in
from agent.chat.words import ASKED_IN_VAIN, BROKEN, NOTHING_SAID, STOPPED, language_of_browser
from sight_domain.accounts.actor import Actor
from sight_domain.errors import SightError
from sight_domain.language import Language
from sight_domain.llm.offline.planner.language import detect

_LOGINS, _WITHIN_S = 5, 300.0


def install(room: Room, history: History, people: People) -> None:
    """Hang every handler into Chainlit. Once per process: Chainlit has one configuration."""
    cl.data_layer(lambda: history)
    _install_login(people)

    @cl.set_starters
    async def starters(_user: User | None, language: str | None) -> list[cl.Starter]:
        return [
            cl.Starter(label=label, message=message, icon=icon) for label, message, icon in openings(language)
        ]

    @cl.on_chat_start
    async def start() -> None:
        cl.user_session.set("language", _browser_language())

    turns = OngoingTurns()

    async def resume(thread: ThreadDict) -> None:
        kept = (thread.get("metadata") or {}).get("language")
        language: Language = kept if kept in ("pl", "en") else _browser_language()
        cl.user_session.set("language", language)
        session = cl.context.session
        assert isinstance(session, WebsocketSession)
        if not turns.join(session):
            return
        await cl.context.emitter.task_start()
        if turns.asks(session):

            async def give_up() -> None:
                await turns.give_up(session)
                await cl.Message(content=ASKED_IN_VAIN.to(language)).send()

            once_shown(session, give_up)
        # Chainlit shows this thread once we are back, and read it before the page heard anything.
        if current := await history.get_thread(thread["id"]):
            thread.update(current)

    # Its decorator would tell the page that nothing is being done.
    config.code.on_chat_resume = resume

    @cl.on_message
    async def message(said: cl.Message) -> None:
        language: Language = detect(said.content) or cl.user_session.get("language") or _browser_language()
        cl.user_session.set("language", language)
        actor = Actor(language)
        try:
            actor = await people.actor(cl.context.session.user, language)
            await _answer(room, turns, said, actor)
        except asyncio.CancelledError:
            raise
        except SightError as error:
            await tell(error, actor)
        except Exception:  # noqa: BLE001 - the last line before the user, who must not read a stack trace
            structlog.get_logger("sight.chat").exception("turn failed")
            await cl.Message(content=BROKEN.to(language)).send()

    async def stop(sid: str) -> None:
        # Chainlit's own handler says so in English.
        if session := WebsocketSession.get(sid):
            init_ws_context(session)
            if session.current_task:
                session.current_task.cancel()
            language: Language = cl.user_session.get("language") or _browser_language()
            await cl.Message(content=STOPPED.to(language)).send()

    sio.on("stop", stop)


async def _answer(room: Room, turns: OngoingTurns, said: cl.Message, actor: Actor) -> None:
    desk = Desk(room.services, actor)
    files = [element for element in said.elements or [] if element.path]
    session = cl.context.session
    assert isinstance(session, WebsocketSession)
    with turns.turn(session):
        await take_in(files, desk)
        if said.content.strip():
            turn = ShownTurn(desk, lambda: turns.question(session))
            await turn.run(await room.assistant(), said.content, session.thread_id)
        elif not files:
            await cl.Message(content=NOTHING_SAID.to(actor.language)).send()


def _install_login(people: People) -> None:
    if people.local:

        @cl.header_auth_callback
        async def everybody(_headers: Headers) -> User:
            return User(identifier=LOCAL, display_name="Sight")

    else:
        attempts = Attempts(_LOGINS, _WITHIN_S)

        @cl.password_auth_callback
        async def log_in(email: str, password: str) -> User | None:
            name = email.strip().lower()
            if not attempts.allowed(name):
                return None
            # Counted before it is known: guesses sent all at once must not all count as the first.
            attempts.failed(name)
            user = await people.log_in(name, password)
            if user is not None:
                attempts.succeeded(name)
            return user

    async def known_user(request: Request) -> PersistedUser:
        """Chainlit lets a valid token pass when its user is gone; here the user must still be there."""
        user = await current_user(request, people)
        if user is None:
            raise HTTPException(status_code=401, detail="Invalid authentication token")
        return user

    chainlit_app.dependency_overrides[get_current_user] = known_user


async def current_user(request: Request, people: People) -> PersistedUser | None:
    """Whose token a request carries, if that person may still chat."""
    token = get_token_from_cookies(dict(request.cookies))
    if not token:
        return None
    try:
        identifier = decode_jwt(token).identifier
    except InvalidTokenError:
        return None
    return await people.known_as(identifier)


def _browser_language() -> Language:
    return language_of_browser(cl.context.session.environ.get("HTTP_ACCEPT_LANGUAGE"))


async def hang_up() -> None:
    """Stop every turn that is being answered, as its Stop button would."""
    turns = [session.current_task for session in ws_sessions_id.values() if session.current_task]
    for turn in turns:
        turn.cancel()
    await asyncio.gather(*turns, return_exceptions=True)


def limit_uploads(megabytes: int) -> None:
    """The largest file the chat takes, from the settings."""
    upload = config.features.spontaneous_file_upload
    if upload is not None:
        upload.max_size_mb = megabytes
