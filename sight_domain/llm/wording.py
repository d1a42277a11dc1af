"""Why a call has no answer, in words that say what to change."""

from __future__ import annotations

from collections.abc import Sequence

from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Text
from sight_domain.llm.answers import Finish
from sight_domain.llm.failures import Failure, FailureKind
from sight_domain.llm.registry import ModelChoice

_KEY_SETTING = {"gemini": "GOOGLE_API_KEY", "openai": "SIGHT_OPENAI_API_KEY"}
_URL_SETTING = {"gemini": "SIGHT_GEMINI_BASE_URL", "openai": "SIGHT_OPENAI_BASE_URL"}

EMPTY = Text(en="The model gave an empty answer.", pl="Model zwrócił pustą odpowiedź.")
CANCELLED = Text(en="The call was cancelled.", pl="Wywołanie zostało anulowane.")
DEADLINE = Text(
    en="No answer within the time limit of the call; the provider is slow or overloaded. Try again later.",
    pl="Brak odpowiedzi w limicie czasu wywołania; dostawca działa wolno lub jest przeciążony. Spróbuj później.",
)


def not_configured(task: str, models: Sequence[str] = ()) -> Text:
    """No model of the task's chain, or of those a study was told to use, can be asked here."""
    if models:
        names = ", ".join(models)
        return Text(
            en=f"The study is to use {names}, and none of these can be asked here: name others with update_project "
            "(models), or configure their provider.",
            pl=f"Badanie ma korzystać z: {names}, a żadnego z nich nie można tu użyć: wskaż inne przez update_project "
            "(models) albo skonfiguruj ich dostawcę.",
        )
    return Text(
        en=f"No model is configured for {task}: set GOOGLE_API_KEY or SIGHT_OPENAI_BASE_URL, or SIGHT_PROVIDER=offline.",
        pl=f"Dla zadania {task} nie skonfigurowano modelu: ustaw GOOGLE_API_KEY lub SIGHT_OPENAI_BASE_URL "
        "albo SIGHT_PROVIDER=offline.",
    )


def retired(choice: ModelChoice) -> Text:
    """The only models left were shut down by their provider."""
    day = choice.spec.retires_on
    return Text(
        en=f"{choice.model} was retired by {choice.provider} on {day}; name another model in SIGHT_MODELS_FILE.",
        pl=f"{choice.provider} wycofał model {choice.model} z dniem {day}; wskaż inny w SIGHT_MODELS_FILE.",
    )


def resting(choice: ModelChoice, cause: Text) -> Text:
    """Nothing was sent, because the model kept failing."""
    return Text(
        en=f"Not sent: {choice.model} keeps failing and is asked again only now and then. {cause.en}",
        pl=f"Nie wysłano: {choice.model} wciąż zawodzi i jest odpytywany tylko co pewien czas. {cause.pl}",
    )


def unsatisfiable(fault: str) -> Text:
    """A schema that no answer can fit, so nothing was sent."""
    return Text(
        en=f"Not sent: no answer can fit the structure asked for; correct its limits. {fault}",
        pl=f"Nie wysłano: żadna odpowiedź nie może pasować do żądanej struktury; popraw jej ograniczenia. {fault}",
    )


def malformed(fault: str) -> Text:
    """Structured output that does not fit."""
    return Text(
        en=f"The answer does not fit the expected structure: {fault}",
        pl=f"Odpowiedź nie pasuje do oczekiwanej struktury: {fault}",
    )


def finished_without_answer(finish: Finish, finish_reason: str) -> Text:
    """An answer that ended with another finish than ``complete``."""
    match finish:
        case Finish.TRUNCATED:
            return Text(
                en="The answer was cut off at the model's output limit; ask for less at once or raise max_output_tokens.",
                pl="Odpowiedź została ucięta na limicie długości modelu; poproś o mniej naraz lub zwiększ "
                "max_output_tokens.",
            )
        case Finish.FILTERED:
            return Text(
                en=f"The provider's filter withheld the answer ({finish_reason}); rephrase the question or stimulus.",
                pl=f"Filtr dostawcy wstrzymał odpowiedź ({finish_reason}); przeformułuj pytanie lub materiał.",
            )
        case Finish.REFUSED:
            return Text(en="The model refused to answer.", pl="Model odmówił odpowiedzi.")
        case Finish.UNFINISHED:
            return Text(
                en=f"The model stopped in the middle of its answer ({finish_reason or 'no reason given'}).",
                pl=f"Model przerwał odpowiedź w połowie ({finish_reason or 'bez podania przyczyny'}).",
            )
        case Finish.BROKEN_TOOL_CALL:
            return Text(
                en=f"The model wrote a tool call that cannot be read ({finish_reason}).",
                pl=f"Model zapisał wywołanie narzędzia, którego nie da się odczytać ({finish_reason}).",
            )
        case _:
            return EMPTY


