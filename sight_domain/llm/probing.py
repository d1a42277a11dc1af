"""Whether a provider would answer: its key, its address and its model, found out without paying for a word."""

from __future__ import annotations

from sight_domain.language import Text
from sight_domain.llm import wording
from sight_domain.llm.failures import classify
from sight_domain.llm.registry import ModelChoice
from sight_domain.settings import Settings


async def why_not_answering(choice: ModelChoice, settings: Settings) -> Text | None:
    """Ask the provider of `choice` for its description of the model: one request without cost, at most 10 s.

    Returns:
        What is wrong and what to do about it; ``None`` when the model is there, and for models of this process.
    """
    try:
        match choice.provider:
            case "gemini":
                return await _gemini(choice, settings)
            case "openai":
                return await _openai(choice, settings)
            case _:
                return None
    except Exception as error:  # noqa: BLE001 - clients raise what they like
        return wording.failed(classify(error), choice.provider, choice.model)


async def _gemini(choice: ModelChoice, settings: Settings) -> None:
    from sight_domain.llm.providers.gemini import describe

    await describe(choice.model, settings)


async def _openai(choice: ModelChoice, settings: Settings) -> Text | None:
    from sight_domain.llm.providers.openai import served_models

    served = [name async for name in served_models(settings)]
    if choice.spec.name in (None, *served) and served:
        return None
    listed = ", ".join(served[:5])
    return Text(
        en=f"The server at SIGHT_OPENAI_BASE_URL lists {listed or 'no model'}; name one it has in SIGHT_OPENAI_MODEL.",
        pl=f"Serwer z SIGHT_OPENAI_BASE_URL udostępnia: {listed or 'żaden model'}; wskaż w SIGHT_OPENAI_MODEL ten, który ma.",
    )
