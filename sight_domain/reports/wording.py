"""The fixed words of reports, in both languages."""

from __future__ import annotations

from sight_domain.language import Language, Text

OFFLINE_NOTE = Text(
    en="offline engine – these statements are not findings from research with people",
    pl="silnik offline – wypowiedzi nie są wynikiem badania ludzi",
)
OFFLINE_TITLE = Text(en="Written by the offline engine", pl="Wypowiedzi napisał silnik offline")
OFFLINE_EXPLAINED = Text(
    en="Answers, stories, themes and needs in this report were composed by Sight's offline engine from the "
    "respondents' traits by rule. They show how the study works; they must not be quoted as what people think.",
    pl="Odpowiedzi, historie, wątki i potrzeby w tym raporcie ułożył według reguł silnik offline Sight na podstawie "
    "cech respondentów. Pokazują, jak działa badanie; nie wolno ich cytować jako opinii ludzi.",
)
SYNTHETIC_TITLE = Text(en="Synthetic respondents", pl="Respondenci syntetyczni")
SYNTHETIC_EXPLAINED = Text(
    en="The people in this report do not exist. Their demographic profile is drawn from population statistics; what "
    "they say was written by a language model. No sampling error can be computed from their opinions.",
    pl="Osoby z tego raportu nie istnieją. Ich profil społeczno-demograficzny wylosowano ze statystyk ludności; ich "
    "wypowiedzi napisał model językowy. Z tych opinii nie da się obliczyć błędu próby.",
)