def failed(failure: Failure, provider: str, model: str) -> Text:
    """A request that the provider or the way to it failed."""
    detail = failure.detail
    key, url = _KEY_SETTING.get(provider, ""), _URL_SETTING.get(provider, "")
    match failure.kind:
        case FailureKind.WRONG_KEY:
            return Text(
                en=f"{provider} rejected the API key; check {key}. ({detail})",
                pl=f"{provider} odrzucił klucz API; sprawdź {key}. ({detail})",
            )
        case FailureKind.UNKNOWN_MODEL:
            return Text(
                en=f"{provider} has no model {model}, or it was retired; name another in SIGHT_MODELS_FILE. ({detail})",
                pl=f"{provider} nie ma modelu {model} lub został on wycofany; wskaż inny w SIGHT_MODELS_FILE. ({detail})",
            )
        case FailureKind.UNREACHABLE:
            return Text(
                en=f"{provider} cannot be reached; check the network and {url}. ({detail})",
                pl=f"Nie można połączyć się z {provider}; sprawdź sieć i {url}. ({detail})",
            )
        case FailureKind.RATE_LIMITED:
            return Text(
                en=f"{provider} limits the rate of requests; lower SIGHT_MODEL_CONCURRENCY or try later. ({detail})",
                pl=f"{provider} ogranicza liczbę zapytań; zmniejsz SIGHT_MODEL_CONCURRENCY lub spróbuj później. ({detail})",
            )
        case FailureKind.PROMPT_TOO_LONG:
            return Text(
                en=f"The prompt is longer than {model} can read; shorten the material. ({detail})",
                pl=f"Prompt jest dłuższy, niż może przeczytać {model}; skróć materiał. ({detail})",
            )
        case FailureKind.TIMEOUT:
            return Text(
                en=f"{model} did not answer in time; try again later. ({detail})",
                pl=f"{model} nie odpowiedział na czas; spróbuj później. ({detail})",
            )
        case FailureKind.UNAVAILABLE:
            return Text(
                en=f"{provider} is not available at the moment; try again later. ({detail})",
                pl=f"{provider} jest chwilowo niedostępny; spróbuj później. ({detail})",
            )
        case FailureKind.REJECTED:
            return Text(
                en=f"{provider} rejected the request to {model}. ({detail})",
                pl=f"{provider} odrzucił zapytanie do {model}. ({detail})",
            )
        case _:
            return Text(
                en=f"The call to {model} failed unexpectedly. ({detail})",
                pl=f"Wywołanie {model} nieoczekiwanie się nie powiodło. ({detail})",
            )


def with_remedy(error: SightError) -> Text:
    """What is wrong and what to do about it in one text, for an outcome's reason."""
    return Text(en=f"{error.message.en} {error.hint.en}", pl=f"{error.message.pl} {error.hint.pl}")


def as_error(reason: Text, kind: FailureKind | None = None) -> SightError:
    """`reason` for callers that need an exception: the agent's model and embeddings."""
    operator = {FailureKind.WRONG_KEY, FailureKind.UNKNOWN_MODEL}
    return SightError(
        ErrorCode.NOT_CONFIGURED if kind in operator else ErrorCode.UNAVAILABLE,
        reason,
        Text(
            en="Run `sight doctor` to see what is configured and reachable.",
            pl="Uruchom `sight doctor`, by zobaczyć, co jest skonfigurowane i osiągalne.",
        ),
        retry_safe=kind is None or kind.transient,
    )


def not_in_replay() -> SightError:
    """The assistant's own words are never on record."""
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(
            en="With SIGHT_REPLAY=replay no model is asked, and conversations are not recorded.",
            pl="Przy SIGHT_REPLAY=replay nie jest pytany żaden model, a rozmowy nie są zapisywane.",
        ),
        Text(
            en="Call the tools themselves (`sight tool`, MCP), or unset SIGHT_REPLAY to chat.",
            pl="Wywołuj same narzędzia (`sight tool`, MCP) albo usuń SIGHT_REPLAY, by rozmawiać.",
        ),
        field="SIGHT_REPLAY",
    )


def no_embedder() -> SightError:
    """Nobody turns texts into vectors here."""
    return SightError(
        ErrorCode.NOT_CONFIGURED,
        Text(en="No embedding model is configured.", pl="Nie skonfigurowano modelu wektorowego."),
        Text(
            en="Set SIGHT_EMBEDDER to local, gemini or openai, with the provider's key.",
            pl="Ustaw SIGHT_EMBEDDER na local, gemini lub openai i podaj klucz dostawcy.",
        ),
        field="SIGHT_EMBEDDER",
    )
