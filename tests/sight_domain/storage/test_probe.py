from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sight_domain.storage.probe import without_credentials

words = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.~%!$&'()*+,;=@/?#:", min_size=8, max_size=20)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://:secret@cache:6379/0", "redis://cache:6379"),
        ("rediss://user:p%40ss@cache/1?ssl=1", "rediss://cache"),
        ("neo4j+s://graph.example:7687", "neo4j+s://graph.example:7687"),
        ("bolt://[::1]:7687", "bolt://[::1]:7687"),
        ("unix:///run/redis.sock", "unix:///run/redis.sock"),
        ("user:secret@cache", "(no scheme)"),
    ],
)
def test_an_address_is_shown_without_who_logs_in(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


@given(user=words, password=words)
def test_no_user_or_password_is_ever_shown(user: str, password: str) -> None:
    assert without_credentials(f"redis://{user}:{password}@cache:6379/0") == "redis://cache:6379"
