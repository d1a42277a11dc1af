"""Arguments that several tools share, each described once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

ProjectId = Annotated[str, Field(description="prj_…")]
PersonaId = Annotated[str, Field(description="per_… or a unique name.")]
FocusGroupId = Annotated[str, Field(description="fg_…")]
Seed = Annotated[int, Field(ge=0, lt=2**31, description="The same seed gives the same again.")]
WaitSeconds = Annotated[
    float,
    Field(
        ge=0,
        le=600,
        description="Longest wait in seconds; then status `running`.",
    ),
]
Limit = Annotated[int, Field(ge=1, le=100, description="How many to return at most.")]
Cursor = Annotated[str, Field(description="`next_cursor` of the previous page.")]

DEFAULT_WAIT = 50.0
