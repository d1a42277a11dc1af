"""A question is answered with facts on what it asks, not with whatever else is known of the same people."""

from __future__ import annotations

from sight_domain.ids import new_uuid
from sight_domain.knowledge.graph.linking import Linked
from sight_domain.knowledge.graph.model import EntityKind, FactKind
from sight_domain.knowledge.graph.names import terms_of
from sight_domain.knowledge.graph.questions import ranked_facts
from sight_domain.knowledge.graph.store import StoredEntity, StoredFact


def _entity(name: str, kind: EntityKind = EntityKind.INDICATOR) -> StoredEntity:
    terms = terms_of(name, "pl")
    return StoredEntity(new_uuid(), " ".join(terms), name, kind, terms, "P_1")


PEOPLE = _entity("badani", EntityKind.GROUP)


def _fact(indicator: str, quote: str, group: StoredEntity | None = PEOPLE) -> StoredFact:
    return StoredFact(
        id=new_uuid(), kind=FactKind.MEASUREMENT, document_id=new_uuid(), chunk_id=new_uuid(),
        subject=_entity(indicator), group=group, object=None, value=46.0, value_text="46%", unit="%", year=None,
        direction=None, verb=None, quote=quote, char_start=0, char_end=len(quote), page=1,
    )  # fmt: skip


PACKAGING = _fact("dopłata za opakowania", "Dopłatę za opakowania przyjęłoby 46% badanych.")
TRUST = _fact("zaufanie do certyfikatów", "Certyfikatom ufa 46% badanych.")
LINKED = [Linked(PEOPLE, 1.0)]


def test_facts_that_share_only_the_people_with_the_question_are_no_answer() -> None:
    assert ranked_facts("co badani mówili o certyfikatach", [PACKAGING, TRUST], LINKED) == [TRUST]
    assert ranked_facts("co badani mówili o dostawach", [PACKAGING, TRUST], LINKED) == []


def test_a_question_about_the_people_alone_brings_all_that_is_known_of_them() -> None:
    found = ranked_facts("badani", [PACKAGING, TRUST], LINKED)
    assert {fact.id for fact in found} == {PACKAGING.id, TRUST.id}


def test_a_word_of_the_quote_is_enough() -> None:
    assert ranked_facts("ilu badanych przyjęłoby dopłatę", [PACKAGING, TRUST], LINKED) == [PACKAGING]
