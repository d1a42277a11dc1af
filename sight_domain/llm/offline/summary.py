"""The thematic summary of a focus group, counted from its coded turns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.coding import Mention, code_text
from sight_domain.llm.offline.considerations import label
from sight_domain.llm.offline.grammar import resource
from sight_domain.llm.offline.polish import counted, of_people

MAX_THEMES = 6
# From here on a sentence or a person takes a side.
FOR, AGAINST = 0.25, -0.25


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer of the group."""

    turn_id: str
    persona_id: str
    persona_name: str
    question_index: int
    text: str


@dataclass(slots=True)
class Theme:
    """A consideration as the group voiced it: each mention with its turn."""

    code: str
    mentions: list[tuple[Turn, Mention]] = field(default_factory=list)

    def voices(self) -> dict[str, float]:
        """Persona -> mean polarity of that person's mentions that take a side, -1..1; 0 when none does."""
        said: dict[str, list[float]] = defaultdict(list)
        for turn, mention in self.mentions:
            sides = said[turn.persona_id]
            if mention.polarity > FOR or mention.polarity < AGAINST:
                sides.append(mention.polarity)
        return {persona: sum(tones) / len(tones) if tones else 0.0 for persona, tones in said.items()}

    @property
    def reach(self) -> int:
        """How many different people voice it."""
        return len({turn.persona_id for turn, _ in self.mentions})

    def split(self) -> tuple[int, int]:
        """(people who speak for, people who speak against); the rest say it without taking sides."""
        tones = self.voices().values()
        return sum(t > FOR for t in tones), sum(t < AGAINST for t in tones)

    @property
    def sentiment(self) -> float:
        """Mean of the people's polarities, -1..1, so that one talkative person counts once."""
        tones = self.voices().values()
        return sum(tones) / len(tones) if tones else 0.0


def turns_of(items: Any) -> list[Turn]:
    """Read turns given as JSON objects; those without a text are left out."""
    return [
        Turn(
            turn_id=str(item.get("turn_id") or item.get("id") or ""),
            persona_id=str(item.get("persona_id") or item.get("persona_name") or ""),
            persona_name=str(item.get("persona_name") or ""),
            question_index=int(item.get("question_index") or 0),
            text=str(item["text"]),
        )
        for item in items or ()
        if isinstance(item, Mapping) and str(item.get("text") or "").strip()
    ]


def themes_of(turns: Iterable[Turn], language: Language) -> list[Theme]:
    """The considerations voiced, by reach and then by number of mentions, the most voiced first."""
    themes: dict[str, Theme] = {}
    for turn in turns:
        for mention in code_text(turn.text, language):
            themes.setdefault(mention.code, Theme(mention.code)).mentions.append((turn, mention))
    return sorted(themes.values(), key=lambda theme: (-theme.reach, -len(theme.mentions), theme.code))


def quotes_of(theme: Theme, limit: int | None = None, *, sign: int = 0) -> list[dict[str, str]]:
    """One whole sentence of every person who voices a theme, the most telling first, `limit` at most.

    Telling: many words of the theme, a clear polarity, 5-40 words long. With `sign` only sentences of that side.
    Each ``text`` is an exact substring of its turn's text. The prevailing side comes first, then the other.
    """
    candidates = [(t, m) for t, m in theme.mentions if sign == 0 or m.polarity * sign > FOR]
    ranked = sorted(candidates, key=lambda pair: (-_tellingness(*pair), pair[0].turn_id, pair[1].start))
    chosen: list[tuple[Turn, Mention]] = []
    heard: set[str] = set()
    for turn, mention in [*_one_of_each_side(ranked, theme.sentiment), *ranked]:
        if turn.persona_id not in heard:
            heard.add(turn.persona_id)
            chosen.append((turn, mention))
    return [{"turn_id": turn.turn_id, "text": turn.text[m.start : m.end]} for turn, m in chosen[:limit]]


def _one_of_each_side(ranked: Sequence[tuple[Turn, Mention]], sentiment: float) -> list[tuple[Turn, Mention]]:
    good = next((pair for pair in ranked if pair[1].polarity > FOR), None)
    bad = next((pair for pair in ranked if pair[1].polarity < AGAINST), None)
    prevailing_first = (good, bad) if sentiment >= 0 else (bad, good)
    return [pair for pair in prevailing_first if pair]


