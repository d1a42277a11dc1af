"""How much may still be said: minutes of a guide as words, shared out over the questions that are left."""

from __future__ import annotations

from sight_domain.focus_groups.guide_spec import WORDS_PER_MINUTE, DiscussionGuide
from sight_domain.focus_groups.talk import Talk


def words_left(talk: Talk, guide: DiscussionGuide) -> float | None:
    """Words that may still be spoken in the room on the question now talked about; ``None`` without a time budget::

        (150 * minutes of the section - words on its earlier questions) / questions left, this one included
        - words on this question

    What one question leaves of its time the next ones get; what it overran (by a turn at most) they lack.
    """
    number = guide.section_of(talk.question)
    minutes = guide.sections[number].minutes
    if minutes is None:
        return None
    asked = guide.spans()[number]
    earlier = sum(
        len(e.text.split()) for e in talk.entries if e.question in asked and e.question < talk.question
    )
    here = sum(len(entry.text.split()) for entry in talk.on_question)
    return (WORDS_PER_MINUTE * minutes - earlier) / (asked.stop - talk.question) - here
