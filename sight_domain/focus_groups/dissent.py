"""Who stands against whom, and who stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from sight_domain.focus_groups.findings import Disagreement, Exchange, Outlier
from sight_domain.focus_groups.themes import Voice, positions, quotes_by_person, side_of, tension

FEWEST_OTHERS = 3
"""Nobody is an outlier against fewer."""
MOST_OUTLIERS_SHARE = 0.2
_MOST_DISAGREEMENTS = 6
_MOST_NAMED = 8
"""On each side; how many there are in all says the theme."""


def disagreements(
    voices: Mapping[str, Sequence[Voice]], titles: Mapping[str, str], replies: Mapping[str, str]
) -> list[Disagreement]:
    """The themes on which somebody is in favour and somebody against, the tensest first.

    Args:
        replies: turn -> the turn it answers.
    """
    found: list[Disagreement] = []
    for code, raised in voices.items():
        stands = positions(raised)
        sides = {
            side: [
                voice.as_stand()
                for voice in quotes_by_person([one for one in raised if one.side == side])
                if side_of(stands[voice.persona_id]) == side
            ]
            for side in (1, -1)
        }
        if sides[1] and sides[-1]:
            found.append(
                Disagreement(
                    theme=titles[code],
                    tension=round(tension(stands.values()), 4),
                    in_favour=sides[1][:_MOST_NAMED],
                    against=sides[-1][:_MOST_NAMED],
                    exchanges=_exchanges(raised, replies),
                )
            )
    return sorted(found, key=lambda one: -one.tension)[:_MOST_DISAGREEMENTS]


def _exchanges(raised: Sequence[Voice], replies: Mapping[str, str]) -> list[Exchange]:
    by_turn = {voice.turn_id: voice for voice in raised}
    found: list[Exchange] = []
    for voice in raised:
        answered = by_turn.get(replies.get(voice.turn_id, ""))
        if answered is not None and voice.side * answered.side < 0:
            found.append(Exchange(turn_id=voice.turn_id, in_reply_to=answered.turn_id))
    return found


def outliers(voices: Mapping[str, Sequence[Voice]], titles: Mapping[str, str]) -> list[Outlier]:
    """Those nearly alone with their side: in the talk as a whole first, then on a theme.

    Nearly alone is one person, or up to a fifth of those who take a side, against at least three on the other.
    """
    everything = [voice for raised in voices.values() for voice in raised]
    found = [_outlier(None, everything, person, voices, titles) for person in _nearly_alone(everything)]
    for code, raised in voices.items():
        found += [
            _outlier(titles[code], raised, person, voices, titles, own=code)
            for person in _nearly_alone(raised)
        ]
    return found


def _nearly_alone(raised: Sequence[Voice]) -> list[str]:
    sides = {person: side_of(position) for person, position in positions(raised).items()}
    for side in (1, -1):
        few = [person for person, taken in sides.items() if taken == side]
        many = sum(taken == -side for taken in sides.values())
        if few and many >= FEWEST_OTHERS and len(few) <= max(1, MOST_OUTLIERS_SHARE * (len(few) + many)):
            return few
    return []


def _outlier(
    theme: str | None,
    raised: Sequence[Voice],
    person: str,
    voices: Mapping[str, Sequence[Voice]],
    titles: Mapping[str, str],
    *,
    own: str | None = None,
) -> Outlier:
    sides = {one: side_of(position) for one, position in positions(raised).items()}
    side = sides[person]
    (voice,) = quotes_by_person([one for one in raised if one.persona_id == person and one.side == side])
    stance: Literal["for", "against"] = "for" if side > 0 else "against"
    return Outlier(
        theme=theme,
        stance=stance,
        others=sum(taken == -side for taken in sides.values()),
        quote=voice.as_quote(),
        reasons=[
            titles[code]
            for code, others in voices.items()
            if code != own and any(one.turn_id == voice.turn_id and one.side == side for one in others)
        ],
    )
