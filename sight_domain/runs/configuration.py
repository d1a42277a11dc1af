"""Which processes may execute each other's runs: those that ask the same models in the same way."""

from __future__ import annotations

import hashlib

from sight_domain.settings import Settings


def configuration_of(settings: Settings) -> str:
    """Eight letters and digits for what settings say of models; never anything of the keys themselves.

    A run that was begun with the offline engine must not be paid for by a chat that happens to have a key, nor the
    other way round.
    """
    models = (
        settings.models_file.read_bytes() if settings.models_file and settings.models_file.exists() else b""
    )
    said = (
        settings.provider,
        settings.google_api_key is not None,
        settings.gemini_base_url,
        settings.openai_base_url,
        settings.openai_model,
        models,
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()[:8]
