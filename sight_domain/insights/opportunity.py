"""Opportunity scores: computed from importance and satisfaction, never asked of a model."""

from __future__ import annotations


def opportunity_score(importance: float, satisfaction: float) -> float:
    """importance x (importance - satisfaction), both 0-10; from -25 to 100. Defined by the product's first documents."""
    return round(importance * (importance - satisfaction), 2)


def odi_score(importance: float, satisfaction: float) -> float:
    """importance + max(importance - satisfaction, 0), both 0-10; from 0 to 20 (Ulwick, What Customers Want, 2005)."""
    return round(importance + max(importance - satisfaction, 0.0), 2)
