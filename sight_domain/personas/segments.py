"""Groups of a project's respondents: those its target is parted into, and clusters found among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from sight_domain.errors import ErrorCode, SightError, invalid_argument
from sight_domain.ids import Kind, to_public
from sight_domain.language import Language, Text
from sight_domain.personas.calibration import calibration_of
from sight_domain.personas.cluster_words import cluster_description, cluster_name, features
from sight_domain.personas.clusters import (
    FEWEST_CLUSTERS,
    FEWEST_PEOPLE,
    MOST_CLUSTERS,
    Clustering,
    cluster,
)
from sight_domain.personas.schemas import SegmentMember, Segments, SegmentView
from sight_domain.personas.similarity import coded
from sight_domain.populations.segments import slug_of
from sight_domain.populations.service import described_segments

if TYPE_CHECKING:
    from sight_domain.personas.models import Persona
    from sight_domain.populations.service import TargetPopulation

# More members than this are counted, not listed; list_personas pages them.
MOST_LISTED = 50
WEAK_STRUCTURE, UNSTABLE = 0.25, 0.6


def demographic_segments(rows: Sequence[Persona], target: TargetPopulation, language: Language) -> Segments:
    """The segments of the target with their respondents, the largest of the population first.

    A segment that nobody of the sample is in is shown with nobody; people of a segment that the target no longer has (it
    was changed after they were drawn) keep it, without a share in the population.
    """
    members: dict[str, list[Persona]] = {}
    for row in rows:
        members.setdefault(str(row.respondent["segment_id"]), []).append(row)
    known = described_segments(target)
    views = [
        _view(
            s.id, s.name.to(language), s.description.to(language), members.pop(s.id, []), len(rows), s.share
        )
        for s in known
    ]
    former = Text(
        en="A segment of an earlier target of this study.",
        pl="Segment wcześniejszej populacji docelowej badania.",
    ).to(language)
    views += [
        _view(key, str(people[0].respondent["segment_name"]), former, people, len(rows), None)
        for key, people in members.items()
    ]
    return Segments(by="demographics", n=len(rows), segments=views)


def cluster_segments(rows: Sequence[Persona], country: str, k: int | None, language: Language) -> Segments:
    """Clusters over demographics, traits, values and interests.

    Raises:
        SightError: ``invalid_argument`` for a number of clusters out of range, or fewer than 20 respondents.
    """
    _check_clusters(len(rows), k)
    people = [row.respondent for row in rows]
    spreads = calibration_of(country).spreads
    found = cluster(coded(people), spreads, k)
    views: list[SegmentView] = []
    for place in range(int(found.labels.max()) + 1):
        inside = [row for row, own in zip(rows, found.labels.tolist(), strict=True) if own == place]
        traits = features([row.respondent for row in inside], people, spreads, country)
        name = cluster_name(traits, place + 1, language)
        if name in {view.name for view in views}:
            name = f"{name} ({place + 1})"
        views.append(
            _view(
                f"cluster-{place + 1}", name, cluster_description(traits, language), inside, len(rows), None
            )
        )
    return Segments(
        by="clusters",
        n=len(rows),
        segments=views,
        silhouette=round(found.silhouette, 3),
        stability=round(found.stability, 3),
        tried={str(k): round(width, 3) for k, width in found.tried.items()},
        notes=[note.to(language) for note in _notes(found, k)],
    )


def members_of(segment: str, known: Mapping[str, str], *, field: str = "segment") -> str:
    """The id of a segment named by id, by its English name or by the name it is stored with.

    Args:
        known: names by id.

    Raises:
        SightError: ``not_found`` with the names there are.
    """
    wanted = " ".join(segment.casefold().split())
    for key, name in known.items():
        if wanted in (key, " ".join(name.casefold().split())) or slug_of(segment) == key:
            return key
    names = "; ".join(known.values()) or "–"
    raise SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no segment “{segment}”.", pl=f"Nie ma segmentu „{segment}”."),
        Text(en=f"Segments of this sample: {names}.", pl=f"Segmenty tej próby: {names}."),
        field=field,
    )


def _view(
    key: str, name: str, description: str, people: Sequence[Persona], everybody: int, target: float | None
) -> SegmentView:
    return SegmentView(
        id=key,
        name=name,
        description=description,
        n=len(people),
        share=round(len(people) / everybody, 4) if everybody else 0.0,
        target_share=None if target is None else round(target, 4),
        personas=[
            SegmentMember(id=to_public(Kind.PERSONA, row.id), full_name=row.full_name)
            for row in people[:MOST_LISTED]
        ],
    )


def _check_clusters(people: int, k: int | None) -> None:
    if people < FEWEST_PEOPLE:
        raise invalid_argument(
            "by",
            Text(
                en=f"Clusters need at least {FEWEST_PEOPLE} respondents; there are {people}.",
                pl=f"Do wyznaczenia skupień trzeba co najmniej {FEWEST_PEOPLE} respondentów; jest ich {people}.",
            ),
            Text(
                en="Recruit more with generate_personas, or ask for the demographic segments.",
                pl="Dorekrutuj osoby przez generate_personas albo poproś o segmenty demograficzne.",
            ),
        )
    if k is not None and not FEWEST_CLUSTERS <= k <= MOST_CLUSTERS:
        raise invalid_argument(
            "clusters",
            Text(en=f"Cannot make {k} clusters.", pl=f"Nie można utworzyć tylu skupień: {k}."),
            Text(
                en=f"Ask for {FEWEST_CLUSTERS} to {MOST_CLUSTERS}, or leave the number to the data.",
                pl=f"Podaj liczbę od {FEWEST_CLUSTERS} do {MOST_CLUSTERS} albo pomiń ją, a wybiorą ją dane.",
            ),
        )


def _notes(found: Clustering, asked: int | None) -> list[Text]:
    notes = [
        Text(
            en="Ward's method on Gower distances of demographics, traits, values and interests. They describe this sample; "
            "they are no segments of the market.",
            pl="Metoda Warda na odległościach Gowera cech demograficznych, osobowości, wartości i zainteresowań. Opisują tę "
            "próbę; nie są segmentami rynku.",
        )
    ]
    if asked is None:
        notes.append(
            Text(
                en=f"The number of clusters is the one of {FEWEST_CLUSTERS} to {MOST_CLUSTERS} with the largest mean silhouette, "
                "none of them below 5% of the people or 3.",
                pl=f"Liczba skupień to ta z zakresu od {FEWEST_CLUSTERS} do {MOST_CLUSTERS}, przy której średnia sylwetka jest "
                "największa, a żadne skupienie nie liczy mniej niż 5 % osób ani mniej niż 3.",
            )
        )
    if found.silhouette < WEAK_STRUCTURE:
        notes.append(
            Text(
                en=f"Mean silhouette {found.silhouette:.2f}, below 0.25: there is no clear structure, people pass from one group "
                "into the next.",
                pl=f"Średnia sylwetka {found.silhouette:.2f}, poniżej 0,25: nie ma wyraźnej struktury, grupy przechodzą jedna w "
                "drugą.".replace(f"{found.silhouette:.2f}", f"{found.silhouette:.2f}".replace(".", ",")),
            )
        )
    if found.stability < UNSTABLE:
        notes.append(
            Text(
                en=f"Stability {found.stability:.2f} (adjusted Rand index over resamples of 80%): other people would give other "
                "groups.",
                pl=f"Stabilność {f'{found.stability:.2f}'.replace('.', ',')} (skorygowany indeks Randa dla podprób 80 %): inne "
                "osoby dałyby inne grupy.",
            )
        )
    return notes
