"""Calls: what one can apply for, until when, with which form, and where the places are."""
