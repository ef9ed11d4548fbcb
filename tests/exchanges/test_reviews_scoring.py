"""Exact scores: every sum by hand, rounded once, ties that stay ties."""

from fractions import Fraction
from itertools import product

import pytest

from exchanges.reviews.scoring import Rubric, rounded, short


def criterion(key: str, weight: int, low: int = 1, high: int = 5) -> dict[str, object]:
    return {"key": key, "weight": weight, "low": low, "high": high}


THREE = Rubric.of([criterion("excellence", 50), criterion("impact", 30), criterion("plan", 20)])
MIXED = Rubric.of([criterion("merit", 70, 0, 10), criterion("fit", 30, 1, 4)])


def test_a_review_is_its_weighted_sum():
    assert THREE.points({"excellence": 5, "impact": 3, "plan": 4}) == 50 * 5 + 30 * 3 + 20 * 4
    assert THREE.mean(420, 1) == Fraction(42, 10)
    assert THREE.scale == (1, 5)


def test_the_mean_of_reviewers_is_exact_and_rounded_once():
    total = sum(THREE.points({"excellence": a, "impact": b, "plan": c}) for a, b, c in [(5, 5, 5), (5, 5, 4), (4, 4, 5)])
    assert THREE.mean(total, 3) == Fraction(5 + Fraction(48, 10) + Fraction(42, 10), 3)
    assert rounded(Fraction(14, 3)) == "4.67"
    assert rounded(Fraction(4125, 1000)) == "4.13"  # not banker's, not binary
    assert rounded(Fraction(1005, 1000)) == "1.01"
    assert rounded(Fraction(-1, 3)) == "-0.33"
    assert rounded(Fraction(5)) == "5.00"
    assert [short(Fraction(9, 2)), short(Fraction(4)), short(Fraction(11, 3))] == ["4.5", "4", "3.67"]


def test_criteria_of_different_scales_are_stretched_to_one():
    assert MIXED.scale == (0, 100)
    for merit, fit in product(range(11), range(1, 5)):
        expected = Fraction(70, 100) * Fraction(merit * 100, 10) + Fraction(30, 100) * Fraction((fit - 1) * 100, 3)
        assert MIXED.mean(MIXED.points({"merit": merit, "fit": fit}), 1) == expected


def test_an_unscored_criterion_is_no_zero():
    with pytest.raises(KeyError):
        THREE.points({"excellence": 5, "impact": 5})


def test_no_review_has_no_mean():
    assert THREE.mean(0, 0) is None


def test_dividing_two_integers_in_floating_point_orders_as_the_fractions_do():
    """What the panel sorts by in SQL: total / count of the database, both small whole numbers."""
    values = [(total, count) for count in range(1, 8) for total in range(100 * count, 500 * count + 1, 37)]
    by_float = sorted(values, key=lambda one: (one[0] * 1.0 / one[1], one))
    by_fraction = sorted(values, key=lambda one: (Fraction(one[0], one[1]), one))
    assert by_float == by_fraction
