"""Offers, the places they hold, the waiting list, and the matching run that fills host positions."""
