"""What is to be shown, made ready: documents read, images described, everything together short enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sight_domain.errors import SightError, invalid_argument
from sight_domain.focus_groups.guide import require_short
from sight_domain.focus_groups.images import described, read_image
from sight_domain.focus_groups.stimuli import MOST_STIMULI, Stimulus, StimulusWish
from sight_domain.language import Text

if TYPE_CHECKING:
    from sight_domain.accounts.actor import Actor
    from sight_domain.knowledge.service import KnowledgeService
    from sight_domain.llm.gateway import Gateway
    from sight_domain.projects.models import Project

_USUAL_DESCRIPTION = "words " * 100


class Showing:
    """Turns what somebody wants shown into what respondents get."""

    def __init__(self, gateway: Gateway, knowledge: KnowledgeService) -> None:
        self._gateway = gateway
        self._knowledge = knowledge

    async def ready(
        self,
        actor: Actor,
        project: Project,
        wishes: Sequence[StimulusWish],
        *,
        questions: int,
        shown: str | None,
        for_price: bool = False,
    ) -> list[Stimulus]:
        """Everything to show, in the order of the questions.

        Args:
            questions: how many the guide has.
            shown: the text that is shown besides.
            for_price: have no image described: words of a usual length stand in their place.

        Raises:
            SightError: with field ``stimuli[i]`` for more than ten, more than 20,000 characters together, a question
                there is not, a text without words, or a document, page or image that is not there.
        """
        if len(wishes) > MOST_STIMULI:
            raise invalid_argument(
                "stimuli",
                Text(en=f"{len(wishes)} things to show are too many.", pl=f"Za dużo materiałów: {len(wishes)}."),
                Text(en=f"Show at most {MOST_STIMULI}.", pl=f"Pokaż ich najwyżej {MOST_STIMULI}."),
            )  # fmt: skip
        if not for_price and any(wish.image is not None for wish in wishes):
            # No image is paid for before everything else is known to be fit to be shown.
            await self.ready(actor, project, wishes, questions=questions, shown=shown, for_price=True)
        characters, ready = len(shown or ""), []
        for number, wish in enumerate(wishes):
            field = f"stimuli[{number}]"
            if wish.from_question >= questions:
                raise invalid_argument(
                    f"{field}.from_question",
                    Text(
                        en=f"There is no question {wish.from_question}.",
                        pl=f"Nie ma pytania {wish.from_question}.",
                    ),
                    Text(
                        en=f"Use 0 to {questions - 1}; 0 is the first question.",
                        pl=f"Podaj od 0 do {questions - 1}; 0 to pierwsze pytanie.",
                    ),
                )
            _require_fitting(wish, field)
            ready.append(await self._ready(actor, project, wish, field, for_price=for_price))
            characters += len(ready[-1].text)
            require_short(characters, field)
        return sorted(ready, key=lambda one: one.from_question)

    async def _ready(
        self, actor: Actor, project: Project, wish: StimulusWish, field: str, *, for_price: bool
    ) -> Stimulus:
        if wish.kind == "document":
            return await self._passage(actor, wish, field)
        text, described_by = (wish.text or "").strip(), None
        title = (wish.title or "").strip()
        if not text and wish.image is not None:
            picture = await read_image(actor, wish.image, f"{field}.image")
            if for_price:
                text = _USUAL_DESCRIPTION
            else:
                text, described_by = await described(self._gateway, project, picture, title, field)
        if not text:
            raise _nothing_to_show(wish, field)
        return Stimulus(
            kind=wish.kind,
            title=title,
            text=text,
            described_by=described_by,
            from_question=wish.from_question,
        )

    async def _passage(self, actor: Actor, wish: StimulusWish, field: str) -> Stimulus:
        assert wish.document_id is not None
        try:
            document = await self._knowledge.get_document(actor, wish.document_id)
            if wish.page is None:
                text = (await self._knowledge.read_text(actor, wish.document_id)).strip()
                page, page_end = (1, document.pages) if document.pages else (None, None)
            else:
                found = await self._knowledge.read_page(actor, wish.document_id, wish.page)
                text, page, page_end = found.text.strip(), found.page, found.page_end
        except SightError as error:
            raise SightError(
                error.code, error.message, error.hint, field=f"{field}.{error.field or 'document_id'}"
            ) from error
        if not text:
            raise _nothing_to_show(wish, field)
        require_short(len(text), field)
        return Stimulus(
            kind="document",
            title=(wish.title or "").strip() or document.title,
            text=text,
            document_id=document.id,
            page=page,
            page_end=page_end,
            from_question=wish.from_question,
        )


def _require_fitting(wish: StimulusWish, field: str) -> None:
    """What is given belongs to the kind: no page of a text, no text besides a document."""
    allowed = {
        "text": {"text"},
        "image": {"text", "image"},
        "document": {"document_id", "page"},
    }[wish.kind]
    given = {name for name in ("text", "document_id", "page", "image") if getattr(wish, name) is not None}
    if wish.kind == "document" and "document_id" not in given:
        raise _nothing_to_show(wish, field)
    if {"text", "image"} <= given:
        allowed.discard("image")
    if surplus := sorted(given - allowed):
        raise invalid_argument(
            f"{field}.{surplus[0]}",
            Text(
                en=f"`{surplus[0]}` does not go with kind `{wish.kind}`.",
                pl=f"`{surplus[0]}` nie pasuje do rodzaju `{wish.kind}`.",
            ),
            Text(
                en=f"With this kind give: {', '.join(sorted(allowed))}.",
                pl=f"Przy tym rodzaju podaj: {', '.join(sorted(allowed))}.",
            ),
        )


def _nothing_to_show(wish: StimulusWish, field: str) -> SightError:
    part = "document_id" if wish.kind == "document" else "text"
    hints = {
        "text": Text(en="Give the words to show.", pl="Podaj treść do pokazania."),
        "image": Text(
            en="Say in `text` what is on the image, or give the `image`.",
            pl="Opisz w `text`, co widać na obrazie, albo podaj go w `image`.",
        ),
        "document": Text(
            en="Name a document of the knowledge base that has text (list_documents).",
            pl="Wskaż dokument z bazy wiedzy, który ma tekst (list_documents).",
        ),
    }
    return invalid_argument(
        f"{field}.{part}",
        Text(en="There is nothing to show.", pl="Nie ma czego pokazać."),
        hints[wish.kind],
    )
