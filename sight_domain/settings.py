"""All settings of an installation, read from the environment (prefix ``SIGHT_``) and an optional ``.env``."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from sight_domain.language import Language


class Settings(BaseSettings):
    """Every field is a setting: ``home`` is ``SIGHT_HOME``. ``docs/operations.md`` describes each."""

    model_config = SettingsConfigDict(
        env_prefix="SIGHT_",
        env_file=".env",
        env_ignore_empty=True,
        populate_by_name=True,
        extra="ignore",
        frozen=True,
    )

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("sight", appauthor=False)))
    language: Language = "en"
    log_level: Literal["debug", "info", "warning", "error"] = "warning"

    database_url: str | None = None
    redis_url: str | None = None
    neo4j_uri: str | None = None
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr | None = None

    provider: Literal["auto", "gemini", "openai", "offline"] = "auto"
    google_api_key: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("SIGHT_GOOGLE_API_KEY", "GOOGLE_API_KEY")
    )
    gemini_base_url: str | None = Field(
        default=None, validation_alias=AliasChoices("SIGHT_GEMINI_BASE_URL", "GOOGLE_GEMINI_BASE_URL")
    )
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    openai_model: str | None = None
    models_file: Path | None = None
    packs: Path | None = None
    model_concurrency: int = Field(default=20, ge=1, le=1000)
    runs_at_once: int = Field(default=4, ge=1, le=50)
    runs_in_all: int | None = Field(default=None, ge=1)
    runs_waiting: int = Field(default=100, ge=1)
    messages_per_hour: int = Field(default=10, ge=1)
    embedder: Literal["auto", "gemini", "openai", "local", "off"] = "auto"

    chunk_tokens: int = Field(default=320, ge=200, le=480)
    chunk_overlap: int = Field(default=0, ge=0, le=100)
    rrf_k: int = Field(default=60, ge=1, le=1000)
    keyword_weight: float = Field(default=1.0, ge=0, le=10)
    vector_weight: float = Field(default=0.5, ge=0, le=10)
    rerank: Literal["off", "model"] = "off"
    graph: Literal["on", "off"] = "on"
    graph_weight: float = Field(default=0.01, ge=0, le=10)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    chat_secret: SecretStr | None = None
    max_upload_mb: int = Field(default=50, ge=1, le=500)
    ocr_pages: int = Field(default=100, ge=0, le=2000)
    approval_usd: float = Field(default=1.0, ge=0)
    project_budget_usd: Decimal | None = Field(default=None, ge=0)
    monthly_budget_usd: Decimal | None = Field(default=None, ge=0)
    replay: Literal["auto", "off", "record", "replay"] = "auto"
    replay_days: int = Field(default=90, ge=1)
    otlp_endpoint: str | None = Field(
        default=None, validation_alias=AliasChoices("SIGHT_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
    )
    trace_content: bool = False
    metrics_token: SecretStr | None = None

    @property
    def files(self) -> Path:
        """Where uploaded documents and exports lie."""
        return self.home / "files"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
