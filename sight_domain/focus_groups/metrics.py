"""How a talk went: pure functions on its turns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sight_domain.focus_groups.schemas import GroupMetrics

SHORT_TURN_WORDS = 25


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """What the metrics need of a turn. `speaker` is ``None`` for the moderator; `replies_to_participant` says whether
    it answers another participant."""

    speaker: str | None
    text: str
    answered: bool
    replies_to_participant: bool = False

    @property
    def words(self) -> int:
        return len(self.text.split())


def gini(amounts: Sequence[float]) -> float:
    """Gini coefficient of non-negative amounts: 0 when all are equal, (n - 1)/n when one has all; 0 for no amounts.

    G = sum_i (2 i - n - 1) x_i / (n sum x), x ascending, i from 1.
    """
    ordered = sorted(amounts)
    n, total = len(ordered), sum(ordered)
    if not n or not total:
        return 0.0
    return sum((2 * i - n - 1) * x for i, x in enumerate(ordered, start=1)) / (n * total)


def reply_chain_depth(turns: Sequence[SpokenTurn]) -> float:
    """Mean length of the runs of participant turns that answer a participant; 0 when nobody does."""
    lengths: list[int] = []
    length = 0
    for turn in turns:
        if turn.replies_to_participant:
            length += 1
        elif length:
            lengths.append(length)
            length = 0
    lengths += [length] if length else []
    return sum(lengths) / len(lengths) if lengths else 0.0


def group_metrics(turns: Sequence[SpokenTurn], participants: int) -> GroupMetrics:
    """The metrics of a group of `participants` persons; the silent count as zero words in the Gini coefficient."""
    spoken = [turn for turn in turns if turn.speaker is not None and turn.answered]
    failed = sum(turn.speaker is not None and not turn.answered for turn in turns)
    words: Counter[str] = Counter()
    for turn in spoken:
        words[str(turn.speaker)] += turn.words
    moderator = sum(turn.words for turn in turns if turn.speaker is None)
    said = sum(words.values())
    return GroupMetrics(
        turns=len(turns),
        answers=len(spoken),
        failed_answers=failed,
        mean_words=round(said / len(spoken), 1) if spoken else 0.0,
        short_turn_share=round(sum(t.words < SHORT_TURN_WORDS for t in spoken) / len(spoken), 4)
        if spoken
        else 0.0,
        median_words=float(median(turn.words for turn in spoken)) if spoken else 0.0,
        reply_chain_depth=round(reply_chain_depth(turns), 2),
        participation_gini=round(gini([*words.values(), *[0] * (participants - len(words))]), 4),
        moderator_word_share=round(moderator / (moderator + said), 4) if moderator + said else 0.0,
    )
