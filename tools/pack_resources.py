"""Population packs as resources: what can be asked of a country, for clients that build targets themselves."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.populations.service import available_packs, load_pack, show_pack

PACK_URI = "sight://packs/"
PACK_TEMPLATE = PACK_URI + "{country}"
MIME_TYPE = "application/json"
TITLE = Text(en="Population pack", pl="Dane o ludności kraju")
DESCRIPTION = Text(
    en="The dimensions and categories that targets and quotas of a country may name, the origin of its figures, and what it lacks.",
    pl="Wymiary i kategorie, których mogą używać populacje docelowe i kwoty, pochodzenie danych i to, czego w nich brakuje.",
)


def pack_names(language: Language) -> list[tuple[str, str]]:
    """Code and name of every usable pack."""
    return [(code, load_pack(code).name.to(language)) for code in available_packs()]


def countries_like(beginning: str) -> Sequence[str]:
    """Codes of the usable packs that begin so."""
    return [code for code in available_packs() if code.startswith(beginning.upper())]


def read_pack_resource(address: str, language: Language) -> bytes:
    """The pack at an address ``sight://packs/PL`` as JSON.

    Raises:
        SightError: ``not_found``: there is no such pack; ``not_configured``: it has findings.
    """
    country = address.removeprefix(PACK_URI)
    try:
        return show_pack(country, language).model_dump_json().encode()
    except SightError as error:
        if error.code is not ErrorCode.UNSUPPORTED:
            raise
        raise SightError(ErrorCode.NOT_FOUND, error.message, error.hint, field="uri") from error
