"""What results are told as: the target said back, wishes without effect, notes on a sample."""

from __future__ import annotations

from sight_domain.llm.offline.planner.summaries import summary

STUDY = {
    "project": {"id": "prj_1", "name": "Kawa", "sample_size": 20, "target": {"country": "PL"}},
    "target_in_words": "Kobiety w wieku 25–44 lat; Polska.",
    "incidence_in_words": "14% dorosłych; 4 320 000 osób",
    "not_expressed": [
        {"said": "połowa z dziećmi", "reason": "Rodzina wynika z losu.", "instead": "Zapytaj."}
    ],
}


def test_a_new_study_says_its_target_its_incidence_and_what_has_no_effect():
    told = "\n".join(summary("create_project", STUDY, {}, "pl"))
    assert "Kobiety w wieku 25–44 lat; Polska (14% dorosłych; 4 320 000 osób)." in told
    assert "„połowa z dziećmi”. Rodzina wynika z losu. Zapytaj." in told


def test_a_changed_study_says_its_target_back():
    told = "\n".join(summary("update_project", {**STUDY, "not_expressed": []}, {}, "en"))
    assert "Kobiety w wieku 25–44 lat" in told and "Not part of the target" not in told


def test_a_result_without_words_is_told_from_its_codes():
    told = "\n".join(summary("create_project", {"project": STUDY["project"]}, {}, "en"))
    assert "PL" in told


def test_a_respondent_s_place_is_told_by_its_label_and_nothing_by_none():
    person = {"id": "per_a", "full_name": "Anna", "region": "pomorskie", "labels": {"region": "Pomeranian"}}
    told = "\n".join(summary("list_personas", {"personas": [person], "total": 1}, {}, "en"))
    assert "Pomeranian" in told and "pomorskie" not in told
    other = {"id": "per_b", "full_name": "Piotr"}
    differs = [{"field": "city", "values": {"per_a": None, "per_b": "Łódź"}}]
    compared = {"personas": [person, other], "similarity_score": 0.5, "key_differences": differs}
    told = "\n".join(summary("compare_personas", compared, {}, "en"))
    assert "Anna: –" in told and "None" not in told


def test_large_counts_have_their_thousands_apart():
    told = summary(
        "get_usage", {"calls": 1200, "attempts": 1200, "input_tokens": 1282718, "usd": 0.0}, {}, "pl"
    )
    assert "1\u00a0282\u00a0718" in told[0]


def test_a_search_that_found_nothing_says_so_before_how_it_searched():
    told = summary("search_knowledge", {"hits": [], "note": "Searched by keyword only."}, {}, "en")
    assert told[0].startswith("Nothing on that was found") and told[0].endswith("keyword only.")


def test_what_to_know_of_a_sample_is_told_with_it():
    result = {
        "personas": [],
        "run": {"status": "succeeded", "done": 8},
        "notes": ["Boosted: women; there are 25 of them."],
    }
    assert summary("generate_personas", result, {}, "en")[-1].startswith("Boosted: women")