def _tellingness(turn: Turn, mention: Mention) -> float:
    words = len(turn.text[mention.start : mention.end].split())
    fitting = 1.0 if 5 <= words <= 40 else 0.3
    return fitting * (min(mention.strength, 3) + 1.5 * abs(mention.polarity))


def write_summary(inputs: Mapping[str, Any], *, language: Language) -> dict[str, Any]:
    """Themes with verified quotes, key insights whose counts are true, and a summary paragraph.

    Args:
        inputs: ``topic``, ``questions`` (their texts) and ``turns``
            ({turn_id, persona_id, persona_name, question_index, text}).

    Returns:
        ``{themes: [{title, description, quotes: [{turn_id, text}], sentiment}], key_insights, summary}``;
        empty lists and an explaining summary when nobody said anything.
    """
    turns = turns_of(inputs.get("turns"))
    people = len({turn.persona_id for turn in turns})
    themes = [theme for theme in themes_of(turns, language) if quotes_of(theme)]
    report = _Report(language, people, [str(q) for q in inputs.get("questions") or ()], turns)
    top = themes[:MAX_THEMES]
    return {
        "themes": [
            {
                "title": report.title(theme),
                "description": report.description(theme),
                "quotes": quotes_of(theme),
                "sentiment": round(theme.sentiment, 2),
            }
            for theme in top
        ],
        "key_insights": report.insights(themes),
        "summary": report.summary(str(inputs.get("topic") or ""), top),
    }


