"""An image that a group is to be shown: read, and put into words by a model that sees."""

from __future__ import annotations

import asyncio
import base64
import binascii
from pathlib import Path
from typing import TYPE_CHECKING

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.language import Text
from sight_domain.llm.outcomes import OutcomeStatus
from sight_domain.llm.pictures import Picture
from sight_domain.projects.service import language_of

if TYPE_CHECKING:
    from sight_domain.accounts.actor import Actor
    from sight_domain.llm.gateway import Gateway
    from sight_domain.projects.models import Project

IMAGE = "focus_groups.image"
LARGEST_IMAGE = 7_000_000
"""Bytes; in base64 they stay within what a provider takes in one request."""
_SEED = 0
"""The same image is described in the same words again."""


async def read_image(actor: Actor, given: str, field: str) -> Picture:
    """The image of a ``data:`` URL or, for somebody at this machine, of a file's path.

    Raises:
        SightError: ``permission_denied`` for a path from afar, ``not_found``, ``invalid_argument`` for what is no base64
            or too large, ``unsupported`` for what is no PNG, JPEG, WebP or GIF.
    """
    if given.startswith("data:"):
        content = _decoded(given, field)
    elif actor.user_id is not None:
        raise _from_afar(field)
    else:
        content = await asyncio.to_thread(_read, Path(given).expanduser(), field)
    if len(content) > LARGEST_IMAGE:
        raise invalid_argument(
            field,
            Text(en="The image is larger than 7 MB.", pl="Obraz ma więcej niż 7 MB."),
            Text(en="Scale it down.", pl="Zmniejsz go."),
        )
    return Picture(_media_type(content, field), content)


async def described(
    gateway: Gateway, project: Project, picture: Picture, title: str | None, field: str
) -> tuple[str, str]:
    """What can be seen on the image, and the model that says so.

    Raises:
        SightError: ``invalid_argument`` when no configured model sees; ``unavailable`` or ``over_budget`` when none
            answered.
    """
    if gateway.is_offline(IMAGE):
        raise invalid_argument(
            f"{field}.text",
            Text(
                en="The offline engine cannot see images.",
                pl="Silnik offline nie widzi obrazów.",
            ),
            Text(
                en="Say in `text` what is on the image, or configure a model.",
                pl="Opisz w `text`, co widać na obrazie, albo skonfiguruj model.",
            ),
        )
    outcome = await gateway.generate(
        IMAGE,
        IMAGE,
        {"topic": project.name, "title": title or None},
        language=language_of(project),
        seed=_SEED,
        project_id=project.id,
        pictures=[picture],
    )
    if outcome.value is None:
        spent = outcome.status is OutcomeStatus.OVER_BUDGET
        raise SightError(
            ErrorCode.OVER_BUDGET if spent else ErrorCode.UNAVAILABLE,
            Text(
                en=f"The image was not described ({outcome.status.value}: {outcome.reason}).",
                pl=f"Obraz nie został opisany ({outcome.status.value}: {outcome.reason}).",
            ),
            Text(
                en="Say in `text` what is on it, or try again; nothing was stored.",
                pl="Opisz go w `text` albo spróbuj ponownie; nic nie zapisano.",
            ),
            field=f"{field}.image",
            retry_safe=True,
        )
    return outcome.value.strip(), outcome.model


def _decoded(url: str, field: str) -> bytes:
    head, _, encoded = url.partition(",")
    try:
        if not head.endswith(";base64"):
            raise ValueError(head)
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise invalid_argument(
            field,
            Text(en="This data: URL holds no base64.", pl="Ten adres data: nie zawiera base64."),
            Text(
                en="Use data:image/png;base64, and the file's bytes.",
                pl="Użyj data:image/png;base64, i bajtów pliku.",
            ),
        ) from None


def _read(path: Path, field: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_IMAGE + 1)
    except OSError:
        raise SightError(
            ErrorCode.NOT_FOUND,
            Text(
                en=f"There is no readable file {path}.", pl=f"Nie ma pliku {path} albo nie można go odczytać."
            ),
            Text(en="Check the path.", pl="Sprawdź ścieżkę."),
            field=field,
        ) from None


def _media_type(content: bytes, field: str) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise SightError(
        ErrorCode.UNSUPPORTED,
        Text(en="This is no PNG, JPEG, WebP or GIF.", pl="To nie jest PNG, JPEG, WebP ani GIF."),
        Text(en="Save the image in one of these.", pl="Zapisz obraz w jednym z tych formatów."),
        field=field,
    )


def _from_afar(field: str) -> SightError:
    return SightError(
        ErrorCode.PERMISSION_DENIED,
        Text(
            en="Files of the machine Sight runs on cannot be shown from here.",
            pl="Nie można stąd pokazywać plików z komputera, na którym działa Sight.",
        ),
        Text(en="Give the image as a data: URL.", pl="Podaj obraz jako adres data:."),
        field=field,
    )
