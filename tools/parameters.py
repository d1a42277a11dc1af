"""Arguments that several tools share, each described once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

ProjectId = Annotated[str, Field(description="Id of the project (prj_…).")]
PersonaId = Annotated[
    str, Field(description="Id of the respondent (per_…), or a name that is unique among your respondents.")
]
FocusGroupId = Annotated[str, Field(description="Id of the focus group (fg_…).")]
Seed = Annotated[int, Field(ge=0, lt=2**31, description="Seed: the same seed gives the same result again.")]
WaitSeconds = Annotated[
    float,
    Field(
        ge=0,
        le=600,
        description="How long to wait for the end, in seconds, before returning status `running`.",
    ),
]
Limit = Annotated[int, Field(ge=1, le=100, description="How many to return at most.")]
Cursor = Annotated[str, Field(description="`next_cursor` of the previous page.")]

DEFAULT_WAIT = 50.0
