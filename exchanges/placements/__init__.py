"""Placements: the exchange itself, from the accepted place to the last report."""
