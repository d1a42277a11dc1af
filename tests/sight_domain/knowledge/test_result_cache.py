"""Results are kept for what did not change, the least used fall out."""

from __future__ import annotations

from sight_domain.knowledge.result_cache import ResultCache


def test_the_least_recently_used_result_falls_out() -> None:
    cache = ResultCache[str](most=2)
    cache.keep("a", "1")
    cache.keep("b", "2")
    assert cache.get("a") == "1"
    cache.keep("c", "3")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == ("1", None, "3")
