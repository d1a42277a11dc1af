"""What a sentence states: quantities, movements, and who does what."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sight_domain.language import Language
from sight_domain.llm.offline.documents.named import Named, groups_in, names_in
from sight_domain.llm.offline.grammar import resource
from sight_domain.llm.offline.planner.lexicon import Hit, Lexicon
from sight_domain.llm.offline.planner.text import Word, words

_QUANTITY = re.compile(
    r"(?<![\w.,–-])\d+(?:[ \u00a0]\d{3}(?!\d))*(?:[.,]\d+)*"
    r"(?P<unit>\s?(?:%|proc\.|procent\w*|per ?cent|p\.?p\.|pkt\.? proc\.?|punkt\w* procent\w*|percentage points?"
    r"|(?:tys\.?|mln|mld|million|billion|thousand)(?:\s(?:zł|PLN|EUR|osób|people))?|zł\w*|PLN|EUR|euro|USD|GBP|hours?|godzin\w*|minut\w*))?"
)
_MONEY = re.compile(r"[$€£]\s?$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_CLAUSE = re.compile(r"[,;:()]|\s[–-]\s|\s(?:a|natomiast|zaś|podczas gdy|while|whereas)\s")
_BOUND = re.compile(r"\b(?:powyżej|poniżej|above|below)\s$", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\b(?:numer\w*|nr|aneks\w*|załącznik\w*|rozdzia[łl]\w*|tabel\w+|tab|wykres\w*|rysun\w+|rys|stron\w*|str|punk\w+|art|ust"
    r"|poz|section|chapter|table|figure|fig|pages?|appendix|annex|no|item)\.?\s$",
    re.IGNORECASE,
)
"""Before a number that says where something stands, not how much it is."""
_GOVERNS = re.compile(r"\b(?:z|ze|do|na|o)\s$", re.IGNORECASE)
"""A preposition that what follows cannot do without: ``z diety korzystało``."""
_PAST_OF_SO_MANY = "ło"
"""How a Polish verb ends before so many of somebody: ``przeczytało 41% Polaków``."""
_REPORTED = re.compile(r",\s(?:że|iż)\s")
_LONGEST_PHRASE = 6
_LONGEST_OBJECT = 3
_NEAR = 5
"""Characters between a number and its year: "12% w 2020"."""


class Sentence:
    """One sentence with everything that is named in it."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language: Language = language
        self.groups = groups_in(text, language)
        self.named = [*self.groups, *names_in(text)]
        self.words = words(text)
        self._lexicons = _lexicons(language)
        self._verbs = {hit.first_word for hit in self._lexicons["verbs"].hits(text, forgiving=False)}
        self._fillers = {hit.first_word for hit in self._lexicons["fillers"].hits(text, forgiving=False)}
        self.indicators = self._indicators()

    def measurements(self, spoken_of: str | None = None) -> list[dict[str, Any]]:
        """Numbers with a unit, or of an indicator that the sentence names.

        `spoken_of`: what the sentence before measured, for one that says "this share"; such a one alone says nothing.
        """
        found: list[dict[str, Any]] = []
        for number in _QUANTITY.finditer(self.text):
            if self._is_age(number) or (_YEAR.fullmatch(number.group()) and not number["unit"]):
                continue
            before = self.text[: number.start()]
            if _BOUND.search(before) or (_REFERENCE.search(before) and not number["unit"]):
                continue
            indicator = self._indicator_of(number)
            has_unit = number["unit"] or _MONEY.search(self.text[: number.start()])
            if indicator is None and not has_unit:
                continue
            group = self._group_of(number)
            named = indicator.name if indicator else None
            if named is not None and _is_reference(named):
                named = found[-1]["indicator"] if found else spoken_of
                if named is None:
                    continue
            measured = named or self._predicate(number, group)
            # "48% of the readers buy books, of women even 58%": what is said of the others is not said twice.
            measured = measured or (found[-1]["indicator"] if found else None)
            if measured and number.group() not in measured:
                found.append(
                    {
                        "indicator": measured,
                        "value": number.group(),
                        "year": self._year_of(number),
                        "group": group.name if group else None,
                        "quote": self.text,
                    }
                )
        return found

    def trends(self) -> list[dict[str, Any]]:
        """Indicators that rise, fall or stay."""
        found: list[dict[str, Any]] = []
        for direction in ("rise", "fall", "steady"):
            for hit in self._lexicons[direction].hits(self.text, forgiving=False)[:1]:
                mover = self._moved(hit)
                if mover:
                    groups = [one.name for one in self.groups if not _inside(one.name, mover)]
                    years = [int(year) for year in _YEAR.findall(self.text)]
                    found.append(
                        {
                            "indicator": mover,
                            "direction": direction,
                            "year": max(years, default=None),
                            "group": groups[0] if groups else None,
                            "quote": self.text,
                        }
                    )
        return found

    def relations(self) -> list[dict[str, Any]]:
        """Somebody or something named, a verb, and what it is done to."""
        found: list[dict[str, Any]] = []
        for hit in self._lexicons["relations"].hits(self.text, forgiving=False):
            clause = self._clause_start(hit.start)
            subject = self._doer(clause, hit.start)
            target = self._object_after(hit)
            if subject is not None and target:
                found.append(
                    {
                        "subject": subject.name,
                        "verb": self.text[hit.start : hit.end],
                        "object": target,
                        "quote": self.text,
                    }
                )
        return found

    def _doer(self, start: int, end: int) -> Named | None:
        """Who or what does something: the last group or indicator of the stretch, else the name that opens it.

        A name further in belongs to somebody else: "shops of Warsaw" are not Warsaw.
        """
        inside = [one for one in [*self.groups, *self.indicators] if start <= one.start and one.end <= end]
        if inside:
            return max(inside, key=lambda one: one.end)
        opening = min(
            (one for one in self.named if start <= one.start and one.end <= end),
            key=lambda one: one.start,
            default=None,
        )
        return opening if opening is not None and self._telling(start, opening.start) is None else None

    def _indicators(self) -> list[Named]:
        found: list[Named] = []
        for hit in self._lexicons["indicators"].hits(self.text, forgiving=False):
            if not found or hit.start >= found[-1].end:
                last = self._phrase_end(hit.last_word)
                end = self.words[last].end
                found.append(Named(self.text[hit.start : end], "indicator", hit.start, end))
        return found

    def _phrase_end(self, at: int) -> int:
        """The last word of the phrase that begins before word `at`: up to a verb, a number or a mark."""
        last = at
        for place in range(at + 1, min(at + _LONGEST_PHRASE, len(self.words))):
            between = self.text[self.words[place - 1].end : self.words[place].start]
            if between.strip() or place in self._verbs or self.words[place].folded[0].isdigit():
                break
            if place in self._lone_time or place in self._relation_words:
                break
            if place not in self._fillers:
                last = place
        return last

    @property
    def _lone_time(self) -> set[int]:
        """A filler right before a number belongs to that number."""
        return {
            place
            for place in self._fillers
            if place + 1 < len(self.words) and self.words[place + 1].folded[0].isdigit()
        }

    @property
    def _relation_words(self) -> set[int]:
        return {hit.first_word for hit in self._lexicons["relations"].hits(self.text, forgiving=False)}

    def _indicator_of(self, number: re.Match[str]) -> Named | None:
        """The last indicator before a number, but for one of an earlier clause where the number is so many of a group
        of whom the clause says something: "the cost is 62 zł, and 54% of the clients found it too high"."""
        indicator = self._indicator_before(number.start())
        if indicator is None or indicator.start >= self._clause_start(number.start()):
            return indicator
        group = self._group_after(number)
        return None if group is not None and self._said_of(group) else indicator

    def _indicator_before(self, at: int) -> Named | None:
        return max((one for one in self.indicators if one.end <= at), key=lambda one: one.end, default=None)

    def _group_of(self, number: re.Match[str]) -> Named | None:
        """The group the number is of: right after it, else the last one before it in its clause, else the only one."""
        after = self._group_after(number)
        if after is not None:
            return after
        start = self._clause_start(number.start())
        before = [one for one in self.groups if start <= one.start and one.end <= number.start()]
        if before:
            return before[-1]
        only = self.groups[0] if len(self.groups) == 1 else None
        return only if only is not None and only.end <= number.start() else None

    def _group_after(self, number: re.Match[str]) -> Named | None:
        end = self._clause_end(number.end())
        return next((one for one in self.groups if number.end() <= one.start <= end), None)

    def _said_of(self, group: Named) -> str | None:
        """The words after a group in its clause, and what it is reported to say or think."""
        end = self._clause_end(group.end)
        if _REPORTED.match(self.text, end):
            end = self._clause_end(end + 1)
        return self._telling(group.end, end)

    def _predicate(self, number: re.Match[str], group: Named | None) -> str | None:
        """What is said of so many: the words after the group they are of, else those of the clause before the number."""
        start = self._clause_start(number.start())
        before = self._telling(start, number.start())
        if group is not None and group.start >= number.end() and not self._has_verb(start, number.start()):
            return self._said_of(group) or before
        # One word alone is the rest of something else.
        return before if before is not None and len(words(before)) > 1 else None

    def _has_verb(self, start: int, end: int) -> bool:
        inside = [place for place, word in enumerate(self.words) if start <= word.start and word.end <= end]
        return any(
            place in self._verbs
            or place in self._relation_words
            or self.words[place].text.endswith(_PAST_OF_SO_MANY)
            for place in inside
        )

    def _telling(self, start: int, end: int) -> str | None:
        """The words of a stretch without its edge of times and fillers; ``None`` when nothing is left."""
        inside = [word for word in self.words if start <= word.start and word.end <= end]
        while inside and self._says_nothing(inside[0]):
            inside = inside[1:]
        while inside and self._says_nothing(inside[-1]):
            inside = inside[:-1]
        inside = inside[:_LONGEST_PHRASE]
        if not inside:
            return None
        preposition = _GOVERNS.search(self.text, start, inside[0].start)
        return self.text[preposition.start() if preposition else inside[0].start : inside[-1].end]

    def _says_nothing(self, word: Word) -> bool:
        edge = _silent()
        return (
            word.folded in edge
            or word.folded[0].isdigit()
            or any(one.start <= word.start < one.end for one in self.groups)
        )

    def _moved(self, verb: Hit) -> str | None:
        if verb.exact and self._is_nominal(verb):
            after = self._phrase_end(verb.last_word)
            return self._telling(self.words[verb.last_word].end, self.words[after].end)
        indicator = self._indicator_before(verb.start)
        if indicator is not None:
            return indicator.name
        return self._telling(self._clause_start(verb.start), verb.start)

    def _is_nominal(self, verb: Hit) -> bool:
        said = self.text[verb.start : verb.end]
        return bool(_nominal().hits(said, forgiving=False))

    def _object_after(self, verb: Hit) -> str | None:
        last = verb.last_word
        taken: list[int] = []
        for place in range(last + 1, min(last + 1 + _LONGEST_OBJECT, len(self.words))):
            between = self.text[self.words[place - 1].end : self.words[place].start]
            if between.strip() or place in self._verbs or place in self._fillers:
                break
            taken.append(place)
        if not taken:
            return None
        start = self.words[taken[0]].start
        named = next((one.name for one in self.named if one.start == start), None)
        return named or self.text[self.words[taken[0]].start : self.words[taken[-1]].end]

    def _year_of(self, number: re.Match[str]) -> int | None:
        """The year right after the number, else the last one before it, else the only one of the sentence."""
        years = list(_YEAR.finditer(self.text))
        after = [year for year in years if 0 <= year.start() - number.end() <= _NEAR]
        before = [year for year in years if year.end() <= number.start()]
        chosen = after[0] if after else before[-1] if before else years[0] if len(years) == 1 else None
        return int(chosen.group()) if chosen else None

    def _is_age(self, number: re.Match[str]) -> bool:
        return any(one.start <= number.start() < one.end for one in self.groups)

    def _clause_start(self, at: int) -> int:
        return max((mark.end() for mark in _CLAUSE.finditer(self.text) if mark.end() <= at), default=0)

    def _clause_end(self, at: int) -> int:
        return min(
            (mark.start() for mark in _CLAUSE.finditer(self.text) if mark.start() >= at),
            default=len(self.text),
        )


def _is_reference(indicator: str) -> bool:
    """Whether a name tells what is measured only to who knows what was said before: ``this share``."""
    pointing = {hit.first_word for hit in _pointing().hits(indicator, forgiving=False)}
    return len(pointing) == len(words(indicator))


def _inside(name: str, phrase: str) -> bool:
    return name.split()[0].casefold()[:5] in phrase.casefold()


@cache
def _lexicons(language: Language) -> dict[str, Lexicon]:
    spoken = resource("documents")
    found = {
        name: Lexicon({name: spoken[name][language]})
        for name in ("indicators", "fillers", "verbs", "relations")
    }
    return found | {name: Lexicon({name: patterns[language]}) for name, patterns in spoken["trends"].items()}


@cache
def _nominal() -> Lexicon:
    return Lexicon({"nominal": resource("documents")["nominal"]})


@cache
def _pointing() -> Lexicon:
    return Lexicon({"pointing": resource("documents")["pointing"]})


@cache
def _silent() -> frozenset[str]:
    spoken = resource("documents")
    return frozenset(map(str, spoken["time"])) | {
        str(word) for words in spoken["fillers"].values() for word in words
    }
