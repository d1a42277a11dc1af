"""Polish sentences as clauses, and of whom a verb speaks: the respondent, or somebody or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sight_domain.personas.fact_check.known import Known
from sight_domain.personas.fact_check.morphology import Word, words_of

# Words that name the respondent whatever else is known.
_PERSON = frozenset(
    [
        "kobieta",
        "mężczyzna",
        "osoba",
        "człowiek",
        "pan",
        "pani",
        "respondent",
        "respondentka",
        "dziewczyna",
        "chłopak",
        "mieszkaniec",
        "mieszkanka",
        "on",
        "ona",
        "emeryt",
        "emerytka",
        "rencista",
        "rencistka",
        "student",
        "studentka",
        "uczeń",
        "uczennica",
        "bezrobotny",
        "bezrobotna",
        "rolnik",
        "rolniczka",
        "trzydziestolatek",
        "trzydziestolatka",
        "czterdziestolatek",
        "czterdziestolatka",
    ]
)
# Said of when something is done, in the accusative that looks like a nominative ("co miesiąc", "rano i wieczór").
_TIMES = frozenset(
    [
        "dzień",
        "miesiąc",
        "rok",
        "tydzień",
        "wieczór",
        "ranek",
        "raz",
        "czas",
        "chwila",
        "godzina",
        "lato",
        "weekend",
        "noc",
        "moment",
    ]
)
# Verbs whose subject usually follows them.
_APPEAR = frozenset(
    [
        "minąć",
        "nadejść",
        "przyjść",
        "wystarczyć",
        "wystarczać",
        "zostać",
        "pozostać",
        "przypaść",
        "pojawić",
        "być",
        "nastać",
        "upłynąć",
        "paść",
    ]
)
_DENIALS = frozenset(["nie", "bez", "nigdy", "ani", "brak", "brakuje"])
_SOMEBODY = frozenset(
    ["kto", "ktoś", "nikt", "każdy", "wszyscy", "inny", "coś", "nic", "wiele", "wielu", "większość"]
)
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»]?\s+(?=[\"„«–—A-ZĄĆĘŁŃÓŚŹŻ0-9])")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words between two stops of one sentence; `before` is the clause ahead of it in the sentence."""

    words: tuple[Word, ...]
    text: str
    before: Clause | None
    sentence: str
    number: int

    def after(self, index: int) -> Sequence[Word]:
        return self.words[index + 1 :]

    def negates(self, place: int) -> bool:
        """Whether the word that begins at that place of the clause's text is denied just before."""
        at = next(
            (i for i, w in enumerate(self.words) if w.start - self.words[0].start >= place), len(self.words)
        )
        return any(w.lower in _DENIALS for w in self.words[max(0, at - 3) : at + 1])

    @property
    def negated(self) -> bool:
        return any(word.lower in _DENIALS for word in self.words)


def clauses_of(text: str) -> Iterator[Clause]:
    """The clauses of a text in order."""
    number = 0
    for sentence in _SENTENCE_END.split(text):
        before: Clause | None = None
        words: list[Word] = []
        for word in [*words_of(sentence), None]:
            if word is not None and not word.is_stop:
                words.append(word)
                continue
            if words:
                excerpt = sentence[words[0].start : words[-1].end]
                before = Clause(tuple(words), excerpt, before, sentence.strip(), number)
                number += 1
                yield before
                words = []


def respondent_lemmas(known: Known) -> frozenset[str]:
    """Lemmas that name the respondent: name, surname, person words and the title of the occupation."""
    own = {known.given_name.lower(), *known.surname.lower().replace("-", " ").split()}
    for text in (known.given_name, known.surname):
        own |= {r.lemma for word in words_of(text) for r in word.readings if r.part in ("subst", "adj")}
    for word in words_of(known.occupation or ""):
        # Only what stands in the nominative is a title: "zajmuje się domem" makes nobody a house.
        own |= {r.lemma for r in word.readings if r.part in ("subst", "adj") and r.tags >= {"nom", "sg"}}
    return _PERSON | own


