"""What a document states, read a few passages at a time; each reading is paid for once and stored checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sight_domain.knowledge.graph.drafts import DraftPassage, GraphDraft
from sight_domain.knowledge.graph.model import Entity, EntityKind, Fact, Mention
from sight_domain.knowledge.graph.verification import Source, verified
from sight_domain.language import Language
from sight_domain.seeds import derive_seed

if TYPE_CHECKING:
    from sight_domain.llm.outcomes import Outcome

TASK = "knowledge.graph"
BATCH_CHARACTERS = 6_000
"""Of the passages of one request: three or four of the largest. More make models skip some."""


class Reader(Protocol):
    """What reading needs of the gateway."""

    async def generate(
        self, task: str, prompt_id: str, inputs: Mapping[str, Any], schema: type[GraphDraft], *,
        language: Language, seed: int, run_id: UUID | None = None, project_id: UUID | None = None,
    ) -> Outcome[GraphDraft]: ...  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What one request gave: entities, mentions and facts that stood the check, and how many did not."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...]
    dropped: int
    passages: int

    def stored(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "entities": [
                {"key": one.key, "name": one.name, "kind": one.kind.value, "terms": list(one.terms)}
                for one in self.entities
            ],
            "mentions": [[one.key, str(one.chunk_id), one.count] for one in self.mentions],
            "facts": [fact.stored() for fact in self.facts],
            "dropped": self.dropped,
            "passages": self.passages,
        }

    @classmethod
    def restored(cls, stored: Mapping[str, Any]) -> Reading:
        """What `stored` made."""
        return cls(
            tuple(
                Entity(one["key"], one["name"], EntityKind(one["kind"]), tuple(one["terms"]))
                for one in stored["entities"]
            ),
            tuple(Mention(key, UUID(chunk_id), count) for key, chunk_id, count in stored["mentions"]),
            tuple(map(Fact.restored, stored["facts"])),
            stored["dropped"],
            stored["passages"],
        )


def batches(sources: Sequence[Source]) -> list[tuple[int, Sequence[Source]]]:
    """Passages in order, as many together as fit into one request, each batch with the place of its first."""
    cut: list[tuple[int, list[Source]]] = []
    size = 0
    for place, source in enumerate(sources):
        if not cut or size + len(source.text) > BATCH_CHARACTERS:
            cut.append((place, []))
            size = 0
        cut[-1][1].append(source)
        size += len(source.text)
    return [(place, tuple(batch)) for place, batch in cut]


def inputs_of(sources: Sequence[Source]) -> dict[str, Any]:
    """Of the prompt: the passages, numbered from 1."""
    return {
        "passages": [
            {"number": number, "context": source.context, "text": source.text}
            for number, source in enumerate(sources, start=1)
        ]
    }


async def read(
    reader: Reader,
    sources: Sequence[Source],
    language: Language,
    *,
    run_id: UUID | None,
    project_id: UUID | None,
) -> Outcome[GraphDraft]:
    """Ask what the passages state."""
    seed = derive_seed(0, TASK, *(source.text for source in sources))
    return await reader.generate(
        TASK, TASK, inputs_of(sources), GraphDraft, language=language, seed=seed, run_id=run_id,
        project_id=project_id,
    )  # fmt: skip


def checked(draft: GraphDraft, sources: Sequence[Source], language: Language) -> Reading:
    """A draft against its passages; items of a passage that there is not are dropped and counted too."""
    entities: dict[str, Entity] = {}
    mentions: dict[tuple[str, UUID], Mention] = {}
    facts: dict[UUID, Fact] = {}
    dropped = 0
    for passage in draft.passages:
        if not 1 <= passage.passage <= len(sources):
            dropped += _items(passage)
            continue
        kept = verified(passage, sources[passage.passage - 1], language)
        entities = kept.entities | entities
        mentions.update({(one.key, one.chunk_id): one for one in kept.mentions})
        facts.update({fact.id: fact for fact in kept.facts})
        dropped += kept.dropped
    return Reading(
        tuple(entities.values()), tuple(mentions.values()), tuple(facts.values()), dropped, len(sources)
    )


def _items(passage: DraftPassage) -> int:
    return len(passage.entities) + len(passage.measurements) + len(passage.trends) + len(passage.relations)