WORDS: dict[str, Text] = {
    # kinds of report
    "project_report": Text(en="Study report", pl="Raport z badania"),
    "focus_group_report": Text(en="Focus group report", pl="Raport z grupy fokusowej"),
    "persona_report": Text(en="Respondent profile", pl="Profil respondenta"),
    "survey_report": Text(en="Survey report", pl="Raport z ankiety"),
    # sections
    "overview": Text(en="Overview", pl="Najważniejsze informacje"),
    "sample": Text(en="Sample", pl="Próba"),
    "personas": Text(en="Respondents", pl="Respondenci"),
    "focus_groups": Text(en="Focus groups", pl="Grupy fokusowe"),
    "surveys": Text(en="Surveys", pl="Ankiety"),
    "reports_of_their_own": Text(en="each has a report of its own", pl="każda ma osobny raport"),
    "transcripts": Text(en="Transcripts", pl="Transkrypcje"),
    "needs": Text(en="Needs and pains", pl="Potrzeby i problemy"),
    "messages": Text(en="Messages", pl="Komunikaty"),
    "summary": Text(en="Findings", pl="Wnioski"),
    "participants": Text(en="Participants", pl="Uczestnicy"),
    "metrics": Text(en="Course of the discussion", pl="Przebieg dyskusji"),
    "transcript": Text(en="Transcript", pl="Transkrypcja"),
    "profile": Text(en="Profile", pl="Profil"),
    "answers": Text(en="Answers", pl="Odpowiedzi"),
    # facts of the study
    "project": Text(en="Study", pl="Badanie"),
    "focus_group": Text(en="Group", pl="Grupa"),
    "description": Text(en="Description", pl="Opis"),
    "target": Text(en="Target population", pl="Populacja badana"),
    "country": Text(en="Country", pl="Kraj"),
    "age": Text(en="Age", pl="Wiek"),
    "gender": Text(en="Gender", pl="Płeć"),
    "female": Text(en="woman", pl="kobieta"),
    "male": Text(en="man", pl="mężczyzna"),
    "age_group": Text(en="Age group", pl="Grupa wieku"),
    "region": Text(en="Region", pl="Województwo"),
    "settlement": Text(en="Place", pl="Miejscowość"),
    "city": Text(en="City", pl="Miasto"),
    "education": Text(en="Education", pl="Wykształcenie"),
    "income_bracket": Text(en="Net income, month", pl="Dochód netto, mies."),
    "income": Text(en="Net income, month", pl="Dochód netto, mies."),
    "status": Text(en="Activity", pl="Aktywność"),
    "occupation": Text(en="Occupation", pl="Zawód"),
    "household": Text(en="Household", pl="Gospodarstwo"),
    "segment": Text(en="Segment", pl="Segment"),
    "values": Text(en="Values", pl="Wartości"),
    "interests": Text(en="Interests", pl="Zainteresowania"),
    "quotas": Text(en="Quotas", pl="Kwoty"),
    "quota_rest": Text(en="others as in the population", pl="pozostali jak w populacji"),
    "not_expressed": Text(en="Asked for, without effect", pl="Życzenia bez wpływu na dobór"),
    "sample_size": Text(en="Planned sample", pl="Planowana próba"),
    "respondents": Text(en="Respondents", pl="Respondenci"),
    "questions": Text(en="Questions", pl="Pytania"),
    "question": Text(en="Question", pl="Pytanie"),
    "stimulus": Text(en="Stimulus", pl="Materiał pokazany uczestnikom"),
    "goal": Text(en="To find out", pl="Cel rozmowy"),
    "described_by": Text(en="Description by", pl="Opis wykonał model"),
    "minutes": Text(en="Minutes planned", pl="Zaplanowany czas (min)"),
    "limit_met": Text(en="Limit met", pl="Osiągnięty limit"),
    "mode": Text(en="Mode", pl="Tryb"),
    "parallel": Text(en="parallel individual answers", pl="równoległe odpowiedzi indywidualne"),
    "discussion": Text(en="discussion", pl="dyskusja"),
    "status_of": Text(en="Status", pl="Stan"),
    "report_date": Text(en="Date of report", pl="Data raportu"),
    "exported_by": Text(en="Prepared by", pl="Eksport wykonano przez"),
    "generated_by": Text(en="Texts written by", pl="Autor tekstów"),
    "offline_engine": Text(en="offline engine", pl="silnik offline"),
    "personal_details": Text(en="Personal details", pl="Dane osobowe"),
    "masked": Text(en="masked", pl="zamaskowane"),
    "unmasked": Text(en="shown in full", pl="pokazane w całości"),
    "contents": Text(en="Contents", pl="Spis treści"),
    # sample
    "verdict": Text(en="Verdict", pl="Ocena próby"),
    "dimension": Text(en="Dimension", pl="Cecha"),
    "max_persons": Text(en="Largest gap (persons)", pl="Różnica (liczba osób)"),
    "tvd": Text(en="Distance (TVD)", pl="Odległość (TVD)"),
    "chi_square": Text(en="χ²", pl="χ²"),
    "p_value": Text(en="p", pl="p"),
    "cramers_v": Text(en="Cramér’s V", pl="V Craméra"),
    "p_holm": Text(en="p (Holm)", pl="p (Holm)"),
    "impossible_people": Text(en="Impossible people", pl="Osoby niemożliwe"),
    "duplicate_profiles": Text(en="Duplicate profiles", pl="Powtórzone profile"),
    "is_statistically_valid": Text(en="Guarantee holds", pl="Gwarancja spełniona"),
    "yes": Text(en="yes", pl="tak"),
    "no": Text(en="no", pl="nie"),
    "fit": Text(en="Fit to the target population", pl="Zgodność z populacją"),
    "composition": Text(en="Composition of the sample", pl="Skład próby"),
    "observed": Text(en="sample", pl="próba"),
    "target_mark": Text(en="population", pl="populacja"),
    "notes": Text(en="Notes", pl="Uwagi"),
    "sources": Text(en="Sources", pl="Źródła"),
    # discussion
    "themes": Text(en="Themes", pl="Wątki"),
    "key_insights": Text(en="Key insights", pl="Kluczowe wnioski"),
    "reach": Text(en="Voiced by", pl="Głosy"),
    "sentiment": Text(en="Tone", pl="Wydźwięk"),
    "positive": Text(en="positive", pl="pozytywny"),
    "negative": Text(en="negative", pl="negatywny"),
    "mixed": Text(en="mixed", pl="mieszany"),
    "moderator": Text(en="Moderator", pl="Moderator"),
    "more_quotes": Text(en="Further quotes in the transcript", pl="Dalsze cytaty w transkrypcji"),
    "quotes_dropped": Text(
        en="Quotes dropped because they were not verbatim",
        pl="Cytaty odrzucone, bo nie były dosłowne",
    ),
    "sentences_dropped": Text(
        en="Sentences dropped because they cited no turn, or held a number not counted on their theme or a name not cited",
        pl="Zdania odrzucone, bo nie wskazywały wypowiedzi, miały liczbę spoza swojego tematu albo osobę bez jej wypowiedzi",
    ),
    "theme": Text(en="Theme", pl="Wątek"),
    "in_favour": Text(en="In favour", pl="Za"),
    "against": Text(en="Against", pl="Przeciw"),
    "reach_either": Text(en="Found by at least one reading", pl="Według choć jednego odczytania"),
    "tension": Text(en="Tension", pl="Napięcie"),
    "tension_explained": Text(
        en="Tension is the variance of people’s positions between −1 (against) and 1 (in favour): 0 where all stand in one "
        "place, 1 where half stand at each end.",
        pl="Napięcie to wariancja stanowisk między −1 (przeciw) a 1 (za): 0, gdy wszyscy stoją w jednym miejscu, 1, gdy po "
        "połowie na obu końcach.",
    ),
    "agreement": Text(en="Agreement of the two readings", pl="Zgodność dwóch odczytań"),
    "agreement_warning": Text(en="How far to trust this", pl="Na ile można na tym polegać"),
    "alpha": Text(en="Krippendorff’s alpha: who raised what", pl="Alfa Krippendorffa: kto co poruszył"),
    "alpha_stance": Text(en="Krippendorff’s alpha: for or against", pl="Alfa Krippendorffa: za czy przeciw"),
    "units": Text(en="Pairs of turn and theme", pl="Pary wypowiedzi i wątku"),
    "raised_by_both": Text(en="raised by both readings", pl="poruszone według obu odczytań"),
    "raised_by_one": Text(en="by one only", pl="tylko według jednego"),
    "reach_by_group": Text(en="Who raised what", pl="Kto co poruszył"),
    "room": Text(en="Room", pl="Podgrupa"),
    "disagreements": Text(en="Who stands against whom", pl="Kto ma inne zdanie niż kto"),
    "outliers": Text(en="Against the others", pl="Wbrew pozostałym"),
    "whole_talk": Text(en="the talk as a whole", pl="całość rozmowy"),
    "alone_for": Text(
        en="{theme}: in favour, while {others} are against.",
        pl="{theme}: głos za, przeciw pozostałym (przeciw: {others}).",
    ),
    "alone_against": Text(
        en="{theme}: against, while {others} are in favour.",
        pl="{theme}: głos przeciw, wbrew pozostałym (za: {others}).",
    ),
    "also_raises": Text(en="The same turn also raises", pl="Ta wypowiedź porusza też"),
    "ask_next": Text(en="What to ask next", pl="O co zapytać dalej"),
    "saturation": Text(en="When themes came up", pl="Kiedy pojawiały się wątki"),
    "answer_number": Text(en="Answer", pl="Odpowiedź"),
    "new_theme": Text(en="First raised", pl="Nowy wątek"),
    "themes_so_far": Text(en="Themes so far", pl="Wątków łącznie"),
    "saturation_told": Text(
        en="No new theme in the last {since} of {turns} answers.",
        pl="Odpowiedzi bez nowego wątku na końcu rozmowy: {since} z {turns}.",
    ),
    "coverage": Text(
        en="Estimated share of all that such a group raises (Good 1953)",
        pl="Szacowana część tego, co taka grupa w ogóle porusza (Good 1953)",
    ),
    "metric": Text(en="Measure", pl="Miara"),
    "value": Text(en="Value", pl="Wartość"),
    "turns": Text(en="Turns", pl="Wypowiedzi"),
    "mean_words": Text(en="Mean words an answer", pl="Średnia liczba słów w odpowiedzi"),
    "short_turn_share": Text(en="Short turns (under 25 words)", pl="Krótkie wypowiedzi (poniżej 25 słów)"),
    "reply_chain_depth": Text(en="Reply-chain depth", pl="Głębokość wymiany zdań"),
    "participation_gini": Text(en="Inequality of participation (Gini)", pl="Nierówność udziału (Gini)"),
    "moderator_word_share": Text(en="Moderator’s share of words", pl="Udział moderatora w słowach"),
    "failed_answers": Text(en="Answers that failed", pl="Odpowiedzi nieudane"),
    "median_words": Text(en="Median words an answer", pl="Mediana liczby słów w odpowiedzi"),
    "theme_reach": Text(en="Mean reach of themes", pl="Średni zasięg wątków"),
    "opinions_changed": Text(en="Private votes that changed", pl="Zmienione tajne głosy"),
    "changes_towards_majority": Text(en="Of these, towards the others", pl="W tym w stronę pozostałych"),
    "people": Text(en="Among people", pl="U ludzi"),
    "unlike": Text(en="Unlike people", pl="Inaczej niż u ludzi"),
    "votes": Text(
        en="Private votes, 1 (against) to 5 (in favour)", pl="Tajne głosy, od 1 (przeciw) do 5 (za)"
    ),
    "vote_before": Text(en="Mean before", pl="Średnia przed"),
    "vote_after": Text(en="Mean after", pl="Średnia po"),
    "vote_changed": Text(en="Changed", pl="Zmienionych"),
    "changed_votes": Text(en="Who changed their vote", pl="Kto zmienił swój głos"),
    "vote": Text(en="Vote", pl="Głos"),
    "voter": Text(en="Respondent", pl="Osoba"),
    "moved_by": Text(en="Moved by turns of", pl="Pod wpływem wypowiedzi"),
    # outcomes of a turn without words
    "failed": Text(en="no answer: the call failed", pl="brak odpowiedzi: wywołanie nie powiodło się"),
    "refused": Text(en="refused to answer", pl="odmowa odpowiedzi"),
    "empty": Text(en="no answer: it came back empty", pl="brak odpowiedzi: nadeszła pusta"),
    "filtered": Text(
        en="no answer: blocked by the model’s filter", pl="brak odpowiedzi: zablokował ją filtr modelu"
    ),
    "cancelled": Text(en="no answer: the run was cancelled", pl="brak odpowiedzi: przebieg anulowano"),
    "over_budget": Text(en="no answer: the budget was used up", pl="brak odpowiedzi: budżet był wyczerpany"),
    "truncated": Text(en="(cut short)", pl="(wypowiedź ucięta)"),
    # needs
    "jobs_to_be_done": Text(en="Jobs to be done", pl="Zadania do wykonania (JTBD)"),
    "desired_outcomes": Text(en="Desired outcomes", pl="Oczekiwane rezultaty"),
    "pain_points": Text(en="Pains", pl="Problemy"),
    "priority": Text(en="Priority", pl="Priorytet"),
    "difficulty": Text(en="Difficulty", pl="Trudność"),
    "frequency": Text(en="Frequency", pl="Częstość"),
    "daily": Text(en="daily", pl="codziennie"),
    "weekly": Text(en="weekly", pl="co tydzień"),
    "monthly": Text(en="monthly", pl="co miesiąc"),
    "severity": Text(en="Severity", pl="Dotkliwość"),
    "outcome": Text(en="Outcome", pl="Rezultat"),
    "importance": Text(en="Importance", pl="Ważność"),
    "satisfaction": Text(en="Satisfaction", pl="Zadowolenie"),
    "opportunity": Text(en="Opportunity", pl="Szansa"),
    "odi": Text(en="ODI", pl="ODI"),
    "opportunity_explained": Text(
        en="Importance and satisfaction on a 0–10 scale. Opportunity = importance × (importance − satisfaction); "
        "ODI = importance + max(importance − satisfaction, 0) (Ulwick). Both are computed, never asked for.",
        pl="Ważność i zadowolenie w skali 0–10. Szansa = ważność × (ważność − zadowolenie); "
        "ODI = ważność + max(ważność − zadowolenie, 0) (Ulwick). Obie miary są obliczane, nigdy nie pytamy o nie.",
    ),
    "people_heard": Text(en="People", pl="Osoby"),
    "answers_read": Text(en="answers", pl="odpowiedzi"),
    "affected": Text(en="Share affected", pl="Odsetek dotkniętych"),
    "solutions": Text(en="Possible solutions", pl="Możliwe rozwiązania"),
    "outdated": Text(en="The answers have changed since", pl="Odpowiedzi od tego czasu się zmieniły"),
    "outdated_explained": Text(
        en="Answers were added or deleted after the needs below were worked out. Refresh them before deciding.",
        pl="Po opracowaniu poniższych potrzeb doszły albo zostały usunięte odpowiedzi. Odśwież je, zanim podejmiesz decyzję.",
    ),
    "n": Text(en="n", pl="n"),
    "odi_interval": Text(en="ODI, 95 %", pl="ODI, 95%"),
    "segment_heading": Text(en="Opportunity by segment", pl="Szanse według segmentów"),
    "segment_of_outcome": Text(en="Segment", pl="Segment"),
    "own_words": Text(en="In their words", pl="Ich słowami"),
    "needs_methods": Text(en="How these figures came about", pl="Skąd te liczby"),
    # messages
    "variants_dropped": Text(en="Variants thrown out by the check", pl="Warianty odrzucone przez kontrolę"),
    "messages_explained": Text(
        en="Drafts for the researcher, not tested on people. Figures and claims were checked against the project's facts; "
        "other wording was not.",
        pl="Szkice dla badacza, nietestowane na ludziach. Liczby i twierdzenia sprawdzono z faktami projektu; innych "
        "sformułowań nie.",
    ),
    "call_to_action": Text(en="Call to action", pl="Wezwanie do działania"),
    "rests_on": Text(en="Answers", pl="Odpowiada na"),
    "facts_told": Text(en="Facts told", pl="Podane fakty"),
    "message_ad": Text(en="Ad", pl="Reklama"),
    "message_social_post": Text(en="Social media post", pl="Post w mediach społecznościowych"),
    "message_email": Text(en="E-mail", pl="E-mail"),
    "message_landing_page": Text(en="Landing page", pl="Strona docelowa"),
    "message_sms": Text(en="SMS", pl="SMS"),
    "tone_friendly": Text(en="friendly tone", pl="ton przyjazny"),
    "tone_professional": Text(en="professional tone", pl="ton profesjonalny"),
    "tone_playful": Text(en="playful tone", pl="ton żartobliwy"),
    "tone_bold": Text(en="bold tone", pl="ton śmiały"),
    "tone_caring": Text(en="caring tone", pl="ton troskliwy"),
    # survey
    "toplines": Text(en="Results", pl="Wyniki"),
    "associations": Text(en="Who answers differently", pl="Kto odpowiada inaczej"),
    "quality": Text(en="Whether the answers can be used", pl="Czy odpowiedzi nadają się do użytku"),
    "checks": Text(en="Checks", pl="Kontrole"),
    "partial": Text(en="Partial results", pl="Wyniki częściowe"),
    "unusable": Text(en="Do not use these results", pl="Nie używaj tych wyników"),
    "type_single_choice": Text(en="one answer", pl="jedna odpowiedź"),
    "type_multiple_choice": Text(
        en="several answers: shares are of those who answered and need not add up to 100%",
        pl="wiele odpowiedzi: udziały liczone od osób, które odpowiedziały, nie sumują się do 100 %",
    ),
    "type_scale": Text(en="scale", pl="skala"),
    "type_likert": Text(en="agreement", pl="zgoda ze stwierdzeniem"),
    "type_numeric": Text(en="number", pl="liczba"),
    "type_ranking": Text(
        en="ranking: the bars are shares of first places", pl="ranking: słupki to udziały pierwszych miejsc"
    ),
    "type_matrix": Text(en="matrix", pl="macierz"),
    "type_open_text": Text(en="open answer", pl="odpowiedź otwarta"),
    "asked_if": Text(en="asked only if", pl="pytano tylko, gdy"),
    "n_effective": Text(en="effective n", pl="efektywne n"),
    "with_interval": Text(
        en="in grey the 95 % interval, in per cent", pl="na szaro przedział ufności 95 %, w procentach"
    ),
    "n_answered": Text(en="Answered", pl="Odpowiedzi"),
    "n_refused": Text(en="declined", pl="odmowy"),
    "n_failed": Text(en="failed", pl="nieudane"),
    "n_skipped": Text(en="not asked", pl="nie pytano"),
    "statistic_mean": Text(en="Mean", pl="Średnia"),
    "statistic_mean_low": Text(en="Mean, lower bound (95 %)", pl="Średnia, dolna granica (95%)"),
    "statistic_mean_high": Text(en="Mean, upper bound (95 %)", pl="Średnia, górna granica (95%)"),
    "statistic_sd": Text(en="Standard deviation", pl="Odchylenie standardowe"),
    "statistic_median": Text(en="Median", pl="Mediana"),
    "statistic_p25": Text(en="Lower quartile", pl="Dolny kwartyl"),
    "statistic_p75": Text(en="Upper quartile", pl="Górny kwartyl"),
    "statistic_min": Text(en="Lowest", pl="Najniższa"),
    "statistic_max": Text(en="Highest", pl="Najwyższa"),
    "statistic_kendalls_w": Text(en="Agreement (Kendall’s W)", pl="Zgodność (W Kendalla)"),
    "statistic_mean_words": Text(en="Mean words an answer", pl="Średnia liczba słów w odpowiedzi"),
    "top_2_box": Text(en="Two highest points", pl="Dwa najwyższe punkty"),
    "bottom_2_box": Text(en="Two lowest points", pl="Dwa najniższe punkty"),
    "entropy_share": Text(en="Spread (share of the most possible)", pl="Zróżnicowanie (część możliwego)"),
    "entropy_ratio": Text(en="Entropy ratio to the reference", pl="Iloraz entropii względem odniesienia"),
    "variance_ratio": Text(en="Variance ratio to the reference", pl="Iloraz wariancji względem odniesienia"),
    "random_floor": Text(en="by chance", pl="przypadek"),
    "order_effect": Text(en="Effect of the order of options (TVD)", pl="Wpływ kolejności opcji (TVD)"),
    "borda": Text(en="Points (Borda, 0–1)", pl="Punkty (Borda, 0–1)"),
    "mean_place": Text(en="Mean place", pl="Średnie miejsce"),
    "first_share": Text(en="Share of first places", pl="Udział pierwszych miejsc"),
    "failed_share": Text(en="Failed answers", pl="Odpowiedzi nieudane"),
    "unanimous_share": Text(en="Unanimous questions", pl="Pytania z jednakową odpowiedzią"),
    "acquiescence": Text(
        en="Agreeing with a statement and with its reverse",
        pl="Zgoda ze stwierdzeniem i z jego przeciwieństwem",
    ),
    "segment_name": Text(en="Segment", pl="Segment"),
    "more_answers": Text(
        en="Further answers in the CSV and JSON exports", pl="Dalsze odpowiedzi w eksporcie CSV i JSON"
    ),
    "answers_elsewhere": Text(
        en="The {n} single answers, with what each respondent stated, the order of options and the seed of the draw, are in the "
        "CSV and JSON exports of this survey.",
        pl="Pojedyncze odpowiedzi ({n}) wraz z tym, co podał każdy respondent, kolejnością opcji i ziarnem losowania są w "
        "eksporcie CSV i JSON tej ankiety.",
    ),
    "nothing_associations": Text(en="Nothing could be tested.", pl="Nie było czego testować."),
    # persona
    "story": Text(en="Background", pl="Historia"),
    "origins": Text(en="Where the facts come from", pl="Skąd pochodzą fakty"),
    "attribute": Text(en="Attribute", pl="Cecha"),
    "drawn_given": Text(en="Drawn given", pl="Losowano przy"),
    "drawn_how": Text(en="How", pl="Jak"),
    "source_numbers": Text(en="Sources", pl="Źródła"),
    "assumption": Text(en="assumption", pl="założenie"),
    "big_five": Text(en="Personality (Big Five)", pl="Osobowość (Wielka Piątka)"),
    "openness": Text(en="Openness", pl="Otwartość"),
    "conscientiousness": Text(en="Conscientiousness", pl="Sumienność"),
    "extraversion": Text(en="Extraversion", pl="Ekstrawersja"),
    "agreeableness": Text(en="Agreeableness", pl="Ugodowość"),
    "neuroticism": Text(en="Neuroticism", pl="Neurotyczność"),
    "hofstede": Text(en="Culture of the country (Hofstede)", pl="Kultura kraju (Hofstede)"),
    "power_distance": Text(en="Power distance", pl="Dystans władzy"),
    "individualism": Text(en="Individualism", pl="Indywidualizm"),
    "masculinity": Text(en="Masculinity", pl="Męskość"),
    "uncertainty_avoidance": Text(en="Uncertainty avoidance", pl="Unikanie niepewności"),
    "long_term_orientation": Text(en="Long-term orientation", pl="Orientacja długoterminowa"),
    "indulgence": Text(en="Indulgence", pl="Przyzwolenie"),
    "name": Text(en="Name", pl="Imię i nazwisko"),
    "number": Text(en="No.", pl="Nr"),
    # nothing to show
    "nothing_personas": Text(
        en="No respondents have been recruited yet.", pl="Nie zrekrutowano jeszcze respondentów."
    ),
    "nothing_sample": Text(
        en="The sample has not been checked against the population yet.",
        pl="Próby nie porównano jeszcze z populacją.",
    ),
    "nothing_focus_groups": Text(
        en="No focus group has been run yet.", pl="Nie przeprowadzono jeszcze grupy fokusowej."
    ),
    "nothing_themes": Text(en="No summary has been made yet.", pl="Nie powstało jeszcze podsumowanie."),
    "nothing_turns": Text(en="Nothing has been said yet.", pl="Nikt się jeszcze nie wypowiedział."),
    "nothing_needs": Text(
        en="No data on needs yet: they are worked out from answers in focus groups, interviews and surveys.",
        pl="Nie ma jeszcze danych o potrzebach: opracowuje się je z odpowiedzi w grupach, wywiadach i ankietach.",
    ),
    "nothing_messages": Text(
        en="No messages have been generated yet.", pl="Nie wygenerowano jeszcze komunikatów."
    ),
    "nothing_metrics": Text(
        en="No measures of the discussion have been computed yet.",
        pl="Nie obliczono jeszcze miar dyskusji.",
    ),
    "no_answer_left": Text(en="no answer", pl="brak odpowiedzi"),
}

STATUSES: dict[str, Text] = {
    "draft": Text(en="draft", pl="szkic"),
    "queued": Text(en="queued", pl="w kolejce"),
    "running": Text(en="running", pl="w toku"),
    "completed": Text(en="completed", pl="zakończona"),
    "succeeded": Text(en="completed", pl="zakończona"),
    "failed": Text(en="failed", pl="zakończona błędem"),
    "cancelled": Text(en="cancelled", pl="anulowana"),
    "stopped": Text(en="stopped", pl="zatrzymana"),
}
"""How a focus group stands; the Polish agrees with „grupa”."""

PEOPLE_PL = ("osoba", "osoby", "osób")
PEOPLE_EN = ("person", "people")


def say(key: str, language: Language) -> str:
    """The words for `key`; KeyError for a key that does not exist."""
    return WORDS[key].to(language)


def word_or_code(key: str, language: Language) -> str:
    """The words for `key`, or the key itself made readable when it is not one of ours."""
    known = WORDS.get(key)
    return known.to(language) if known else key.replace("_", " ")
