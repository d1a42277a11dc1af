"""Two or three respondents side by side: how alike they are, and in what they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.calibration import Likeness, likeness
from sight_domain.personas.differences import (
    country_of,
    differences,
    need_differences,
    said_differences,
)
from sight_domain.personas.said import SharedQuestion
from sight_domain.personas.schemas import ComparedPersona, Comparison, PairSimilarity, Section
from sight_domain.personas.views import detail
from sight_domain.populations.service import load_pack

if TYPE_CHECKING:
    from sight_domain.personas.models import Persona


def compared(
    rows: Sequence[Persona],
    *,
    asked: Sequence[SharedQuestion],
    needs: Mapping[str, Mapping[str, Any] | None],
    sections: Sequence[Section],
    language: Language,
) -> Comparison:
    """The comparison of two or three respondents.

    Args:
        asked: questions that all of them answered.
        needs: the latest needs of each by public id; None where there is no analysis.
        sections: which details to return of each; differences of needs and answers come with theirs.
    """
    score = likeness([row.respondent for row in rows], country_of(rows[0]))
    found = differences(rows, language)
    if "needs" in sections:
        found += need_differences(rows, needs, language)
    if "insights" in sections:
        found += said_differences(rows, asked)
    ids = [to_public(Kind.PERSONA, row.id) for row in rows]
    return Comparison(
        personas=[
            ComparedPersona(
                **detail(row, language, sections, []).model_dump(exclude={"needs"}),
                needs=_plain(needs.get(key)) if "needs" in sections else None,
                differences=[difference.field for difference in found],
            )
            for key, row in zip(ids, rows, strict=True)
        ],
        similarity_score=round(score.whole, 4),
        similarity_by_section={section: round(value, 4) for section, value in score.sections.items()},
        pairs=[
            PairSimilarity(persona_ids=[ids[i], ids[j]], similarity=round(value, 4))
            for (i, j), value in score.pairs.items()
        ],
        in_words=in_words(rows, score, language),
        total_differences=len(found),
        key_differences=found,
        notes=_notes(rows, needs, language) if "needs" in sections else [],
    )


def in_words(rows: Sequence[Persona], likeness: Likeness, language: Language) -> str:
    """What the similarity score says."""
    # Nobody is more alike than all pairs: they themselves are one.
    share = min(round(likeness.whole * 100), 99)
    country = load_pack(country_of(rows[0])).name
    score = f"{likeness.whole:.2f}"
    more = len(rows) > 2
    return Text(
        en=f"Similarity {score}: "
        + (
            f"on average over the pairs, more alike than {share}% of random pairs of adults ({country.en})."
            if more
            else f"more alike than {share}% of random pairs of adults ({country.en})."
        )
        + " 0.50 is the median pair. Facts and traits count; needs and answers do not.",
        pl=f"Podobieństwo {score.replace('.', ',')}: "
        + (
            f"średnio dla par większe niż u {share}% losowych par dorosłych ({country.pl})."
            if more
            else f"większe niż u {share}% losowych par dorosłych ({country.pl})."
        )
        + " 0,50 to para środkowa. Liczą się cechy demograficzne, osobowość, wartości i zainteresowania; potrzeby i wypowiedzi nie.",
    ).to(language)


def _plain(needs: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return dict(needs) if needs else None


def _notes(
    rows: Sequence[Persona], needs: Mapping[str, Mapping[str, Any] | None], language: Language
) -> list[str]:
    without = [row.full_name for row in rows if not needs.get(to_public(Kind.PERSONA, row.id))]
    if not without:
        return []
    names = ", ".join(without)
    return [
        Text(
            en=f"No analysis of needs yet, so needs are not compared for: {names}. analyze_needs makes one from their answers.",
            pl=f"Nie ma jeszcze analizy potrzeb, więc nie porównano potrzeb tych osób: {names}. Tworzy ją analyze_needs z ich "
            "odpowiedzi.",
        ).to(language)
    ]
