"""``sight doctor``."""

from __future__ import annotations

import json

import click

_MARKS = {"ok": "✓", "off": "–", "warning": "!", "broken": "✗"}


async def run(*, as_json: bool) -> int:
    """Print the findings; 1 when something is broken, else 0."""
    from sight_domain.health import examine
    from sight_domain.settings import get_settings

    settings = get_settings()
    findings = await examine(settings)
    if as_json:
        shown = [
            {"part": f.part, "state": f.state, "detail": f.detail.to(settings.language)} for f in findings
        ]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{_MARKS[finding.state]} {finding.part:<9} {finding.detail.to(settings.language)}")
    return int(any(finding.state == "broken" for finding in findings))