@dataclass(slots=True)
class _Report:
    """Sentences about coded turns; every number in them is counted."""

    language: Language
    people: int
    questions: Sequence[str]
    turns: Sequence[Turn]

    def title(self, theme: Theme) -> str:
        good, bad = theme.split()
        side = (
            "split" if min(good, bad) * 3 > max(good, bad) or good == bad else "good" if good > bad else "bad"
        )
        return resource("themes")[theme.code][self.language][side]

    def description(self, theme: Theme) -> str:
        parts = [self._reach(theme), self._sides(theme), self._where(theme), self._dissent(theme)]
        return " ".join(part for part in parts if part)

    def insights(self, themes: Sequence[Theme]) -> list[str]:
        lines = [self._mentions(theme) for theme in themes[:2]]
        sided = [(theme, *theme.split()) for theme in themes]
        barrier = max(sided, key=lambda s: (s[2], s[0].reach), default=None)
        draw = max(sided, key=lambda s: (s[1], s[0].reach), default=None)
        if barrier and barrier[2]:
            lines.append(self._strongest(barrier[0], barrier[2], "against"))
        if draw and draw[1]:
            lines.append(self._strongest(draw[0], draw[1], "for"))
        divided = [s for s in sided if min(s[1], s[2]) >= 2]
        if divided:
            theme, good, bad = max(divided, key=lambda s: min(s[1], s[2]))
            lines.append(self._divided(theme, good, bad))
        return list(dict.fromkeys(lines))

    def summary(self, topic: str, themes: Sequence[Theme]) -> str:
        if not themes:
            return (
                "Wypowiedzi nie poruszyły żadnego rozpoznawalnego wątku."
                if self.language == "pl"
                else "The answers raised no recognisable theme."
            )
        tones = [theme.sentiment for theme in themes]
        mean = sum(tones) / len(tones)
        names = [label(theme.code, self.language) for theme in themes[:3]]
        if self.language == "pl":
            mood = "przychylny" if mean > 0.15 else "krytyczny" if mean < -0.15 else "mieszany"
            about = f" na temat „{topic}”" if topic else ""
            answers = counted(len(self.turns), "wypowiedź", "wypowiedzi", "wypowiedzi")
            persons = counted(self.people, "osoby", "osób", "osób")
            return (
                f"Zakodowano {len(self.turns)} {answers} {self.people} {persons}{about}. Najczęściej wracały wątki: "
                f"{', '.join(names)}. Ogólny ton wątków jest {mood} (średnio {_decimal(mean, 'pl')} w skali od −1 do 1). "
                + self._mentions(themes[0])
            )
        mood = "favourable" if mean > 0.15 else "critical" if mean < -0.15 else "mixed"
        about = f' on "{topic}"' if topic else ""
        return (
            f"{len(self.turns)} answer{_s(len(self.turns))} by {self.people} respondent{_s(self.people)}{about} were coded. "
            f"Raised most often: {', '.join(names)}. The overall tone of the themes is {mood} "
            f"(mean {_decimal(mean, 'en')} on a scale from −1 to 1). " + self._mentions(themes[0])
        )

    def _mentions(self, theme: Theme) -> str:
        name = label(theme.code, self.language)
        if self.language == "pl":
            verb = counted(theme.reach, "mówi", "mówią", "mówi")
            return f"O wątku „{name}” {verb} {of_people(theme.reach, self.people)}."
        return f"{theme.reach} of {self.people} respondents mention{_verb_s(theme.reach)} {name}."

    def _reach(self, theme: Theme) -> str:
        name, times = label(theme.code, self.language), len(theme.mentions)
        if self.language == "pl":
            verb = counted(theme.reach, "Podejmuje", "Podejmują", "Podejmuje")
            reach = of_people(theme.reach, self.people)
            return f"Wątek: {name}. {verb} go {reach}, łącznie w {times} {_in_sentences(times)}."
        return (
            f"{theme.reach} of {self.people} respondents raise{_verb_s(theme.reach)} {name}, "
            f"in {times} sentence{_s(times)}."
        )

    def _sides(self, theme: Theme) -> str:
        good, bad = theme.split()
        neutral = theme.reach - good - bad
        if self.language == "pl":
            return f"Na plus: {good}, na minus: {bad}, bez opowiedzenia się: {neutral}."
        return f"In favour: {good}, against: {bad}, taking no side: {neutral}."

    def _where(self, theme: Theme) -> str:
        by_question = Counter(turn.question_index for turn, _ in theme.mentions)
        if len(by_question) < 2 and len(self.questions) < 2:
            return ""
        index, times = max(by_question.items(), key=lambda item: (item[1], -item[0]))
        question = _shortened(self.questions[index]) if 0 <= index < len(self.questions) else ""
        if self.language == "pl":
            quoted = f" („{question}”)" if question else ""
            return f"Najczęściej przy pytaniu {index + 1}{quoted}: {times} z {len(theme.mentions)}."
        quoted = f' ("{question}")' if question else ""
        return f"Most often at question {index + 1}{quoted}: {times} of {len(theme.mentions)}."

    def _dissent(self, theme: Theme) -> str:
        """Names who sees it differently from the majority, when few do."""
        good, bad = theme.split()
        minority = 1 if good < bad else -1
        names = {turn.persona_id: turn.persona_name for turn, _ in theme.mentions}
        others = [
            names[p]
            for p, tone in theme.voices().items()
            if (tone > FOR if minority > 0 else tone < AGAINST) and names[p]
        ]
        if not others or len(others) > 3 or good == bad:
            return ""
        listed = ", ".join(others)
        return f"Inaczej widzi to: {listed}." if self.language == "pl" else f"Seen differently by: {listed}."

    def _strongest(self, theme: Theme, n: int, side: str) -> str:
        name = label(theme.code, self.language)
        if self.language == "pl":
            what = "Najsilniejsza bariera" if side == "against" else "Najsilniejsza zachęta"
            which = "na minus" if side == "against" else "na plus"
            verb = counted(n, "mówi", "mówią", "mówi")
            return f"{what}: {name} ({which} {verb} o tym {of_people(n, self.people)})."
        what = "The strongest barrier" if side == "against" else "The strongest draw"
        which = "against" if side == "against" else "in favour"
        return f"{what}: {name} ({n} of {self.people} respondents speak{_verb_s(n)} {which})."

    def _divided(self, theme: Theme, good: int, bad: int) -> str:
        name = label(theme.code, self.language)
        if self.language == "pl":
            return f"Grupę dzieli wątek: {name} ({good} na plus, {bad} na minus)."
        return f"The group is divided over {name} ({good} in favour, {bad} against)."


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _in_sentences(n: int) -> str:
    return "zdaniu" if n == 1 else "zdaniach"


def _decimal(number: float, language: Language) -> str:
    rounded = round(number, 2)
    text = f"{rounded:.2f}".replace("-", "−") if rounded else "0"
    return text.replace(".", ",") if language == "pl" else text


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def _verb_s(n: int) -> str:
    return "s" if n == 1 else ""
