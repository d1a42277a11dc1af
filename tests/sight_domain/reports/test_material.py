from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pytest

from sight_domain.errors import ErrorCode, SightError
from sight_domain.reports.material import SECTIONS, Material


def test_everything_is_chosen_and_masked_by_default(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    material = export("project", studies.project(2))
    assert material.sections == SECTIONS["project"]
    assert material.pii_masked
    assert [p["full_name"] for p in material.payload["personas"]] == ["A. K.", "Z. W."]


def test_names_are_shown_when_asked(studies: ModuleType, export: Callable[..., Material]) -> None:
    material = export("persona", studies.persona_alone(), mask_pii=False)
    assert material.title == "Anna Kowalska"


def test_only_chosen_sections_are_kept(studies: ModuleType, export: Callable[..., Material]) -> None:
    material = export("project", studies.project(2), sections=["needs", "sample"])
    assert material.sections == ("sample", "needs")
    assert set(material.payload) == {"project", "representativeness", "needs"}


def test_a_group_without_its_transcript_keeps_its_findings(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    (group,) = export("project", studies.project(2), sections=["focus_groups"]).payload["focus_groups"]
    assert "turns" not in group
    assert group["summary"]["themes"]


@pytest.mark.parametrize("sections", [["profits"], []])
def test_a_wrong_choice_names_the_sections_that_exist(
    studies: ModuleType, export: Callable[..., Material], sections: list[str]
) -> None:
    with pytest.raises(SightError) as caught:
        export("project", studies.project(1), sections=sections)
    assert caught.value.code is ErrorCode.INVALID_ARGUMENT
    assert caught.value.field == "sections"
    assert "transcripts" in caught.value.hint.en and "transcripts" in caught.value.hint.pl


def test_the_offline_engine_is_found_wherever_it_wrote(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    study = studies.project(2)
    study["needs"]["generated_by"] = "some-model"
    study["representativeness"]["generated_by"] = "offline-engine"
    material = export("project", study)
    assert material.generated_by == "offline, some-model"
    assert material.engine_note == "silnik offline – wypowiedzi nie są wynikiem badania ludzi"


def test_a_report_by_models_alone_has_no_offline_note(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    assert export("project", studies.project(1), generated_by="some-model").engine_note is None


def test_figures_that_are_no_numbers_become_unknown(
    studies: ModuleType, export: Callable[..., Material]
) -> None:
    study = studies.project(1)
    study["representativeness"]["dimensions"][0]["p_value"] = float("nan")
    material = export("project", study)
    assert material.payload["representativeness"]["dimensions"][0]["p_value"] is None
