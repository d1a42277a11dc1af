"""Ids say what they name, and an id of the wrong kind is refused."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.errors import ErrorCode, SightError
from sight_domain.ids import Kind, from_public, kind_of, new_uuid, to_public


@given(st.uuids(), st.sampled_from(Kind))
def test_a_public_id_leads_back_to_its_key(key: UUID, kind: Kind) -> None:
    public = to_public(kind, key)
    assert public.startswith(f"{kind.value}_")
    assert from_public(kind, public, field="id") == key
    assert kind_of(public, field="id") is kind


@given(st.text(max_size=60))
def test_a_text_that_is_no_id_is_refused_with_the_kind_that_was_expected(text: str) -> None:
    with pytest.raises(SightError) as raised:
        from_public(Kind.PROJECT, text, field="project_id")
    assert raised.value.code is ErrorCode.INVALID_ID
    assert raised.value.field == "project_id"
    assert "prj_" in raised.value.message.en


def test_the_id_of_a_persona_is_no_project_id() -> None:
    with pytest.raises(SightError, match="prj_"):
        from_public(Kind.PROJECT, to_public(Kind.PERSONA, new_uuid()), field="project_id")


def test_keys_sort_by_the_time_of_their_making() -> None:
    keys = [new_uuid() for _ in range(1_000)]
    assert keys == sorted(keys)
