"""What a group is asked: checked before anything is stored, every fault named by its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sight_domain.errors import invalid_argument
from sight_domain.focus_groups.guide_spec import GuideQuestion, Section
from sight_domain.focus_groups.stimuli import LONGEST_STIMULUS
from sight_domain.language import Language, Text

MOST_QUESTIONS = 30
MOST_PROBES = 5
LONGEST_QUESTION = 1_000
LONGEST_PROBE = 300
LONGEST_NAME = 200
LONGEST_TALK_MINUTES = 480
LEAST_MINUTES_A_QUESTION = 0.5


def checked_sections(
    questions: Sequence[str] | None,
    sections: Sequence[Section] | None,
    *,
    title: str,
    minutes: float | None = None,
) -> tuple[Section, ...]:
    """What is asked, by sections, without surrounding space; a list of questions is one section.

    Args:
        title: of the one section.
        minutes: of the whole talk: what sections with minutes of their own leave is shared out over the others by the
            number of their questions.

    Raises:
        SightError: ``invalid_argument`` for both or neither of `questions` and `sections`, more than 30 questions, an
            empty, overlong or repeated question or probe, and minutes that are not enough or do not add up.
    """
    if questions and sections:
        raise invalid_argument(
            "questions",
            Text(en="There are both questions and sections.", pl="Podano i pytania, i części."),
            Text(
                en="Give `questions`, or `sections` with questions in them.",
                pl="Podaj `questions` albo `sections` z pytaniami.",
            ),
        )
    if sections:
        asked = [
            Section(
                title=_checked_words(section.title, LONGEST_NAME, f"sections[{number}].title"),
                questions=tuple(
                    _checked_question(one, f"sections[{number}].questions[{place}]")
                    for place, one in enumerate(section.questions)
                ),
                minutes=section.minutes,
            )
            for number, section in enumerate(sections)
        ]
    else:
        asked = [_plain_section(questions or (), title)]
    _require_sound(asked, plain=not sections)
    return _with_minutes(asked, minutes)


def _plain_section(questions: Sequence[str], title: str) -> Section:
    if not questions:
        raise invalid_argument(
            "questions",
            Text(en="There are no questions.", pl="Nie podano żadnych pytań."),
            Text(
                en="Give at least one question to ask the group.",
                pl="Podaj co najmniej jedno pytanie do grupy.",
            ),
        )
    asked = [
        GuideQuestion(text=_checked_words(text, LONGEST_QUESTION, f"questions[{place}]"))
        for place, text in enumerate(questions)
    ]
    return Section(title=title, questions=tuple(asked))


def _checked_question(question: GuideQuestion, place: str) -> GuideQuestion:
    text = _checked_words(question.text, LONGEST_QUESTION, f"{place}.text")
    if len(question.probes) > MOST_PROBES:
        raise invalid_argument(
            f"{place}.probes",
            Text(en=f"{len(question.probes)} probes are too many.", pl=f"Dopytań jest za dużo: {len(question.probes)}."),
            Text(en=f"Give at most {MOST_PROBES}.", pl=f"Podaj ich najwyżej {MOST_PROBES}."),
        )  # fmt: skip
    probes = [
        _checked_words(probe, LONGEST_PROBE, f"{place}.probes[{number}]")
        for number, probe in enumerate(question.probes)
    ]
    return GuideQuestion(text=text, probes=tuple(dict.fromkeys(probes)))


def _checked_words(text: str, longest: int, field: str) -> str:
    stripped = text.strip()
    if not stripped or len(stripped) > longest:
        raise invalid_argument(
            field,
            Text(
                en="This is empty." if not stripped else f"This has {len(stripped):,} characters.",
                pl="To pole jest puste." if not stripped else f"Liczba znaków: {len(stripped)}.",
            ),
            Text(en=f"Use 1 to {longest:,} characters.", pl=f"Użyj od 1 do {longest} znaków."),
        )
    return stripped


def _places(sections: Sequence[Section], *, plain: bool) -> Iterator[tuple[str, GuideQuestion]]:
    for number, section in enumerate(sections):
        for place, question in enumerate(section.questions):
            yield f"questions[{place}]" if plain else f"sections[{number}].questions[{place}]", question


def _require_sound(sections: Sequence[Section], *, plain: bool) -> None:
    """Few enough questions, each asked once."""
    asked: set[str] = set()
    for field, question in _places(sections, plain=plain):
        if question.text in asked:
            raise invalid_argument(
                field,
                Text(en="This question is asked twice.", pl="To pytanie powtarza się."),
                Text(en="Ask each question once.", pl="Zadaj każde pytanie raz."),
            )
        asked.add(question.text)
    if len(asked) > MOST_QUESTIONS:
        raise invalid_argument(
            "questions" if plain else "sections",
            Text(en=f"{len(asked)} questions are too many.", pl=f"Za dużo pytań: {len(asked)}."),
            Text(en=f"Ask at most {MOST_QUESTIONS}.", pl=f"Zadaj najwyżej {MOST_QUESTIONS}."),
        )


def _with_minutes(sections: Sequence[Section], minutes: float | None) -> tuple[Section, ...]:
    for number, section in enumerate(sections):
        if section.minutes is not None:
            _require_enough(section.minutes, len(section.questions), f"sections[{number}].minutes")
    if minutes is None:
        return tuple(sections)
    _require_enough(minutes, sum(len(section.questions) for section in sections), "minutes")
    given = sum(section.minutes or 0 for section in sections)
    open_questions = sum(len(section.questions) for section in sections if section.minutes is None)
    if given > minutes or (open_questions and minutes - given < LEAST_MINUTES_A_QUESTION * open_questions):
        raise invalid_argument(
            "minutes",
            Text(
                en=f"The sections' own {given:g} minutes leave too little of {minutes:g}.",
                pl=f"Czas przypisany częściom ({in_figures(given, 'pl')} min) zostawia za mało z {in_figures(minutes, 'pl')} min.",
            ),
            Text(
                en="Raise `minutes`, or give the sections less.",
                pl="Zwiększ `minutes` albo przydziel częściom mniej czasu.",
            ),
        )
    each = (minutes - given) / open_questions if open_questions else 0.0
    return tuple(
        section
        if section.minutes is not None
        else section.model_copy(update={"minutes": round(each * len(section.questions), 2)})
        for section in sections
    )


def _require_enough(minutes: float, questions: int, field: str) -> None:
    least = LEAST_MINUTES_A_QUESTION * questions
    if not least <= minutes <= LONGEST_TALK_MINUTES:
        raise invalid_argument(
            field,
            Text(
                en=f"{minutes:g} minutes cannot be held: the number of questions is {questions}.",
                pl=f"Nie da się zaplanować {in_figures(minutes, 'pl')} min przy tylu pytaniach: {questions}.",
            ),
            Text(
                en=f"Use {least:g} to {LONGEST_TALK_MINUTES}: half a minute a question at the least.",
                pl=f"Podaj od {in_figures(least, 'pl')} do {LONGEST_TALK_MINUTES}: co najmniej pół minuty na pytanie.",
            ),
        )


def in_figures(number: float, language: Language) -> str:
    """A number with the decimal mark of the language: ``0.5``, ``0,5``."""
    return f"{number:g}".replace(".", "," if language == "pl" else ".")


def checked_stimulus(stimulus: str | None) -> str | None:
    """The stimulus, ``None`` when there is none; ``invalid_argument`` when it is longer than 20,000 characters."""
    if stimulus is not None:
        require_short(len(stimulus), "stimulus")
    return (stimulus or "").strip() or None


def require_short(characters: int, field: str) -> None:
    """``invalid_argument`` when more is shown than 20,000 characters."""
    if characters > LONGEST_STIMULUS:
        raise invalid_argument(
            field,
            Text(
                en=f"What is shown has {characters:,} characters.",
                pl=f"Materiał dla uczestników jest za długi; liczba znaków: {characters}.",
            ),
            Text(
                en=f"Shorten it to {LONGEST_STIMULUS:,}, or show one page of a document.",
                pl=f"Skróć go do {LONGEST_STIMULUS} znaków albo pokaż jedną stronę dokumentu.",
            ),
        )


def checked_name(name: str) -> str:
    """The group's name; ``invalid_argument`` when empty or longer than 200 characters."""
    stripped = name.strip()
    if not 1 <= len(stripped) <= LONGEST_NAME:
        raise invalid_argument(
            "name",
            Text(
                en="The name of the group is empty or too long.", pl="Nazwa grupy jest pusta albo za długa."
            ),
            Text(en=f"Use 1 to {LONGEST_NAME} characters.", pl=f"Użyj od 1 do {LONGEST_NAME} znaków."),
        )
    return stripped
