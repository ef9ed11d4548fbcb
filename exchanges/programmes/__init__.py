"""Programmes: what an exchange runs under, and who coordinates and reviews it."""
