"""Synthetic bulk for `demo --profiles N` and the benchmarks: any number of invented profiles, and queries drawn from the same words."""

from directory.synthetic.asking import queries
from directory.synthetic.writing import make

__all__ = ["make", "queries"]