def speaks_of_another(clause: Clause, verb: int, own: frozenset[str]) -> bool:
    """Whether the verb at that place of the clause has a subject other than the respondent.

    A dropped subject is the respondent's. A relative clause speaks of the noun before it.
    """
    first = clause.words[0]
    if first.is_("który", "jaki", "co") and first.lower != "co" and verb > 0:
        antecedent = _last_noun(clause.before)
        return antecedent is not None and not _names(antecedent, own)
    for index in range(verb - 1, -1, -1):
        word = clause.words[index]
        if word.is_(*_SOMEBODY):
            return True
        if _is_subject(clause, index) and not (_may_be_object(word) and _verb_ahead(clause, index)):
            return not _names(word, own)
    if clause.before is not None and clause.before.words[0].is_("który") and clause.before.before is not None:
        # "kot, którego przygarnęła, spał": after a relative clause the noun before it goes on.
        main = clause.before.before
        noun = next((i for i in range(len(main.words) - 1, -1, -1) if _is_subject(main, i)), None)
        return noun is not None and noun == len(main.words) - 1 and not _names(main.words[noun], own)
    # "żona mówi, że zrobiła zakupy": what the one before says is the subject here too.
    told = first.is_("że", "żeby", "bo", "iż") and clause.before is not None
    return told and clause.before is not None and _speaks(clause.before, own)


def _speaks(clause: Clause, own: frozenset[str]) -> bool:
    verb = next((i for i, w in enumerate(clause.words) if w.can_be("fin") or w.can_be("praet")), None)
    return verb is not None and speaks_of_another(clause, verb, own)


def subject_follows(clause: Clause, verb: int, own: frozenset[str]) -> bool:
    """Whether a noun after the verb can be its subject (``nauczył ją dziadek``, ``minął rok``)."""
    near = clause.words[max(0, verb - 2) : verb + 3]
    takes_subject = clause.words[verb].is_(*_APPEAR) or any(word.lower == "się" for word in near)
    for index in range(verb + 1, len(clause.words)):
        word = clause.words[index]
        noun = _is_subject(clause, index) or (word.is_(*_TIMES) and not governed(clause, index))
        if noun and not _names(word, own) and (takes_subject or not _may_be_object(word)):
            return True
    return False


def governed(clause: Clause, index: int) -> bool:
    """Whether a preposition governs the noun at that place (adjectives and numbers may stand between)."""
    for word in reversed(clause.words[:index]):
        if word.only_preposition:
            return True
        modifier = not word.readings or any(
            r.part in ("adj", "num", "ppas", "pact", "adv", "part") for r in word.readings
        )
        if not modifier:
            return False
    return False


def _may_be_object(word: Word) -> bool:
    return any(r.part in ("subst", "ger") and "acc" in r.tags for r in word.readings)


def _verb_ahead(clause: Clause, index: int) -> bool:
    return any(word.can_be("fin") or word.can_be("praet") for word in clause.words[:index])


def _is_subject(clause: Clause, index: int) -> bool:
    word = clause.words[index]
    if _may_be_object(word) and word.is_(*_TIMES):
        return False
    following = clause.words[index + 1 : index + 2]
    if any(r.part == "adj" for r in word.readings) and any(
        r.part == "subst" for w in following for r in w.readings
    ):
        return False
    return (
        any(r.nominative_noun for r in word.readings)
        and not governed(clause, index)
        and not (
            any(
                r.part in ("fin", "praet", "adv", "conj", "prep", "part", "comp", "pred")
                for r in word.readings
            )
        )
    )


def _names(word: Word, own: frozenset[str]) -> bool:
    return not word.lemmas.isdisjoint(own)


def _last_noun(clause: Clause | None) -> Word | None:
    if clause is None:
        return None
    nouns = [word for word in clause.words if any(r.part == "subst" for r in word.readings)]
    return nouns[-1] if nouns else None
