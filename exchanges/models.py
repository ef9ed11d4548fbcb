"""Hands on the records of the rooms."""

from exchanges.programmes.models import Programme, ProgrammeRole

__all__ = ["Programme", "ProgrammeRole"]
